"""Forms: input is cleaned before it is checked, and everything typed stays in the form."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

from flask import request
from werkzeug.datastructures import CombinedMultiDict, FileStorage, ImmutableMultiDict
from wtforms import DateTimeLocalField, Form, StringField, TextAreaField, fields, validators
from wtforms.validators import Length, StopValidation, ValidationError

from consul_py.kernel.clock import LocalTimeError, from_berlin, to_berlin
from consul_py.kernel.i18n import gettext, language, lazy_gettext
from consul_py.kernel.refusal import Refusal
from consul_py.kernel.text import clean, html_from_markdown, one_line

_l = lazy_gettext
SelectChoice: Any = fields.SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
BODY_LIMIT = 20_000
FIRST_YEAR, LAST_YEAR = 1990, 2100  # what calendars, lists and mails can show


@cache
def _words_of_wtforms(code: str) -> Any:
    from wtforms.i18n import get_translations

    return get_translations([code, "en"])


class BaseForm(Form):
    """Base of all forms. `read` fills it from the request; `refuse` puts a refusal at a field."""

    class Meta:
        def get_translations(self, form: Form) -> Any:
            return _words_of_wtforms(language())

    @classmethod
    def read(cls, **defaults: Any) -> Any:
        """The form as sent: cleaned fields and files of the current request."""
        return cls(CombinedMultiDict([sent(), request.files]), **defaults)

    def errors_at(self, name: str, message: str) -> None:
        """Add an error to a field after validation."""
        field = self._fields[name]
        field.errors = [*field.errors, message]

    def refuse(self, refusal: Refusal, field: str) -> None:
        self.errors_at(field, gettext(refusal.sentence, **refusal.values))


def sent() -> ImmutableMultiDict[str, str]:
    """The fields of the current request without control characters, lone surrogates and the like."""
    return ImmutableMultiDict([(clean(name), clean(value)) for name, value in request.form.items(multi=True)])


def argument(name: str, default: str = "", limit: int = 200) -> str:
    """A query argument as one clean line of at most `limit` characters."""
    return one_line(request.args.get(name, default))[:limit]


def choice(name: str, allowed: Mapping[str, Any] | tuple[str, ...], default: str) -> str:
    """A query argument out of a fixed set; anything else is the default."""
    value = request.args.get(name, default)
    return value if value in allowed else default


def chosen_id(name: str) -> int | None:
    """A query argument that is a row's id; None when missing or odd."""
    value = request.args.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else None


class Required:
    """The field must not be empty; with the sentence that says what to do."""

    field_flags = {"required": True}

    def __init__(self, message: Any = None) -> None:
        self.message = message or _l("Please fill in this field.")

    def __call__(self, form: Form, field: Any) -> None:
        data = field.data
        if data is None or (isinstance(data, str) and not data.strip()) or data == [] or data is False:
            field.errors = []
            raise StopValidation(str(self.message))


class NumberRange(validators.NumberRange):
    """A number within bounds; also refuses whole numbers too long for a float, over which WTForms' own stumbles."""

    def __call__(self, form: Any, field: Any) -> None:
        try:
            super().__call__(form, field)
        except OverflowError as error:
            raise ValidationError(str(self.message or gettext("Please enter a smaller number."))) from error


class LineField(StringField):
    """One line of text, trimmed, at most `limit` characters."""

    def __init__(self, label: Any = None, validators: Any = (), *, limit: int = 200, **kwargs: Any) -> None:
        super().__init__(
            label, [*validators, Length(max=limit)], filters=[lambda v: one_line(v) if v else ""], **kwargs
        )


class BodyField(TextAreaField):
    """Longer text (Markdown where the page says so), at most `limit` characters."""

    def __init__(self, label: Any = None, validators: Any = (), *, limit: int = BODY_LIMIT, **kwargs: Any) -> None:
        super().__init__(label, [*validators, Length(max=limit)], filters=[lambda v: v.strip() if v else ""], **kwargs)
        self.limit = limit

    def preview(self) -> str:
        """What stands in the field as HTML; of a text that is too long, as much as the limit lets in."""
        return html_from_markdown((self.data or "")[: self.limit])


def plausible(_form: Any, field: Any) -> None:
    """A validator: a day, or a time, of our age. A slip such as the year 0206 is noticed where it was typed."""
    if isinstance(field.data, date) and not FIRST_YEAR <= field.data.year <= LAST_YEAR:
        raise ValidationError(gettext("Please enter a day between 1990 and 2100."))


class BerlinTimeField(DateTimeLocalField):
    """A date and time as the clock on the wall in Berlin shows it; `data` is aware and in UTC.

    An hour that the change of clocks skips or repeats is refused with an explanation.
    """

    def _value(self) -> str:
        if self.raw_data:
            return " ".join(self.raw_data)
        return to_berlin(self.data).strftime("%Y-%m-%dT%H:%M") if self.data else ""

    def pre_validate(self, form: Any) -> None:
        """What was typed and not understood keeps the sentence that explains why: `Required` would replace it."""
        if self.process_errors and any(self.raw_data or ()):
            raise StopValidation

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        local = self.data
        if not isinstance(local, datetime):
            return
        self.data = None
        if not FIRST_YEAR <= local.year <= LAST_YEAR:
            raise ValueError(gettext("Please enter a day between 1990 and 2100."))
        try:
            self.data = from_berlin(local)
        except LocalTimeError as error:
            raise ValueError(clock_sentence(error)) from error
        except (OverflowError, ValueError) as error:
            raise ValueError(gettext("Please enter a date and a time.")) from error


def clock_sentence(error: LocalTimeError) -> str:
    if error.kind == "impossible":
        said = gettext("This time does not exist: the clocks are put forward in that hour. Please choose another time.")
    else:
        said = gettext("This time exists twice: the clocks are put back in that hour. Please choose another time.")
    return str(said)


class MaxSize:
    """An upload of at most so many megabytes."""

    def __init__(self, megabytes: int) -> None:
        self.megabytes = megabytes

    def __call__(self, form: Form, field: Any) -> None:
        files = field.data if isinstance(field.data, list) else [field.data]
        for file in files:
            if isinstance(file, FileStorage) and file.filename:
                size = file.stream.seek(0, 2)
                file.stream.seek(0)
                if size > self.megabytes * 1024 * 1024:
                    raise ValidationError(gettext("This file is larger than %(limit)s MB.", limit=self.megabytes))
