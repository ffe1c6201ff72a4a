"""The tables of the urn hold what they must and nothing more: a column too many could be the link to a person."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import inspect, text

from consul_py.kernel.db import db, is_sqlite

# Ballots and register: column → type. No time, no number that counts up, nothing that points elsewhere.
TABLES: dict[str, dict[str, str]] = {
    "ballot_waiting": {
        "poll_id": "INTEGER", "tracker": "VARCHAR(17)", "own_number": "VARCHAR(8)", "nonce": "VARCHAR(64)",
        "choice": "TEXT",
    },
    "ballot_log": {
        "poll_id": "INTEGER", "position": "INTEGER", "tracker": "VARCHAR(17)", "own_number": "VARCHAR(8)",
        "nonce": "VARCHAR(64)", "choice": "TEXT", "leaf": "VARCHAR(64)",
    },
    "urn_register": {
        "poll_id": "INTEGER", "person_key": "VARCHAR(64)", "used": "INTEGER", "channel": "VARCHAR(8)",
    },
}  # fmt: skip
KEYS = {
    "ballot_waiting": ["poll_id", "tracker"],
    "ballot_log": ["poll_id", "position"],
    "urn_register": ["poll_id", "person_key"],
}
BALLOTS = ("ballot_waiting", "ballot_log")
# What the database itself refuses; a trigger lost in a migration is a promise lost.
GUARDS = {
    "urn_frozen", "urn_kept", "urn_sealed", "urn_register_once", "urn_register_kept", "ballot_waiting_unchanged",
    "ballot_log_unchanged", "ballot_log_kept", "ballot_checkpoint_unchanged", "ballot_checkpoint_kept",
}  # fmt: skip


def columns(table: str) -> list[Any]:
    return inspect(db.session.connection()).get_columns(table)


@pytest.mark.parametrize("table", TABLES)
def test_a_table_of_the_urn_has_exactly_these_columns(app: Flask, table: str) -> None:
    assert {column["name"]: str(column["type"]) for column in columns(table)} == TABLES[table]
    assert not any(column["nullable"] for column in columns(table))


@pytest.mark.parametrize("table", TABLES)
def test_once_is_a_key(app: Flask, table: str) -> None:
    assert inspect(db.session.connection()).get_pk_constraint(table)["constrained_columns"] == KEYS[table]


def test_a_control_number_is_in_a_log_once(app: Flask) -> None:
    (unique,) = inspect(db.session.connection()).get_unique_constraints("ballot_log")
    assert unique["column_names"] == ["poll_id", "tracker"]


@pytest.mark.parametrize("table", BALLOTS)
def test_ballots_point_nowhere_and_nothing_points_at_them(app: Flask, table: str) -> None:
    found = inspect(db.session.connection())
    assert found.get_foreign_keys(table) == []
    for other in found.get_table_names():
        assert all(key["referred_table"] != table for key in found.get_foreign_keys(other))


@pytest.mark.parametrize("table", TABLES)
def test_nothing_in_the_urn_is_filled_in_by_the_database(app: Flask, table: str) -> None:
    """A default could be a time, a sequence counts in the order of arrival."""
    for column in columns(table):
        assert column.get("default") is None
        assert not column.get("identity")
        assert column.get("autoincrement") in (False, "auto", None)
    if is_sqlite():
        assert db.session.scalar(text("SELECT count(*) FROM sqlite_master WHERE name = 'sqlite_sequence'")) in (0, 1)
    else:
        owned = text(
            "SELECT count(*) FROM pg_depend d JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'"
            " JOIN pg_class t ON t.oid = d.refobjid WHERE t.relname = :name"
        )
        assert db.session.scalar(owned, {"name": table}) == 0


@pytest.mark.parametrize("table", TABLES)
def test_sqlite_stores_no_order_of_arrival(app: Flask, table: str) -> None:
    if not is_sqlite():
        pytest.skip("PostgreSQL's rows are put in order by the sealer; tests/ballots/test_secrecy.py")
    made = db.session.scalar(text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": table})
    assert "WITHOUT ROWID" in str(made)


def test_every_guard_of_the_database_stands(app: Flask) -> None:
    asked = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if is_sqlite()
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    assert set(db.session.scalars(text(asked))) >= GUARDS
