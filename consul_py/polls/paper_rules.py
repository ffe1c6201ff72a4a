"""What is typed from a paper, and what it takes to hand out, enter and finish papers. Pure functions.

A paper is typed as it is read, from top to bottom. Where one marks answers, their printed numbers are typed (`2`, `1 3`);
where one writes numbers beside the answers, these are typed, one for each answer (`3 - 1`). `e` is an abstention.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

from consul_py.kernel.refusal import N_, Refusal

ABSTAIN = "abstain"
MARKED = ("single", "yesno", "multiple", "approval")
LONGEST = 400

NOT_FROZEN = Refusal("not_frozen", N_("There are papers once the poll is published."), status=409)
BOX_CLOSED = Refusal("box_closed", N_("The box is opened when voting is over. Nothing was entered."), status=409)
PAPER_OVER = Refusal("paper_over", N_("All papers are counted. Nothing more can be entered."), status=409)
NO_SUCH_PAPER = Refusal("no_such_paper", N_("Papers have the numbers 1 to %(last)s."))
COUNTED = Refusal("counted", N_("This paper is in the urn already. Please look at the number on the paper."))
ENTERED = Refusal(
    "entered", N_("You have entered this paper already. Somebody else enters it now, without seeing your entry.")
)
TWO_ENTERED = Refusal("two_entered", N_("Two people have entered this paper. One of them has to look at it again."))
NOT_YOUR_OWN = Refusal("not_your_own", N_("Nobody hands a ballot to themselves. Please ask a colleague."), status=409)
STILL_OPEN = Refusal("still_open", N_("Some papers are entered only once or differently. Please settle them first."))
NOT_THE_SAME = Refusal(
    "not_the_same",
    N_("You have %(said)s papers, and %(counted)s are in the urn. Please look for the difference first."),
)
SAME_PERSON = Refusal("same_person", N_("You have said so yourself. Somebody else has to confirm it."), status=409)
NOTHING_SAID = Refusal(
    "nothing_said", N_("The numbers have changed since. Please say again that all papers are entered."), status=409
)
HAS_VOTED = Refusal(
    "already_voted",
    N_(
        "For this person a vote is recorded already, or a paper was handed out. Nobody votes twice. Nothing was changed."
    ),
    status=409,
)
NOBODY_FOUND = Refusal(
    "nobody_found", N_("Nobody with this name and date of birth is proven or in the register extract.")
)
NOT_ENTITLED = Refusal("not_entitled", N_("This person cannot vote in this poll: it is for others."))
UNPROVEN = Refusal(
    "unproven", N_("The residence of this account is not proven. You can prove it at the desk, then come back here.")
)
FOUND_OLD = Refusal("found_old", N_("That took too long. Please look the person up again."), status=410)


class Times(Protocol):
    """What is asked of an urn."""

    @property
    def closes_at(self) -> datetime: ...
    @property
    def sealed_at(self) -> datetime | None: ...
    @property
    def paper_open(self) -> bool: ...


def can_enter(urn: Times, moment: datetime) -> Refusal | None:
    """Whether papers may be entered: from the end of voting until they are finished."""
    if moment < urn.closes_at:
        return BOX_CLOSED
    return None if urn.paper_open and urn.sealed_at is None else PAPER_OVER


def number_of(number: int, last: int) -> Refusal | None:
    """Whether a paper can have this number: not more of them come back than were handed out."""
    return None if 1 <= number <= last else Refusal(NO_SUCH_PAPER.code, NO_SUCH_PAPER.sentence, {"last": last})


def can_say_all(said: int, counted: int, waiting: int) -> Refusal | None:
    """Whether somebody may say that all papers are entered."""
    if waiting:
        return STILL_OPEN
    if said != counted:
        return Refusal(NOT_THE_SAME.code, NOT_THE_SAME.sentence, {"said": said, "counted": counted})
    return None


def read_answer(kind: str, options: list[int], typed: str) -> Any:
    """What somebody typed for a question, as a ballot says it; None when it can mean nothing.

    Whether the question allows it (how many answers, how many points) is not looked at here.
    """
    words = typed.replace(",", " ").replace(";", " ").casefold().split()
    if words == ["e"]:
        return ABSTAIN
    numbers = [_number(word) for word in words]
    if not numbers or None in numbers:
        return None
    return _marks(options, numbers) if kind in MARKED else _beside(kind, options, numbers)


def _number(word: str) -> int | None:
    """A number as typed; a hyphen is an empty box."""
    if word == "-":
        return 0
    return int(word) if word.isascii() and word.isdigit() and len(word) < 5 else None


def _marks(options: list[int], numbers: list[Any]) -> list[int] | None:
    if not all(1 <= number <= len(options) for number in numbers):
        return None
    return sorted(options[number - 1] for number in numbers)


def _beside(kind: str, options: list[int], numbers: list[Any]) -> Any:
    """Numbers beside the answers, from top to bottom: places of a ranking, points of a score, shared points."""
    if len(numbers) != len(options):
        return None
    given = [(number, option) for number, option in zip(numbers, options, strict=True) if number]
    if kind == "score":
        return {str(option): number for number, option in zip(numbers, options, strict=True)}
    if kind == "points":
        return {str(option): number for number, option in given}
    places = [number for number, _option in given]
    return [option for _number, option in sorted(given)] if len(set(places)) == len(places) else None
