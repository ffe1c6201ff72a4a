"""A person's own data holds what they wrote and reported, and nothing of others."""

from __future__ import annotations

import json

from flask import Flask

from consul_py.comments.export_queries import data_of
from consul_py.debates.queries import data_of as debates_of
from consul_py.follows.queries import data_of as follows_of
from tests.cast import People
from tests.comments.make import hidden, make_comment, make_debate
from tests.watch import Client


def test_the_own_data_is_complete_and_json(client: Client, people: People, app: Flask) -> None:
    debate = make_debate(people.resident)
    mine, other = make_comment(debate, people.resident, "Mein Text"), make_comment(debate, people.other, "Fremder Text")
    client.sign_in(people.resident)
    client.submit(f"/comments/{other.id}/vote", value="helpful")
    client.submit(f"/comments/{other.id}/report", category="false", text="Stimmt nicht")
    client.submit(f"/subjects/{debate.id}/follow")
    hidden(mine, people.moderator, app)
    me = people.resident.id
    told = json.dumps([data_of(me), debates_of(me), follows_of(me)], ensure_ascii=False)
    for words in ("Mein Text", "Stimmt nicht", "Beleidigung einer Person", debate.title):
        assert words in told
    assert "Fremder Text" not in told
