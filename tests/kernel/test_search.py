"""Search: stems inside words, all words, nothing in a query is ever a command."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from consul_py.kernel import search
from consul_py.kernel.db import db
from consul_py.subjects.models import Subject
from tests.proposals.make import make_proposal


def found(query: str) -> list[str]:
    return list(db.session.scalars(select(Subject.title).where(search.matching(query)).order_by(Subject.id)))


@pytest.fixture
def texts(app: Flask) -> None:
    make_proposal(title="Fahrradstellplätze am Bahnhof", body="100% überdacht, ab 8 Uhr, mehr_platz")
    make_proposal(title="Apotheke im Dorf", body="Ein Bote bringt Arzneien.")


@pytest.mark.usefixtures("texts")
@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("Stellplatz", 1), ("stellplätze BAHNHOF", 1), ("Bahnhof Apotheke", 0), ("ab", 1), ("ba", 0), ("100%", 1),
        ("mehr_platz", 1), ("mehrXplatz", 0), ("%", 0), ("_", 0), ("", 2), ("   ", 2), ("!!!", 0), ("boten", 1),
    ],
)  # fmt: skip
def test_all_words_must_occur_as_parts_of_words(query: str, number: int) -> None:
    assert len(found(query)) == number


@pytest.mark.usefixtures("texts")
@pytest.mark.parametrize(
    "query", ['"', 'a" OR "b', "NEAR(x y)", "stems:x", "x*", "^x", "-x", "'; --", "\\", "AND OR NOT", "\x00"]
)
def test_no_query_is_a_command(query: str) -> None:
    assert isinstance(found(query), list)


def test_indexing_again_replaces_and_removing_forgets(app: Flask) -> None:
    proposal = make_proposal(title="Vorher")
    search.index(proposal.id, "Nachher", "Text")
    assert found("Vorher") == []
    assert len(found("Nachher")) == 1
    search.remove(proposal.id)
    assert found("Nachher") == []
