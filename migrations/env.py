"""Alembic's environment: the application's engine and metadata, batch mode for SQLite."""

from __future__ import annotations

from alembic import context
from flask import current_app

from consul_py.kernel.db import Base, writing

database = current_app.extensions["migrate"].db


def run() -> None:
    with writing(), database.engine.connect() as connection:
        context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
