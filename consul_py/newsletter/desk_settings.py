"""The newsletter's settings: how they are written, read and kept. The rows are those of `kernel.settings`.

newsletter_second_person  "1" or "": issues written by hand need the approval of somebody else than their author
newsletter_pace           mails a second in all, "0" without a bound
newsletter_domain_pace    lines such as `gmail.com 2`
newsletter_digest_day     ISO weekday, 1 is Monday
newsletter_digest_hour    hour in Berlin, 0 to 23
"""

from __future__ import annotations

import re
from typing import Any

from babel.dates import get_day_names

from consul_py.kernel import audit, settings
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.i18n import language

NAMES = (
    "newsletter_second_person",
    "newsletter_pace",
    "newsletter_domain_pace",
    "newsletter_digest_day",
    "newsletter_digest_hour",
)
_NUMBER = re.compile(r"[0-9]{1,4}([.,][0-9]{1,3})?")
_LINE = re.compile(r"([a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?\.[a-z0-9-]{2,63})[ \t:=]+([0-9]{1,4}(?:[.,][0-9]{1,3})?)")
MOST = 1000.0


def pace(text: str) -> float | None:
    """Mails a second as a number; None for what is none. `0` is no bound."""
    if not _NUMBER.fullmatch(text.strip()):
        return None
    number = float(text.strip().replace(",", "."))
    return number if number <= MOST else None


def _pair(line: str) -> tuple[str, float] | None:
    match = _LINE.fullmatch(line.strip().lower().removeprefix("@"))
    number = pace(match[2]) if match else None
    return (match[1], number) if match and number else None


def domain_paces(text: str) -> dict[str, float]:
    """Mails a second by receiving domain; lines that say nothing are left out."""
    return dict(pair for line in text.splitlines() if (pair := _pair(line)))


def wrong_lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip() and _pair(line) is None]


def tidy(text: str) -> str:
    """One line a domain, the last word counts, in the order of names."""
    return "\n".join(f"{domain} {number:g}" for domain, number in sorted(domain_paces(text).items()))


def days() -> list[tuple[str, str]]:
    names = get_day_names("wide", "stand-alone", language())
    return [(str(number + 1), names[number]) for number in range(7)]


def hours() -> list[tuple[str, str]]:
    return [(str(hour), _("%(hour)s:00", hour=hour)) for hour in range(24)]


def current() -> dict[str, Any]:
    """The settings as the form shows them."""
    values = settings.site().values
    return {name: values[name] for name in NAMES} | {"newsletter_second_person": bool(values[NAMES[0]])}


def save(values: dict[str, Any]) -> None:
    """Store what the form read."""
    kept = {name: values[name] for name in NAMES} | {"newsletter_second_person": "1" if values[NAMES[0]] else ""}
    settings.save(kept)
    audit.record("newsletter.settings", "site", None, _("Newsletter"), **kept)
