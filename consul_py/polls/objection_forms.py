"""Forms for objections, their answers, and the district's statement."""

from __future__ import annotations

from typing import Any

from wtforms import RadioField, ValidationError
from wtforms.validators import InputRequired

from consul_py.kernel.forms import BaseForm, BodyField, LineField, Required, SelectChoice
from consul_py.kernel.i18n import lazy_gettext as _l
from consul_py.kernel.i18n import sentence
from consul_py.polls.objection_rules import NO_LEAF, leaf_of
from consul_py.polls.part_models import REJECTED, TEXT_LIMIT, UPHELD


class ObjectionForm(BaseForm):
    text = BodyField(
        _l("What is wrong with the result?"), [Required(_l("Please say what is wrong."))], limit=TEXT_LIMIT
    )
    receipt = LineField(_l("Your receipt, or the leaf on it"), limit=1000)

    def validate_receipt(self, field: Any) -> None:
        if field.data and leaf_of(field.data) is None:
            raise ValidationError(sentence(NO_LEAF))


class AnswerForm(BaseForm):
    outcome = RadioField(
        _l("Decision"),
        [InputRequired(_l("Please decide."))],
        choices=[
            SelectChoice(UPHELD, _l("The objection is upheld")),
            SelectChoice(REJECTED, _l("The objection is rejected")),
        ],
    )
    reason = BodyField(_l("Reason, for the author"), [Required(_l("Please give a reason."))], limit=TEXT_LIMIT)
    summary = BodyField(_l("Summary, public"), limit=TEXT_LIMIT)


class StatementForm(BaseForm):
    body = BodyField(_l("Statement of the district"), [Required(_l("Please write the statement."))])
