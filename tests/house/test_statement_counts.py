"""A page asks the database at most twelve times, whoever looks: the site's settings, read once in 5 s, aside."""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy import select

from consul_py.accounts.models import User
from consul_py.demo import scenarios
from consul_py.kernel.db import db
from consul_py.processes.models import Consultation, Process
from consul_py.subjects.links import subject_path
from consul_py.subjects.models import PUBLIC, Subject
from consul_py.workshops.followup_models import FollowUp
from tests.watch import Client

MOST = 12


def _busiest(kind: str, *conditions: Any) -> Subject:
    found = select(Subject).where(Subject.kind == kind, Subject.visibility == PUBLIC, *conditions)
    return db.session.scalars(found.order_by(Subject.comment_count.desc(), Subject.id).limit(1)).unique().one()


def _pages() -> dict[str, str]:
    process = db.session.scalars(select(Process.slug).order_by(Process.id).limit(1)).one()
    windows = select(Consultation.slug).where(Consultation.may_propose).order_by(Consultation.closes_at.desc())
    followed = select(FollowUp.workshop_id).where(FollowUp.published_at.is_not(None))
    kinds = {kind: subject_path(_busiest(kind)) for kind in ("proposal", "debate", "poll", "workshop", "measure")}
    return kinds | {
        "home": "/",
        "process": f"/processes/{process}",
        "consultation": f"/consultations/{db.session.scalars(windows.limit(1)).one()}",
        "list": "/proposals",
        "most supported": "/proposals?sort=supported",
        "search": "/proposals?q=Bus",
        "follow-up": f"/workshops/{db.session.scalars(followed.limit(1)).one()}/follow-up",
        "measures": "/measures",
    }


def test_no_page_asks_the_database_more_than_twelve_times(app: Flask, count_statements: Any) -> None:
    scenarios.enter("lindental")
    found: dict[tuple[str, str], list[str]] = {}
    for email in ("", "resident@example.org", "staff@example.org"):
        client = Client(app)
        if email:
            client.sign_in(db.session.scalars(select(User).where(User.email == email)).one())
        pages = _pages() | ({"desk": "/desk/"} if email.startswith("staff") else {})
        for name, path in pages.items():
            client.get("/theme.css")  # the settings are fresh
            with count_statements() as asked:
                answer = client.get(path, follow_redirects=name == "follow-up")
            assert answer.status_code == 200, f"{path}: {answer.status_code}"
            found[name, email] = list(asked)
    print({key: len(asked) for key, asked in found.items()})
    assert not {key: asked for key, asked in found.items() if len(asked) > MOST}
