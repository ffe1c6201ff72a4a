"""Statements that pages read again and again: built once, with everything settled that does not change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, wraps
from typing import Any, ParamSpec, TypeVar, cast

from sqlalchemy import BindParameter, Select, bindparam, literal_column, null, select
from sqlalchemy import cast as sql_cast
from sqlalchemy.sql import visitors

Statement = TypeVar("Statement")
Shape = ParamSpec("Shape")
_PLAIN = {str, int}


def kept(build: Callable[Shape, Statement]) -> Callable[Shape, Statement]:
    """A function that builds a statement: asked once for each of its arguments, the answer is settled and kept."""

    @wraps(build)
    def built(*args: Shape.args, **options: Shape.kwargs) -> Statement:
        return settled(build(*args, **options))

    return cast("Callable[Shape, Statement]", cache(built))


def settled(statement: Statement) -> Statement:
    """The same statement with its own values written out; parameters remain, they have a name and no value.

    PostgreSQL keeps a plan only when it knows what is asked for: of `kind = $1` it must fear every kind, and plans anew
    for each request. It also saves sending the values. Only for statements that are kept: each is compiled once.
    """
    element: Any = statement
    found: Statement = visitors.replacement_traverse(element, {}, _written)
    return found


def _written(element: Any, **_options: Any) -> Any:
    """What stands in place of a bound value; None leaves an element as it is."""
    if not isinstance(element, BindParameter) or element.required or not element.unique:
        return None
    value: Any = element.value
    many = list(value or ()) if element.expanding else [value]
    if not many or not _PLAIN.issuperset(map(type, many)):
        return None
    written = ", ".join(map(_sql, many))
    return literal_column(f"({written})" if element.expanding else written, element.type)


def _sql(value: str | int) -> str:
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"


def unseen(name: str, sql_type: Any) -> Any:
    """A parameter that PostgreSQL's planner does not look at: one plan is to serve all values, and is kept.

    For what most rows have few of and some have thousands, where an index gives the first ones of either at once.
    """
    return select(bindparam(name, type_=sql_type)).scalar_subquery()


def arm(kind: Any, shape: Mapping[str, Any], **columns: Any) -> Select[Any]:
    """One arm of a union of tables that are read at once: its kind and the columns of `shape`, which names their types.

    What a table has nothing for is a typed nothing.
    """
    filled = [columns.get(name, sql_cast(null(), sql_type)).label(name) for name, sql_type in shape.items()]
    return select(kind.label("kind"), *filled)
