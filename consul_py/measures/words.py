"""Measures in words: their status, their dates, what a step of the trail says about them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from consul_py.kernel.clock import to_berlin
from consul_py.kernel.i18n import date_long, date_short, month_year, ngettext, pgettext
from consul_py.kernel.i18n import gettext as _
from consul_py.measures import rules
from consul_py.measures.line_queries import Line
from consul_py.measures.models import STATUSES, Measure
from consul_py.measures.shown import Shown

AnyMeasure = Measure | Line | Shown


def status_word(status: str) -> str:
    """As on the chips: "adopted" reads "Beschlossen"."""
    words = {
        "proposed": _("Proposed"),
        "under_review": _("Under review"),
        "adopted": pgettext("measure", "Adopted"),
        "in_progress": _("In progress"),
        "done": pgettext("state", "Done"),
        "paused": _("Paused"),
        "rejected": _("Rejected"),
    }
    return str(words.get(status, ""))


def status_choices() -> list[tuple[str, str]]:
    return [(status, status_word(status)) for status in STATUSES]


def today_of(now: datetime) -> date:
    return to_berlin(now).date()


def standing(measure: AnyMeasure) -> str:
    """How a measure stands, with the reason: "Paused since 3 August 2026: the funding is missing."."""
    since = date_long(measure.status_at)
    sentences = {
        "proposed": _("Proposed since %(date)s", date=since),
        "under_review": _("Under review since %(date)s", date=since),
        "adopted": _("Adopted on %(date)s", date=date_long(measure.decided_on or measure.status_at)),
        "in_progress": _("In progress since %(date)s", date=since),
        "done": _("Done since %(date)s", date=since),
        "paused": _("Paused since %(date)s", date=since),
        "rejected": _("Rejected on %(date)s", date=since),
    }
    words = sentences[measure.status]
    return f"{words}: {measure.status_reason}" if measure.status_reason else f"{words}."


def together(count: int) -> str:
    """With how many other contributions."""
    if count < 2:
        return ""
    return str(
        ngettext(
            "It came from this and %(num)s other contribution.", "It came from this and %(num)s other contributions.",
            count - 1,
        )
    )  # fmt: skip


def today(measure: Measure | Line) -> str:
    """The chip of a trail: "Today: in progress, 35 %"."""
    if measure.status in rules.RUNNING:
        return str(_("Today: %(status)s, %(n)s %%", status=lower(measure.status), n=measure.progress))
    return str(_("Today: %(status)s", status=lower(measure.status)))


def lower(status: str) -> str:
    """A status inside a sentence; in German "in Umsetzung", not "In Umsetzung"."""
    word = status_word(status)
    return word[:1].lower() + word[1:]


def progress_note(measure: Measure | Line, now: datetime) -> str:
    """35 percent · next report on 15 December 2026"""
    parts = [str(_("%(n)s percent", n=measure.progress))]
    if rules.days_late(measure.status, measure.next_report_on, today_of(now)):
        parts.append(report_note(measure, now))
    elif measure.next_report_on is not None:
        parts.append(str(_("next report on %(date)s", date=date_long(measure.next_report_on))))
    return " · ".join(parts)


def report_note(measure: AnyMeasure, now: datetime) -> str:
    """When the next report comes, or since when it is late."""
    if measure.status in rules.FINISHED or measure.next_report_on is None:
        return ""
    late = rules.days_late(measure.status, measure.next_report_on, today_of(now))
    if late:
        return str(ngettext("Report %(num)s day late", "Report %(num)s days late", late))
    return str(_("Next report on %(date)s", date=date_long(measure.next_report_on)))


def late_words(measure: AnyMeasure, now: datetime) -> str:
    late = rules.days_late(measure.status, measure.next_report_on, today_of(now))
    return str(ngettext("%(num)s day late", "%(num)s days late", late)) if late else ""


def planned(milestone: Any, now: datetime) -> str:
    """When a milestone is planned: its words, the day when it is near, else the month."""
    if milestone.when_text:
        return str(milestone.when_text)
    if milestone.planned_on is None:
        return ""
    near = abs((milestone.planned_on - today_of(now)).days) < 60
    return date_short(milestone.planned_on) if near else month_year(milestone.planned_on)


def period(measure: AnyMeasure) -> str:
    """April 2026 bis März 2027"""
    if measure.starts_on and measure.ends_on:
        return str(
            _("%(from)s to %(to)s", **{"from": month_year(measure.starts_on), "to": month_year(measure.ends_on)})
        )
    if measure.starts_on:
        return str(_("from %(month)s", month=month_year(measure.starts_on)))
    return str(_("until %(month)s", month=month_year(measure.ends_on))) if measure.ends_on else ""


def funding(measure: Measure | Shown) -> str:
    parts = (measure.funding_programme, measure.funding_share, measure.funding_duration)
    return ", ".join(part for part in parts if part)


def decision(measure: Measure | Shown) -> str:
    parts = (measure.decided_by, date_long(measure.decided_on) if measure.decided_on else "")
    return ", ".join(part for part in parts if part)


def coming(measure: Measure | Line, milestone: Any, now: datetime) -> str:
    """One line about what comes: the next milestone, the end, or since when it is done."""
    if measure.status in ("done", "rejected", "paused"):
        return str(_("Since %(date)s", date=date_long(measure.status_at)))
    if milestone is not None:
        when = planned(milestone, now)
        return f"{milestone.title} · {when}" if when else str(milestone.title)
    if measure.starts_on and measure.starts_on > today_of(now):
        return str(_("Begins in %(month)s", month=month_year(measure.starts_on)))
    return ""


def kind_word(kind: str) -> str:
    words = {"proposal": _("Proposal"), "debate": _("Debate"), "poll": _("Poll"), "workshop": _("Workshop")}
    return str(words.get(kind, ""))
