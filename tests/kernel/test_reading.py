"""Statements that are kept: their own values stand in them, what is asked for stays a parameter."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Integer, String, bindparam, column, literal, select

from consul_py.kernel.db import db
from consul_py.kernel.paging import Statements, few, kept_pages, page_of
from consul_py.kernel.reading import arm, kept, settled, unseen
from consul_py.municipalities.models import Municipality

PLACE: Any = Municipality.__table__.c
ODD = ["it's", "50%", "a:b", "c\\d", "%(x)s", "ä?"]


def parameters(statement: Any) -> list[str]:
    """The names of what is still a parameter in PostgreSQL's and SQLite's words, offsets aside."""
    return sorted(name for name in statement.compile(db.engine).params if not name.startswith("param_"))


def test_own_values_are_written_out_and_parameters_stay(app):
    found = (
        select(PLACE.id).where(PLACE.name == "Bad Nauheim", PLACE.id > bindparam("after", type_=Integer)).limit(few(3))
    )
    assert parameters(found) == ["after", "name_1"]
    assert parameters(settled(found)) == ["after"]
    assert "'Bad Nauheim'" in str(settled(found))


@pytest.mark.parametrize("word", ODD)
def test_every_value_comes_back_as_it_was(app, word):
    assert db.session.scalar(settled(select(literal(word)))) == word
    among = select(literal(1)).where(bindparam("word", type_=String).in_([word, "other"]))
    assert db.session.scalar(settled(among), {"word": word}) == 1
    assert db.session.scalar(settled(among), {"word": "nothing"}) is None


def test_a_statement_is_built_once_for_each_of_its_arguments(app):
    built = []

    @kept
    def numbers(start: int) -> Any:
        built.append(start)
        return select(literal(start) + bindparam("more", type_=Integer))

    assert [db.session.scalar(numbers(start), {"more": 1}) for start in (1, 5, 1)] == [2, 6, 2]
    assert built == [1, 5]


def test_an_unseen_parameter_finds_the_same(app):
    ids = list(db.session.scalars(select(PLACE.id).order_by(PLACE.id).limit(2)))
    found = settled(select(PLACE.id).where(PLACE.id == unseen("wanted", Integer)))
    assert [db.session.scalar(found, {"wanted": number}) for number in ids] == ids


def test_the_arms_of_a_union_have_the_same_columns(app):
    shape = {"id": Integer, "name": String}
    one, other = arm(literal("a"), shape, id=literal(7)), arm(literal("b"), shape, name=literal("x"))
    rows = db.session.execute(settled(one.union_all(other).order_by(column("kind")))).all()
    assert [tuple(row) for row in rows] == [("a", 7, None), ("b", None, "x")]


@pytest.fixture
def six() -> Any:
    """Six numbers as a list of ids."""
    parts = [select(literal(number).label("id")) for number in range(1, 7)]
    numbers = parts[0].union_all(*parts[1:]).subquery()
    return select(numbers.c.id).order_by(numbers.c.id)


def whole(ids: Any) -> Any:
    page = ids.subquery()
    return select(page.c.id).order_by(page.c.id)


@pytest.mark.parametrize("counted", [False, True])
def test_pages_of_a_kept_list_are_those_of_the_list(app, six, counted):
    count = select(literal(6)) if counted else None
    statements: Statements = kept_pages(six, 4, whole, count)
    pages = [page_of(statements, number, {}) for number in (1, 2, 3)]
    assert [[row.id for row in page.items] for page in pages] == [[1, 2, 3, 4], [5, 6], []]
    assert [(page.total, page.has_next) for page in pages] == [(6, True), (6, False), (6, False)]
