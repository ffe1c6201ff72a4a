"""What the database still tells after sealing: who has voted, and what was voted, but not who voted what."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from consul_py.ballots import queries, sealing
from consul_py.kernel.db import db, is_sqlite, transactional
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


@contextmanager
def somebody_who_still_looks() -> Iterator[None]:
    """As `ANALYZE` and long reports do: a snapshot from before, for whose sake `VACUUM` leaves dead rows."""
    with db.engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        connection.execute(text("SELECT count(*) FROM subject"))
        yield


@pytest.mark.postgres
def test_postgresql_links_person_and_ballot_until_sealing_and_not_afterwards(tmp_path: Path) -> None:
    with real_app(tmp_path) as app, app.app_context():
        if is_sqlite():
            pytest.skip("xmin is PostgreSQL's")
        _poll, keys, owns = full_urn()
        true_pairs = set(zip(keys, owns, strict=True))
        assert pairs("r.xmin = b.xmin", "ballot_waiting") == true_pairs, "the test must see what an attacker would see"
        with somebody_who_still_looks():
            seal()
        assert rows("SELECT * FROM ballot_waiting") == []
        assert rows("SELECT pg_relation_size('ballot_waiting')") == [(0,)]
        assert pairs("r.xmin = b.xmin", "ballot_log") == set()
        assert len(rows("SELECT DISTINCT xmin::text FROM ballot_log")) == 1


def test_what_is_public_shows_no_ballot_before_the_end_not_even_by_an_error(tmp_path: Path) -> None:
    with real_app(tmp_path) as app, app.app_context():
        poll, _keys, owns = full_urn()
        seal()
        assert len(queries.leaves(poll)) == len(owns)
        assert rows("SELECT * FROM ballot_published") == []
        assert rows("SELECT poll_id FROM ballot_published WHERE CAST(choice AS integer) = 1") == []


@pytest.mark.postgres
def test_sealing_one_poll_unlinks_the_waiting_ballots_of_another_and_loses_none(tmp_path: Path) -> None:
    with real_app(tmp_path) as app, app.app_context():
        if is_sqlite():
            pytest.skip("xmin is PostgreSQL's")
        other = make_urn(seal_from=VOTERS + 1).id
        for n in range(5):
            vote(other, f"voter {n}", own=f"{2000 + n}")
        before = rows(f"SELECT * FROM ballot_waiting WHERE poll_id = {other} ORDER BY tracker")
        full_urn()
        seal()
        assert rows("SELECT * FROM ballot_waiting ORDER BY ctid") == before
        assert pairs("r.xmin = b.xmin", "ballot_waiting") == set()


@pytest.mark.postgres
def test_a_sealer_that_a_backup_keeps_out_tries_again_and_leaves_everything_as_it_was(tmp_path: Path) -> None:
    with real_app(tmp_path) as app, app.app_context():
        if is_sqlite():
            pytest.skip("a reader keeps nobody out of SQLite's log")
        poll, _keys, owns = full_urn()
        with transactional(db.engine).connect() as backup:
            backup.execute(text("LOCK TABLE ballot_waiting IN ACCESS SHARE MODE"))
            assert sealing.seal_due() == 0
            db.session.remove()
        assert len(rows("SELECT * FROM ballot_waiting")) == len(owns)
        assert queries.last_checkpoint(poll) is None
        db.session.remove()
        seal()


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
