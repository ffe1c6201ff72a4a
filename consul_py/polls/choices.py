"""What a voter chose: read from the fields of a ballot, put back into them, and said in words. Pure.

A ballot has a field `q<question>` with answers or "abstain"; kinds that ask something of every answer have a field
`q<question>-<answer>` for each. `blank` stands for a deliberately blank ballot.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from consul_py.ballots.recount import ABSTAIN
from consul_py.kernel.refusal import N_, Refusal
from consul_py.polls import kinds

Given = Mapping[str, Sequence[str]]
FIELD = re.compile(r"q[0-9]+(-[0-9]+)?")

NOTHING = Refusal("nothing", N_("Please choose an answer or abstain."))
BOTH = Refusal("both", N_("You chose an answer and abstained. Please do one of the two."))
NOT_OF_IT = Refusal("not_of_it", N_("This answer does not belong to the question. Please choose again."))
NUMBER = Refusal("number", N_("Please choose between %(minimum)s and %(maximum)s answers. You chose %(n)s."))
TWICE = Refusal("twice", N_("Two answers have the same place. Please give every place once."))
EVERY = Refusal("every", N_("Please give points to every answer, 0 to 5, or abstain."))
WHOLE = Refusal("whole", N_("Please enter whole numbers."))
TOO_MANY = Refusal("too_many_points", N_("These are %(n)s points, but you have only %(points)s to share out."))
FOREIGN = Refusal("foreign", N_("This ballot has changed. Please choose again."))


class Option(Protocol):
    @property
    def id(self) -> int: ...
    @property
    def title(self) -> str: ...


class Question(Protocol):
    """What the rules ask of a question."""

    @property
    def id(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def minimum(self) -> int: ...
    @property
    def maximum(self) -> int: ...
    @property
    def points(self) -> int: ...
    @property
    def options(self) -> Sequence[Option]: ...


class Wrong(Exception):
    """An answer that cannot count."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


def name(question: Question, option: Option | None = None) -> str:
    return f"q{question.id}-{option.id}" if option else f"q{question.id}"


def foreign(questions: Sequence[Question], given: Given) -> bool:
    """Whether something was sent that belongs to no question here."""
    known = {name(q) for q in questions} | {name(q, option) for q in questions for option in q.options}
    return any(FIELD.fullmatch(key) and key not in known for key in given)


def answer_of(question: Question, given: Given) -> Any:
    """The answer to one question as the urn takes it. Raises Wrong."""
    chosen = list(given.get(name(question), ()))
    numbers = {option.id: _one(given, name(question, option)) for option in question.options}
    if ABSTAIN in chosen:
        if chosen != [ABSTAIN] or any(numbers.values()):
            raise Wrong(BOTH)
        return ABSTAIN
    if question.kind in (kinds.RANKING, kinds.SCORE, kinds.POINTS):
        return _NUMBERED[question.kind](question, numbers)
    return _options(question, chosen)


def _one(given: Given, key: str) -> str:
    values = given.get(key, ())
    if len(values) > 1:
        raise Wrong(NOT_OF_IT)
    return values[0].strip() if values else ""


def _options(question: Question, chosen: list[str]) -> list[int]:
    known = {str(option.id): option.id for option in question.options}
    if not chosen:
        raise Wrong(NOTHING)
    if any(value not in known for value in chosen) or len(set(chosen)) < len(chosen):
        raise Wrong(NOT_OF_IT)
    if question.kind in (kinds.SINGLE, kinds.YESNO) and len(chosen) > 1:
        raise Wrong(NOT_OF_IT)
    if question.kind == kinds.MULTIPLE and not question.minimum <= len(chosen) <= question.maximum:
        limits = {"minimum": question.minimum, "maximum": question.maximum, "n": len(chosen)}
        raise Wrong(Refusal(NUMBER.code, NUMBER.sentence, limits))
    return sorted(known[value] for value in chosen)


def _whole(value: str) -> int:
    if not (value.isascii() and value.isdigit() and len(value) < 10):
        raise Wrong(WHOLE)
    return int(value)


def _ranking(question: Question, numbers: dict[int, str]) -> list[int]:
    places = {option: _whole(value) for option, value in numbers.items() if value}
    if not places:
        raise Wrong(NOTHING)
    if not all(1 <= place <= len(question.options) for place in places.values()):
        raise Wrong(NOT_OF_IT)
    if len(set(places.values())) < len(places):
        raise Wrong(TWICE)
    return sorted(places, key=places.__getitem__)


def _score(question: Question, numbers: dict[int, str]) -> dict[str, int]:
    if not any(numbers.values()):
        raise Wrong(NOTHING)
    if not all(numbers.values()):
        raise Wrong(EVERY)
    scores = {str(option): _whole(value) for option, value in numbers.items()}
    if any(score > kinds.BEST_SCORE for score in scores.values()):
        raise Wrong(EVERY)
    return scores


def _points(question: Question, numbers: dict[int, str]) -> dict[str, int]:
    points = {str(option): _whole(value) for option, value in numbers.items() if value}
    given = {option: number for option, number in points.items() if number}
    if not given:
        raise Wrong(NOTHING)
    if (total := sum(given.values())) > question.points:
        raise Wrong(Refusal(TOO_MANY.code, TOO_MANY.sentence, {"n": total, "points": question.points}))
    return given


_NUMBERED = {kinds.RANKING: _ranking, kinds.SCORE: _score, kinds.POINTS: _points}


def fields_of(questions: Sequence[Question], choice: Mapping[str, Any]) -> dict[str, list[str]]:
    """The fields that give this choice: what `answer_of` reads."""
    fields: dict[str, list[str]] = {}
    for question in questions:
        answer = choice.get(str(question.id))
        if answer == ABSTAIN:
            fields[name(question)] = [ABSTAIN]
        elif isinstance(answer, dict):
            fields |= {f"q{question.id}-{option}": [str(number)] for option, number in answer.items()}
        elif answer and question.kind == kinds.RANKING:
            fields |= {f"q{question.id}-{option}": [str(place)] for place, option in enumerate(answer, 1)}
        elif answer:
            fields[name(question)] = [str(option) for option in answer]
    return fields


def lines(question: Question, choice: Mapping[str, Any]) -> list[str]:
    """What the choice says to a question, a line for each answer; none for an abstention and a blank ballot."""
    answer = choice.get(str(question.id), ABSTAIN)
    names = {option.id: option.title for option in question.options}
    if answer == ABSTAIN:
        return []
    if isinstance(answer, dict):
        return [f"{names[int(option)]}: {number}" for option, number in sorted(answer.items(), key=_best)]
    if question.kind == kinds.RANKING:
        return [f"{place}. {names[option]}" for place, option in enumerate(answer, 1)]
    return [names[option] for option in answer]


def _best(pair: tuple[str, int]) -> tuple[int, int]:
    return -pair[1], int(pair[0])
