"""Phase bars and dates in words: where a process or a consultation stands today."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from consul_py.kernel.clock import to_berlin
from consul_py.kernel.i18n import date_long, date_time, time_of_day, weekday_date
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.i18n import lazy_gettext as _l
from consul_py.processes import date_rules, rules


def days_in_words(first: date | None, last: date | None) -> str:
    """5. Oktober 2026 · 7. September bis 7. November 2026 · ab … · bis …"""
    if first and last and first != last:
        shown = date_long(first)
        if first.year == last.year:
            shown = shown.removesuffix(f" {first.year}")
        return str(_("%(first)s to %(last)s", first=shown, last=date_long(last)))
    if first and last:
        return date_long(first)
    if first:
        return str(_("from %(day)s", day=date_long(first)))
    return str(_("until %(day)s", day=date_long(last))) if last else ""


def when(part: Any) -> str:
    """The time of a phase or event: in its own words, else its days."""
    return part.when_text or days_in_words(part.starts_on, part.ends_on)


def when_it_is(event: Any) -> str:
    """The time of an event: one day, unless it says more."""
    return event.when_text or days_in_words(event.starts_on, event.ends_on or event.starts_on)


def moment(at: datetime) -> str:
    """Samstag, 17. Oktober, 18 Uhr"""
    return f"{weekday_date(at)}, {time_of_day(at)}"


def process_steps(process: rules.Frame, phases: Sequence[Any], now: datetime) -> list[dict[str, Any]]:
    """The phase bar of a process; states follow from today's date."""
    spans = [(phase.starts_on, phase.ends_on) for phase in phases]
    states = rules.phase_states(spans, to_berlin(now).date(), completed=process.completed_at is not None)
    steps = []
    for phase, state in zip(phases, states, strict=True):
        note = phase.note or (_("This is where we are today") if state == "now" else "")
        steps.append({"state": state, "name": phase.title, "when": when(phase), "note": note})
    return steps


def consultation_steps(consultation: rules.Window, now: datetime) -> list[dict[str, Any]]:
    """announced → open → in evaluation → answered, with dates."""
    place = rules.STATES.index(rules.state(consultation, now))
    opens, closes, due = consultation.opens_at, consultation.closes_at, consultation.evaluation_due
    published, evaluated = consultation.published_at, consultation.evaluated_at
    window = _("%(first)s to %(last)s", first=date_time(opens), last=date_time(closes)) if opens and closes else ""
    answered = date_long(evaluated) if evaluated else _("by %(day)s", day=date_long(due)) if due else ""
    bar = [
        (_("Announced"), date_long(published) if published else ""),
        (_("Open to take part"), window),
        (_("Evaluation"), _("from %(day)s", day=date_long(closes)) if closes else ""),
        (_("Answer to everybody"), answered),
    ]
    steps = []
    for number, (name, words) in enumerate(bar, start=1):
        state = "done" if number < place or place == 4 else "now" if number == place else "next"
        steps.append({"state": state, "name": name, "when": words})
    return steps


def change_lines(change: Any) -> list[tuple[str, str, str]]:
    """What a change of dates moved: name, before, after."""
    names = {"opens_at": _("Beginning"), "closes_at": _("End"), "evaluation_due": _("Day of the answer")}
    return [
        (names[name], _iso_in_words(change.before.get(name)), _iso_in_words(after))
        for name, after in change.after.items()
        if name in names
    ]


def _iso_in_words(text: str | None) -> str:
    if not text:
        return "–"
    return date_long(date.fromisoformat(text)) if len(text) == 10 else date_time(datetime.fromisoformat(text))


def state_note(consultation: rules.Window, now: datetime) -> str:
    """One line that says when it opens, ends, ended."""
    state = rules.state(consultation, now)
    if state == rules.SCHEDULED and consultation.opens_at:
        return str(_("opens on %(moment)s", moment=moment(consultation.opens_at)))
    if state == rules.OPEN and consultation.closes_at:
        return str(_("ends on %(moment)s", moment=moment(consultation.closes_at)))
    if state == rules.CLOSED and consultation.evaluation_due:
        due = date_long(consultation.evaluation_due)
        if (date_rules.days_owed(consultation, now) or 0) < 0:
            return str(_("ended, evaluation was due on %(day)s", day=due))
        return str(_("ended, evaluation by %(day)s", day=due))
    if state == rules.EVALUATED and consultation.evaluated_at:
        return str(_("evaluated on %(day)s", day=date_long(consultation.evaluated_at)))
    return ""


WORDS = (
    _l("Two"), _l("Three"), _l("Four"), _l("Five"), _l("Six"), _l("Seven"), _l("Eight"), _l("Nine"), _l("Ten"),
    _l("Eleven"), _l("Twelve"),
)  # fmt: skip


def count_word(number: int) -> str:
    """The number at the beginning of a heading: in words up to twelve."""
    return str(WORDS[number - 2]) if 2 <= number <= 12 else str(number)
