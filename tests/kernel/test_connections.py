"""How pages and acts use connections to a database server."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import psycopg
import pytest
from psycopg.pq import TransactionStatus
from sqlalchemy import Engine, create_engine, text

from consul_py.kernel import db as kernel_db
from consul_py.kernel.db import db, transaction, transactional
from tests.postgres import VARIABLE
from tests.realdb import real_app

on_a_server = pytest.mark.skipif(
    not os.environ.get(VARIABLE), reason="about servers; CONSUL_TEST_DATABASE_URL is not set"
)


def test_first_acts_that_begin_at_once_are_given_the_same_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """With two engines a session would hold two connections, and the act would be two transactions."""
    engine = create_engine("postgresql+psycopg://nobody@localhost/nothing")
    together, make = Barrier(8), Engine.execution_options

    def at_the_same_moment(*args: Any, **options: Any) -> Any:
        together.wait(20)
        return make(*args, **options)

    monkeypatch.setattr(Engine, "execution_options", at_the_same_moment)
    with ThreadPoolExecutor(8) as pool:
        assert len({id(made) for made in pool.map(transactional, [engine] * 8)}) == 1


def _status() -> TransactionStatus:
    db.session.execute(text("SELECT 1"))
    driver: Any = db.session.connection().connection.driver_connection
    return TransactionStatus(driver.info.transaction_status)


def _half() -> None:
    with transaction():
        db.session.execute(text("INSERT INTO site_setting (name, value) VALUES ('claim', 'half')"))
        raise ZeroDivisionError


@on_a_server
def test_reading_opens_no_transaction_and_an_act_opens_one(tmp_path: Path) -> None:
    with real_app(tmp_path) as app, app.app_context():
        assert _status() == TransactionStatus.IDLE
        with transaction():
            assert _status() == TransactionStatus.INTRANS
        assert _status() == TransactionStatus.IDLE


@on_a_server
def test_an_act_of_one_statement_opens_none_and_is_there_for_others_at_once(tmp_path: Path) -> None:
    with real_app(tmp_path) as app, app.app_context():
        with transaction(one_statement=True):
            assert _status() == TransactionStatus.IDLE
            db.session.execute(text("INSERT INTO site_setting (name, value) VALUES ('claim', 'whole')"))
            with db.engine.connect() as other:
                assert other.execute(text("SELECT value FROM site_setting WHERE name = 'claim'")).scalar() == "whole"
        assert _status() == TransactionStatus.IDLE


@on_a_server
def test_an_act_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with real_app(tmp_path) as app, app.app_context():
        with pytest.raises(ZeroDivisionError):
            _half()
        assert db.session.execute(text("SELECT count(*) FROM site_setting")).scalar() == 0


@on_a_server
def test_a_page_after_a_restart_of_the_server_is_answered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernel_db, "RESTED", 0.0)
    with real_app(tmp_path) as app:
        client = app.test_client()
        assert client.get("/processes").status_code == 200
        url = app.config["SQLALCHEMY_DATABASE_URI"].replace("+psycopg", "")
        with psycopg.connect(url, autocommit=True) as other:
            ended = other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            ).fetchall()
        assert ended
        assert client.get("/processes").status_code == 200
