"""Migrations: which is the newest, which the database has, and the way between. Alembic is only loaded to go it."""

from __future__ import annotations

from functools import cache
from typing import Any

from flask import current_app
from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from consul_py.kernel.db import db
from consul_py.kernel.resources import resource_dir


@cache
def newest_migration() -> str:
    """The revision this code was written for. Revisions are numbered, and a file begins with its number."""
    files = (resource_dir("migrations") / "versions").glob("[0-9]*.py")
    return max(path.name.partition("_")[0] for path in files)


def is_newest(engine: Engine) -> bool:
    """Whether the database of `engine` is there and migrated."""
    try:
        with engine.connect() as connection:
            found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    except SQLAlchemyError:
        return False
    return bool(found == newest_migration())


def migrate() -> None:
    """Bring the database to the newest version."""
    if not is_newest(db.engine):
        _alembic().upgrade(directory=str(resource_dir("migrations")))


def take_back(revision: str) -> None:
    """Take the database back to a revision, or `base`."""
    _alembic().downgrade(directory=str(resource_dir("migrations")), revision=revision)


def _alembic() -> Any:
    import flask_migrate

    if "migrate" not in current_app.extensions:
        app: Any = current_app
        folder = str(resource_dir("migrations"))
        flask_migrate.Migrate(app._get_current_object(), db, directory=folder, render_as_batch=True)
    return flask_migrate
