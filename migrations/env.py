"""Alembic's environment: the application's engine and metadata, batch mode for SQLite."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from consul_py.kernel.db import Base, transactional, writing

database = current_app.extensions["migrate"].db


@contextmanager
def tables_may_be_made_anew(connection: Connection) -> Iterator[None]:
    """SQLite changes a table by making it anew. Foreign keys rest meanwhile, else dropping the old one would cascade."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF")  # before the transaction: inside one it is ignored
    try:
        yield
    finally:
        connection.rollback()
        driver.execute("PRAGMA foreign_keys=ON")


def no_key_points_nowhere(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if broken is not None:
            raise RuntimeError(f"the migration would leave a row of {broken[0]} that points nowhere")


def run() -> None:
    with writing(), transactional(database.engine).connect() as connection, tables_may_be_made_anew(connection):
        context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
        with context.begin_transaction():
            context.run_migrations()
            no_key_points_nowhere(connection)
        connection.commit()


run()
