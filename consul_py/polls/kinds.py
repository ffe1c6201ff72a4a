"""The kinds of questions: what they are called, what they need, and how their answers are counted. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from consul_py.kernel.refusal import N_, Refusal

SINGLE, YESNO, MULTIPLE, APPROVAL = "single", "yesno", "multiple", "approval"
RANKING, SCORE, POINTS = "ranking", "score", "points"
BORDA, IRV = "borda", "irv"
MOST_OPTIONS, MOST_POINTS, BEST_SCORE = 30, 100, 5


@dataclass(frozen=True)
class Kind:
    """A kind of question: its name, what the voter is told to do, and how it is counted, each as a sentence."""

    name: str
    asks: str
    counts: str


KINDS: dict[str, Kind] = {
    SINGLE: Kind(N_("One answer"), N_("Choose one answer."), N_("The answer with the most votes is ahead.")),
    YESNO: Kind(N_("Yes or no"), N_("Choose yes or no."), N_("The answer with the most votes is ahead.")),
    MULTIPLE: Kind(
        N_("Several answers"),
        N_("Choose between %(minimum)s and %(maximum)s answers."),
        N_("Every chosen answer gets one vote."),
    ),
    APPROVAL: Kind(
        N_("Approving"), N_("Choose every answer that you approve of."), N_("Every chosen answer gets one vote.")
    ),
    RANKING: Kind(
        N_("Ranking"),
        N_("Give your favourite place 1, the next one place 2 and so on. You need not rank all."),
        "",
    ),
    SCORE: Kind(
        N_("Score from 0 to 5"),
        N_("Give every answer between 0 (not at all) and 5 (very much) points."),
        N_("The points of all voters are added up."),
    ),
    POINTS: Kind(
        N_("Share out points"),
        N_("Share out up to %(points)s points, as you like."),
        N_("The points of all voters are added up."),
    ),
}
METHODS: dict[str, tuple[str, str]] = {
    BORDA: (
        N_("Borda points"),
        N_(
            "Of n answers place 1 gets n − 1 points, place 2 gets n − 2 and so on; what is not ranked gets none. "
            "The points are added up."
        ),
    ),
    IRV: (
        N_("Instant runoff"),
        N_(
            "Every ballot counts for its best answer. As long as none has more than half, the answer with the fewest "
            "ballots is out, and its ballots count for their next answer."
        ),
    ),
}

TWO_OPTIONS = Refusal("two_options", N_("Please give at least two answers."))
TOO_MANY = Refusal("too_many_options", N_("Please give at most %(most)s answers."), {"most": MOST_OPTIONS})
SAME = Refusal("same_options", N_("Two answers are the same."))
ODD_LIMITS = Refusal(
    "odd_limits", N_("The smallest number must be at least 1 and at most the largest; there are only %(n)s answers.")
)
NO_METHOD = Refusal("no_method", N_("Please say how the ranking is counted."))
ODD_POINTS = Refusal("odd_points", N_("Please give between 1 and %(most)s points to share out."), {"most": MOST_POINTS})


def check(kind: str, options: list[str], minimum: int, maximum: int, points: int, method: str) -> Refusal | None:
    """Whether a question with these answers can be asked and counted."""
    number = len(options)
    limits = Refusal(ODD_LIMITS.code, ODD_LIMITS.sentence, {"n": number})
    faults = (
        (kind != YESNO and number < 2, TWO_OPTIONS),
        (number > MOST_OPTIONS, TOO_MANY),
        (len({option.casefold() for option in options}) < number, SAME),
        (kind == MULTIPLE and not 1 <= minimum <= maximum <= number, limits),
        (kind == RANKING and method not in METHODS, NO_METHOD),
        (kind == POINTS and not 1 <= points <= MOST_POINTS, ODD_POINTS),
    )
    return next((refusal for broken, refusal in faults if broken), None)


def settled(kind: str, minimum: int, maximum: int, points: int, method: str, options: int) -> dict[str, object]:
    """What of these numbers a kind uses; all others are what says nothing, so that a definition is always alike."""
    limits = {MULTIPLE: (minimum, maximum), APPROVAL: (1, options), RANKING: (1, options)}.get(kind, (1, 1))
    return {
        "minimum": limits[0],
        "maximum": limits[1],
        "points": points if kind == POINTS else 0,
        "method": method if kind == RANKING else "",
    }


def counted(kind: str, method: str) -> str:
    """How a question is counted, as a sentence to translate."""
    return METHODS[method][1] if kind == RANKING else KINDS[kind].counts
