"""The forms of residence: what people and staff type about a person."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from werkzeug.datastructures import FileStorage
from wtforms import FileField, SelectField, StringField, ValidationError
from wtforms.validators import StopValidation

from consul_py.kernel import clock
from consul_py.kernel.forms import BaseForm, LineField, MaxSize, Required, SelectChoice
from consul_py.kernel.i18n import gettext
from consul_py.kernel.i18n import lazy_gettext as _l
from consul_py.kernel.refusal import Refusal
from consul_py.kernel.text import one_line
from consul_py.residence import names, rules

NAME_LIMIT = 120


def check(refusal: Refusal | None) -> None:
    """Put a refusal at the field that is being checked."""
    if refusal is not None:
        raise ValidationError(gettext(refusal.sentence, **refusal.values))


def today() -> date:
    return clock.to_berlin(clock.now()).date()


def parse_date(typed: str) -> date | None:
    """A date as people and spreadsheets write it: 4.3.1965, 04.03.1965 or 1965-03-04. None when it is none."""
    german = re.fullmatch(r"([0-9]{1,2})\. ?([0-9]{1,2})\. ?([0-9]{4})", typed)
    iso = re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", typed)
    day, month, year = german.groups() if german else reversed(iso.groups()) if iso else ("0", "0", "0")
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


class BirthField(StringField):
    """A date of birth, typed; `data` is a date. What was typed stays."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(_l("Date of birth"), [Required(_l("Please enter the date of birth."))], **kwargs)
        self.typed = ""

    def _value(self) -> str:
        return self.typed

    def process_formdata(self, valuelist: list[str]) -> None:
        self.typed = one_line(valuelist[0])[:40] if valuelist else ""
        self.data: Any = parse_date(self.typed)

    def pre_validate(self, form: Any) -> None:
        if self.typed and self.data is None:
            raise StopValidation(gettext("There is no such day. Please enter the date like this: 04.03.1965"))

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        if self.data is not None and not validation_stopped:
            check(rules.birth(self.data, today()))


class NameField(LineField):
    """Given name and family name in one line."""

    def __init__(self, **kwargs: Any) -> None:
        required = Required(_l("Please enter given name and family name."))
        super().__init__(_l("Given name and family name"), [required], limit=NAME_LIMIT, **kwargs)

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        if not validation_stopped:
            check(names.shape(self.data or ""))


def place_field() -> SelectField:
    return SelectField(_l("Municipality"), coerce=_id_or_none, choices=[], validate_choice=True)


def _id_or_none(value: Any) -> int | None:
    """The id behind a choice; `''` is none. ValueError becomes 'not a valid choice'."""
    return None if value in (None, "", "None") else int(value)


class PersonForm(BaseForm):
    """Who somebody is. `offer` fills the list of municipalities; where there is any, one must be chosen."""

    name = NameField()
    born_on = BirthField()

    def offer(self, places: list[tuple[int, str]]) -> Any:
        choices = [SelectChoice("", gettext("Please choose")), *(SelectChoice(str(n), name) for n, name in places)]
        field: Any = self["municipality_id"]
        field.choices = choices if places else [SelectChoice("", gettext("the whole district"))]
        field.flags.required = bool(places)
        return self

    def validate_municipality_id(self, field: SelectField) -> None:
        if field.data is None and field.flags.required:
            raise ValidationError(gettext("Please choose the municipality."))


class DeskForm(PersonForm):
    municipality_id = place_field()


class FindForm(BaseForm):
    """Staff look for the account of the person in front of them."""

    account = LineField(
        _l("Six digits or e-mail address"), [Required(_l("Please enter the six digits or the address."))], limit=254
    )


class ExtractForm(PersonForm):
    """Who somebody is, to be found in the extract."""


class LetterForm(PersonForm):
    street = LineField(_l("Street and number"), [Required(_l("Please enter street and number."))], limit=120)
    postcode = LineField(_l("Postcode"), [Required(_l("Please enter the postcode."))], limit=20)
    place = LineField(_l("Place"), [Required(_l("Please enter the place."))], limit=80)
    municipality_id = place_field()

    def validate_postcode(self, field: LineField) -> None:
        check(rules.postcode(field.data or ""))


class CodeForm(BaseForm):
    code = LineField(_l("Code from the letter"), [Required(_l("Please enter the code from the letter."))], limit=200)


class UploadForm(BaseForm):
    file = FileField(_l("CSV file"), [MaxSize(8)])

    def validate_file(self, field: FileField) -> None:
        if not isinstance(field.data, FileStorage) or not field.data.filename:
            raise ValidationError(gettext("Please choose a file."))
