"""The moment without a database: a calm page instead of an error, and the log has the cause."""

from __future__ import annotations

import sqlite3

from flask import Flask, current_app, g, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from consul_py.kernel.catalogue import LANGUAGES

AWAY = (InterfaceError, OperationalError)
SECONDS = "60"  # when to ask again


def init_app(app: Flask) -> None:
    for kind in AWAY:
        app.register_error_handler(kind, answer)


def answer(error: DBAPIError) -> ResponseReturnValue:
    """Say so. A statement that SQLite cannot read counts as operational there; it is our fault, and no pause mends it."""
    if getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR:
        raise error
    current_app.logger.error("the database does not answer", exc_info=error)
    return _page(), 503, {"Retry-After": SECONDS, "Cache-Control": "no-store"}


def _page() -> str:
    """Rendered past `render_template`, which would ask the database for what stands around every page."""
    asked = request.cookies.get("lang", "")
    g.language = asked if asked in LANGUAGES else "de"  # what a person prefers is in the database
    template = current_app.jinja_env.get_template("_base/away.html")
    return template.render(lang=g.language, acted=request.method == "POST")
