"""A published result as its page shows it: sorted rows, shares, ties, majorities. Pure.

It is made of the definition and the result as both are published, of nothing else, so that the page says what
everybody can recount.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from consul_py.kernel.refusal import N_
from consul_py.polls import kinds

MEAN_OF = (kinds.SCORE,)
POINTS_OF = (kinds.SCORE, kinds.POINTS)


@dataclass(frozen=True)
class Row:
    """One answer. `share` is percent with one decimal, where a share means something; `mean` of scores a fraction."""

    name: str
    value: int
    share: float | None = None
    mean: Fraction | None = None


@dataclass(frozen=True)
class Round:
    """A round of an instant runoff: votes in the order of the answers, None for one that is out already."""

    votes: list[int | None]
    out: list[str]
    left: int


@dataclass(frozen=True)
class Outcome:
    """One question with its result. `leaders` are tied if several."""

    id: int
    title: str
    kind: str
    valid: int
    abstentions: int
    rows: list[Row]
    leaders: list[str]
    reached: bool
    unanimous: bool
    counts: str
    unit: str
    names: list[str]
    rounds: list[Round] = field(default_factory=list)

    @property
    def is_tie(self) -> bool:
        return len(self.leaders) > 1


def outcomes(definition: dict[str, Any], result: dict[str, Any]) -> list[Outcome]:
    """Every question of a poll with what it came to."""
    stated = {question["id"]: question for question in definition["questions"]}
    return [_outcome(stated[counted["id"]], counted) for counted in result["questions"]]


def _outcome(stated: dict[str, Any], counted: dict[str, Any]) -> Outcome:
    names = {str(option["id"]): str(option["title"]) for option in stated["options"]}
    rounds = [_round(names, one) for one in counted.get("rounds", [])]
    votes: dict[str, int] = counted["rounds"][-1]["counts"] if rounds else counted["counts"]
    rows = [_row(stated["kind"], names[option], number, votes, counted["valid"]) for option, number in votes.items()]
    rows.sort(key=lambda row: -row.value)
    points = stated["kind"] in POINTS_OF or stated["method"] == kinds.BORDA
    return Outcome(
        id=stated["id"], title=stated["title"], kind=stated["kind"], valid=counted["valid"],
        abstentions=counted["abstentions"], rows=rows, leaders=[names[str(option)] for option in counted["leaders"]],
        reached=counted["reached"], unanimous=_is_unanimous(counted),
        counts=kinds.counted(stated["kind"], stated["method"]), unit=N_("Points") if points else N_("Votes"),
        names=list(names.values()), rounds=rounds,
    )  # fmt: skip


def _row(kind: str, name: str, number: int, votes: dict[str, int], valid: int) -> Row:
    if kind == kinds.SCORE:
        return Row(name, number, mean=Fraction(number, valid) if valid else None)
    whole = {kinds.POINTS: sum(votes.values()), kinds.RANKING: 0}.get(kind, valid)
    if kind == kinds.RANKING:
        return Row(name, number)
    return Row(name, number, round(100 * number / whole, 1) if whole else 0.0)


def _round(names: dict[str, str], counted: dict[str, Any]) -> Round:
    votes = [counted["counts"].get(option) for option in names]
    return Round(votes, [names[str(option)] for option in counted["out"]], sum(counted["counts"].values()))


def _is_unanimous(counted: dict[str, Any]) -> bool:
    """Whether the numbers alone say that everybody chose the same."""
    valid = counted["valid"]
    return bool(valid and not counted["abstentions"] and set(counted["counts"].values()) <= {0, valid})


CHANNELS: dict[str, str] = {
    "account": N_("confirmed account"),
    "letter": N_("code by letter"),
    "desk": N_("document at a desk"),
    "extract": N_("register of residents"),
    "online": N_("online identity"),
    "code": N_("one-time code"),
}


@dataclass(frozen=True)
class Turnout:
    """How many may vote and did, by how they are known: name of the way, may vote, have voted."""

    rows: list[tuple[str, str, str]]
    used: int
    eligible: int

    @property
    def percent(self) -> float | None:
        return round(100 * self.used / self.eligible, 1) if self.eligible else None


def turnout(eligible: dict[str, int], voted: dict[str, int], used: int, smallest: int, few: str) -> Turnout:
    """Turnout by channel; `few` stands for every figure above 0 and below `smallest`."""

    channels = [channel for channel in CHANNELS if channel in eligible or channel in voted]
    may = _told([eligible.get(channel) for channel in channels], smallest, few)
    have = _told([voted.get(channel, 0) if voted else None for channel in channels], smallest, few)
    names = [CHANNELS[channel] for channel in channels]
    return Turnout(list(zip(names, may, have, strict=True)), used, sum(eligible.values()))


def _told(numbers: list[int | None], smallest: int, few: str) -> list[str]:
    """Figures as they may be published. Where only one is small, the next one is not told either: the total would
    give the small one away."""
    small = [number for number in numbers if number and number < smallest]
    others = sorted(number for number in numbers if number and number >= smallest)
    also = others[0] if len(small) == 1 and others else None
    told = []
    for number in numbers:
        told.append("–" if number is None or number == also else few if number in small else str(number))
        also = None if number == also else also
    return told
