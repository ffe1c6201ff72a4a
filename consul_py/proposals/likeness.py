"""How much two titles sound alike: German compounds count by their parts, little words do not count."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from consul_py.kernel.text import stems

LIKE = 60.0  # of 100
CANDIDATES = 40  # looked at word by word, after a quick look at all
SHORTEST = 3
_SAID = (
    "aber als am an auf aus bei das dem den der des die ein eine einem einen einer für hier ich im in ist mehr mit nach"
    " neu neue neuen nicht oder ohne sich sind und uns unser unsere vom von vor was wie wir zu zum zur über"
)


@cache
def _little() -> frozenset[str]:
    return frozenset(_SAID.split()) | frozenset(stems(_SAID))


def words(title: str) -> list[str]:
    """The stems of a title that carry meaning."""
    return [stem for stem in stems(title) if len(stem) >= SHORTEST and stem not in _little()]


def score(asked: Sequence[str], other: Sequence[str]) -> float:
    """0 to 100: how well each asked word is met by its best counterpart; a part of a compound meets it fully."""
    if not asked or not other:
        return 0.0
    return sum(max(_meets(one, two) for two in other) for one in asked) / len(asked)


def _meets(one: str, two: str) -> float:
    from rapidfuzz import fuzz

    return 100.0 if one in two or two in one else fuzz.ratio(one, two)


def best(asked: Sequence[str], others: Sequence[Sequence[str]], limit: int) -> list[int]:
    """The places in `others` of those that sound most like `asked`, best first."""
    from rapidfuzz import fuzz, process

    texts = [" ".join(other) for other in others]
    quick = process.extract(" ".join(asked), texts, scorer=fuzz.WRatio, limit=CANDIDATES)
    scored = sorted(((score(asked, others[place]), -place) for _, _, place in quick), reverse=True)
    return [-place for points, place in scored if points >= LIKE][:limit]
