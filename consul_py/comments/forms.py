"""Forms of comments, reports and moderation."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, HiddenField, RadioField
from wtforms.validators import AnyOf, ValidationError

from consul_py.comments.models import CATEGORIES
from consul_py.kernel.forms import BaseForm, BodyField, Required, SelectChoice
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.i18n import lazy_gettext as _l

LIMIT = 4000

CATEGORY_NAMES = {
    "insult": _l("Insult or threat"),
    "hate": _l("Contempt for people or groups"),
    "advertising": _l("Advertising"),
    "personal": _l("Personal data of others"),
    "off_topic": _l("Has nothing to do with the topic"),
    "false": _l("False claim that harms others"),
    "other": _l("Something else"),
}
CATEGORY_CHOICES = [SelectChoice(name, CATEGORY_NAMES[name]) for name in CATEGORIES]


def row_id(value: Any) -> int | None:
    """A row's id as sent; None for anything else."""
    text = str(value or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


class CommentForm(BaseForm):
    """Under a subject and on the page for an argument or an answer."""

    body = BodyField(_l("Your comment"), [Required(_l("Please write something first."))], limit=LIMIT)
    side = RadioField(
        _l("Which side is it on?"),
        choices=[SelectChoice("for", _l("speaks for it")), SelectChoice("against", _l("speaks against it"))],
        validate_choice=False, filters=[lambda value: value if value in ("for", "against") else None],
    )  # fmt: skip
    in_office = BooleanField(_l("Write in office"))
    idempotency_key = HiddenField(filters=[lambda value: (value or "")[:100]])
    parent_id = HiddenField()
    as_argument = HiddenField(filters=[lambda value: "1" if value else ""])

    def validate_side(self, field: RadioField) -> None:
        if self.as_argument.data and field.data is None:
            raise ValidationError(_("Please choose a side."))


class EditForm(BaseForm):
    body = BodyField(_l("Your comment"), [Required(_l("Please write something first."))], limit=LIMIT)


class ReportForm(BaseForm):
    category = RadioField(
        _l("What is wrong with it?"), [AnyOf(CATEGORIES, message=_l("Please choose a reason."))],
        choices=CATEGORY_CHOICES, validate_choice=False,
    )  # fmt: skip
    text = BodyField(_l("What should the moderation team know?"), limit=1000)

    def validate_text(self, field: BodyField) -> None:
        if self.category.data == "other" and not field.data:
            raise ValidationError(_("Please say what is wrong with it."))


class HideForm(BaseForm):
    category = RadioField(
        _l("Rule that was broken"), [AnyOf(CATEGORIES, message=_l("Please choose a reason."))],
        choices=CATEGORY_CHOICES, validate_choice=False,
    )  # fmt: skip
    reason = BodyField(_l("Reason"), [Required(_l("Please give the author a reason."))], limit=500)


class DismissForm(BaseForm):
    note = BodyField(_l("Note for colleagues"), limit=500)


class AppealForm(BaseForm):
    text = BodyField(_l("Why should it be shown again?"), [Required()], limit=2000)


class DecisionForm(BaseForm):
    granted = RadioField(
        _l("Decision"), [AnyOf(("yes", "no"), message=_l("Please decide."))],
        choices=[SelectChoice("yes", _l("Show it again")), SelectChoice("no", _l("It stays hidden"))], validate_choice=False,
    )  # fmt: skip
    answer = BodyField(_l("Answer to the author"), [Required()], limit=2000)
