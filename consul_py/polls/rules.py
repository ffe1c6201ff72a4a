"""What a poll needs, who may vote, and what a count says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from consul_py.kernel.refusal import N_, Refusal

# Below this many voters a choice can often be guessed; the page says so.
SMALL = 10

ALREADY_VOTED = Refusal(
    "already_voted", N_("A vote of yours is already recorded. It cannot be changed or taken back."), status=409
)
NOT_PUBLIC = Refusal("not_public", N_("This poll is not public. Nobody can vote in it."), status=409)
FROZEN = Refusal("frozen", N_("The poll has begun. Questions and answers cannot be changed any more."))
NOT_OVER = Refusal(
    "not_over", N_("There are no interim results, for nobody. The result appears after the end."), status=403
)


def missing(question_options: Sequence[int], *, has_consultation: bool, offers_vote: bool) -> list[str]:
    """What a poll still needs before it can be published. `question_options`: number of answers per question."""
    points = []
    if not question_options:
        points.append(N_("at least one question"))
    if any(count < 2 for count in question_options):
        points.append(N_("at least two answers to every question"))
    if not has_consultation or not offers_vote:
        points.append(N_("a consultation in which voting is possible"))
    return points


def can_publish(points: Sequence[str]) -> Refusal | None:
    if points:
        return Refusal("incomplete", N_("The poll is not complete yet."))
    return None


def can_vote_in(*, public: bool) -> Refusal | None:
    """Staff see drafts and what moderators hid, but such a poll takes no vote: it could still change."""
    return None if public else NOT_PUBLIC


def can_vote_from(poll_municipality: int | None, own_municipality: int | None, name: str) -> Refusal | None:
    """A poll of one municipality is for those who say in their account that they live there."""
    if poll_municipality is not None and poll_municipality != own_municipality:
        return Refusal(
            "elsewhere",
            N_("This poll is for residents of %(name)s. You can enter your municipality in your account."),
            {"name": name},
        )
    return None


@dataclass(frozen=True)
class Tally:
    """The count of one question. `shares` are percent of valid marks with one decimal; `leaders` are tied if several."""

    votes: dict[int, int]
    abstentions: int

    @property
    def valid(self) -> int:
        return sum(self.votes.values())

    @property
    def shares(self) -> dict[int, float]:
        return {
            option: round(100 * count / self.valid, 1) if self.valid else 0.0 for option, count in self.votes.items()
        }

    @property
    def leaders(self) -> list[int]:
        top = max(self.votes.values(), default=0)
        return [option for option, count in self.votes.items() if top and count == top]

    @property
    def unanimous(self) -> bool:
        return self.valid > 0 and max(self.votes.values()) == self.valid and not self.abstentions


def options_from_lines(lines: str) -> list[tuple[str, str]]:
    """Answers as typed, one a line; after a `|` comes an explanation."""
    found = []
    for line in lines.splitlines():
        title, _, description = line.partition("|")
        if title.strip():
            found.append((title.strip()[:200], description.strip()[:400]))
    return found
