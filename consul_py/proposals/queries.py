"""Reading one proposal, and the small numbers other pages show. Lists are in `listing`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, false, func, or_, select, true
from sqlalchemy.orm import aliased, joinedload, load_only

from consul_py.accounts.models import User
from consul_py.comments.moderation_queries import hidden_page
from consul_py.kernel.authz import ADMINISTRATOR, STAFF, Person, may
from consul_py.kernel.db import db
from consul_py.kernel.web import not_found
from consul_py.processes.models import Consultation, Process, TopicField
from consul_py.proposals.models import Proposal, ProposalAnswer, ProposalPicture, ProposalVersion
from consul_py.proposals.permissions import PERMISSIONS
from consul_py.subjects.models import DRAFT, HIDDEN, PUBLIC, Subject

SUBJECT: Any = Subject.__table__
PROPOSAL: Any = Proposal.__table__

WHOLE = (
    joinedload(Proposal.process).load_only(
        Process.id, Process.slug, Process.title, Process.short_title, Process.published_at, Process.completed_at
    ),
    joinedload(Proposal.consultation),
    joinedload(Proposal.topic).load_only(TopicField.id, TopicField.title),
    joinedload(Proposal.municipality),
    joinedload(Proposal.author).load_only(User.id, User.display_name, User.deleted_at),
)


def find(proposal_id: int) -> Proposal | None:
    return db.session.scalar(select(Proposal).where(Proposal.id == proposal_id).options(*WHOLE))


def visible(proposal_id: int) -> Proposal:
    """A proposal this person may read, with all its page shows: one statement. Raises 404."""
    proposal = find(proposal_id)
    if proposal is None:
        not_found()
    check_visible(proposal)
    return proposal


def check_visible(proposal: Any) -> None:
    """Raise 404, or show that it is hidden, unless this person may read the proposal."""
    if proposal.visibility == DRAFT and not may(PERMISSIONS, "see_draft", proposal):
        not_found()
    if not _is_framed(proposal) and not may(PERMISSIONS, "answer", proposal):
        not_found()
    if proposal.visibility == HIDDEN and not may(PERMISSIONS, "see_hidden", proposal):
        hidden_page(proposal.id)


def _is_framed(proposal: Any) -> bool:
    frame = proposal.consultation
    return frame is not None and frame.published_at is not None and proposal.process.published_at is not None


def locked(proposal_id: int) -> Proposal:
    """A proposal this person may read, its row locked until the act ends. Raises 404.

    The subject's row: that is what a support takes first, and the proposal's second when it reaches the threshold.
    """
    row = select(Proposal.id).where(Proposal.id == proposal_id).with_for_update(of=SUBJECT)
    if db.session.scalar(row) is None:
        not_found()
    return visible(proposal_id)


def hold_both(one: Proposal, into: Proposal) -> None:
    """Lock the two of a merge until the act ends and read them again, the lower id first: no two merges get stuck.

    The target is held weakly. That keeps out who hides, withdraws or merges it, and lets supports pass: each has entered
    its vote and comes for the counter, and would wait for a merge that waits for this vote.
    """
    for proposal in sorted((one, into), key=lambda either: either.id):
        weakly = proposal is into
        row = select(SUBJECT.c.id).where(SUBJECT.c.id == proposal.id)
        db.session.execute(row.with_for_update(read=weakly, key_share=weakly))
        db.session.refresh(proposal)  # a statement of its own: the one that waited knows only the locked row anew


def find_by_form_key(form_key: str, author_id: int | None) -> Proposal | None:
    found = select(Proposal).where(Proposal.form_key == form_key, Proposal.author_id == author_id)
    return db.session.scalar(found)


def pictures(proposal: Any) -> list[ProposalPicture]:
    if not proposal.picture_count:
        return []
    found = select(ProposalPicture).where(ProposalPicture.proposal_id == proposal.id)
    return list(db.session.scalars(found.options(joinedload(ProposalPicture.file)).order_by(ProposalPicture.position)))


def versions(proposal: Any) -> list[ProposalVersion]:
    """Numbers and times of all public versions, newest first; empty while there is only one."""
    if proposal.version == 1:
        return []
    found = select(ProposalVersion).where(ProposalVersion.proposal_id == proposal.id)
    columns = load_only(ProposalVersion.number, ProposalVersion.created_at)
    return list(db.session.scalars(found.options(columns).order_by(ProposalVersion.number.desc())))


def version_pair(proposal_id: int, number: int) -> tuple[ProposalVersion, ProposalVersion | None]:
    """A version with the one before it. Raises 404."""
    found = select(ProposalVersion).where(
        ProposalVersion.proposal_id == proposal_id, ProposalVersion.number.in_((number, number - 1))
    )
    rows = {row.number: row for row in db.session.scalars(found.order_by(ProposalVersion.number))}
    if number not in rows:
        not_found()
    return rows[number], rows.get(number - 1)


def former_answers(proposal: Any) -> list[ProposalAnswer]:
    if proposal.corrected_at is None:
        return []
    found = select(ProposalAnswer).where(ProposalAnswer.proposal_id == proposal.id)
    return list(db.session.scalars(found.order_by(ProposalAnswer.id.desc())))


def merged_ones(proposal: Any) -> list[Any]:
    """Proposals that were merged into this one: id, slug, title, merged_at."""
    found = select(Proposal.id, Proposal.slug, Proposal.title, Proposal.merged_at)
    return list(db.session.execute(found.where(Proposal.merged_into_id == proposal.id).order_by(Proposal.id)))


def in_scope(who: Person) -> ColumnElement[bool]:
    """Proposals this official is responsible for, by process or municipality."""
    grants = [grant for grant in who.grants if grant.role in (STAFF, ADMINISTRATOR)]
    if any(grant.scope == "installation" for grant in grants):
        return true()
    processes = [grant.scope_id for grant in grants if grant.scope == "process"]
    places = [grant.scope_id for grant in grants if grant.scope == "municipality"]
    return or_(false(), Proposal.process_id.in_(processes), Proposal.municipality_id.in_(places))


def is_waiting(now: datetime) -> ColumnElement[bool]:
    """Public, unanswered, and either over the threshold or of a consultation that has ended."""
    ended = select(Consultation.id).where(Consultation.closes_at <= now)
    owed = or_(Proposal.threshold_reached_at.is_not(None), Proposal.consultation_id.in_(ended))
    return and_(Proposal.visibility == PUBLIC, Proposal.answered_at.is_(None), owed)


def in_public_frame() -> ColumnElement[bool]:
    """Its consultation and process are published: what was imported into a draft waits with it."""
    return Proposal.consultation_id.in_(published_frames())


def published_frames() -> Any:
    """The ids of public consultations of public processes."""
    return (
        select(Consultation.id)
        .join(Process, Process.id == Consultation.process_id)
        .where(Consultation.published_at.is_not(None), Process.published_at.is_not(None))
    )


def desk_numbers(who: Person, now: datetime) -> tuple[int, int, datetime | None]:
    """How many wait in the official's scope, how many of them are overdue, and the next promised day; one statement."""
    overdue = and_(is_waiting(now), Proposal.answer_due < now)
    statement = select(
        func.coalesce(func.sum(case((is_waiting(now), 1), else_=0)), 0),
        func.coalesce(func.sum(case((overdue, 1), else_=0)), 0),
        func.min(case((and_(is_waiting(now), Proposal.answer_due >= now), Proposal.answer_due))),
    ).where(Proposal.visibility == PUBLIC, Proposal.answered_at.is_(None), in_scope(who))
    waiting, late, soonest = db.session.execute(statement).one()
    return waiting, late, soonest


def open_window(proposal: Proposal) -> Consultation:
    """The consultation a proposal belongs to; every proposal has one."""
    assert proposal.consultation is not None
    return proposal.consultation


def merge_targets(proposal: Proposal, limit: int = 50) -> list[Any]:
    """Public proposals of the same process, most supported first: id, title, support_count."""
    other = aliased(Proposal)
    found = select(other.id, other.title, other.support_count)
    found = found.where(other.process_id == proposal.process_id, other.visibility == PUBLIC, other.id != proposal.id)
    return list(db.session.execute(found.order_by(other.support_count.desc(), other.id.desc()).limit(limit)))


def data_of(user_id: int) -> list[dict[str, Any]]:
    """What a person wrote, with every version, for the download of one's own data."""
    found = select(Proposal).where(Proposal.author_id == user_id).order_by(Proposal.id)
    texts = (
        "title",
        "summary",
        "body",
        "place",
        "visibility",
        "created_at",
        "published_at",
        "decision",
        "withdrawn_at",
    )
    rows = list(db.session.scalars(found))
    kept = select(ProposalVersion).where(ProposalVersion.proposal_id.in_([row.id for row in rows]))
    older: dict[int, list[dict[str, Any]]] = {}
    for version in db.session.scalars(kept.order_by(ProposalVersion.proposal_id, ProposalVersion.number)):
        words = {name: getattr(version, name) for name in ("number", "title", "summary", "body", "created_at")}
        older.setdefault(version.proposal_id, []).append(words)
    return [{name: getattr(row, name) for name in texts} | {"versions": older.get(row.id, [])} for row in rows]
