"""Full-text search: stems of words, found as a part of any word, so that compounds are found by what they hold.

Text is stemmed in Python on both sides and kept as one string of stems per subject, ` wort wort `. SQLite looks it
up in an FTS5 table of trigrams, PostgreSQL with LIKE over a pg_trgm index; migration 0005 makes both by hand.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Text,
    and_,
    column,
    delete,
    false,
    insert,
    literal_column,
    select,
    table,
    true,
)
from sqlalchemy.dialects import postgresql

from consul_py.kernel.db import db, is_sqlite
from consul_py.kernel.text import stems

# Not in the metadata: on SQLite it is a virtual table whose key is called rowid.
NAME = "search_text"
TEXT_LIMIT = 50_000  # characters of one subject that are indexed
WORD_LIMIT = 12  # words of one query that count
SHORTEST_PART = 3  # an index of trigrams cannot look up less; shorter words must be whole words


def _table() -> Any:
    return table(NAME, column("rowid" if is_sqlite() else "subject_id", Integer), column("stems", Text))


def _key(found: Any) -> Any:
    return found.c.rowid if is_sqlite() else found.c.subject_id


def index(subject_id: int, title: str, text: str = "") -> None:
    """Make a subject findable by its title and text; what was indexed for it before goes."""
    words = f" {' '.join(stems(f'{title} {text}'[:TEXT_LIMIT]))} "
    kept = _table()
    if is_sqlite():
        remove(subject_id)
        db.session.execute(insert(kept).values({"rowid": subject_id, "stems": words}))
        return
    row = postgresql.insert(kept).values(subject_id=subject_id, stems=words)
    db.session.execute(row.on_conflict_do_update(index_elements=["subject_id"], set_={"stems": row.excluded.stems}))


def remove(subject_id: int) -> None:
    kept = _table()
    db.session.execute(delete(kept).where(_key(kept) == subject_id))


def matching(query: str) -> ColumnElement[bool]:
    """A condition on `subject.id`: every word of the query occurs. An empty query matches everything."""
    if not query.strip():
        return true()
    words = list(dict.fromkeys(stems(query)))[:WORD_LIMIT]
    if not words:
        return false()
    kept = _table()
    found = select(_key(kept)).where(and_(*_conditions(kept, words)))
    return literal_column("subject.id", Integer).in_(found)


def _conditions(kept: Any, words: list[str]) -> list[ColumnElement[bool]]:
    short = [word for word in words if len(word) < SHORTEST_PART]
    parts = [word for word in words if len(word) >= SHORTEST_PART]
    conditions: list[ColumnElement[bool]] = [kept.c.stems.like(f"% {_escaped(word)} %", escape="\\") for word in short]
    if is_sqlite():
        if parts:  # quoted, so that nothing in a word is read as FTS5's query language
            phrase = " AND ".join('"' + word.replace('"', '""') + '"' for word in parts)
            conditions.append(literal_column(NAME).op("MATCH", is_comparison=True)(phrase))
    else:
        conditions += [kept.c.stems.like(f"%{_escaped(word)}%", escape="\\") for word in parts]
    return conditions


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
