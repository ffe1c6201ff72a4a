"""Polls for tests; committed. Without a word about time they are open now: frozen in an open consultation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from consul_py.ballots import sealing
from consul_py.kernel.db import db, transaction
from consul_py.polls import kinds, service
from consul_py.polls.models import Poll, PollQuestion
from consul_py.processes.models import Consultation
from tests.processes.make import make_consultation
from tests.watch import Client

ANSWERS = ("Hainfeld", "Rodenau", "Oberlinden")
SLIP = 'name="slip" value="'


def texts(**more: Any) -> dict[str, Any]:
    """Texts and settings of a poll."""
    return {
        "summary": "Vier sind geplant.", "body": "", "decision_rule": "Einfache Mehrheit", "who": "account",
        "municipality_id": None, "minimum_age": None, "majority": "relative", "quorum": 0, "shuffled": False,
        "objection_days": 7, "seal_from": 25,
    } | more  # fmt: skip


def asked(kind: str = kinds.SINGLE, title: str = "Welches?", **more: Any) -> service.Question:
    """A question of three answers."""
    answers: Sequence[str] = more.pop("answers", ANSWERS)
    numbers: dict[str, Any] = {"minimum": 1, "maximum": 2, "points": 10, "method": kinds.BORDA} | more
    return service.Question(
        title, "", kind, answers=[service.Answer(name, f"Über {name}") for name in answers], **numbers
    )


def make_poll(
    consultation: Consultation | None = None, *, questions: int | Sequence[service.Question] = 1, public: bool = True,
    settings: dict[str, Any] | None = None, **window: Any,
) -> Poll:  # fmt: skip
    """A published poll with `questions`: so many single choices, or those given."""
    consultation = consultation or make_consultation(verbs=("vote",), **({"opens": -1} | window))
    with transaction():
        poll = service.create(consultation, "Welches Dorfbüro zuerst?", **texts(**(settings or {})))
        wanted = [asked(title=f"Frage {n + 1}") for n in range(questions)] if isinstance(questions, int) else questions
        for question in wanted:
            service.save_question(poll, None, question)
        if public:
            service.publish(poll)
    return poll


def first(poll: Poll) -> dict[str, Any]:
    """The fields of a ballot with the first answer to every question."""
    return {f"q{question.id}": str(question.options[0].id) for question in poll.questions}


def option(question: PollQuestion, number: int) -> str:
    return str(question.options[number].id)


def slip_in(page: str) -> str:
    """The encrypted slip in a review page."""
    return page.partition(SLIP)[2].partition('"')[0]


def review(client: Client, poll: Poll, **fields: Any) -> Any:
    return client.submit(f"/polls/{poll.id}/review", **(fields or first(poll)))


def vote(client: Client, poll: Poll, own_number: str = "", code: str = "", **fields: Any) -> Any:
    """Review and cast; the answer to casting. Asserts that the review was shown."""
    extra: dict[str, Any] = {"code": code} if code else {}
    page = client.submit(f"/polls/{poll.id}/review", **((fields or first(poll)) | extra))
    assert page.status_code == 200, page.text
    return client.submit(f"/polls/{poll.id}/ballot", slip=slip_in(page.text), own_number=own_number, **extra)


def seal(poll: Poll) -> None:
    """Seal the poll after its end. Call where the clock is past it."""
    with transaction():
        assert sealing.seal(poll.id)
    db.session.expire_all()
