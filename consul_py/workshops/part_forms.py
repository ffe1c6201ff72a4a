"""The forms of ordered parts: agenda, groups, results, measures, partners, dates, pictures, documents."""

from __future__ import annotations

from typing import Any

from werkzeug.datastructures import FileStorage
from wtforms import DateField, FileField, SelectField
from wtforms.validators import Optional, StopValidation, ValidationError

from consul_py.kernel.forms import BaseForm, BodyField, LineField, Required, SelectChoice, plausible
from consul_py.kernel.i18n import gettext
from consul_py.kernel.i18n import lazy_gettext as _l
from consul_py.workshops.forms import CountField


class Chosen:
    """A file was chosen."""

    field_flags = {"required": True}

    def __init__(self, message: Any) -> None:
        self.message = message

    def __call__(self, form: Any, field: Any) -> None:
        if not isinstance(field.data, FileStorage) or not field.data.filename:
            raise StopValidation(str(self.message))


class AgendaForm(BaseForm):
    time_text = LineField(_l("Time"), limit=40)
    title = LineField(_l("Title"), [Required(_l("Please enter a title."))], limit=200)
    description = BodyField(_l("Description"), limit=1000)
    person = LineField(_l("Who, by function"), limit=200)


class GroupForm(BaseForm):
    title = LineField(_l("Name of the group"), [Required(_l("Please enter a name."))], limit=200)
    question = LineField(_l("Question the group worked at"), limit=500)


class ResultForm(BaseForm):
    title = LineField(_l("Result"), [Required(_l("Please enter the result."))], limit=300)
    note = LineField(_l("Explanation"), limit=500)
    points = CountField(_l("Dots"))


class MeasureForm(BaseForm):
    title = LineField(_l("Title"), [Required(_l("Please enter a title."))], limit=200)
    body = BodyField(_l("What should be done"), limit=5000)
    responsible = LineField(_l("Who could be responsible"), limit=200)
    origin = LineField(_l("Where it comes from"), limit=200)


KINDS = (("contribution", _l("Contribution to the workshop")), ("outcome", _l("What came of it")))


class PartnerForm(BaseForm):
    kind = SelectField(_l("Kind"), choices=[SelectChoice(*pair) for pair in KINDS])
    title = LineField(_l("Title"), [Required(_l("Please enter a title."))], limit=200)
    organisation = LineField(_l("Organisation"), limit=200)
    body = BodyField(_l("Text"), limit=5000)


class NextDateForm(BaseForm):
    on_date = DateField(_l("Day"), [Optional(), plausible])
    when_text = LineField(_l("Time, or a rough date in words"), limit=120)
    title = LineField(_l("What happens"), [Required(_l("Please say what happens."))], limit=200)
    place = LineField(_l("Place"), limit=200)
    note = LineField(_l("Note"), limit=300)

    def validate_when_text(self, field: Any) -> None:
        if not field.data and not self.on_date.data:
            raise ValidationError(gettext("Please enter a day or a rough date."))


class PictureForm(BaseForm):
    alt = LineField(
        _l("What the picture shows"), [Required(_l("Please describe the picture for people who cannot see it."))],
        limit=300,
    )  # fmt: skip
    caption = LineField(_l("Caption"), limit=300)
    consent = LineField(_l("Consent"), [Required(_l("Please note why the picture may be shown."))], limit=300)


class NewPictureForm(PictureForm):
    file = FileField(_l("Picture"), [Chosen(_l("Please choose a picture."))])


class DocumentForm(BaseForm):
    title = LineField(_l("Title"), [Required(_l("Please enter a title."))], limit=200)
    note = LineField(_l("Note"), limit=120)


class NewDocumentForm(DocumentForm):
    file = FileField(_l("PDF document"), [Chosen(_l("Please choose a PDF document."))])


PART_FORMS: dict[str, type[BaseForm]] = {
    "agenda": AgendaForm,
    "group": GroupForm,
    "result": ResultForm,
    "measure": MeasureForm,
    "partner": PartnerForm,
    "date": NextDateForm,
    "picture": PictureForm,
    "document": DocumentForm,
}
NEW_PART_FORMS = PART_FORMS | {"picture": NewPictureForm, "document": NewDocumentForm}
