"""What happened to urns. Nothing here says who voted or what."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PollCounted:
    """The final seal is made and the result is public; objections are possible until `objections_until` (Berlin date)."""

    subject_id: int
    ballots: int
