"""The database fails while somebody votes or registers: the log has the cause, and nothing of what they sent."""

from __future__ import annotations

import ast
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from psycopg import DataError, OperationalError, errors
from sqlalchemy import event, text

from consul_py.accounts.models import User
from consul_py.kernel.db import db, is_sqlite, transaction
from consul_py.kernel.discreet import allowed
from tests.cast import make_user
from tests.house import source
from tests.polls.make import asked, first, make_poll, slip_in
from tests.realdb import real_app
from tests.watch import Client

FULL = "database or disk is full"


@pytest.fixture
def logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Iterator[tuple[Flask, pytest.LogCaptureFixture]]:
    with real_app(tmp_path, PROPAGATE_EXCEPTIONS=False) as app, app.app_context():
        caplog.set_level(logging.DEBUG)
        yield app, caplog


def fail_at(table: str, sent: list[str]) -> None:
    """From now on the driver fails at whatever is written into `table`; what was sent along is noted."""
    driver: Any = db.engine.dialect.loaded_dbapi

    @event.listens_for(db.engine, "do_execute")
    def fail(_cursor: Any, statement: str, parameters: Any, _context: Any) -> None:
        if f"INSERT INTO {table}" in statement:
            values = parameters.values() if isinstance(parameters, dict) else parameters
            sent.extend(str(value) for value in values)
            raise driver.OperationalError(FULL)


def test_a_ballot_that_cannot_be_written_leaves_no_trace_in_the_log(
    logged: tuple[Flask, pytest.LogCaptureFixture],
) -> None:
    app, caplog = logged
    poll = make_poll(questions=[asked(answers=["Kanarienvogel", "Zeisig", "Meise"])])
    client, sent = Client(app).sign_in(make_user("canary@example.org", "Kanarienmensch")), []
    page = client.submit(f"/polls/{poll.id}/review", **first(poll))
    fail_at("ballot_waiting", sent)
    answer = client.submit(f"/polls/{poll.id}/ballot", slip=slip_in(page.text), own_number="700001")
    assert answer.status_code == 503
    assert FULL in caplog.text, "whoever runs the site must learn why"
    question = poll.questions[0]
    choice = json.dumps({str(question.id): [question.options[0].id]}, separators=(",", ":"))
    assert choice in sent, "the search must see the ballot"
    secret = [value for value in sent if len(value) > 4]
    assert len(secret) > 2
    assert [value for value in [*secret, "700001"] if value in caplog.text] == []
    assert "parameters: (" not in caplog.text


def test_a_violated_constraint_does_not_tell_the_address(logged: tuple[Flask, pytest.LogCaptureFixture]) -> None:
    """PostgreSQL says by itself: Key (email)=(…) already exists."""
    app, caplog = logged
    made = make_user("canary@example.org", "Kanarienmensch")
    try:
        with transaction():
            values = {"email": made.email, "display_name": "Kanarienmensch zwei"}
            columns = [column.name for column in User.__table__.columns if column.name not in ("id", *values)]
            named = ", ".join(columns)
            statement = (
                f"INSERT INTO users (email, display_name, {named}) SELECT :email, :display_name, {named} FROM users"
            )
            db.session.execute(text(statement.replace("users", User.__tablename__)), values)
    except Exception:
        app.logger.exception("as any error of ours")
    assert "IntegrityError" in caplog.text
    assert "canary@example.org" not in caplog.text
    assert "Kanarienmensch" not in caplog.text


@pytest.mark.postgres
def test_data_that_postgresql_cannot_read_are_not_quoted(logged: tuple[Flask, pytest.LogCaptureFixture]) -> None:
    app, caplog = logged
    if is_sqlite():
        pytest.skip("what SQLite cannot read it takes as it is")
    values = {"given": "Kanarienvogel"}
    try:
        db.session.execute(text("SELECT CAST(CAST(:given AS text) AS integer)"), values)
    except Exception:
        app.logger.exception("as any error of ours")
    assert "InvalidTextRepresentation 22P02" in caplog.text
    assert "Kanarienvogel" not in caplog.text


@pytest.mark.parametrize(
    ("raised", "may"),
    [
        (errors.UniqueViolation('violates "uq_email"\nDETAIL:  Key (email)=(a@b.de) already exists.'), 'violates "uq_email"'),
        (errors.NotNullViolation("null value\nDETAIL:  Failing row contains (1, a@b.de)."), "null value"),
        (errors.InvalidTextRepresentation('invalid input syntax: "a@b.de"'), "InvalidTextRepresentation 22P02"),
        (DataError("cannot read 'a@b.de'"), "DataError"),
        (OperationalError("connection failed\nIs the server running?"), "connection failed\nIs the server running?"),
    ],
)  # fmt: skip
def test_of_what_a_server_says_the_first_line_is_kept_and_nothing_about_data(raised: Exception, may: str) -> None:
    assert allowed(raised, DataError) == may


def test_no_engine_shows_what_was_sent_along() -> None:
    made = [
        (source.short(path), [word.arg for word in node.keywords])
        for path in source.modules()
        for node in ast.walk(source.tree(path))
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "create_engine"
    ]
    assert made, "the search must find the one of `up`"
    assert [where for where, words in made if "hide_parameters" not in words] == []
