"""What is public, what is open, and what only the staff of a process sees."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.exceptions import NotFound

from consul_py.kernel import clock
from consul_py.processes import line_queries, queries
from tests.processes.make import make_consultation, make_process, make_topic


def test_only_published_processes_are_public(app: Flask) -> None:
    public = make_process()
    draft = make_process(published=False)
    with app.test_request_context():
        assert [row.slug for row in line_queries.public_processes()] == [public.slug]
        assert queries.visible_process(public.slug) == public
        assert line_queries.visible_process(public.slug)[0].id == public.id
        for visible in (queries.visible_process, line_queries.visible_process):
            with pytest.raises(NotFound):
                visible(draft.slug)


def test_open_scheduled_and_closed_consultations_are_told_apart_by_the_clock(app: Flask) -> None:
    process = make_process()
    running = make_consultation(process=process, verbs=("propose",))
    coming = make_consultation(process=process, opens=3, closes=9)
    make_consultation(process=process, opens=-9, closes=-2)
    make_consultation(process=process, published=False)
    now = clock.now()
    assert queries.open_consultations(now) == [running]
    assert queries.open_consultations(now, "propose") == [running]
    assert queries.open_consultations(now, "vote") == []
    shown_open, shown_coming = line_queries.open_and_coming(now)
    assert [line.id for line in shown_open] == [running.id]
    assert [line.id for line in shown_coming] == [coming.id]


def test_a_consultation_of_a_draft_process_is_nowhere(app: Flask) -> None:
    hidden = make_consultation(process=make_process(published=False))
    assert queries.open_consultations(clock.now()) == []
    with app.test_request_context(), pytest.raises(NotFound):
        queries.visible_consultation(hidden.slug)


def test_topic_fields_come_in_their_order(app: Flask) -> None:
    process = make_process()
    second = make_topic(process, "Bildung", position=2)
    first = make_topic(process, "Gesundheit", position=1)
    assert queries.topics_of(process.id) == [first, second]
