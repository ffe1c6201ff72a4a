"""Preparing polls: texts, questions, answers; publishing, which freezes, and taking back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import update

from consul_py.ballots import freezing
from consul_py.ballots import queries as urns
from consul_py.kernel import audit, clock, files
from consul_py.kernel.db import db
from consul_py.kernel.db import now as database_now
from consul_py.kernel.events import emit
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.refusal import Refused, ensure
from consul_py.kernel.text import html_from_markdown
from consul_py.polls import definition, electorate, kinds, queries, rules
from consul_py.polls.events import PollPublished
from consul_py.polls.models import Poll, PollOption, PollQuestion
from consul_py.processes.models import Consultation
from consul_py.subjects.models import DRAFT, PUBLIC, Subject
from consul_py.subjects.service import enter


@dataclass
class Answer:
    """One answer as the desk wrote it. `id` names the one it replaces; files stay unless they are exchanged."""

    title: str
    description: str = ""
    id: int | None = None
    picture: files.Content | None = None
    document: files.Content | None = None
    drop_picture: bool = False
    drop_document: bool = False


@dataclass
class Question:
    """A question as the desk wrote it."""

    title: str
    description: str = ""
    kind: str = kinds.SINGLE
    minimum: int = 1
    maximum: int = 1
    points: int = 0
    method: str = ""
    answers: list[Answer] = field(default_factory=list)


def ensure_editable(poll: Poll) -> None:
    """Hold a draft, so that nobody publishes it while it changes. Raises Refused once it is frozen."""
    queries.hold(poll.id)
    if urns.is_frozen(poll.id):
        raise Refused(rules.FROZEN)


def create(consultation: Consultation, title: str, **texts: Any) -> Poll:
    """A draft in a consultation."""
    poll = Poll(
        title=title, process_id=consultation.process_id, consultation_id=consultation.id, topic_id=consultation.topic_id,
        visibility=DRAFT,
    )  # fmt: skip
    poll.consultation = consultation
    enter(poll)
    change(poll, title=title, **texts)
    audit.record("polls.create", "poll", poll.id, title)
    return poll


def change(poll: Poll, *, title: str, summary: str, body: str, **settings: Any) -> None:
    """Change texts and settings of a draft; `settings` are columns of a poll. Raises Refused."""
    ensure_editable(poll)
    poll.title, poll.summary = title, summary
    poll.body, poll.body_html = body, html_from_markdown(body)
    for name, value in settings.items():
        setattr(poll, name, value)
    db.session.flush()


def save_question(poll: Poll, question: PollQuestion | None, asked: Question) -> PollQuestion:
    """Add a question or change one. Raises Refused for what cannot be counted, and once the poll is frozen."""
    ensure_editable(poll)
    answers = _yes_and_no(question) if asked.kind == kinds.YESNO else asked.answers
    titles = [answer.title for answer in answers]
    ensure(kinds.check(asked.kind, titles, asked.minimum, asked.maximum, asked.points, asked.method))
    if question is None:
        question = PollQuestion(poll_id=poll.id, position=len(poll.questions))
        poll.questions.append(question)
    question.title, question.description, question.kind = asked.title, asked.description, asked.kind
    numbers = kinds.settled(asked.kind, asked.minimum, asked.maximum, asked.points, asked.method, len(answers))
    for name, value in numbers.items():
        setattr(question, name, value)
    _save_answers(question, answers)
    audit.record("polls.question", "poll", poll.id, poll.title)
    return question


def _yes_and_no(question: PollQuestion | None) -> list[Answer]:
    """The two answers that are made by themselves; those that are there stay the same rows."""
    kept = question.options if question and question.kind == kinds.YESNO else []
    ids = [option.id for option in kept] if len(kept) == 2 else [None, None]
    return [Answer(title, id=number) for title, number in zip((_("Yes"), _("No")), ids, strict=True)]


def _save_answers(question: PollQuestion, answers: list[Answer]) -> None:
    known = {option.id: option for option in question.options}
    rows = []
    for position, answer in enumerate(answers):
        row = known.pop(answer.id, None) if answer.id is not None else None
        row = row or PollOption()
        row.position, row.title, row.description = position, answer.title, answer.description
        _keep_file(row, "picture", answer.picture, answer.drop_picture)
        _keep_file(row, "document", answer.document, answer.drop_document)
        rows.append(row)
    for gone in known.values():
        _keep_file(gone, "picture", None, True)
        _keep_file(gone, "document", None, True)
    question.options = rows
    db.session.flush()


def _keep_file(row: PollOption, slot: str, content: files.Content | None, drop: bool) -> None:
    """Exchange or drop the picture or document of an answer; its title is the answer's, so that it has a word."""
    before: files.StoredFile | None = getattr(row, slot)
    if content is not None:
        setattr(row, slot, files.keep(content, row.title))
    elif drop:
        setattr(row, slot, None)
    if before is not None and (content is not None or drop):
        files.let_go(before)


def delete_question(poll: Poll, question: PollQuestion) -> None:
    """Raises Refused once the poll is frozen."""
    ensure_editable(poll)
    _save_answers(question, [])
    poll.questions.remove(question)
    audit.record("polls.question", "poll", poll.id, poll.title)


def missing(poll: Poll, now: datetime) -> list[str]:
    """What the poll still needs, as sentences to translate."""
    window = poll.consultation
    return rules.missing(
        [len(question.options) for question in poll.questions],
        has_window=bool(window and window.opens_at and window.closes_at),
        offers_vote=bool(window and window.may_vote),
        is_published=bool(window and window.published_at),
        is_over=bool(window and (window.evaluated_at or (window.closes_at and window.closes_at <= now))),
        rule=poll.decision_rule,
    )


def publish(poll: Poll) -> str:
    """Make a complete poll visible and freeze it: nobody changes it any more. Answers the hash. Raises Refused.

    Voting opens with the consultation; where that is open already, at once. Of two who publish, one does. What is
    frozen is read once nobody else can change it.
    """
    ensure_editable(poll)
    queries.hold_times(poll)
    moment = database_now().replace(microsecond=0)
    if missing(poll, moment):
        raise Refused(rules.INCOMPLETE)
    window = poll.consultation
    assert window is not None
    assert window.opens_at is not None
    assert window.closes_at is not None
    if not _become(poll, DRAFT, PUBLIC, clock.now()):
        raise Refused(rules.FROZEN)
    opens = max(window.opens_at, moment)
    eligible = electorate.numbers(poll, clock.to_berlin(opens).date())
    hash_ = freezing.freeze(poll.id, definition.of(poll, opens, window.closes_at), opens, window.closes_at, eligible)
    audit.record("polls.publish", "poll", poll.id, poll.title, definition_hash=hash_)
    emit(PollPublished(poll.id, poll.process_id, window.id, poll.title))
    return hash_


def take_back(poll: Poll) -> None:
    """Make a published poll a draft again, before voting opens. Raises Refused once it has begun."""
    queries.hold(poll.id)
    freezing.thaw(poll.id)
    if _become(poll, PUBLIC, DRAFT, None):
        audit.record("polls.take_back", "poll", poll.id, poll.title)


def _become(poll: Poll, before: str, after: str, published_at: datetime | None) -> bool:
    """Change the visibility of a poll, if it is what it was when we looked."""
    taken: Any = db.session.execute(
        update(Subject)
        .where(Subject.id == poll.id, Subject.visibility == before)
        .values(visibility=after, published_at=published_at)
        .execution_options(synchronize_session=False)
    )
    if taken.rowcount:
        db.session.refresh(poll, ["visibility", "published_at"])
    return bool(taken.rowcount)
