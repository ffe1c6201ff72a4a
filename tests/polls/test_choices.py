"""What a sent ballot says, for every kind of question; whatever else is sent says nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from consul_py.ballots.recount import Question as Recounted
from consul_py.polls import choices, kinds


@dataclass(frozen=True)
class Option:
    id: int
    title: str


@dataclass(frozen=True)
class Question:
    kind: str
    id: int = 5
    minimum: int = 1
    maximum: int = 2
    points: int = 10
    options: tuple[Option, ...] = (Option(11, "Hainfeld"), Option(12, "Rodenau"), Option(13, "Oberlinden"))

    def recounted(self) -> Recounted:
        options = [{"id": option.id, "title": option.title} for option in self.options]
        method = "borda" if self.kind == kinds.RANKING else ""
        return Recounted(vars(self) | {"title": "", "method": method, "options": options})


RIGHT: list[tuple[str, dict[str, list[str]], Any]] = [
    ("single", {"q5": ["12"]}, [12]),
    ("yesno", {"q5": ["11"]}, [11]),
    ("multiple", {"q5": ["13", "11"]}, [11, 13]),
    ("approval", {"q5": ["13", "11", "12"]}, [11, 12, 13]),
    ("ranking", {"q5-11": ["3"], "q5-13": ["1"]}, [13, 11]),
    ("ranking", {"q5-11": ["2"], "q5-12": ["1"], "q5-13": [""]}, [12, 11]),
    ("score", {"q5-11": ["0"], "q5-12": ["5"], "q5-13": ["3"]}, {"11": 0, "12": 5, "13": 3}),
    ("points", {"q5-11": ["7"], "q5-12": ["0"], "q5-13": ["3"]}, {"11": 7, "13": 3}),
    *[(kind, {"q5": ["abstain"]}, "abstain") for kind in kinds.KINDS],
]


@pytest.mark.parametrize(("kind", "fields", "answer"), RIGHT)
def test_a_right_answer_is_read_and_the_recount_takes_it(kind: str, fields: choices.Given, answer: Any) -> None:
    question = Question(kind)
    assert choices.answer_of(question, fields) == answer
    assert question.recounted().allows(answer)


@pytest.mark.parametrize(("kind", "fields", "answer"), RIGHT)
def test_an_answer_goes_back_into_its_fields(kind: str, fields: choices.Given, answer: Any) -> None:
    question = Question(kind)
    again = choices.fields_of([question], {"5": answer})
    assert choices.answer_of(question, again) == answer


WRONG: list[tuple[str, dict[str, list[str]], str]] = [
    *[(kind, {}, "nothing") for kind in kinds.KINDS],
    ("single", {"q5": ["11", "12"]}, "not_of_it"),
    ("single", {"q5": ["11", "11"]}, "not_of_it"),
    ("single", {"q5": ["99"]}, "not_of_it"),
    ("single", {"q5": ["٣"]}, "not_of_it"),
    ("single", {"q5": ["11", "abstain"]}, "both"),
    ("single", {"q5": ["9" * 400]}, "not_of_it"),
    ("multiple", {"q5": ["11", "12", "13"]}, "number"),
    ("multiple", {"q5": [str(n) for n in range(10_000)]}, "not_of_it"),
    ("approval", {"q5": ["11", "11"]}, "not_of_it"),
    ("ranking", {"q5-11": ["1"], "q5-12": ["1"]}, "twice"),
    ("ranking", {"q5-11": ["4"]}, "not_of_it"),
    ("ranking", {"q5-11": ["0"]}, "not_of_it"),
    ("ranking", {"q5-11": ["1", "2"]}, "not_of_it"),
    ("ranking", {"q5-11": ["-1"]}, "whole"),
    ("score", {"q5-11": ["1"], "q5-12": ["1"]}, "every"),
    ("score", {"q5-11": ["6"], "q5-12": ["1"], "q5-13": ["1"]}, "every"),
    ("score", {"q5-11": ["1.5"], "q5-12": ["1"], "q5-13": ["1"]}, "whole"),
    ("points", {"q5-11": ["11"]}, "too_many_points"),
    ("points", {"q5-11": ["6"], "q5-12": ["5"]}, "too_many_points"),
    ("points", {"q5-11": ["0"]}, "nothing"),
    ("points", {"q5-11": ["9" * 30]}, "whole"),
    ("points", {"q5-11": ["1e3"]}, "whole"),
    ("points", {"q5-11": ["3"], "q5": ["abstain"]}, "both"),
]


@pytest.mark.parametrize(("kind", "fields", "code"), WRONG)
def test_a_wrong_answer_says_why(kind: str, fields: choices.Given, code: str) -> None:
    with pytest.raises(choices.Wrong) as error:
        choices.answer_of(Question(kind), fields)
    assert error.value.refusal.code == code


def test_a_field_of_another_question_or_answer_is_foreign() -> None:
    question = Question("points")
    assert not choices.foreign(
        [question], {"q5": [], "q5-11": ["1"], "csrf_token": ["x"], "code": [""], "blank": ["1"]}
    )
    assert choices.foreign([question], {"q6": ["1"]}) and choices.foreign([question], {"q5-14": ["1"]})


@pytest.mark.parametrize(
    ("kind", "answer", "lines"),
    [
        ("single", [12], ["Rodenau"]),
        ("ranking", [13, 11], ["1. Oberlinden", "2. Hainfeld"]),
        ("points", {"11": 3, "13": 7}, ["Oberlinden: 7", "Hainfeld: 3"]),
        ("score", {"11": 0, "12": 5, "13": 0}, ["Rodenau: 5", "Hainfeld: 0", "Oberlinden: 0"]),
        ("approval", "abstain", []),
    ],
)
def test_a_choice_is_said_in_words(kind: str, answer: Any, lines: list[str]) -> None:
    assert choices.lines(Question(kind), {"5": answer}) == lines
