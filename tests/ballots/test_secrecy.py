"""What the database still tells after sealing: who has voted, and what was voted, but not who voted what."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from consul_py.ballots import queries, sealing
from consul_py.kernel.db import db, is_sqlite
from tests.ballots.make import make_urn, vote
from tests.realdb import real_app

VOTERS = 60


def full_urn() -> tuple[int, list[str], list[str]]:
    """Everybody has voted, in this order: the keys of the register, and the own numbers that tell the ballots apart."""
    poll = make_urn().id
    owns = [f"{1000 + n}" for n in range(VOTERS)]
    for n, own in enumerate(owns):
        vote(poll, f"voter {n}", own=own)
    keys = [str(queries.person_key(poll, f"voter {n}")) for n in range(VOTERS)]
    db.session.rollback()
    return poll, keys, owns


def seal() -> None:
    assert sealing.seal_due() == 1
    db.session.remove()


def rows(statement: str) -> list[Any]:
    found = list(db.session.execute(text(statement)).all())
    db.session.rollback()
    return found


def pairs(by: str, ballots: str) -> set[tuple[str, str]]:
    """Person and ballot that somebody who knows the inside of PostgreSQL would join."""
    return {
        (row[0], row[1])
        for row in rows(f"SELECT r.person_key, b.own_number FROM urn_register r JOIN {ballots} b ON {by}")
    }


@pytest.mark.postgres
def test_postgresql_links_person_and_ballot_until_sealing_and_not_afterwards(tmp_path: Path) -> None:
    with real_app(tmp_path) as app, app.app_context():
        if is_sqlite():
            pytest.skip("xmin is PostgreSQL's")
        _poll, keys, owns = full_urn()
        true_pairs = set(zip(keys, owns, strict=True))
        assert pairs("r.xmin = b.xmin", "ballot_waiting") == true_pairs, "the test must see what an attacker would see"
        seal()
        assert rows("SELECT * FROM ballot_waiting") == []
        assert rows("SELECT pg_relation_size('ballot_waiting')") == [(0,)]
        assert pairs("r.xmin = b.xmin", "ballot_log") == set()
        assert len(rows("SELECT DISTINCT xmin::text FROM ballot_log")) == 1


@pytest.mark.parametrize("order", ["position", "ctid"])
def test_the_order_of_the_log_is_not_the_order_of_voting(tmp_path: Path, order: str) -> None:
    """By chance one of sixty stands where it would stand in the order of voting; eight never do."""
    with real_app(tmp_path) as app, app.app_context():
        if is_sqlite() and order == "ctid":
            pytest.skip("ctid is PostgreSQL's")
        _poll, keys, owns = full_urn()
        seal()
        log = [row[0] for row in rows(f"SELECT own_number FROM ballot_log ORDER BY {order}")]
        assert sorted(log) == owns
        assert sum(1 for here, there in zip(log, owns, strict=True) if here == there) < 8
        stored = [
            row[0] for row in rows(f"SELECT person_key FROM urn_register{' ORDER BY ctid' if order == 'ctid' else ''}")
        ]
        truth = dict(zip(keys, owns, strict=True))
        assert sum(1 for key, own in zip(stored, log, strict=True) if truth[key] == own) < 8


def test_no_page_of_sqlite_keeps_a_sealed_ballot_where_it_waited(tmp_path: Path) -> None:
    with real_app(tmp_path) as app, app.app_context():
        if not is_sqlite():
            pytest.skip("pages and write-ahead log of SQLite")
        full_urn()
        nonces = [row[0].encode() for row in rows("SELECT nonce FROM ballot_waiting")]
        file, log = tmp_path / "real.sqlite", tmp_path / "real.sqlite-wal"
        assert any(nonce in log.read_bytes() + file.read_bytes() for nonce in nonces), (
            "the test must be able to see them"
        )
        seal()
        content = file.read_bytes()
        assert [content.count(nonce) for nonce in nonces] == [1] * VOTERS
        assert not log.exists() or log.stat().st_size == 0
