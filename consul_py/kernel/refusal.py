"""A refusal: why something may not be done, as a code and a sentence. Standard library only."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


def N_(sentence: str) -> str:
    """Mark a sentence for translation without translating it yet."""
    return sentence


@dataclass(frozen=True)
class Refusal:
    """What a rule answers when it says no.

    `sentence` is an English message id with `%(name)s` places for `values`; it is translated when shown.
    `status` is None where a page answers with a message and a way back, or the HTTP status to answer with.
    """

    code: str
    sentence: str
    values: dict[str, Any] = field(default_factory=dict)
    status: int | None = None


class Refused(Exception):
    """Raised by a service when a rule refused; the transaction of the act is rolled back."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


def ensure(refusal: Refusal | None) -> None:
    """Raise Refused when a rule answered with a refusal."""
    if refusal is not None:
        raise Refused(refusal)
