"""Changes of processes and consultations: what they write, whom they tell, and that twice at once is once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from consul_py.kernel import audit, clock
from consul_py.kernel.db import db, transaction
from consul_py.kernel.refusal import Refused
from consul_py.processes import consultation_service, page_queries, queries, service
from consul_py.processes.date_rules import Dates
from consul_py.processes.events import (
    ConsultationDatesChanged,
    ConsultationEvaluated,
    ConsultationPublished,
    ProcessPublished,
)
from consul_py.processes.models import ConsultationChange, Process
from tests.processes.make import CHECKLIST, make_consultation, make_process


@pytest.fixture
def heard(app: Flask) -> Iterator[list[Any]]:
    """The events that were emitted."""
    found: list[Any] = []
    registry = app.extensions["consul_events"]
    kinds = (ProcessPublished, ConsultationPublished, ConsultationDatesChanged, ConsultationEvaluated)
    before = {kind: registry.get(kind) for kind in kinds}
    registry.update({kind: [found.append] for kind in kinds})
    yield found
    registry.update({kind: handlers or [] for kind, handlers in before.items()})


def test_a_process_is_created_filled_and_published_once(heard: list[Any]) -> None:
    with transaction():
        process = service.create(title="Digitalstrategie Lindental 2031")
    assert process.slug == "digitalstrategie-lindental-2031"
    with pytest.raises(Refused), transaction():
        service.publish(process)
    with transaction():
        process = queries.get_process(process.id, lock=True)
        service.edit(process, body="**Worum** es geht", **CHECKLIST)
        service.publish(process)
    assert process.body_html == "<p><strong>Worum</strong> es geht</p>\n"
    assert heard == [ProcessPublished(process.id, process.slug, process.title)]
    assert [entry.action for entry in audit.latest("process", process.id)] == [
        "process.publish", "process.edit", "process.create",
    ]  # fmt: skip


def test_equal_titles_get_addresses_of_their_own(app: Flask) -> None:
    with transaction():
        slugs = [service.create(title="Haus & Hof").slug for _n in range(3)]
    assert slugs == ["haus-hof", "haus-hof-2", "haus-hof-3"]


def test_a_public_process_keeps_its_checklist(app: Flask) -> None:
    process = make_process()
    with pytest.raises(service.FieldRefused) as refused, transaction():
        service.edit(process, goal=" ")
    assert refused.value.field == "goal"
    assert process.goal == CHECKLIST["goal"]


def test_publishing_twice_at_once_emits_one_event(heard: list[Any]) -> None:
    consultation = make_consultation(published=False)
    process = make_process(published=False)

    def stale(row: Any) -> Any:
        """What a second person still sees: not published yet."""
        db.session.expunge(row)
        row.published_at = None
        return row

    with transaction():
        consultation_service.publish(queries.get_consultation(consultation.id))
        service.publish(db.session.get_one(Process, process.id))
    for row, publish in ((consultation, consultation_service.publish), (process, service.publish)):
        fresh = db.session.get_one(type(row), row.id)
        db.session.refresh(fresh)
        frame = getattr(fresh, "process", None)
        second = stale(fresh)
        if frame is not None:
            second.process = frame
        with pytest.raises(Refused), transaction():
            publish(second)
    assert [type(event) for event in heard] == [ConsultationPublished, ProcessPublished]


def test_what_should_have_opened_before_opens_when_it_is_published(heard: list[Any]) -> None:
    consultation = make_consultation(published=False, opens=-5)
    with transaction():
        consultation_service.publish(queries.get_consultation(consultation.id))
    found = queries.get_consultation(consultation.id)
    assert found.opens_at == found.published_at
    assert heard[0].opens_at == found.opens_at


def test_a_change_of_dates_is_history_audit_and_event(heard: list[Any]) -> None:
    consultation = make_consultation()
    before = Dates.of(consultation)
    assert before.closes_at is not None
    later = before.closes_at + timedelta(days=3)
    with transaction():
        found = queries.get_consultation(consultation.id, lock=True)
        consultation_service.change_dates(found, Dates(before.opens_at, later, before.evaluation_due), "Ferien")
    change = page_queries.changes_of(consultation.id)[0]
    assert change.reason == "Ferien"
    assert list(change.after) == ["closes_at"]
    assert queries.get_consultation(consultation.id).closes_at == later
    assert [(event.reason, event.closes_at) for event in heard] == [("Ferien", later)]
    assert audit.latest("consultation", consultation.id)[0].reason == "Ferien"


def test_whoever_changes_dates_second_from_an_old_view_is_told(heard: list[Any]) -> None:
    consultation = make_consultation()
    assert consultation.closes_at is not None
    first, second = (consultation.closes_at + timedelta(days=days) for days in (1, 2))
    seen = Dates.of(consultation)
    with transaction():
        found = queries.get_consultation(consultation.id)
        consultation_service.change_dates(found, Dates(seen.opens_at, first, seen.evaluation_due), "Eins")
    wished = Dates(seen.opens_at, second, seen.evaluation_due)
    with pytest.raises(Refused) as refused, transaction():
        consultation_service._move(consultation, seen, wished, "Zwei", clock.now())
    assert refused.value.refusal.sentence == consultation_service.CHANGED_MEANWHILE
    assert db.session.scalar(select(func.count()).select_from(ConsultationChange)) == 1
    assert len(heard) == 1


def test_closing_now_ends_it_at_this_moment(heard: list[Any]) -> None:
    consultation = make_consultation()
    with transaction():
        consultation_service.close_now(queries.get_consultation(consultation.id), "Sturm")
    assert queries.open_consultations(clock.now()) == []
    assert heard[0].reason == "Sturm"


def test_an_evaluation_is_published_once_and_only_after_the_end(heard: list[Any]) -> None:
    running = make_consultation()
    over = make_consultation(opens=-9, closes=-1)
    with pytest.raises(Refused), transaction():
        consultation_service.evaluate(queries.get_consultation(running.id), "Zu früh")
    with transaction():
        consultation_service.evaluate(queries.get_consultation(over.id), "So **kam** es.")
    with pytest.raises(Refused), transaction():
        consultation_service.evaluate(queries.get_consultation(over.id), "Noch einmal")
    found = queries.get_consultation(over.id)
    assert found.evaluation_html == "<p>So <strong>kam</strong> es.</p>\n"
    assert heard == [ConsultationEvaluated(over.id, over.process_id, over.slug, over.title)]


def test_a_process_is_completed_once_nothing_is_owed(app: Flask) -> None:
    process = make_process()
    make_consultation(process=process, opens=-9, closes=-1)
    with pytest.raises(Refused) as refused, transaction():
        service.complete(process)
    assert refused.value.refusal.values == {"count": 1}
    with transaction():
        for one in page_queries.consultations_of(process.id):
            consultation_service.evaluate(one, "Fertig")
        service.complete(queries.get_process(process.id))
    with pytest.raises(Refused), transaction():
        consultation_service.create(queries.get_process(process.id), title="Noch eine")
