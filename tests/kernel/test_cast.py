"""The cast can be made."""

from __future__ import annotations

from tests.cast import People


def test_the_cast_is_made_inside_the_test_transaction(people: People) -> None:
    assert people.resident.id and people.staff.totp_secret
