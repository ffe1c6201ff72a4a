"""A large district: 50,000 accounts, 10,860 proposals, 165,000 supports, 18,000 comments. Written in bulk."""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import func, insert, select, text, update

from consul_py.accounts.models import User, UserSession
from consul_py.accounts.sessions import _signer, hash_token
from consul_py.comments.models import Comment
from consul_py.kernel import clock, search
from consul_py.kernel.csrf import token_of
from consul_py.kernel.db import db, is_sqlite, transaction
from consul_py.kernel.text import html_from_markdown, slug
from consul_py.municipalities.models import Municipality
from consul_py.polls import service as polls
from consul_py.processes.models import Consultation, Process, TopicField
from consul_py.proposals.models import Proposal
from consul_py.subjects.models import Subject
from consul_py.votes.models import Vote
from consul_py.workshops.models import Workshop
from tests.polls.make import asked, texts

ACCOUNTS, PROPOSALS, SUPPORTS, COMMENTS = 50_000, 10_860, 165_000, 18_000
SIGNED_IN = 12_000
WORDS = [
    "Laden",
    "Bus",
    "Arzt",
    "Wald",
    "Radweg",
    "Schule",
    "Netz",
    "Markt",
    "Brücke",
    "Bahnhof",
    "Spielplatz",
    "Rathaus",
    "Kühlfach",
    "Sprechstunde",
    "Dorfplatz",
    "Bücherei",
    "Werkstatt",
    "Fahrradstellplatz",
    "Paketschrank",
    "Nachbarschaft",
    "Hofladen",
    "Glasfaser",
    "Mitfahrbank",
    "Café",
    "Lernort",
]


def _chunks(rows: list[dict[str, Any]], size: int = 5000) -> Iterator[list[dict[str, Any]]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def _put(model: Any, rows: list[dict[str, Any]]) -> None:
    for part in _chunks(rows):
        db.session.execute(insert(model.__table__ if hasattr(model, "__table__") else model), part)


def fill(app: Flask, scale: float = 1.0) -> None:
    """Write the load; `scale` makes it smaller for trying out."""
    dice = random.Random(7)  # the same district every time
    with app.app_context(), transaction():
        now = clock.now()
        frame = _frame(now)
        _people(now, int(ACCOUNTS * scale))
        count = int(PROPOSALS * scale)
        _proposals(dice, now, frame, count, int(ACCOUNTS * scale))
        _votes(dice, now, count, int(ACCOUNTS * scale), int(SUPPORTS * scale))
        _comments(dice, now, count, int(ACCOUNTS * scale), int(COMMENTS * scale))
        _sessions(now, min(SIGNED_IN, int(ACCOUNTS * scale)))
    with app.app_context():
        _frame_late(now, frame)
        if not is_sqlite():
            for table in ("user_account", "subject", "comment", "user_session"):
                latest = f"(SELECT max(id) FROM {table})"
                db.session.execute(text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {latest})"))
        db.session.execute(text("ANALYZE"))
        db.session.commit()
        if not is_sqlite():  # what autovacuum does
            with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text("VACUUM"))


def _frame(now: Any) -> Consultation:
    db.session.add_all(Municipality(name=f"Gemeinde {n}") for n in range(14))
    process = Process(
        slug="digitalstrategie", title="Digitalstrategie", summary="Der Kreis schreibt sie mit.", created_at=now,
        published_at=now, goal="x", room="x", fixed="x", decided_by="x", decision_due="x", feedback="x",
    )  # fmt: skip
    process.topics = [TopicField(title=f"Handlungsfeld {n}", position=n) for n in range(6)]
    db.session.add(process)
    db.session.flush()
    consultation = Consultation(
        process_id=process.id, slug="offen", title="Was fehlt Ihnen im Dorf?", summary="Schreiben Sie Vorschläge.",
        opens_at=now - timedelta(days=9), closes_at=now + timedelta(days=9), evaluation_due=(now + timedelta(days=40)).date(),
        may_propose=True, may_support=True, may_comment=True, may_debate=True, may_vote=True, support_threshold=200,
        created_at=now, published_at=now,
    )  # fmt: skip
    db.session.add(consultation)
    db.session.flush()
    return consultation


def _frame_late(now: Any, frame: Consultation) -> None:
    """A running poll and a workshop with many seats; made after the bulk, so that ids do not meet."""
    with transaction():
        if not is_sqlite():
            db.session.execute(
                text("SELECT setval(pg_get_serial_sequence('subject', 'id'), (SELECT max(id) FROM subject))")
            )
        consultation = db.session.get_one(Consultation, frame.id)
        with clock.fixed(now - timedelta(days=10)):
            poll = polls.create(consultation, "Welches Dorfbüro?", **texts())
            polls.save_question(poll, None, asked(title="Wo?"))
            polls.publish(poll)
        workshop = Workshop(
            title="Werkstatt", process_id=consultation.process_id, starts_at=now + timedelta(days=5), summary="x",
            ends_at=now + timedelta(days=5, hours=2), place="Bürgerhaus", capacity=1_000_000, announced_at=now,
        )  # fmt: skip
        from consul_py.subjects.service import enter

        enter(workshop)


def _people(now: Any, count: int) -> None:
    rows = [
        {
            "id": n, "email": f"p{n}@example.org", "email_key": f"p{n}@example.org", "display_name": f"Person {n}",
            "name_key": f"person{n}", "password_hash": "!", "created_at": now, "terms_accepted_at": now, "confirmed_at": now,
        }
        for n in range(1, count + 1)
    ]  # fmt: skip
    _put(User, rows)


def _proposals(dice: random.Random, now: Any, frame: Consultation, count: int, people: int) -> None:
    body = "\n\n".join(" ".join(dice.choices(WORDS, k=60)) for _ in range(3))
    html = html_from_markdown(body)
    topics = list(db.session.scalars(select(TopicField.id)))
    places = list(db.session.scalars(select(Municipality.id)))
    subjects, proposals = [], []
    for n in range(1, count + 1):
        title = f"{' '.join(dice.choices(WORDS, k=5))} {n}"
        at = now - timedelta(minutes=count - n)
        subjects.append(
            {
                "id": n, "kind": "proposal", "process_id": frame.process_id, "consultation_id": frame.id,
                "topic_id": dice.choice(topics), "municipality_id": dice.choice(places), "author_id": dice.randint(1, people),
                "title": title, "slug": slug(title), "summary": " ".join(dice.choices(WORDS, k=14)), "visibility": "public",
                "created_at": at, "published_at": at, "shuffle": dice.randrange(2**31 - 1),
            }
        )  # fmt: skip
        proposals.append({"id": n, "body": body, "body_html": html, "threshold": 200})
    _put(Subject, subjects)
    _put(Proposal, proposals)
    for row in subjects:
        search.index(row["id"], row["title"], row["summary"])


def _votes(dice: random.Random, now: Any, proposals: int, people: int, count: int) -> None:
    pairs: set[tuple[int, int]] = set()
    while len(pairs) < count:
        pairs.add((min(proposals, int(dice.paretovariate(0.9))), dice.randint(1, people)))
        if len(pairs) % 3:
            pairs.add((dice.randint(1, proposals), dice.randint(1, people)))
    _put(Vote, [{"subject_id": s, "user_id": u, "value": 1, "created_at": now} for s, u in sorted(pairs)])
    counted = select(func.count()).select_from(Vote).where(Vote.subject_id == Subject.id).scalar_subquery()
    db.session.execute(update(Subject).values(support_count=counted).execution_options(synchronize_session=False))


def _comments(dice: random.Random, now: Any, proposals: int, people: int, count: int) -> None:
    rows = [
        {
            "id": n, "subject_id": min(proposals, int(dice.paretovariate(0.6))), "author_id": dice.randint(1, people),
            "body": "Das wäre gut.", "body_html": "<p>Das wäre gut.</p>", "side": dice.choice(["for", "against", None, None]),
            "created_at": now,
        }
        for n in range(1, count + 1)
    ]  # fmt: skip
    _put(Comment, rows)
    counted = select(func.count()).select_from(Comment).where(Comment.subject_id == Subject.id).scalar_subquery()
    db.session.execute(update(Subject).values(comment_count=counted).execution_options(synchronize_session=False))


def _sessions(now: Any, count: int) -> None:
    rows = [
        {
            "id": n, "user_id": n, "token_hash": hash_token(f"bench-{n}"), "device": "wrk", "created_at": now,
            "expires_at": now + timedelta(days=7),
        }
        for n in range(1, count + 1)
    ]  # fmt: skip
    _put(UserSession, rows)


def cookie(n: int) -> str:
    """The session cookie of person `n`."""
    return f"sid={_signer().sign(f'bench-{n}').decode()}"


def form_token(n: int) -> str:
    """The form token of person `n`'s session."""
    return token_of(n)


def fresh() -> str:
    return secrets.token_hex(12)
