"""Common words are found by walking the list, rare ones by the index: nobody can tell the difference."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from consul_py.kernel import clock, paging
from consul_py.proposals import listing
from consul_py.proposals.listing import Asked
from tests.processes.make import make_consultation, make_municipality
from tests.proposals.make import make_proposal

WORDS = ("Stellplatz", "Fahrradstellplätze am Bahnhof", "Dorfladen 8 km ab Ort")


@pytest.fixture
def places(app: Flask) -> list[int]:
    """Sixty proposals in two municipalities, two of three of them with the word; and some that nobody may find."""
    consultation = make_consultation()
    found = [make_municipality("Hainfeld").id, make_municipality("Rodenau").id]
    for n in range(60):
        make_proposal(
            consultation, title=f"{WORDS[n % 3]} {n}", support_count=n % 7, comment_count=n % 4,
            municipality_id=found[n % 2], published_at=clock.now() - timedelta(hours=n % 50),
        )  # fmt: skip
    make_proposal(make_consultation(published=False), title="Stellplatz im Entwurf")
    make_proposal(consultation, title="Stellplatz, verborgen", visibility="hidden")
    return found


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Lets more than five hits be many, so that a list of them is walked."""

    def limit(number: int) -> None:
        listing._list.cache_clear()
        listing._search.cache_clear()
        monkeypatch.setattr(paging, "SEARCH_LIMIT", number)

    yield limit
    listing._list.cache_clear()
    listing._search.cache_clear()


def seen(asked: Asked) -> list[str]:
    pages = [listing.listed(asked, clock.now(), number) for number in (1, 2, 3, 4)]
    return [row.title for page in pages for row in page.items]


@pytest.mark.parametrize("sort", listing.SORTS)
@pytest.mark.parametrize("query", ["Stellplatz", "stellplatz bahnhof", "ab dorfladen"])
def test_walking_and_looking_up_find_the_same_in_the_same_order(
    places: list[int], few: Any, sort: str, query: str
) -> None:
    wishes = [
        Asked(q=query, sort=sort, seed=7), Asked(q=query, sort=sort, seed=7, municipality=places[0]),
        Asked(q=query, sort=sort, seed=7, states=("open",)),
    ]  # fmt: skip
    few(1000)
    looked_up = [seen(wish) for wish in wishes]
    few(5)
    assert [seen(wish) for wish in wishes] == looked_up
    assert len(looked_up[0]) == (40 if query == "Stellplatz" else 20)
    assert len(set(looked_up[0])) == len(looked_up[0])
    assert all(len(some) == len(looked_up[0]) // 2 for some in looked_up[1:2])


@pytest.mark.usefixtures("places")
def test_nothing_of_a_draft_is_shuffled_into_the_list(app: Flask) -> None:
    shuffled, newest = (seen(Asked(sort=sort, seed=3)) for sort in ("random", "newest"))
    assert sorted(shuffled) == sorted(newest)
    assert len(shuffled) == 60
    assert shuffled != newest


def test_many_hits_are_not_counted_and_few_are(places: list[int], few: Any) -> None:
    assert listing.listed(Asked(q="Stellplatz"), clock.now(), 1).total == 40
    assert listing.listed(Asked(q="Bahnhof", municipality=places[1]), clock.now(), 1).total == 10
    few(19)
    page = listing.listed(Asked(q="Stellplatz", municipality=places[0]), clock.now(), 1)
    assert (page.total, page.limit, page.has_next, len(page.items)) == (None, 19, False, 20)
    assert listing.listed(Asked(q="Stellplatz", municipality=places[0]), clock.now(), 9).items == []
    assert listing.listed(Asked(q="nirgends"), clock.now(), 1).total == 0


@pytest.mark.usefixtures("places")
def test_a_search_of_everything_counts_as_far_as_it_has_walked(few: Any) -> None:
    few(39)
    pages = [listing.listed(Asked(q="Stellplatz"), clock.now(), number) for number in (1, 2, 3)]
    assert [(page.total, page.limit, page.has_next) for page in pages] == [
        (None, 20, True), (40, paging.COUNT_LIMIT, False), (40, paging.COUNT_LIMIT, False)
    ]  # fmt: skip
    few(1000)
    assert [listing.listed(Asked(q="Stellplatz"), clock.now(), number).total for number in (1, 2, 3)] == [40] * 3


def test_many_hits_far_apart_are_looked_up(places: list[int], few: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    few(5)
    walked = seen(Asked(q="Stellplatz"))
    monkeypatch.setattr(paging, "WALK_LIMIT", -1)
    assert seen(Asked(q="Stellplatz")) == walked
