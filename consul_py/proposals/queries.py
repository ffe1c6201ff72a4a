"""Reading one proposal, and the small numbers other pages show. Lists are in `listing`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, bindparam, case, false, func, or_, select, true
from sqlalchemy.orm import aliased, joinedload, load_only

from consul_py.accounts.models import User
from consul_py.comments.moderation_queries import hidden_page
from consul_py.kernel.authz import ADMINISTRATOR, STAFF, Person, may
from consul_py.kernel.db import UtcDateTime, db
from consul_py.kernel.reading import kept
from consul_py.kernel.web import not_found
from consul_py.processes.models import Consultation, Process, TopicField
from consul_py.proposals.models import Proposal, ProposalAnswer, ProposalPicture, ProposalVersion
from consul_py.proposals.permissions import PERMISSIONS
from consul_py.subjects.models import DRAFT, HIDDEN, PUBLIC, ConsultationNumber, Subject

SUBJECT: Any = Subject.__table__
PROPOSAL: Any = Proposal.__table__
NUMBER: Any = ConsultationNumber.__table__

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
    """A proposal this person may read, its row locked until the act ends. Raises 404."""
    row = select(Proposal.id).where(Proposal.id == proposal_id).with_for_update(of=Proposal.__table__)
    if db.session.scalar(row) is None:
        not_found()
    return visible(proposal_id)


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


def home_numbers(now: datetime, process_id: int | None = None) -> dict[str, Any]:
    """How many proposals came in, were answered, wait for an answer, and are open: `received answered waiting open`.

    `by_consultation` has what came in by the id of a consultation. Of one that has ended all wait that are not answered.
    """
    values = {"now": now} if process_id is None else {"now": now, "process": process_id}
    rows = db.session.execute(_home_numbers(process_id is not None), values).all()
    received, due = sum(row.received for row in rows), sum(row.received for row in rows if row.closes_at <= now)
    done, due_done, over = rows[0][3:] if rows else (0, 0, 0)
    owed = due - due_done + over
    return {
        "received": received, "answered": done, "waiting": owed, "open": received - done - owed,
        "by_consultation": {row.id: row.received for row in rows},
    }  # fmt: skip


@kept
def _home_numbers(of_process: bool) -> Any:
    """The counts at the moment `:now`, of all processes or of `:process`; built once, it is long.

    A row for each public consultation; the other numbers stand in every row.
    """
    now: Any = bindparam("now", type_=UtcDateTime())
    frame: list[ColumnElement[bool]] = [Process.id == bindparam("process", type_=Integer)] if of_process else []
    ended, running = [*frame, Consultation.closes_at <= now], [*frame, Consultation.closes_at > now]
    answered = PROPOSAL.c.answered_at.is_not(None)
    reached = and_(PROPOSAL.c.threshold_reached_at.is_not(None), PROPOSAL.c.answered_at.is_(None))
    window: Any = Consultation.__table__.alias()
    counted = and_(NUMBER.c.consultation_id == window.c.id, NUMBER.c.kind == "proposal")
    return (
        select(window.c.id, window.c.closes_at, func.coalesce(NUMBER.c.number, 0).label("received"))
        .outerjoin_from(window, NUMBER, counted)
        .add_columns(_count(frame, answered), _count(ended, answered), _count(running, reached))
        .where(window.c.id.in_(published_frames().where(*frame)))
    )


def _count(frame: list[ColumnElement[bool]], condition: ColumnElement[bool]) -> Any:
    """How many public proposals of which `condition` is true there are in published consultations that `frame` names."""
    inside = SUBJECT.c.consultation_id.in_(published_frames().where(*frame))
    found = select(func.count()).where(SUBJECT.c.kind == "proposal", SUBJECT.c.visibility == PUBLIC, inside)
    return found.where(SUBJECT.c.id.in_(select(PROPOSAL.c.id).where(condition))).scalar_subquery()


def received_in(consultation_id: int) -> int:
    """How many public proposals a consultation has."""
    return int(db.session.scalar(_received_in(), {"consultation": consultation_id}) or 0)


@kept
def _received_in() -> Any:
    mine = NUMBER.c.consultation_id == bindparam("consultation", type_=Integer)
    return select(NUMBER.c.number).where(mine, NUMBER.c.kind == "proposal")


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
