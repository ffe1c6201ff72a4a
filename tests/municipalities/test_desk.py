"""Municipalities at the desk."""

from __future__ import annotations

import pytest

from consul_py.kernel import audit
from consul_py.municipalities.queries import all_municipalities
from tests.cast import People
from tests.processes.make import make_municipality
from tests.watch import Client

TOWN = {"name": "Weidenbach", "ags": "06431001", "latitude": "49.67", "longitude": "8.76"}


@pytest.fixture
def desk(client: Client, people: People) -> Client:
    return client.sign_in(people.staff)


def test_a_municipality_is_added_listed_and_edited(desk: Client) -> None:
    assert "Es gibt noch keine Kommune." in desk.get("/desk/municipalities").text
    assert "Weidenbach" in desk.submit("/desk/municipalities/new", follow=True, **TOWN).text
    town = all_municipalities()[0]
    assert (town.ags, town.latitude, town.longitude) == ("06431001", 49.67, 8.76)
    desk.submit(f"/desk/municipalities/{town.id}", name="Weidenbach am Wald", ags="", latitude="", longitude="")
    town = all_municipalities()[0]
    assert (town.name, town.ags, town.latitude) == ("Weidenbach am Wald", None, None)
    assert [entry.action for entry in audit.latest("municipality", town.id)] == [
        "municipality.edit", "municipality.create",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": " "}, "Bitte geben Sie den Namen ein."),
        ({"name": "Kaltenborn"}, "mit diesem Namen gibt es schon"),
        ({"ags": "06431999"}, "hat diesen Schlüssel schon"),
        ({"ags": "1234"}, "acht Ziffern"),
        ({"ags": "abcdefgh"}, "acht Ziffern"),
        ({"longitude": ""}, "beide Koordinaten"),
        ({"latitude": "190"}, "kein Ort in Europa"),
        ({"latitude": "nan"}, "kein Ort in Europa"),
        ({"latitude": "Norden"}, "Fehler"),
        ({"name": "\x00", "ags": "\x00"}, "Bitte geben Sie den Namen ein."),
    ],
)
def test_wrong_facts_are_refused_at_their_field(desk: Client, change: dict[str, str], words: str) -> None:
    make_municipality("Kaltenborn", ags="06431999")
    answer = desk.submit("/desk/municipalities/new", **(TOWN | change))
    assert answer.status_code == 422
    assert words in answer.text
    assert len(all_municipalities()) == 1


def test_an_edit_that_takes_a_name_of_another_is_refused(desk: Client) -> None:
    make_municipality("Kaltenborn")
    town = make_municipality("Weidenbach")
    answer = desk.submit(f"/desk/municipalities/{town.id}", name="Kaltenborn")
    assert answer.status_code == 422
    assert [row.name for row in all_municipalities()] == ["Kaltenborn", "Weidenbach"]
    assert desk.get("/desk/municipalities/999").status_code == 404
