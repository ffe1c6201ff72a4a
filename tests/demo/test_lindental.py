"""The fictional district is complete, every page of it answers, and entering it again changes nothing."""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy import func, select

from consul_py.comments.models import Report
from consul_py.demo import scenarios
from consul_py.kernel.db import db
from consul_py.kernel.mail import MailOut
from consul_py.measures.models import STATUSES, Measure
from consul_py.newsletter.models import Delivery
from consul_py.proposals.models import DECISIONS, Proposal
from consul_py.votes.models import Vote
from tests import watch
from tests.demo.crawl import crawl, words_of


def test_lindental_is_entered_once_as_a_whole_and_shown(app: Flask, client: watch.Client) -> None:
    entered = scenarios.enter("lindental")
    assert entered["proposals"] == 45
    assert entered["workshops"] == 3
    _is_complete()
    pages = crawl(client)
    assert sum(path.startswith("/proposals/") for path in pages) > 15
    assert sum(path.startswith("/measures/") for path in pages) >= 12
    assert "Sprechstunde per Video in drei Rathäusern" in " ".join(map(words_of, pages.values()))
    before = scenarios.counts()
    assert scenarios.enter("lindental") == {}
    assert scenarios.counts() == before


def _count(*conditions: Any) -> int:
    return db.session.scalar(select(func.count()).where(*conditions)) or 0


def _is_complete() -> None:
    assert set(db.session.scalars(select(Measure.status).distinct())) == set(STATUSES)
    assert set(db.session.scalars(select(Proposal.decision).where(Proposal.decision.is_not(None)))) == set(DECISIONS)
    assert _count(Report.settled_at.is_(None)) == 2
    assert _count(MailOut.id > 0) == 0, "mails of days long gone"
    assert _count(Delivery.state != "accepted") == 0, "issues of days long gone"
    supported = select(Proposal.support_count).order_by(Proposal.support_count.desc()).limit(1)
    most = db.session.scalars(select(Proposal).order_by(Proposal.support_count.desc()).limit(1)).one()
    assert db.session.scalar(supported) == 212 == _count(Vote.subject_id == most.id), "every support is a row"
