"""Every change to proposals by residents: writing, editing, supporting, withdrawing. Answers are in `answering`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from consul_py.kernel import files, search
from consul_py.kernel.db import db
from consul_py.kernel.events import emit
from consul_py.kernel.refusal import ensure
from consul_py.kernel.text import html_from_markdown, slug
from consul_py.processes.models import Consultation
from consul_py.processes.rules import can
from consul_py.proposals import queries, rules
from consul_py.proposals.events import ProposalEdited, ProposalPublished, ProposalWithdrawn, SupportThresholdReached
from consul_py.proposals.models import Proposal, ProposalPicture, ProposalVersion
from consul_py.proposals.shown import Shown
from consul_py.subjects import service as subjects
from consul_py.subjects.models import DRAFT, PUBLIC, WITHDRAWN, Subject
from consul_py.votes import service as votes
from consul_py.votes.models import FOR

# The two tables of a proposal by themselves: a conditional UPDATE names columns of one table only.
SUBJECT: Any = Subject.__table__
OWN: Any = Proposal.__table__


@dataclass(frozen=True)
class Text:
    """What an author writes."""

    title: str
    summary: str
    body: str
    place: str = ""
    topic_id: int | None = None
    municipality_id: int | None = None


def create(
    consultation: Consultation, author_id: int, text: Text, now: datetime, *, draft: bool = False,
    form_key: str | None = None, picture: files.Content | None = None,
) -> tuple[Proposal, bool]:  # fmt: skip
    """Write a proposal, public at once or as a draft. The same form sent again answers the row it made, and False."""
    ensure(can("propose", consultation, now))
    proposal = Proposal(
        process_id=consultation.process_id, consultation_id=consultation.id, author_id=author_id, created_at=now,
        visibility=DRAFT if draft else PUBLIC, threshold=consultation.support_threshold, form_key=form_key,
        published_at=None if draft else now,
    )  # fmt: skip
    _write(proposal, text)
    try:
        with db.session.begin_nested():
            subjects.enter(proposal, proposal.body)
    except IntegrityError:
        made = queries.find_by_form_key(form_key or "", author_id)
        if made is None:
            raise
        return made, False
    if picture is not None:
        _add_picture(proposal, picture)
    if not draft:
        _published(proposal)
    return proposal, True


def _write(proposal: Proposal, text: Text) -> None:
    proposal.title, proposal.summary, proposal.body = text.title, text.summary, text.body
    proposal.body_html = html_from_markdown(text.body)
    proposal.place, proposal.topic_id, proposal.municipality_id = text.place, text.topic_id, text.municipality_id


def _published(proposal: Proposal) -> None:
    assert proposal.author_id is not None
    assert proposal.consultation_id is not None
    emit(
        ProposalPublished(
            proposal.id, proposal.author_id, proposal.title, proposal.process_id, proposal.consultation_id
        )
    )


def _add_picture(proposal: Proposal, picture: files.Content) -> None:
    """Replace the picture; what it shows is told by the proposal's title."""
    _drop_pictures(proposal)
    stored = files.keep(picture, proposal.title)
    db.session.add(ProposalPicture(proposal_id=proposal.id, file_id=stored.id, position=0))
    proposal.picture_count = 1


def _drop_pictures(proposal: Proposal) -> None:
    for picture in queries.pictures(proposal):
        db.session.delete(picture)
        files.let_go(picture.file)


def edit(proposal: Proposal, text: Text, now: datetime, picture: files.Content | None = None) -> bool:
    """Change a proposal; True when this made a new public version."""
    consultation = queries.open_window(proposal)
    ensure(rules.can_edit(proposal, can("propose", consultation, now)))
    before = (proposal.title, proposal.summary, proposal.body)
    changed = before != (text.title, text.summary, text.body)
    versioned = changed and proposal.visibility == PUBLIC and rules.makes_version(proposal.published_at, now)
    if versioned and proposal.version == 1:
        _keep_version(proposal, proposal.published_at or now)
    _write(proposal, text)
    if picture is not None:
        _add_picture(proposal, picture)
    if not changed:
        return False
    proposal.slug = slug(proposal.title)
    search.index(proposal.id, proposal.title, f"{proposal.summary} {proposal.body}")
    if versioned:
        proposal.version += 1
        proposal.edited_at = now
        _keep_version(proposal, now)
        assert proposal.author_id is not None
        emit(ProposalEdited(proposal.id, proposal.author_id, proposal.title, proposal.version))
    return versioned


def _keep_version(proposal: Proposal, at: datetime) -> None:
    db.session.add(
        ProposalVersion(
            proposal_id=proposal.id,
            number=proposal.version,
            title=proposal.title,
            summary=proposal.summary,
            body=proposal.body,
            created_at=at,
        )
    )


def publish(proposal: Proposal, now: datetime) -> None:
    """Make a draft public. Once: the second of two clicks finds nothing to do."""
    consultation = queries.open_window(proposal)
    ensure(can("propose", consultation, now))
    won: Any = db.session.execute(
        update(SUBJECT)
        .where(SUBJECT.c.id == proposal.id, SUBJECT.c.visibility == DRAFT)
        .values(visibility=PUBLIC, published_at=now)
    )
    if not won.rowcount:
        return
    db.session.refresh(proposal)
    proposal.threshold = consultation.support_threshold
    _published(proposal)


def discard(proposal: Proposal) -> None:
    """Throw a draft away; nobody else has ever seen it."""
    if proposal.visibility != DRAFT:
        return
    _drop_pictures(proposal)
    search.remove(proposal.id)
    db.session.flush()
    db.session.delete(proposal)


def withdraw(proposal: Proposal, now: datetime) -> None:
    ensure(rules.can_withdraw(proposal))
    proposal.visibility, proposal.withdrawn_at = WITHDRAWN, now
    assert proposal.author_id is not None
    emit(ProposalWithdrawn(proposal.id, proposal.author_id, proposal.title))


def support(proposal: Shown | Proposal, user_id: int, now: datetime) -> bool:
    """Support a proposal; False when the person did already. The support that reaches the threshold is found here."""
    _ensure_open(proposal, now)
    counted = votes.cast(proposal, user_id, FOR)
    if counted is None:
        return False
    _ensure_still_open(counted)
    if counted.number >= proposal.threshold:
        mark_threshold(proposal, now)
    return True


def unsupport(proposal: Shown | Proposal, user_id: int, now: datetime) -> bool:
    """Take a support back while the consultation is open. A threshold once reached stays reached."""
    _ensure_open(proposal, now)
    counted = votes.take_back(proposal, user_id)
    if counted is None:
        return False
    _ensure_still_open(counted)
    return True


def _ensure_open(proposal: Shown | Proposal, now: datetime) -> None:
    assert proposal.consultation is not None  # every proposal has one
    ensure(rules.can_support(proposal, can("support", proposal.consultation, now)))


def _ensure_still_open(counted: votes.Counted) -> None:
    """Merged meanwhile: the supporters have been carried over already, and this change would be lost."""
    ensure(None if counted.visibility == PUBLIC else rules.NOT_PUBLIC)


def mark_threshold(proposal: Shown | Proposal, now: datetime) -> bool:
    """If the count has reached the threshold, set the day the answer is due and tell; exactly one call does it."""
    if not proposal.threshold or proposal.threshold_reached_at is not None:
        return False
    due = now + rules.ANSWER_TIME
    count = select(SUBJECT.c.support_count).where(SUBJECT.c.id == proposal.id).scalar_subquery()
    won: Any = db.session.execute(
        update(OWN)
        .where(OWN.c.id == proposal.id, OWN.c.threshold_reached_at.is_(None), OWN.c.threshold <= count)
        .values(threshold_reached_at=now, answer_due=due)
    )
    if not won.rowcount:
        return False
    if isinstance(proposal, Proposal):
        db.session.refresh(proposal, ["threshold_reached_at", "answer_due"])
    emit(SupportThresholdReached(proposal.id, proposal.author_id, proposal.title, proposal.threshold, due))
    return True
