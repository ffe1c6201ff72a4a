"""Reading processes and consultations. What is not published is only there for the staff of its process."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, String, bindparam, select
from sqlalchemy.orm import contains_eager, joinedload

from consul_py.kernel.authz import may
from consul_py.kernel.db import UtcDateTime, db
from consul_py.kernel.web import not_found
from consul_py.processes.models import VERBS, Consultation, Process, TopicField
from consul_py.processes.permissions import PERMISSIONS


def visible_process(slug: str) -> Process:
    """A process by its slug: a published one, or a draft for its staff. Raises 404."""
    process = find_process(slug)
    if process is None or (process.published_at is None and not may(PERMISSIONS, "edit_process", process)):
        not_found()
    return process


def get_process(process_id: int, *, lock: bool = False) -> Process:
    """A process in any state, for officials; the caller asks the permissions. Raises 404.

    `lock` is for acts: what another act changes at the same time is waited for.
    """
    statement = select(Process).where(Process.id == process_id)
    process = db.session.scalar(statement.with_for_update() if lock else statement)
    if process is None:
        not_found()
    return process


def find_process(slug: str) -> Process | None:
    if not slug.isprintable():  # a NUL is no text for a database
        return None
    return db.session.scalar(_process_by_slug(), {"slug": slug})


@cache
def _process_by_slug() -> Select[Process]:
    return select(Process).where(Process.slug == bindparam("slug", type_=String))


def process_choices() -> list[tuple[int, str]]:
    """Published processes as pairs for a select field."""
    public = select(Process.id, Process.title).where(Process.published_at.is_not(None))
    newest = public.order_by(Process.completed_at.is_not(None), Process.published_at.desc(), Process.id.desc())
    return [(number, title) for number, title in db.session.execute(newest)]


def scope_choices() -> list[tuple[int, str]]:
    """Every process, drafts too, for role grants."""
    return [
        (number, title)
        for number, title in db.session.execute(select(Process.id, Process.title).order_by(Process.title))
    ]


def id_by_slug(slug: str) -> int | None:
    return db.session.scalar(select(Process.id).where(Process.slug == slug))


def visible_consultation(slug: str) -> Consultation:
    """A consultation with its process and topic: a public one, or a draft for its staff. Raises 404."""
    found = find_consultation(slug)
    if found is None:
        not_found()
    public = found.published_at is not None and found.process.published_at is not None
    if not public and not may(PERMISSIONS, "edit_consultation", found):
        not_found()
    return found


def find_consultation(slug: str) -> Consultation | None:
    if not slug.isprintable():
        return None
    return db.session.scalar(_whole_by_slug(), {"slug": slug})


@cache
def _whole_by_slug() -> Select[Consultation]:
    return _whole().where(Consultation.slug == bindparam("slug", type_=String))


def get_consultation(consultation_id: int, *, lock: bool = False) -> Consultation:
    """A consultation in any state, for officials; the caller asks the permissions. Raises 404.

    `lock` is for acts: what another act changes at the same time is waited for.
    """
    statement = _whole().where(Consultation.id == consultation_id)
    found = db.session.scalar(statement.with_for_update(of=Consultation) if lock else statement)
    if found is None:
        not_found()
    return found


def _whole() -> Select[Consultation]:
    return (
        select(Consultation)
        .join(Consultation.process)
        .options(contains_eager(Consultation.process), joinedload(Consultation.topic))
    )


def _public() -> Select[Consultation]:
    return _whole().where(Consultation.published_at.is_not(None), Process.published_at.is_not(None))


def open_consultations(now: datetime, verb: str | None = None) -> list[Consultation]:
    """What is open now (and offers `verb`), soonest end first, with process and topic."""
    if verb is not None and verb not in VERBS:
        raise ValueError(f"unknown verb {verb}")
    return list(db.session.scalars(_open(verb), {"now": now}))


@cache
def _open(verb: str | None) -> Select[Consultation]:
    """What is open at `:now`; built once for each verb."""
    now: Any = bindparam("now", type_=UtcDateTime())
    statement = _public().where(
        Consultation.opens_at <= now, Consultation.closes_at > now, Consultation.evaluated_at.is_(None)
    )
    if verb is not None:
        statement = statement.where(getattr(Consultation, f"may_{verb}"))
    return statement.order_by(Consultation.closes_at, Consultation.id)


def topics_of(process_id: int) -> list[TopicField]:
    """The topic fields of a process in their order."""
    statement = select(TopicField).where(TopicField.process_id == process_id)
    return list(db.session.scalars(statement.order_by(TopicField.position, TopicField.id)))


def topic_choices(process_id: int) -> list[tuple[int, str]]:
    """Pairs for a select field."""
    return [(topic.id, topic.title) for topic in topics_of(process_id)]
