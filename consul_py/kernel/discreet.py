"""What an error of the database may say. It is written into the log, and the log must not know what people sent.

`hide_parameters` keeps what was sent along with a statement out of SQLAlchemy's message. This is the other half: what
PostgreSQL says itself quotes values, too, in its details ("Key (email)=(…) already exists") and of data that it cannot
read in the very first line.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, event


def hush(engine: Engine) -> None:
    """From now on errors of this engine, and of those that share its pool, say only what they may."""
    event.listen(engine, "handle_error", _on_error)


def _on_error(context: Any) -> None:
    raised, shown = context.original_exception, context.sqlalchemy_exception
    said, may = str(raised), allowed(raised, context.dialect.loaded_dbapi.DataError)
    if may == said:
        return
    raised.args = (may,)
    if shown is not None:
        shown.args = tuple(part.replace(said, may) if isinstance(part, str) else part for part in shown.args)


def allowed(raised: BaseException, about_data: type[BaseException]) -> str:
    """What a driver's error may say: of what a server says the first line, and nothing about data."""
    state = getattr(raised, "sqlstate", None)  # SQLite has none: it names columns and never quotes what is in them
    if isinstance(raised, about_data):
        return f"{type(raised).__name__} {state or ''}".strip()
    return str(raised).partition("\n")[0] if state else str(raised)
