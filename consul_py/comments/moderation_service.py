"""Reporting, hiding, restoring, dismissing, objecting and deciding."""

from __future__ import annotations

from typing import Any

from sqlalchemy import update

from consul_py.comments import rules
from consul_py.comments.events import AppealDecided, ContentHidden, ContentRestored
from consul_py.comments.models import Appeal, Comment, Hiding, Report
from consul_py.comments.thing_queries import Thing
from consul_py.kernel import audit, clock
from consul_py.kernel.authz import Person
from consul_py.kernel.db import db, insert_once
from consul_py.kernel.db import now as database_now
from consul_py.kernel.events import emit
from consul_py.kernel.refusal import Refused, ensure
from consul_py.kernel.web import not_found
from consul_py.subjects import service as subjects
from consul_py.subjects.models import DRAFT, Subject


def report(thing: Thing, who: Person, category: str, text: str) -> None:
    """Tell the moderation team, once per person and thing. Raises Refused."""
    ensure(rules.can_report(shown=thing.is_shown, own=thing.author_id == who.id))
    values = thing.key | {
        "reporter_id": who.id,
        "process_id": thing.process_id,
        "category": category,
        "text": text,
        "created_at": clock.now(),
    }
    if not insert_once(Report, values):
        raise Refused(rules.REPORTED)


def hide(thing: Thing, who: Person, category: str, reason: str) -> Hiding:
    """Take a text off the public pages, with a reason that its author receives; settles its reports. Raises Refused."""
    thing = _locked(thing)
    ensure(None if thing.is_shown else rules.HIDDEN_ALREADY)
    now = clock.now()
    if thing.comment is not None:
        thing.comment.hidden_at, thing.comment.hidden_reason = now, reason
        thing.comment.hidden_by_id = who.id
        db.session.flush()  # the number of arguments before the subject's row, see `service`
        subjects.count(thing.subject.id, comment_count=-1)
    else:
        subjects.hide(thing.subject)
    hiding = Hiding(
        **thing.key, process_id=thing.process_id, author_id=thing.author_id, category=category, reason=reason,
        title=thing.subject.title, hidden_at=now, hidden_by_id=who.id,
    )  # fmt: skip
    db.session.add(hiding)
    db.session.flush()
    _settle(thing, who, "hidden")
    audit.record("moderation.hide", *_named(thing), reason=reason, category=category)
    comment_id = thing.comment.id if thing.comment else None
    emit(
        ContentHidden(thing.kind, thing.subject.id, comment_id, thing.author_id, reason, thing.subject.title, hiding.id)
    )
    return hiding


def dismiss(thing: Thing, who: Person, note: str) -> None:
    """The reports are unfounded: the text stays."""
    _settle(thing, who, "dismissed", note)
    audit.record("moderation.dismiss", *_named(thing), reason=note)


def restore(hiding: Hiding, thing: Thing, who: Person, reason: str = "") -> None:
    """Show a hidden text again. Raises Refused when somebody else has done so."""
    undone: Any = db.session.execute(
        update(Hiding)
        .where(Hiding.id == hiding.id, Hiding.restored_at.is_(None))
        .values(restored_at=clock.now(), restored_by_id=who.id)
    )
    ensure(None if undone.rowcount else rules.NOT_HIDDEN)
    thing = _locked(thing)
    if thing.comment is not None:
        thing.comment.hidden_at, thing.comment.hidden_reason, thing.comment.hidden_by_id = None, "", None
        db.session.flush()  # as in `hide`
        if thing.comment.deleted_at is None:
            subjects.count(thing.subject.id, comment_count=1)
    else:
        subjects.show(thing.subject)
    audit.record("moderation.restore", *_named(thing), reason=reason)
    comment_id = thing.comment.id if thing.comment else None
    emit(ContentRestored(thing.kind, thing.subject.id, comment_id, thing.author_id, thing.subject.title, hiding.id))


def appeal(hiding: Hiding, text: str) -> None:
    """The author objects, once. Raises Refused."""
    ensure(
        rules.can_appeal(
            hidden_at=hiding.hidden_at,
            restored=hiding.restored_at is not None,
            appealed=hiding.appeal is not None,
            now=database_now(),
        )
    )
    if not insert_once(Appeal, {"hiding_id": hiding.id, "text": text, "created_at": clock.now()}):
        raise Refused(rules.APPEALED)


def decide(hiding: Hiding, thing: Thing, who: Person, *, granted: bool, answer: str) -> None:
    """Answer an objection, once; a granted one shows the text again. Raises Refused."""
    decided: Any = db.session.execute(
        update(Appeal)
        .where(Appeal.hiding_id == hiding.id, Appeal.decided_at.is_(None))
        .values(granted=granted, answer=answer, decided_at=clock.now(), decided_by_id=who.id)
    )
    ensure(None if decided.rowcount else rules.DECIDED)
    audit.record("moderation.decide_appeal", *_named(thing), reason=answer, granted=granted)
    if granted and hiding.restored_at is None:
        restore(hiding, thing, who, answer)
    if hiding.author_id is not None:
        emit(AppealDecided(hiding.id, hiding.author_id, granted, answer, hiding.title))


def _named(thing: Thing) -> tuple[str, int, str]:
    """How the audit log names a thing; never with its text."""
    if thing.comment is not None:
        return "comment", thing.comment.id, thing.subject.title
    return thing.subject.kind, thing.subject.id, thing.subject.title


def _settle(thing: Thing, who: Person, outcome: str, note: str = "") -> None:
    statement = update(Report).filter_by(**thing.key).where(Report.settled_at.is_(None))
    db.session.execute(statement.values(settled_at=clock.now(), settled_by_id=who.id, outcome=outcome, note=note))


def _locked(thing: Thing) -> Thing:
    """The thing as it is now, its row held until the act ends. Raises 404 when it became a draft meanwhile."""
    if thing.comment is not None:
        held = db.session.get_one(Comment, thing.comment.id, with_for_update={"of": Comment}, populate_existing=True)
        return Thing(thing.subject, held)
    held_subject = db.session.get_one(
        Subject, thing.subject.id, with_for_update={"of": Subject}, populate_existing=True
    )
    return Thing(held_subject) if held_subject.visibility != DRAFT else not_found()
