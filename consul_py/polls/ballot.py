"""The ballot as the page shows it: questions in the voter's order, what was chosen so far, and what is wrong with it.

It has what the component `error_summary` asks of a form. Only what is wrong costs anything: a ballot that can count
is read by `choices` alone.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask import current_app, request

from consul_py.kernel import clock
from consul_py.kernel.authz import Person
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.i18n import sentence
from consul_py.kernel.refusal import Refusal
from consul_py.kernel.text import clean
from consul_py.polls import choices, kinds
from consul_py.polls.shown import Option, Question, Shown

MOST_FIELDS = 2000  # more than any ballot has


class Field:
    """One question on the ballot. `id` is that of its first control."""

    type = "Ballot"
    widget = None

    def __init__(self, question: Question, options: Sequence[Option], given: choices.Given) -> None:
        self.question, self.options, self._given = question, options, given
        self.name = choices.name(question)
        numbered = question.kind in (kinds.RANKING, kinds.SCORE, kinds.POINTS)
        self.id = f"{self.name}-{options[0].id}" if options else self.name
        self.numbered, self.errors = numbered, list[str]()

    @property
    def asks(self) -> str:
        """What the voter is told to do."""
        question = self.question
        return _(kinds.KINDS[question.kind].asks, **_limits(question))

    def chose(self, value: str) -> bool:
        return value in self._given.get(self.name, ())

    def number(self, option: Option) -> str:
        """What was entered for one answer."""
        return next(iter(self._given.get(f"{self.name}-{option.id}", ())), "")[:10]


def _limits(question: Question) -> dict[str, int]:
    return {"minimum": question.minimum, "maximum": question.maximum, "points": question.points}


class Ballot:
    """All questions; `errors` by field, `form_errors` for the whole."""

    def __init__(self, poll: Shown, who: Person, given: choices.Given | None = None) -> None:
        given = given or {}
        self.fields = [Field(question, _ordered(poll, question, who), given) for question in poll.questions]
        self.form_errors: list[str] = []
        self.code_errors: list[str] = []

    def __iter__(self) -> Iterator[Field]:
        return iter(self.fields)

    @property
    def errors(self) -> dict[str, list[str]]:
        found = {field.name: field.errors for field in self.fields if field.errors}
        return found | ({"": self.form_errors} if self.form_errors else {})

    def refuse(self, wrong: Mapping[int, Refusal], whole: Refusal | None = None) -> None:
        """Put refusals at their questions."""
        for field in self.fields:
            if refusal := wrong.get(field.question.id):
                said = sentence(refusal)
                several = len(self.fields) > 1
                field.errors.append(f"{field.question.title}: {said}" if several else said)
        if whole is not None:
            self.form_errors.append(sentence(whole))


def given() -> dict[str, list[str]]:
    """The fields of a sent ballot, cleaned."""
    sent = list(request.form.items(multi=True))[:MOST_FIELDS]
    found: dict[str, list[str]] = {}
    for name, value in sent:
        found.setdefault(clean(name)[:40], []).append(clean(value)[:40])
    return found


def chosen(poll: Shown, fields: choices.Given) -> tuple[dict[str, Any], dict[int, Refusal]]:
    """The choice in a sent ballot and what is wrong with it by question; a blank ballot is a choice of nothing."""
    choice: dict[str, Any] = {}
    wrong: dict[int, Refusal] = {}
    if "blank" in fields:
        return choice, wrong
    for question in poll.questions:
        try:
            choice[str(question.id)] = choices.answer_of(question, fields)
        except choices.Wrong as error:
            wrong[question.id] = error.refusal
    return choice, wrong


def _ordered(poll: Shown, question: Question, who: Person) -> list[Option]:
    """The answers in their order; shuffled anew for every voter where the poll says so, but always alike for one."""
    if not poll.shuffled or question.kind == kinds.YESNO:
        return question.options
    seed = f"{poll.id}:{who.id or clock.to_berlin(clock.now()).date()}"
    key = str(current_app.config["SECRET_KEY"]).encode()
    return sorted(
        question.options, key=lambda option: hmac.new(key, f"{seed}:{option.id}".encode(), hashlib.sha256).digest()
    )


def in_words(poll: Shown, choice: Mapping[str, Any]) -> list[tuple[Question, list[str]]]:
    """Every question with what was chosen, a line for each answer; none where the voter abstained."""
    return [(question, choices.lines(question, choice)) for question in poll.questions]
