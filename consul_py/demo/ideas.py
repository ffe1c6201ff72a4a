"""The shapes of what people say in the demo's content: proposals, comments, answers, questions of polls."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Idea:
    """A proposal as its author wrote it, with the day and the number of supports it has gathered since."""

    key: str
    author: str
    town: str
    topic: str
    day: int
    supports: int
    title: str
    summary: str
    body: str
    place: str = ""
    until: int = -1  # the day by which the supports had come


@dataclass(frozen=True)
class Say:
    """A comment with the answers to it. `helpful` people found it so; officials speak `in_office`."""

    author: str
    day: int
    text: str
    side: str | None = None
    helpful: int = 0
    answers: tuple[Say, ...] = ()
    in_office: bool = False


@dataclass(frozen=True)
class Reply:
    """What the district answered to a proposal, and when."""

    day: int
    decision: str
    answer: str
    unit: str = ""
    cost: str = ""
    decided: str = ""
    forwarded_to: str = ""


@dataclass(frozen=True)
class Asked:
    """A question of a poll, its answers one a line, and how often each ballot was filled in which way.

    A way names answers by their places: a list of them (in order, for rankings), a number for each of them, or None
    for an abstention.
    """

    title: str
    answers: str
    votes: list[tuple[int, list[int] | None]]
    hint: str = ""
    kind: str = "single"
    minimum: int = 1
    maximum: int = 1
    points: int = 0
    method: str = ""
