"""The pages of a process and a consultation with everything that upper domains add: still few statements."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from consul_py.debates.models import Debate
from consul_py.kernel.db import db
from consul_py.processes.models import Consultation, Process
from consul_py.subjects import service as subjects
from tests.cast import People
from tests.measures.make import make_measure
from tests.polls.make import make_poll
from tests.processes.make import make_consultation
from tests.processes.test_pages import full_process
from tests.proposals.make import make_proposal
from tests.watch import Client
from tests.workshops.make import make_follow_up, make_workshop


@pytest.fixture
def lively(app: Flask) -> tuple[Process, Consultation]:
    """A process in the middle of its life, with an open consultation."""
    process = full_process()
    consultation = make_consultation(process=process, threshold=100)
    make_consultation(process=process, opens=-90, closes=-60)
    proposals = [make_proposal(consultation, title=f"Vorschlag {number}") for number in range(3)]
    debate = Debate(
        title="Wie viel Digitales?", body="Text", body_html="<p>Text</p>", process_id=process.id,
        consultation_id=consultation.id,
    )  # fmt: skip
    subjects.enter(debate)
    make_poll(make_consultation(process=process, verbs=("vote",), opens=1))
    for starts in (-5, 5):
        make_workshop(process=process, starts=starts)
    make_follow_up(make_workshop(process=process, starts=-9))
    for status in ("in_progress", "proposed"):
        make_measure(process, status=status, sources=proposals[:1])
    db.session.commit()
    return process, consultation


def counted(client: Client, path: str, count_statements: Any) -> int:
    client.get("/processes")  # the settings of the site are read every few seconds only
    with count_statements() as statements:
        assert client.get(path).status_code == 200
    return len(statements)


@pytest.mark.parametrize("signed_in", [False, True])
def test_a_lively_process_page_needs_at_most_twelve_statements(
    client: Client, people: People, lively: tuple[Process, Consultation], count_statements: Any, signed_in: bool
) -> None:
    if signed_in:
        client.sign_in(people.resident)
    assert counted(client, f"/processes/{lively[0].slug}", count_statements) <= 12


@pytest.mark.parametrize("signed_in", [False, True])
def test_a_lively_consultation_page_needs_at_most_twelve_statements(
    client: Client, people: People, lively: tuple[Process, Consultation], count_statements: Any, signed_in: bool
) -> None:
    if signed_in:
        client.sign_in(people.resident)
    assert counted(client, f"/consultations/{lively[1].slug}", count_statements) <= 12


def test_the_page_of_a_process_shows_what_upper_domains_add(
    client: Client, lively: tuple[Process, Consultation]
) -> None:
    page = client.get(f"/processes/{lively[0].slug}").text
    for words in (
        "Vorschlag 1",
        "Wie viel Digitales?",
        "Welches Dorfbüro zuerst?",
        "Bürgerhaus Kaltenborn",
        "Warenkorb",
    ):
        assert words in page, words
    tabs = page[page.index('class="tabs"') : page.index("</nav>", page.index('class="tabs"'))]
    assert "Vorschläge" in tabs
    assert "Workshops" in tabs
    assert "Maßnahmen" in tabs


def test_the_lists_need_few_statements_however_much_there_is(
    client: Client, lively: tuple[Process, Consultation], count_statements: Any
) -> None:
    assert counted(client, "/consultations", count_statements) <= 6
    assert counted(client, "/processes", count_statements) <= 4
