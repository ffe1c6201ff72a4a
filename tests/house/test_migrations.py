"""The newest migration and the models describe the same database; every migration goes down and up again."""

from __future__ import annotations

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import inspect

from consul_py.kernel.db import Base, db
from consul_py.kernel.migrating import migrate, take_back
from tests.realdb import real_app

# Made by hand because it differs between the databases.
BY_HAND = ("search_text", "alembic_version")


def _differences() -> list[str]:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": False,
                "include_name": lambda name, kind, _p: kind != "table" or not (name or "").startswith(BY_HAND),
            },
        )
        return [str(difference) for difference in compare_metadata(context, Base.metadata)]


def test_up_down_and_up_again_leaves_the_models_database(tmp_path: Path) -> None:
    with real_app(tmp_path) as app, app.app_context():
        assert not _differences()
        take_back("base")
        left = [name for name in inspect(db.engine).get_table_names() if name != "alembic_version"]
        assert not left
        migrate()
        assert not _differences()


def test_the_migrated_database_is_that_of_the_models(migrated: Flask) -> None:
    with migrated.app_context():
        assert not _differences()
