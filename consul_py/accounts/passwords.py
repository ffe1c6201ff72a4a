"""Passwords: Argon2id with a cost that is a setting, and how hard a password is to guess."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from threading import Lock

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app

from consul_py.accounts.rules import PASSWORD_MAX, PASSWORD_MIN, WEAK_BELOW
from consul_py.kernel.refusal import N_, Refusal

# OWASP's second choice: 19 MiB, two rounds. Verifying takes about 30 ms, without holding any lock.
NORMAL = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
_GUESSING = Lock()  # zxcvbn keeps `user_inputs` for all threads: two at once would be judged by each other's name
GUESSED_CHARACTERS = 72  # zxcvbn's work grows with the square of the length

TOO_SHORT = Refusal("password_short", N_("Please take at least %(least)s characters."), {"least": PASSWORD_MIN})
TOO_LONG = Refusal("password_long", N_("Please take at most %(most)s characters."), {"most": PASSWORD_MAX})
# By the kind of pattern that zxcvbn found in the longest part.
WEAK = {
    "passwords": N_("Many people use a password like this one."),
    "user_inputs": N_("Your name, your address and the name of this site are easy to guess."),
    "names": N_("Names are easy to guess."),
    "dictionary": N_("A single common word is easy to guess."),
    "spatial": N_("Rows of keys are easy to guess."),
    "repeat": N_("Repeated characters are easy to guess."),
    "sequence": N_("Sequences such as abc or 6543 are easy to guess."),
    "date": N_("Years and dates are easy to guess."),
    "other": N_("This password is easy to guess."),
}
ADVICE = N_("Please take three or four words that have nothing to do with each other.")


def _hasher() -> PasswordHasher:
    return CHEAP if current_app.config["PASSWORD_COST"] == "cheap" else NORMAL  # noqa: S105  # a cost


@cache
def _nobody(hasher: PasswordHasher) -> str:
    """A hash of the current cost that no account has; made once."""
    return hasher.hash("nobody's password")


def hash_password(password: str) -> str:
    return _hasher().hash(password)


def verify(stored: str | None, password: str) -> bool:
    """Whether a password fits; takes as long for an account that does not exist."""
    hasher = _hasher()
    try:
        return hasher.verify(stored or _nobody(hasher), password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(stored: str) -> bool:
    return _hasher().check_needs_rehash(stored)


def weakness(password: str, hints: Iterable[str] = ()) -> list[Refusal]:
    """Why a password is refused, and advice; empty when it is good. `hints` are words close to the person."""
    if len(password) < PASSWORD_MIN:
        return [TOO_SHORT]
    if len(password) > PASSWORD_MAX:
        return [TOO_LONG]
    from zxcvbn import zxcvbn  # its word lists take a moment to load

    words = [word for hint in hints for word in (hint, *hint.replace("@", " ").split()) if len(word) > 2]
    with _GUESSING:
        found = zxcvbn(password[:GUESSED_CHARACTERS], user_inputs=words)
    if found["score"] >= WEAK_BELOW:
        return []
    longest = max(found["sequence"], key=lambda part: len(part["token"]))
    return [Refusal("password_weak", WEAK[_kind(longest)]), Refusal("password_advice", ADVICE)]


def _kind(part: dict[str, str]) -> str:
    if part["pattern"] == "dictionary":
        name = part["dictionary_name"]
        if name in ("surnames", "male_names", "female_names"):
            return "names"
        return name if name in ("passwords", "user_inputs") else "dictionary"
    if part["pattern"] == "regex":
        return "date"
    return part["pattern"] if part["pattern"] in WEAK else "other"
