"""The forms of the desk. The ballot itself is no form, see `ballot`."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, FieldList, FileField, FormField, HiddenField, IntegerField, RadioField, SelectField
from wtforms.validators import Optional, ValidationError

from consul_py.kernel.forms import BaseForm, BodyField, LineField, NumberRange, Required, SelectChoice
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.i18n import lazy_gettext as _l
from consul_py.municipalities.queries import choices as municipality_choices
from consul_py.polls import kinds, rules
from consul_py.polls.models import Poll, PollQuestion

SPARE = 3  # empty answers offered below those that are there


class PollForm(BaseForm):
    title = LineField(_l("Title"), [Required()], limit=160)
    summary = BodyField(_l("What it is about, in one or two sentences"), [Required()], limit=600)
    body = BodyField(_l("Explanation"))
    decision_rule = BodyField(
        _l("How it is counted and what follows"), [Required()], limit=400,
        description=_l("For example: simple majority; the district council follows the result if at least 500 people vote."),
    )  # fmt: skip
    who = RadioField(_l("Who may vote"), [Required()])
    municipality_id = SelectField(_l("Only residents of"), coerce=int)
    minimum_age = IntegerField(
        _l("Minimum age in years"), [Optional(), NumberRange(1, 120)],
        description=_l("On the day on which voting opens. Needs a proof of residence, because that one has the date of birth."),
    )  # fmt: skip
    majority = RadioField(_l("Majority needed"), [Required()])
    quorum = IntegerField(
        _l("Ballots needed"), [Optional(), NumberRange(0, 1_000_000)], description=_l("0 means no minimum.")
    )
    shuffled = BooleanField(
        _l("Shuffle the answers for every voter"),
        description=_l("So that none has the advantage of standing first. Otherwise the order is the one of the form."),
    )
    objection_days = IntegerField(_l("Days for objections"), [Required(), NumberRange(1, 60)])
    seal_from = IntegerField(
        _l("Seal from so many ballots"), [Required(), NumberRange(10, 10_000)],
        description=_l("While voting runs, batches of at least this many are sealed, once an hour. 25 is a good number."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.who.choices = [(name, _(words)) for name, words in rules.WHO.items()]
        self.majority.choices = [(name, _(words)) for name, words in rules.MAJORITIES.items()]
        everywhere = SelectChoice(0, _("Everywhere"))
        self.municipality_id.choices = [everywhere, *[SelectChoice(*pair) for pair in municipality_choices()]]

    def validate_minimum_age(self, field: Any) -> None:
        if field.data and self.who.data != rules.RESIDENCE:
            raise ValidationError(_("A minimum age needs a poll for people with a proof of residence."))

    def validate_municipality_id(self, field: Any) -> None:
        if field.data and self.who.data == rules.CODES:
            raise ValidationError(_("With one-time codes those may vote who have a letter; choose “Everywhere”."))

    def settings(self) -> dict[str, Any]:
        """The columns of a poll."""
        return self.data | {
            "municipality_id": self.municipality_id.data or None,
            "minimum_age": self.minimum_age.data or None,
            "quorum": self.quorum.data or 0,
        }


def fresh_poll_form() -> PollForm:
    defaults = {"who": rules.ACCOUNT, "majority": rules.RELATIVE, "quorum": 0, "objection_days": 7, "seal_from": 25}
    return PollForm(data=defaults)


def poll_form_of(poll: Poll) -> PollForm:
    return PollForm(obj=poll, data={"municipality_id": poll.municipality_id or 0})


class AnswerForm(BaseForm):
    number = HiddenField(default="")
    title = LineField(_l("Answer"), limit=200)
    description = LineField(_l("Explanation"), limit=400)
    picture = FileField(_l("Picture (JPEG, PNG or WebP)"))
    drop_picture = BooleanField(_l("Take the picture away"))
    document = FileField(_l("Document (PDF)"))
    drop_document = BooleanField(_l("Take the document away"))


class QuestionForm(BaseForm):
    title = LineField(_l("Question"), [Required()], limit=300)
    description = BodyField(_l("Explanation of the question"), limit=600)
    kind = RadioField(_l("Kind of question"), [Required()])
    minimum = IntegerField(_l("At least so many answers"), [Optional(), NumberRange(1, kinds.MOST_OPTIONS)])
    maximum = IntegerField(_l("At most so many answers"), [Optional(), NumberRange(1, kinds.MOST_OPTIONS)])
    points = IntegerField(_l("Points to share out"), [Optional(), NumberRange(1, kinds.MOST_POINTS)])
    method = RadioField(_l("How the ranking is counted"), [Optional()])
    answers = FieldList(FormField(AnswerForm), max_entries=kinds.MOST_OPTIONS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [(name, _(kind.name)) for name, kind in kinds.KINDS.items()]
        self.method.choices = [(name, _(words)) for name, (words, _how) in kinds.METHODS.items()]
        self.method.validate_choice = False

    def written(self) -> list[Any]:
        """The answers that have a title, in their order."""
        return [entry.form for entry in self.answers if entry.form.title.data]

    def offer_more(self) -> None:
        """Empty answers at the end."""
        empty = sum(not entry.form.title.data for entry in self.answers)
        for _n in range(min(SPARE - empty, kinds.MOST_OPTIONS - len(self.answers))):
            self.answers.append_entry()


def question_form_of(question: PollQuestion | None) -> QuestionForm:
    """The form for a question that is there, or for a new one; with room for more answers."""
    if question is None:
        form = QuestionForm(
            data={"kind": kinds.SINGLE, "minimum": 1, "maximum": 2, "points": 10, "method": kinds.BORDA}
        )
    else:
        names = ("title", "description", "kind", "minimum", "maximum", "points", "method")
        answers = [
            {"number": str(option.id), "title": option.title, "description": option.description}
            for option in question.options
        ]
        form = QuestionForm(data={name: getattr(question, name) for name in names} | {"answers": answers})
    form.offer_more()
    return form
