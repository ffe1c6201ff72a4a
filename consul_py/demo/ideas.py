"""The shape of a proposal in the demo's content."""

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
