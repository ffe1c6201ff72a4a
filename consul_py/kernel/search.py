"""Full-text search: stems of words, found as a part of any word, so that compounds are found by what they hold.

Text is stemmed in Python on both sides and kept as one string of stems per subject, ` wort wort `. SQLite looks it
up in an FTS5 table of trigrams, PostgreSQL with LIKE over a pg_trgm index; migration 0005 makes both by hand.
`matching` is a condition for any statement. Lists that are read often take both `found` and `walked`, see
`paging.searched`: half of all proposals may hold a word, and to gather them all for one page would be slow.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Text,
    and_,
    bindparam,
    column,
    delete,
    false,
    func,
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
SUBJECT_ID: Any = literal_column("subject.id", Integer)


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


def parts(query: str) -> tuple[str, ...]:
    """What must occur in a text, each as a part of it: stems, and those too short for trigrams as whole words."""
    words = list(dict.fromkeys(stems(query)))[:WORD_LIMIT]
    return tuple(word if len(word) >= SHORTEST_PART else f" {word} " for word in words)


def matching(query: str) -> ColumnElement[bool]:
    """A condition on `subject.id`: every word of the query occurs. An empty query matches everything."""
    if not query.strip():
        return true()
    wanted = parts(query)
    if not wanted:
        return false()
    kept = _table()
    found = select(_key(kept)).where(_looked_up(kept, len(wanted))).params(values(wanted))
    condition: ColumnElement[bool] = SUBJECT_ID.in_(found)
    return condition


def values(wanted: tuple[str, ...]) -> dict[str, str]:
    """The parameters of `found` and `walked` for the parts of a query."""
    named = {f"part_{place}": part for place, part in enumerate(wanted)}
    if is_sqlite():  # quoted, so that nothing in a word is read as FTS5's query language
        return named | {"phrases": " AND ".join('"' + part.replace('"', '""') + '"' for part in wanted)}
    return named | {f"like_{place}": f"%{_escaped(part)}%" for place, part in enumerate(wanted)}


def texts(number: int) -> Any:
    """The ids of all subjects, of whatever kind and hidden ones too, that hold `number` parts."""
    kept = _table()
    return select(_key(kept)).where(_looked_up(kept, number))


def found(statement: Any, number: int) -> Any:
    """`statement` of subjects that hold `number` parts, the index of trigrams read first: quick for rare words."""
    kept = _table()
    return statement.join(kept, _key(kept) == SUBJECT_ID).where(_looked_up(kept, number))


def walked(statement: Any, number: int) -> Any:
    """The same, testing text by text in the list's own order: quick for common words, a page is full after few."""
    kept = _table()
    text = select(kept.c.stems).where(_key(kept) == SUBJECT_ID).scalar_subquery()
    place = func.instr if is_sqlite() else func.strpos
    return statement.where(*[place(text, part, type_=Integer) > 0 for part in _named("part", number)])


def _looked_up(kept: Any, number: int) -> ColumnElement[bool]:
    if is_sqlite():
        return literal_column(NAME).op("MATCH", is_comparison=True)(bindparam("phrases", type_=Text))
    return and_(*[kept.c.stems.like(like, escape="\\") for like in _named("like", number)])


def _named(name: str, number: int) -> list[Any]:
    return [bindparam(f"{name}_{place}", type_=Text) for place in range(number)]


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
