"""Forms of the newsletter's desk: writing an issue, its time, its pictures, what is done to an address, settings."""

from __future__ import annotations

import re
from typing import Any

from wtforms import BooleanField, FileField, HiddenField, SelectField
from wtforms.validators import ValidationError

from consul_py.accounts.forms import EmailField
from consul_py.kernel.forms import BaseForm, BerlinTimeField, BodyField, LineField, Required, SelectChoice
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.i18n import lazy_gettext as _l
from consul_py.newsletter import blocks, desk_settings, writing_queries
from consul_py.processes.queries import process_choices

_PICTURE = re.compile(r"!\[[^\]\n]*\]\(")


class IssueForm(BaseForm):
    """An issue written by hand. `consultation` is only the chooser of blocks; `seen` is what the writer began with."""

    title = LineField(_l("Subject"), [Required(_l("Please write a subject."))], limit=160)
    source = BodyField(_l("Text"), [Required(_l("Please write the text."))])
    process_id = SelectField(_l("Recipients"), coerce=str)
    consultation = SelectField(_l("Consultation to link"), validate_choice=False)
    seen = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everybody = SelectChoice("", _("Everybody who ordered the newsletter"))
        named = [
            SelectChoice(str(n), _("Only people interested in: %(title)s", title=title))
            for n, title in process_choices()
        ]
        self.process_id.choices = [everybody, *named]
        offered = writing_queries.consultation_choices()
        self.consultation.choices = [SelectChoice(slug, title) for slug, title in offered]
        self._offered = {slug for slug, _title in offered}

    @property
    def chosen_process(self) -> int | None:
        return int(self.process_id.data) if self.process_id.data else None

    def insert_block(self) -> None:
        """Put the chosen consultation's block at the end of the text, for browsers without JavaScript."""
        if self.consultation.data in self._offered:
            self.source.data = f"{self.source.data or ''}\n\n{blocks.block(self.consultation.data)}\n".lstrip()

    def validate_source(self, field: Any) -> None:
        if _PICTURE.search(field.data):
            raise ValidationError(
                _("Pictures cannot stand in the text: mails load nothing. Save, then put them beside the issue.")
            )
        complaints = blocks.complaints(field.data)
        if complaints:
            field.errors = [*field.errors, *complaints[1:]]
            raise ValidationError(complaints[0])


class ScheduleForm(BaseForm):
    """When an issue goes out by itself."""

    scheduled_at = BerlinTimeField(_l("Send at"), [Required(_l("Please enter a date and a time."))])


class PictureForm(BaseForm):
    """A picture beside an issue: a new one, with the sentence for those who do not see it."""

    picture = FileField(_l("Picture"))
    alt = LineField(_l("What does the picture show?"), [Required(_l("Please say what the picture shows."))], limit=300)


class ReasonForm(BaseForm):
    """Why staff do something to an address."""

    reason = LineField(_l("Reason"), [Required(_l("Please give a reason."))], limit=300)


class CorrectionForm(BaseForm):
    """A better address for a subscription."""

    email = EmailField(_l("Correct address"))
    reason = LineField(_l("Why is it corrected?"), [Required(_l("Please give a reason."))], limit=300)


class NewsletterSettingsForm(BaseForm):
    """How the newsletter works here. Names are those of the settings."""

    newsletter_second_person = BooleanField(_l("A second person approves each issue written by hand"))
    newsletter_pace = LineField(_l("Mails a second in all"), [Required()], limit=8)
    newsletter_domain_pace = BodyField(_l("Mails a second to some providers"), limit=4000)
    newsletter_digest_day = SelectField(_l("Day of the weekly mail"))
    newsletter_digest_hour = SelectField(_l("Hour of the weekly mail"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.newsletter_digest_day.choices = [SelectChoice(day, name) for day, name in desk_settings.days()]
        self.newsletter_digest_hour.choices = [SelectChoice(hour, name) for hour, name in desk_settings.hours()]

    def validate_newsletter_pace(self, field: Any) -> None:
        if desk_settings.pace(field.data) is None:
            raise ValidationError(_("Please write a number from 0 to 1000, such as 10 or 0.5; 0 is without a bound."))
        field.data = field.data.replace(",", ".")

    def validate_newsletter_domain_pace(self, field: Any) -> None:
        wrong = desk_settings.wrong_lines(field.data)
        if wrong:
            raise ValidationError(
                _("This line is not understood: “%(line)s”. Write a domain and a number, such as gmail.com 2",
                  line=wrong[0][:80])
            )  # fmt: skip
        field.data = desk_settings.tidy(field.data)
