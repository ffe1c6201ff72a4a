"""Languages: German by default, English complete; dates and numbers as people read them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from babel import dates, numbers
from flask import Flask

from consul_py.kernel import catalogue
from consul_py.kernel.catalogue import LANGUAGES, gettext, language, lazy_gettext, ngettext, pgettext
from consul_py.kernel.clock import days_left, now, to_berlin
from consul_py.kernel.refusal import Refusal

__all__ = ["LANGUAGES", "gettext", "language", "lazy_gettext", "ngettext", "pgettext", "sentence"]

NBSP = "\u00a0"


def sentence(refusal: Refusal) -> str:
    """A refusal in the reader's language."""
    return str(gettext(refusal.sentence, **refusal.values))


@lru_cache(maxsize=4096)
def _date(day: date, pattern: str, code: str) -> str:
    """A date by a CLDR pattern; pages show the same ones again and again."""
    return dates.format_date(day, pattern, locale=code)


@lru_cache(maxsize=4096)
def _bound_date(day: date, pattern: str, code: str) -> str:
    """The same, the day kept on one line with its month."""
    return _date(day, pattern, code).replace(". ", f".{NBSP}", 1)


def _day(value: date | datetime) -> date:
    return to_berlin(value).date() if isinstance(value, datetime) else value


def _spelled(value: date | datetime, german: str, english: str) -> str:
    code = language()
    return _bound_date(_day(value), german if code == "de" else english, code)


def date_long(value: date | datetime) -> str:
    """5. Oktober 2026"""
    return _spelled(value, "d. MMMM y", "d MMMM y")


def date_short(value: date | datetime) -> str:
    """5. Okt."""
    return _spelled(value, "d. MMM", "d MMM")


def date_medium(value: date | datetime) -> str:
    """2. Okt. 2026"""
    return _spelled(value, "d. MMM y", "d MMM y")


def weekday_date(value: date | datetime) -> str:
    """Samstag, 17. Oktober; with the year when it is another one."""
    year = "" if _day(value).year == to_berlin(now()).year else " y"
    return _spelled(value, "EEEE, d. MMMM" + year, "EEEE, d MMMM" + year)


def month_year(value: date | datetime) -> str:
    """Oktober 2026"""
    return _date(_day(value), "LLLL y", language())


def part(value: date | datetime, pattern: str) -> str:
    """One part of a date by a CLDR pattern, e.g. `EE`, `d`, `MMM`."""
    return _date(_day(value), pattern, language())


def time_of_day(value: datetime) -> str:
    """18 Uhr, 18:30 Uhr; 6:30 pm"""
    local = to_berlin(value)
    if language() == "de":
        return f"{local.hour}{f':{local.minute:02}' if local.minute else ''}{NBSP}Uhr"
    pattern = "h:mm a" if local.minute else "h a"
    return dates.format_time(local, pattern, locale="en_GB").replace(" ", NBSP)


def date_time(value: datetime) -> str:
    """5. Oktober 2026, 18 Uhr"""
    return f"{date_long(value)}, {time_of_day(value)}"


def ago(moment: datetime, at: datetime) -> str:
    """vor 3 Tagen: how long before `at` something was."""
    seconds = round((moment - at).total_seconds())
    exact = seconds if abs(seconds) < 3600 else seconds // 60 * 60  # so that a page of a minute ago is remembered
    return _ago(exact, language())


@lru_cache(maxsize=4096)
def _ago(seconds: int, code: str) -> str:
    return dates.format_timedelta(timedelta(seconds=seconds), add_direction=True, locale=code)


def number(value: Any) -> str:
    if type(value) is int and 0 <= value < 1000:  # most numbers of a list; nothing to format
        return str(value)
    return _decimal(value, language())


@lru_cache(maxsize=4096)
def _decimal(value: Any, code: str) -> str:
    return numbers.format_decimal(value, locale=code)


def euros(value: Any) -> str:
    return numbers.format_currency(value, "EUR", format="#,##0 ¤", locale=language())


def file_size(octets: int) -> str:
    """96 KB, 1,8 MB"""
    if octets < 1024 * 1024:
        return f"{number(max(1, round(octets / 1024)))}{NBSP}KB"
    return f"{number(round(octets / 1024 / 1024, 1))}{NBSP}MB"


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
    catalogue.init_app(app)
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.globals.update(languages=LANGUAGES)
    app.context_processor(lambda: {"lang": language(), "now": now()})
