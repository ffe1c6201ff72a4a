"""The limit: the smallest Flask views on the same server with the same workers.

`/` returns two letters. `POST /write` is one UPDATE, one INSERT and one COMMIT through the bare driver.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from typing import Any

import psycopg
from flask import Flask, request

SCHEMA = (
    "CREATE TABLE bare_counter (id INTEGER PRIMARY KEY, n INTEGER NOT NULL)",
    "CREATE TABLE bare_row (who INTEGER, what INTEGER, PRIMARY KEY (who, what))",
)
application = Flask(__name__)
_local = threading.local()


def url() -> str:
    return os.environ["BARE_DATABASE_URL"]


def connect() -> Any:
    if url().startswith("sqlite"):
        connection = sqlite3.connect(url().removeprefix("sqlite:///"), timeout=30, isolation_level=None)
        for pragma in ("journal_mode=WAL", "busy_timeout=30000", "synchronous=FULL"):
            connection.execute(f"PRAGMA {pragma}")
        return connection
    return psycopg.connect(url(), autocommit=False)


def prepare() -> None:
    """Make the two tables and a hundred counters."""
    connection = connect()
    for statement in SCHEMA:
        connection.execute(statement)
    for number in range(1, 101):
        connection.execute(f"INSERT INTO bare_counter VALUES ({number}, 0)")  # a number of our own
    connection.commit()
    connection.close()


@application.get("/")
def ok() -> str:
    return "ok"


@application.post("/write")
def write() -> str:
    if not hasattr(_local, "connection"):
        _local.connection = connect()
    connection = _local.connection
    who, what = int(request.form["who"]), int(request.form["what"])
    mark = "?" if url().startswith("sqlite") else "%s"
    if url().startswith("sqlite"):
        connection.execute("BEGIN IMMEDIATE")
    connection.execute(f"UPDATE bare_counter SET n = n + 1 WHERE id = {mark}", (who % 100 + 1,))
    connection.execute(f"INSERT INTO bare_row VALUES ({mark}, {mark})", (who, what))
    connection.commit()
    return "ok"
