"""Health for machines: `/health/live` says that we run, `/health/ready` that the database is there and migrated."""

from __future__ import annotations

from flask import jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from consul_py.kernel.authz import anyone
from consul_py.kernel.db import db
from consul_py.kernel.migrating import newest_migration
from consul_py.kernel.web import Area

area = Area("health", __name__, url_prefix="/health")


def database_state() -> str:
    """`ok`, `unreachable` or `not migrated`."""
    try:
        current = db.session.execute(text("SELECT version_num FROM alembic_version")).scalar()
    except SQLAlchemyError:
        db.session.rollback()
        return "not migrated" if reachable() else "unreachable"
    return "ok" if current == newest_migration() else "not migrated"


def reachable() -> bool:
    try:
        db.session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        db.session.rollback()
        return False
    return True


@area.page("/live", needs=anyone)
def live() -> ResponseReturnValue:
    return jsonify(state="ok")


@area.page("/ready", needs=anyone)
def ready() -> ResponseReturnValue:
    state = database_state()
    return jsonify(database=state), 200 if state == "ok" else 503
