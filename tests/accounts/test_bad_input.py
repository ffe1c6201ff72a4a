"""Naughty strings in every text field: an ordinary answer, never a 5xx."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.accounts.make import register
from tests.cast import People
from tests.watch import Client

BLNS = Path(__file__).resolve().parents[3] / "shared/data/badinput/blns.json"
pytestmark = [
    pytest.mark.skipif(not BLNS.is_file(), reason="the list of naughty strings is not here"),
    pytest.mark.slow,
    pytest.mark.timeout(400),
]


def naughty(step: int) -> list[str]:
    return [str(words) for words in json.loads(BLNS.read_text())[::step]]


def test_for_visitors(client: Client) -> None:
    for words in naughty(4):
        assert register(client, name=words).status_code in (303, 422)
        fields = dict.fromkeys(("email", "password", "code", "ticket", "next"), words)
        assert client.submit("/account/login", **fields).status_code == 422
        assert client.submit("/account/reset", email=words).status_code in (303, 422)


def test_for_people_and_administrators(client: Client, people: People) -> None:
    client.sign_in(people.administrator)
    other = f"/desk/people/{people.resident.id}"
    for words in naughty(8):
        settings = {"display_name": words, "municipality_id": words, "locale": words}
        assert client.submit("/account/settings", **settings).status_code == 422
        assert client.submit("/account/second-factor", code=words, ticket=words, password=words).status_code in (
            303,
            422,
        )
        assert client.submit(f"{other}/grants", role=words, scope=words).status_code == 422
        for what in ("close", "reopen"):
            assert client.submit(f"{other}/decision", what=what, reason=words).status_code in (303, 422)
        assert client.get("/desk/people/", query_string={"q": words, "page": words}).status_code == 200
