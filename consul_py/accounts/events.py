"""What happens to accounts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class AccountConfirmed:
    """Somebody proved that the address is theirs; from now on they can take part."""

    user_id: int
    email: str


@dataclass(frozen=True)
class AccountDeleted:
    """Somebody deleted their account: what others keep about the person has to go."""

    user_id: int


@dataclass(frozen=True)
class EmailChanged:
    """The confirmed address of an account is another one now."""

    user_id: int
    old: str
    new: str
