"""Workshops in words: hours, seats, states."""

from __future__ import annotations

from datetime import datetime

from consul_py.kernel.clock import to_berlin
from consul_py.kernel.i18n import NBSP, language, ngettext, number, pgettext, time_of_day, weekday_date
from consul_py.kernel.i18n import gettext as _
from consul_py.workshops import rules
from consul_py.workshops.line_queries import Line
from consul_py.workshops.models import Workshop
from consul_py.workshops.shown import Shown


def hours(workshop: Workshop | Line | Shown) -> str:
    """18 bis 21 Uhr; the rough time where only that is known."""
    if workshop.time_text:
        return workshop.time_text
    start, end = time_of_day(workshop.starts_at), time_of_day(workshop.ends_at)
    if to_berlin(workshop.starts_at).date() != to_berlin(workshop.ends_at).date():
        end = f"{weekday_date(workshop.ends_at)}, {end}"
    elif language() == "de":
        start = start.removesuffix(f"{NBSP}Uhr")
    return str(pgettext("hours", "%(start)s to %(end)s", start=start, end=end))


def when(workshop: Workshop | Line | Shown) -> str:
    """Dienstag, 15. September, 18 bis 21 Uhr"""
    return f"{weekday_date(workshop.starts_at)}, {hours(workshop)}"


def where(workshop: Workshop | Line | Shown) -> str:
    """The place, and that it is online too."""
    if workshop.place and workshop.online_url:
        return str(_("%(place)s and online", place=workshop.place))
    return workshop.place or (_("online") if workshop.online_url else "")


def mark(workshop: Workshop | Line | Shown, now: datetime) -> tuple[str, str]:
    """Kind and text of the chip."""
    state = rules.state(workshop, now, workshop.followed_up_at)
    if state == rules.ANNOUNCED:
        open_marks = {
            rules.OPEN: ("open", _("Registration open")),
            rules.FULL: ("full", _("Fully booked, waiting list open")),
            rules.CLOSED: ("closed", _("Registration has ended")),
        }
        return open_marks[rules.registration(workshop, now)]
    marks = {
        rules.DRAFT: ("draft", ""),
        rules.CANCELLED: ("rejected", pgettext("workshop", "Cancelled")),
        rules.HELD: ("held", ""),
        rules.FOLLOWED_UP: ("done", _("Follow-up published")),
    }
    return marks[state]


def seats(workshop: Workshop | Line | Shown) -> str:
    """How many seats are left, in words; empty when there is no limit."""
    left = workshop.seats_left
    if left is None or workshop.capacity is None:
        return ""
    if left == 0:
        return str(_("All %(n)s seats are taken", n=number(workshop.capacity)))
    every = number(workshop.capacity)
    return str(ngettext("%(num)s of %(all)s seat free", "%(num)s of %(all)s seats free", left, all=every))
