"""Reading drafts, which only their authors see."""

from __future__ import annotations

from sqlalchemy import select

from consul_py.kernel.db import db
from consul_py.proposals.models import Proposal
from consul_py.subjects.models import DRAFT


def drafts_of(author_id: int) -> list[Proposal]:
    """What a person has written and not published."""
    found = select(Proposal).where(Proposal.author_id == author_id, Proposal.visibility == DRAFT)
    return list(db.session.scalars(found.order_by(Proposal.id)))
