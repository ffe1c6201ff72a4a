"""What proposals and votes know about a person."""

from __future__ import annotations

from consul_py.accounts.registry import person_data
from tests.cast import People
from tests.proposals.make import make_proposal


def test_the_download_of_ones_data_holds_proposals_and_votes(people: People) -> None:
    from consul_py.votes.service import cast

    own = make_proposal(author_id=people.resident.id, title="Mein Text")
    cast(own, people.resident.id, 1)
    data = person_data(people.resident.id)
    assert data["proposals"][0]["title"] == "Mein Text"
    assert data["votes"][0]["value"] == 1
    assert person_data(people.other.id)["proposals"] == []
