"""`consul-py polls …`, what `doctor` says of urns, and the roles of PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import make_url

from consul_py.app import create_app
from consul_py.ballots import freezing, keys, paper, queries, recount, sealing
from consul_py.kernel import clock
from consul_py.kernel.db import db, is_sqlite, transaction
from consul_py.kernel.doctor import Finding
from consul_py.polls import checking, cli, finality, grants
from tests.ballots.make import make_urn, vote
from tests.polls import parts
from tests.polls.parts import LATER, NOON, make, standing
from tests.realdb import real_app

WEB, WORKER = "consul_test_web", "consul_test_worker"


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with standing(NOON):
        yield


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(cli.polls_group, arguments)


def finding() -> Finding:
    return checking.check()


def test_status_names_every_urn_and_tells_only_the_turnout(app: Flask) -> None:
    poll, other = make(), make()
    vote(poll.id, "anna", 12)
    with clock.fixed(LATER):
        assert parts.sealed(other)
        lines = run(app, "status").output.splitlines()
    found = {line.split("\t")[0]: line.split("\t")[1:4] for line in lines}
    assert found == {str(poll.id): ["counting", "1", "0"], str(other.id): ["provisional", "0", "1"]}


def test_export_writes_what_a_recount_needs_and_nothing_early(app: Flask, tmp_path: Path) -> None:
    poll = make()
    vote(poll.id, "anna", 12)
    assert run(app, "export", str(poll.id), str(tmp_path / "early")).exit_code == 0
    assert not (tmp_path / "early" / "stimmzettel.jsonl").exists()
    with clock.fixed(LATER):
        parts.sealed(poll)
    assert run(app, "export", str(poll.id), str(tmp_path / "all")).exit_code == 0
    code, report = recount.check(tmp_path / "all", [])
    assert code == 0, report


@pytest.mark.parametrize("number", ["0", "-1", "999999", "99999999999999999999", "x"])
def test_export_of_what_is_not_there_is_one_sentence(app: Flask, tmp_path: Path, number: str) -> None:
    result = run(app, "export", "--", number, str(tmp_path / "x"))
    assert result.exit_code and not (tmp_path / "x").exists() and "Traceback" not in result.output


def test_export_into_a_place_that_cannot_be_written_is_one_sentence(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = run(app, "export", str(make().id), str(tmp_path / "file" / "x"))
    assert result.exit_code == 1 and "cannot be written" in result.output


def test_keys_are_told_with_modes_and_a_missing_one_of_a_running_urn_is_an_error(app: Flask) -> None:
    poll = make()
    finality.look_after()
    result = run(app, "keys")
    assert result.exit_code == 0 and "-rw-------" in result.output
    assert queries.definition(poll.id)["keys"]["checkpoint"] in result.output
    private = (keys.folder() / keys.CHECKPOINT).read_text().strip()
    assert private not in result.output and finding().well
    (keys.folder() / keys.CHECKPOINT).rename(keys.folder() / "away")
    try:
        result, told = run(app, "keys"), finding()
    finally:
        (keys.folder() / "away").rename(keys.folder() / keys.CHECKPOINT)
    assert result.exit_code == 1 and "MISSING" in result.output and "checkpoint" in told.words and not told.well


def test_the_doctor_tells_of_a_worker_that_stands_still(app: Flask) -> None:
    make()
    with clock.fixed(LATER):
        assert "worker" in finding().words
        finality.look_after()
        assert finding().well


def test_on_sqlite_grants_say_plainly_that_there_are_none(app: Flask) -> None:
    result = run(app, "grants")
    if is_sqlite():
        assert result.exit_code == 1 and "one file" in result.output
    else:
        assert result.exit_code == 0 and "CREATE ROLE consul_web" in result.output


@pytest.mark.parametrize("name", ["", "Consul", "a b", "a;DROP TABLE urn", 'a"', "ä", "1a", "x" * 64])
def test_odd_names_of_roles_make_no_sql(name: str) -> None:
    for names in ((name, "b", "c"), ("a", name, "c"), ("a", "b", name)):
        with pytest.raises(ValueError, match="no plain name"):
            grants.statements(*names)


def _as(url: str, role: str) -> str:
    return make_url(url).set(username=role).render_as_string(hide_password=False)


def _refused(connection: Any, statement: str) -> bool:
    try:
        connection.execute(statement.encode())
    except psycopg.errors.InsufficientPrivilege:
        return True
    return False


def test_the_role_of_the_web_casts_and_cannot_read_the_urn_and_that_of_the_worker_seals(tmp_path: Path) -> None:
    with real_app(tmp_path) as app, app.app_context():
        if is_sqlite():
            pytest.skip("SQLite has no roles")
        url = app.extensions["test_settings"]["DATABASE_URL"]
        owner = make_url(url).username or ""
        plain = {role: _as(url, role).replace("+psycopg", "") for role in (owner, WEB, WORKER)}
        with psycopg.connect(plain[owner], autocommit=True) as connection:
            for _twice in range(2):
                connection.execute(grants.script(WEB, WORKER, owner).encode())
        try:
            _cast_as_web_and_seal_as_worker(app, url, plain[WEB])
        finally:
            db.session.remove()
            db.engine.dispose()
            with psycopg.connect(plain[owner], autocommit=True) as connection:
                for role in (WEB, WORKER):
                    connection.execute(f"DROP OWNED BY {role}".encode())
                    connection.execute(f"DROP ROLE {role}".encode())


def _cast_as_web_and_seal_as_worker(app: Flask, url: str, plain: str) -> None:
    settings = app.extensions["test_settings"]
    web = create_app(settings | {"DATABASE_URL": _as(url, WEB)})
    worker = create_app(settings | {"DATABASE_URL": _as(url, WORKER)})
    with web.app_context():
        poll = make()
        poll_id = poll.id
        vote(poll_id, "anna", 12)
        parts.issue(poll, "carl")
        thawed = make_urn(opens=LATER - NOON, closes=LATER - NOON + (LATER - NOON))
        with transaction():
            freezing.thaw(thawed.id)
        db.session.remove()
        db.engine.dispose()
    with psycopg.connect(plain, autocommit=True) as connection:
        assert connection.execute("SELECT count(poll_id) FROM ballot_waiting").fetchone() == (1,)
        for statement in (
            "SELECT choice FROM ballot_waiting", "SELECT * FROM ballot_waiting", "SELECT tracker FROM ballot_waiting",
            "DELETE FROM ballot_waiting", "UPDATE ballot_waiting SET choice = '{}'", "INSERT INTO ballot_log VALUES (1)",
            "UPDATE urn SET result = '{}'", "UPDATE urn SET sealed_at = now()", "TRUNCATE ballot_waiting",
            "ALTER TABLE ballot_waiting DISABLE TRIGGER ALL", "SET ROLE " + WORKER, "SELECT choice FROM ballot_log",
            "SELECT tracker FROM ballot_log", "SELECT * FROM ballot_log",
        ):  # fmt: skip
            assert _refused(connection, statement), statement
    with worker.app_context(), clock.fixed(LATER):
        with transaction():
            paper.finish(poll_id)
        assert sealing.seal_due() == 1
        assert queries.result(poll_id)
        db.session.remove()
        db.engine.dispose()
    with web.app_context():
        assert len(list(queries.ballots(poll_id))) == len(queries.leaves(poll_id)) == 1
        db.session.remove()
        db.engine.dispose()
