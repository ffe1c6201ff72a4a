"""Reading follow-ups: the working copy for the desk, versions for everybody, proposed measures for what comes above."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from consul_py.kernel.db import db
from consul_py.kernel.web import not_found
from consul_py.workshops.followup_models import (
    FollowUp,
    FollowUpDocument,
    FollowUpPicture,
    FollowUpVersion,
    ProposedMeasure,
    WorkingGroup,
)


def find(workshop_id: int) -> FollowUp | None:
    """The working copy, without its parts."""
    found: FollowUp | None = db.session.scalar(select(FollowUp).where(FollowUp.workshop_id == workshop_id))
    return found


def whole(workshop_id: int) -> FollowUp | None:
    """The working copy with all its parts, read anew."""
    rows = db.session.scalars(
        select(FollowUp)
        .where(FollowUp.workshop_id == workshop_id)
        .options(
            joinedload(FollowUp.groups).joinedload(WorkingGroup.results),
            selectinload(FollowUp.measures),
            selectinload(FollowUp.partners),
            selectinload(FollowUp.dates),
            selectinload(FollowUp.pictures).joinedload(FollowUpPicture.file),
            selectinload(FollowUp.documents).joinedload(FollowUpDocument.file),
        )
        .execution_options(populate_existing=True)
    )
    return rows.unique().one_or_none()


def version(follow_up_id: int, number: int) -> FollowUpVersion:
    """A public version. Raises 404."""
    found: FollowUpVersion | None = db.session.scalar(
        select(FollowUpVersion).where(FollowUpVersion.follow_up_id == follow_up_id, FollowUpVersion.version == number)
    )
    if found is None:
        not_found()
    return found


def with_predecessor(follow_up_id: int, number: int) -> tuple[FollowUpVersion, FollowUpVersion | None]:
    """A version and the one before it. Raises 404."""
    rows = db.session.scalars(
        select(FollowUpVersion)
        .where(FollowUpVersion.follow_up_id == follow_up_id, FollowUpVersion.version.in_((number, number - 1)))
        .order_by(FollowUpVersion.version.desc())
    ).all()
    if not rows or rows[0].version != number:
        not_found()
    return rows[0], rows[1] if len(rows) > 1 else None


def proposed_of(workshop_id: int) -> list[ProposedMeasure]:
    """The proposed measures of a workshop in their order, published or not."""
    statement = (
        select(ProposedMeasure)
        .join(ProposedMeasure.follow_up)
        .where(FollowUp.workshop_id == workshop_id)
        .order_by(ProposedMeasure.position, ProposedMeasure.id)
    )
    return list(db.session.scalars(statement))
