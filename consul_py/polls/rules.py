"""What a poll needs before it is published, who may vote in it, and what its state is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from consul_py.kernel.refusal import N_, Refusal

# Below this many voters a choice can often be guessed; the page says so.
SMALL = 10
SMALLEST_CELL = 5  # figures of turnout below this are not published one by one

ACCOUNT, RESIDENCE, CODES = "account", "residence", "codes"
WHO: dict[str, str] = {
    ACCOUNT: N_("Everyone with a confirmed account"),
    RESIDENCE: N_("Everyone with a proof of residence"),
    CODES: N_("Everyone with a one-time code by letter"),
}
RELATIVE, ABSOLUTE, TWO_THIRDS = "relative", "absolute", "two_thirds"
MAJORITIES: dict[str, str] = {
    RELATIVE: N_("Most votes"),
    ABSOLUTE: N_("More than half of the valid votes"),
    TWO_THIRDS: N_("At least two thirds of the valid votes"),
}

# The states of a poll; the urn's times decide, not the consultation's.
DRAFT, SCHEDULED, OPEN, COUNTING, PROVISIONAL, FINAL = "draft", "scheduled", "open", "counting", "provisional", "final"

FROZEN = Refusal("frozen", N_("The poll is published. Questions and answers cannot be changed any more."), status=409)
NOT_OVER = Refusal(
    "not_over", N_("There are no interim results, for nobody. The result appears after the end."), status=403
)
INCOMPLETE = Refusal("incomplete", N_("The poll is not complete yet."))
DATES_FROZEN = Refusal(
    "dates_frozen",
    N_(
        "The poll “%(title)s” in this consultation is published, and its times are part of what is fixed. "
        "Before voting begins the poll can be taken back; after that the times stay."
    ),
    status=409,
)
NOT_COUNTED = Refusal(
    "not_counted",
    N_("The poll “%(title)s” in this consultation is not counted yet. Its evaluation can be published afterwards."),
    status=409,
)

PROVE = Refusal(
    "prove", N_("In this poll one can vote with a proof of residence. You do not have one at the moment."), status=403
)
PROVE_AGAIN = Refusal(
    "prove_again",
    N_("You took part in this poll with your proof of residence, which does not count at the moment."),
    status=403,
)
ELSEWHERE = Refusal("elsewhere", N_("This poll is for residents of %(name)s."), status=403)
TOO_YOUNG = Refusal("too_young", N_("In this poll one can vote from the age of %(age)s."), status=403)
WRONG_CODE = Refusal("wrong_code", N_("This code is not valid in this poll. Please check what you typed."))
MISTYPED = Refusal("mistyped", N_("There is a mistake in this code: its last character does not fit the others."))
NO_CODE_LEFT = Refusal(
    "no_code_left",
    N_("Too many wrong codes today. Please try again tomorrow or ask the participation team."),
    status=429,
)


def missing(
    options: Sequence[int], *, has_window: bool, offers_vote: bool, is_published: bool, is_over: bool, rule: str
) -> list[str]:
    """What a poll still needs before it can be published; `options` is the number of answers of each question."""
    points = (
        (not options, N_("at least one question")),
        (any(number < 2 for number in options), N_("at least two answers to every question")),
        (not rule, N_("how it is counted and what follows")),
        (not offers_vote, N_("a consultation in which voting is possible")),
        (not has_window or not is_published, N_("that its consultation is published, with both times")),
        (has_window and is_over, N_("a consultation that is not over")),
    )
    return [sentence for lacks, sentence in points if lacks]


class Urn(Protocol):
    """What the state of a poll follows from."""

    @property
    def opens_at(self) -> datetime: ...
    @property
    def closes_at(self) -> datetime: ...
    @property
    def sealed_at(self) -> datetime | None: ...
    @property
    def objections_until(self) -> datetime | None: ...
    @property
    def destroyed_at(self) -> datetime | None: ...


def state(urn: Urn | None, now: datetime) -> str:
    """draft, scheduled, open, counting, provisional (objections are possible) or final."""
    if urn is None:
        return DRAFT
    if urn.sealed_at is not None:
        return FINAL if urn.destroyed_at is not None else PROVISIONAL
    if now < urn.opens_at:
        return SCHEDULED
    return OPEN if now < urn.closes_at else COUNTING


class Proof(Protocol):
    """What is known of a person by a proof of residence."""

    @property
    def municipality_id(self) -> int | None: ...
    @property
    def born_on(self) -> date | None: ...


def may_vote(
    who: str, municipality_id: int | None, place: str, minimum_age: int | None, *, first_day: date,
    proof: Proof | None, stated_municipality: int | None,
) -> Refusal | None:  # fmt: skip
    """Whether somebody may vote. Where a proof is there it counts, else what the account says, where that is enough.

    The age counts on the day on which the poll opens. A poll with a minimum age needs a proof.
    """
    if proof is None and (who == RESIDENCE or minimum_age):
        return PROVE
    lives_in = proof.municipality_id if proof else stated_municipality
    if municipality_id is not None and lives_in != municipality_id:
        return Refusal(ELSEWHERE.code, ELSEWHERE.sentence, {"name": place}, ELSEWHERE.status)
    if minimum_age and (proof is None or proof.born_on is None or age(proof.born_on, first_day) < minimum_age):
        return Refusal(TOO_YOUNG.code, TOO_YOUNG.sentence, {"age": minimum_age}, TOO_YOUNG.status)
    return None


def age(born_on: date, day: date) -> int:
    """In whole years; who is born on 29 February has their birthday on 1 March in other years."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))
