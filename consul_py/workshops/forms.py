"""The forms of workshops: shape and plausibility of what people type."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from wtforms import IntegerField, SelectField
from wtforms.validators import Optional, ValidationError

from consul_py.accounts.forms import EmailField
from consul_py.accounts.rules import holds_address
from consul_py.kernel.forms import BaseForm, BerlinTimeField, BodyField, LineField, NumberRange, Required, SelectChoice
from consul_py.kernel.i18n import gettext
from consul_py.kernel.i18n import lazy_gettext as _l

NUMBER = _l("Please enter a whole number.")


class CountField(IntegerField):
    """A whole number that may be left out."""

    def __init__(self, label: Any, *, least: int = 0, most: int = 100_000, **kwargs: Any) -> None:
        message = _l("Please enter a number from %(least)s to %(most)s.", least=least, most=most)
        super().__init__(label, [Optional(), NumberRange(least, most, message)], **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            self.data = None
            raise ValueError(str(NUMBER)) from error


class PlainChoice(SelectField):
    """One of a few ids or none; what is unknown is refused."""

    def __init__(self, label: Any, **kwargs: Any) -> None:
        super().__init__(label, coerce=_id_or_none, choices=[SelectChoice("", "")], **kwargs)

    def offer(self, none: str, pairs: list[tuple[int, str]]) -> None:
        """What can be chosen: `none` for nothing, then ids with their names."""
        self.choices = [SelectChoice("", none), *(SelectChoice(str(number), name) for number, name in pairs)]


def _id_or_none(value: Any) -> int | None:
    return int(value) if str(value).isascii() and str(value).isdigit() and len(str(value)) < 10 else None


class RegistrationForm(BaseForm):
    """A visitor registers with a name and an address."""

    name = LineField(_l("Your name"), [Required(_l("Please enter your name."))], limit=120)
    email = EmailField(_l("E-mail address"))
    needs = BodyField(_l("What you need to take part"), limit=500)

    def validate_name(self, field: Any) -> None:
        if holds_address(field.data or ""):
            raise ValidationError(gettext("Please enter your name only, without an e-mail or web address."))


class NeedsForm(BaseForm):
    """All that a signed-in person is asked."""

    needs = BodyField(_l("What you need to take part"), limit=500)


class ByHandForm(BaseForm):
    """Somebody who called: the address may be missing."""

    name = LineField(_l("Name"), [Required(_l("Please enter a name."))], limit=120)
    email = EmailField(_l("E-mail address"))
    needs = BodyField(_l("What the person needs to take part"), limit=500)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email.validators = []
        self.email.flags.required = False


class WorkshopForm(BaseForm):
    """Everything about a workshop but its agenda."""

    title = LineField(_l("Title"), [Required(_l("Please enter a title."))], limit=200)
    summary = BodyField(_l("What it is about, in one or two sentences"), limit=600)
    topic_id = PlainChoice(_l("Topic field"))
    municipality_id = PlainChoice(_l("Municipality"))
    starts_at = BerlinTimeField(_l("Begins"), [Required(_l("Please enter when it begins."))])
    ends_at = BerlinTimeField(_l("Ends"), [Required(_l("Please enter when it ends."))])
    time_text = LineField(_l("Time in words"), limit=80)
    place = LineField(_l("Place"), limit=200)
    address = BodyField(_l("Address and how to get there"), limit=600)
    online_url = LineField(_l("Online address"), limit=500)
    capacity = CountField(_l("Seats"), least=1)
    registration_closes_at = BerlinTimeField(_l("Registration until"), [Optional()])
    audience = BodyField(_l("Who is invited"), limit=600)
    access = BodyField(_l("Accessibility and child care"), limit=600)
    description = BodyField(_l("Description"))
    reason = LineField(_l("Why something changes"), limit=500)

    def validate_ends_at(self, field: Any) -> None:
        if self.starts_at.data and field.data and field.data <= self.starts_at.data:
            raise ValidationError(gettext("The end must be after the beginning."))

    def validate_registration_closes_at(self, field: Any) -> None:
        if self.starts_at.data and field.data and field.data > self.starts_at.data:
            raise ValidationError(gettext("Registration must end before the workshop begins."))

    def validate_online_url(self, field: Any) -> None:
        if not field.data:
            return
        try:
            address = urlsplit(field.data)
            fine = address.scheme in ("http", "https") and bool(address.hostname)
        except ValueError:
            fine = False
        if not fine:
            raise ValidationError(gettext("Please enter an address that begins with https://."))


class NewWorkshopForm(WorkshopForm):
    process_id = PlainChoice(_l("Process"), validators=[Required(_l("Please choose a process."))])


class CancelForm(BaseForm):
    reason = BodyField(_l("Reason"), [Required(_l("Please say why. Everybody registered will read it."))], limit=500)


class FollowUpForm(BaseForm):
    """The texts of a follow-up."""

    intro = BodyField(_l("In one or two sentences"), limit=600)
    body = BodyField(_l("What matters most"))
    minutes = BodyField(_l("Minutes"), limit=60_000)
    attended = CountField(_l("Number of people there"))
    attended_note = LineField(_l("About those who were there"), limit=200)
    dots_note = LineField(_l("How the dots were given"), limit=300)
    feedback_until = BerlinTimeField(_l("Feedback is possible until"), [Optional()])


class CorrectionForm(BaseForm):
    note = LineField(_l("What was corrected"), [Required(_l("Please say what you have corrected."))], limit=500)
