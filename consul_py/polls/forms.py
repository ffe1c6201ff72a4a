"""The ballot as a form, and the forms of the desk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms import RadioField, SelectField
from wtforms.validators import InputRequired, ValidationError

from consul_py.kernel.forms import BaseForm, BodyField, LineField, Required, SelectChoice
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.i18n import lazy_gettext as _l
from consul_py.municipalities.queries import choices as municipality_choices
from consul_py.polls.rules import options_from_lines
from consul_py.polls.shown import Shown

ABSTAIN = "abstain"


def ballot_form(poll: Shown) -> type[BaseForm]:
    """A form class with one radio field `q<id>` for every question of a poll."""
    fields: dict[str, Any] = {}
    for question in poll.questions:
        choices = [SelectChoice(str(option.id), option.title) for option in question.options]
        fields[f"q{question.id}"] = RadioField(
            question.title,
            [InputRequired(_("Please choose an answer or abstain."))],
            choices=[*choices, SelectChoice(ABSTAIN, _("I abstain"))],
        )
    return type("BallotForm", (BaseForm,), fields)


def choices_of(poll: Shown, given: Mapping[str, str]) -> dict[int, int | None] | None:
    """The chosen answers by question, None for an abstention; None when a question has no answer of its own.

    That is all there is to check in a ballot. The form, which is dearer, is only made to be shown.
    """
    chosen: dict[int, int | None] = {}
    for question in poll.questions:
        value = given.get(f"q{question.id}", "")
        if value != ABSTAIN and value not in {str(option.id) for option in question.options}:
            return None
        chosen[question.id] = None if value == ABSTAIN else int(value)
    return chosen


class PollForm(BaseForm):
    title = LineField(_l("Title"), [Required()], limit=160)
    summary = BodyField(_l("What it is about, in one or two sentences"), [Required()], limit=600)
    body = BodyField(_l("Explanation"))
    decision_rule = BodyField(
        _l("How it is counted and what follows"), [Required()], limit=400,
        description=_l("For example: simple majority; the district council follows the result if at least 500 people vote."),
    )  # fmt: skip
    municipality_id = SelectField(_l("Who may vote"), coerce=int)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everyone = SelectChoice(0, _("Everyone with an account"))
        only = [SelectChoice(number, _("Residents of %(name)s", name=name)) for number, name in municipality_choices()]
        self.municipality_id.choices = [everyone, *only]

    def texts(self) -> dict[str, Any]:
        return self.data | {"municipality_id": self.municipality_id.data or None}


class QuestionForm(BaseForm):
    title = LineField(_l("Question"), [Required()], limit=300)
    description = BodyField(_l("Explanation of the question"), limit=600)
    options = BodyField(_l("Answers, one a line"), [Required()], limit=8000)

    def validate_options(self, field: Any) -> None:
        found = [title for title, _hint in options_from_lines(field.data)]
        if len(found) < 2:
            raise ValidationError(_("Please give at least two answers, one a line."))
        if len(set(found)) < len(found):
            raise ValidationError(_("Two answers are the same."))
        if len(found) > 30:
            raise ValidationError(_("Please give at most 30 answers."))
