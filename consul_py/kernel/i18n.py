"""Languages: German by default, English complete; dates and numbers as people read them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from babel import numbers
from babel.dates import format_date, format_time
from flask import Flask, g, has_request_context, request
from flask_babel import Babel, gettext, lazy_gettext, ngettext, pgettext

from consul_py.kernel.authz import person
from consul_py.kernel.clock import days_left, now, to_berlin
from consul_py.kernel.refusal import Refusal
from consul_py.kernel.resources import resource_dir

__all__ = ["LANGUAGES", "gettext", "language", "lazy_gettext", "ngettext", "pgettext", "sentence"]

LANGUAGES = {"de": "Deutsch", "en": "English"}
NBSP = "\u00a0"


def language() -> str:
    """The language of this request: chosen by cookie, else the person's, else German."""
    if not has_request_context():
        return str(getattr(g, "language", None) or "de")
    chosen = getattr(g, "language", None) or request.cookies.get("lang")
    if chosen not in LANGUAGES:
        chosen = person().locale
    return chosen if chosen and chosen in LANGUAGES else "de"


def sentence(refusal: Refusal) -> str:
    """A refusal in the reader's language."""
    return str(gettext(refusal.sentence, **refusal.values))


def _day(value: date | datetime) -> date:
    return to_berlin(value).date() if isinstance(value, datetime) else value


def date_long(value: date | datetime) -> str:
    """5. Oktober 2026"""
    return _bound(format_date(_day(value), "d. MMMM y" if language() == "de" else "d MMMM y", locale=language()))


def date_short(value: date | datetime) -> str:
    """5. Okt."""
    return _bound(format_date(_day(value), "d. MMM" if language() == "de" else "d MMM", locale=language()))


def date_medium(value: date | datetime) -> str:
    """2. Okt. 2026"""
    return _bound(format_date(_day(value), "d. MMM y" if language() == "de" else "d MMM y", locale=language()))


def weekday_date(value: date | datetime) -> str:
    """Samstag, 17. Oktober; with the year when it is another one."""
    year = "" if _day(value).year == to_berlin(now()).year else " y"
    pattern = ("EEEE, d. MMMM" if language() == "de" else "EEEE, d MMMM") + year
    return _bound(format_date(_day(value), pattern, locale=language()))


def month_year(value: date | datetime) -> str:
    """Oktober 2026"""
    return format_date(_day(value), "LLLL y", locale=language())


def part(value: date | datetime, pattern: str) -> str:
    """One part of a date by a CLDR pattern, e.g. `EE`, `d`, `MMM`."""
    return format_date(_day(value), pattern, locale=language())


def time_of_day(value: datetime) -> str:
    """18 Uhr, 18:30 Uhr; 6:30 pm"""
    local = to_berlin(value)
    if language() == "de":
        return f"{local.hour}{f':{local.minute:02}' if local.minute else ''}{NBSP}Uhr"
    pattern = "h:mm a" if local.minute else "h a"
    return format_time(local, pattern, locale="en_GB").replace(" ", NBSP)


def date_time(value: datetime) -> str:
    """5. Oktober 2026, 18 Uhr"""
    return f"{date_long(value)}, {time_of_day(value)}"


def number(value: Any) -> str:
    if type(value) is int and 0 <= value < 1000:  # most numbers of a list; nothing to format
        return str(value)
    return numbers.format_decimal(value, locale=language())


def euros(value: Any) -> str:
    return numbers.format_currency(value, "EUR", format="#,##0 ¤", locale=language())


def file_size(octets: int) -> str:
    """96 KB, 1,8 MB"""
    if octets < 1024 * 1024:
        return f"{number(max(1, round(octets / 1024)))}{NBSP}KB"
    return f"{number(round(octets / 1024 / 1024, 1))}{NBSP}MB"


def _bound(text: str) -> str:
    """Keep the day with its month."""
    return text.replace(". ", f".{NBSP}", 1)


FILTERS: dict[str, Any] = {
    "date": date_long,
    "date_short": date_short,
    "date_medium": date_medium,
    "weekday_date": weekday_date,
    "month_year": month_year,
    "datepart": part,
    "time": time_of_day,
    "datetime": date_time,
    "number": number,
    "euros": euros,
    "file_size": file_size,
    "berlin": to_berlin,
    "days_left": lambda value: days_left(value, now()),
    "sentence": sentence,
}


def init_app(app: Flask) -> None:
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(resource_dir("translations"))
    Babel(app, locale_selector=language, timezone_selector=lambda: "Europe/Berlin")
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.globals.update(languages=LANGUAGES, pgettext=pgettext)
    app.context_processor(lambda: {"lang": language(), "now": now()})
