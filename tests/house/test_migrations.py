"""The newest migration and the models describe the same database; every migration goes down and up again."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from consul_py.app import create_app
from consul_py.kernel.db import Base, db
from consul_py.kernel.resources import resource_dir
from tests.conftest import SETTINGS

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
    if os.environ.get("CONSUL_TEST_DATABASE_URL"):
        pytest.skip("on PostgreSQL: tests/house/test_migrations_postgres.py")
    from flask_migrate import downgrade, upgrade

    app = create_app(SETTINGS | {"INSTANCE": str(tmp_path)})
    folder = str(resource_dir("migrations"))
    with app.app_context():
        upgrade(directory=folder)
        assert not _differences()
        downgrade(directory=folder, revision="base")
        left = [name for name in inspect(db.engine).get_table_names() if name != "alembic_version"]
        assert not left
        upgrade(directory=folder)
        assert not _differences()


def test_the_migrated_database_is_that_of_the_models(migrated: object) -> None:
    """On whatever database the suite runs."""
    from flask import Flask

    assert isinstance(migrated, Flask)
    with migrated.app_context():
        assert not _differences()
