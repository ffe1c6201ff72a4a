"""What the public pages of measures show, gathered before anything is rendered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from flask import get_template_attribute, url_for

from consul_py.kernel import panels
from consul_py.kernel.authz import Person, may
from consul_py.kernel.i18n import date_long, ngettext, number
from consul_py.kernel.i18n import gettext as _
from consul_py.measures import counting, line_queries, listing, queries, rules, timeline, trail_queries, words
from consul_py.measures.facts import DONE, NEXT, NOW, Step, step
from consul_py.measures.line_queries import Line
from consul_py.measures.models import Measure, MeasureSource
from consul_py.measures.permissions import PERMISSIONS
from consul_py.measures.shown import Shown
from consul_py.subjects.links import subject_path

COLUMNS = (("proposed", "under_review"), ("adopted",), ("in_progress",), ("done",))
CARDS = 4  # cards of a column before "more"
BARS = 8  # lines on the board's line of time
Stones = dict[int, list[Any]]  # the milestones of measures, by measure


def mix_of(counts: dict[str, int]) -> list[tuple[str, str, int]]:
    """The stacked bar: kind, words, number."""
    early = counts.get("proposed", 0) + counts.get("under_review", 0)
    stopped = counts.get("paused", 0) + counts.get("rejected", 0)
    bars = [
        ("done", words.status_word("done"), counts.get("done", 0)),
        ("go", words.status_word("in_progress"), counts.get("in_progress", 0)),
        ("set", words.status_word("adopted"), counts.get("adopted", 0)),
        ("check", words.status_word("under_review"), early),
        ("stop", _("Paused or rejected"), stopped),
    ]
    return [bar for bar in bars if bar[2]]


def index_page(asked: listing.Asked, view: str, page_number: int, now: datetime) -> dict[str, Any]:
    """The page of all measures: head and filters, and the list, the board or the line of time."""
    today = words.today_of(now)
    frame = listing.filters()
    summary = counting.summary(asked.process_id, asked.topic_id, today=today)
    context = {
        "asked": asked, "view": view, "filters": frame, "summary": summary, "mix": mix_of(summary.counts),
        "intro": _intro(summary.total), **_options(summary.counts, frame),
        "tabs": _tabs(asked, view),
        "address": lambda **more: _address(asked, view, **more),
    }  # fmt: skip
    if view == "list":
        page = listing.rows(asked, page_number)
        return context | {"page": page, "rows": _rows(page.items, now)}
    found = listing.board(asked)
    stones = line_queries.milestones(measure.id for measure in found)
    if view == "timeline":
        return context | {"gantt": timeline.drawn(found, stones, today)}
    return context | {
        "columns": _columns(found, stones, asked, now),
        "stopped": [_stopped(measure) for measure in found if measure.status in rules.STOPPED],
        "gantt": timeline.drawn([m for m in found if m.status not in rules.FINISHED][:BARS], stones, today),
        "numbers": _numbers(asked, today),
    }


def _intro(total: int) -> str:
    return str(
        ngettext(
            "%(num)s measure came from your contributions. Here you see what is done, what runs and what is stuck.",
            "%(num)s measures came from your contributions. Here you see what is done, what runs and what is stuck.",
            total,
        )
    )


def _options(counts: dict[str, int], frame: listing.Filters) -> dict[str, Any]:
    """What the filters of the list offer."""
    return {
        "status_options": [(status, word, counts.get(status, 0)) for status, word in words.status_choices()],
        "topic_options": [(topic.id, topic.title, topic.number) for topic in frame.topics],
        "process_options": [(process.slug, process.title) for process in frame.processes],
    }


def _address(asked: listing.Asked, shown: str, /, **more: Any) -> str:
    """The address of the same list with something else."""
    values: dict[str, Any] = {
        "view": shown if shown != "board" else None, "status": asked.statuses or None, "topic": asked.topic_id,
        "process": asked.process_slug or None, "q": asked.q or None,
    }  # fmt: skip
    return url_for("measures.index", **(values | more))


def _tabs(asked: listing.Asked, view: str) -> list[dict[str, Any]]:
    names = [("board", _("Overview")), ("list", _("List")), ("timeline", _("Timeline"))]
    return [
        {"label": name, "url": _address(asked, key, q=None, status=None), "current": key == view} for key, name in names
    ]


def _numbers(asked: listing.Asked, today: date) -> list[tuple[str, str, str]]:
    late = counting.lateness(today, asked.process_id, asked.topic_id)
    total = counting.totals(asked.process_id, asked.topic_id)
    of = _("%(n)s of %(total)s")
    found = []
    if late["running"]:
        on_time = of % {"n": number(late["running"] - late["late"]), "total": number(late["running"])}
        found.append((_("Reported on time"), on_time, _("adopted measures and measures in progress")))
    if late["late"]:
        mean = round(late["days"] / late["late"])
        found.append((
            _("Report late"), number(late["late"]), ngettext("%(num)s day on average", "%(num)s days on average", mean),
        ))  # fmt: skip
    if total["planned"]:
        reached = of % {"n": number(total["reached"]), "total": number(total["planned"])}
        found.append((_("Milestones reached"), reached, _("of all planned ones")))
    if total["behind"]:
        received = _("of %(n)s received", n=number(total["received"]))
        found.append((_("Contributions behind them"), number(total["behind"]), received))
    return found


def _columns(found: Sequence[Line], stones: Stones, asked: listing.Asked, now: datetime) -> list[dict[str, Any]]:
    columns = []
    for statuses in COLUMNS:
        inside = [measure for measure in found if measure.status in statuses]
        cards = [card(measure, stones.get(measure.id, ()), now) for measure in inside[:CARDS]]
        rest = len(inside) - CARDS
        more = (_("%(n)s more", n=number(rest)), _address(asked, "list", status=statuses)) if rest > 0 else None
        columns.append({"status": statuses[-1], "count": len(inside), "cards": cards, "more": more})
    return columns


def card(measure: Line, stones: Sequence[Any], now: datetime) -> dict[str, Any]:
    """A card of the board, with the first of its milestones that is not reached."""
    late = words.late_words(measure, now)
    chip = get_template_attribute("_components/chip.html", "chip")
    ahead = next((stone for stone in stones if stone.reached_on is None), None)
    return {
        "title": measure.title,
        "url": url_of(measure),
        "topic": measure.topic_title or "",
        "progress": measure.progress if measure.status in rules.RUNNING else None,
        "note": "" if late else words.coming(measure, ahead, now),
        "chip": chip("overdue", late) if late else "",
    }


def url_of(measure: Line) -> str:
    return url_for("measures.show", id=measure.id, slug=measure.slug)


def _stopped(measure: Line) -> dict[str, Any]:
    return {
        "status": measure.status, "title": measure.title, "url": url_of(measure), "note": words.standing(measure),
    }  # fmt: skip


def row(measure: Line, now: datetime, sources: int, ahead: Any = None) -> dict[str, Any]:
    """Arguments of the component `measure_row`."""
    came = ngettext("From %(num)s contribution", "From %(num)s contributions", sources) if sources else ""
    parts = (came, measure.topic_title, measure.responsible_unit)
    note = words.standing(measure) if measure.status in rules.STOPPED else " · ".join(filter(None, parts))
    shown = measure.status in rules.RUNNING or measure.status == "paused"
    return {
        "title": measure.title, "url": url_of(measure), "status": measure.status,
        "progress": measure.progress if shown else None, "note": note,
        "next": words.report_note(measure, now) or words.coming(measure, ahead, now),
    }  # fmt: skip


def _rows(found: Sequence[Line], now: datetime) -> list[dict[str, Any]]:
    ids = [measure.id for measure in found]
    counts, ahead = line_queries.source_counts(ids), trail_queries.next_milestones(ids)
    return [row(measure, now, counts.get(measure.id, 0), ahead.get(measure.id)) for measure in found]


def show_page(measure: Shown, who: Person, now: datetime) -> dict[str, Any]:
    """The page of one measure with its panels."""
    stones = line_queries.milestones([measure.id]).get(measure.id, [])
    changes = queries.changes(measure.id)
    return {
        "measure": measure,
        "late": words.late_words(measure, now),
        "standing": words.standing(measure),
        "report_note": words.report_note(measure, now),
        "facts": facts_of(measure, now),
        "milestones": way_of(stones, measure, now),
        "sources": [source_line(source) for source in queries.sources(measure.id)],
        "history": [_history(change) for change in changes],
        "reports": queries.reports(measure.id),
        "stopped": measure.status in rules.STOPPED,
        "shows_progress": measure.status in rules.RUNNING or measure.status in ("paused", "done"),
        "may_edit": may(PERMISSIONS, "edit", measure),
        "below": panels.collect("subject", measure, who) if measure.is_public else [],
        "aside": panels.collect("subject_aside", measure, who) if measure.is_public else [],
    }


def facts_of(measure: Measure | Shown, now: datetime) -> list[tuple[str, ...]]:
    """Terms and values; empty ones are left out by the component."""
    url = url_for("processes.show", slug=measure.process.slug)
    return [
        (_("Responsible"), measure.responsible_unit),
        (_("Period"), words.period(measure)),
        (_("Costs"), measure.cost),
        (_("Funding"), words.funding(measure)),
        (_("Council decision"), words.decision(measure)),
        (_("Next report"), words.report_note(measure, now) and _due(measure)),
        (_("Part of"), measure.process.title, url),
    ]


def _due(measure: Measure | Shown) -> str:
    return date_long(measure.next_report_on) if measure.next_report_on else ""


def way_of(stones: Sequence[Any], measure: Shown, now: datetime) -> list[Step]:
    """Milestones as a way: reached ones, the one that is due now, the rest."""
    today, first = words.today_of(now), True
    steps = []
    for stone in stones:
        if stone.reached_on is not None:
            steps.append(step(DONE, stone.title, stone.reached_on, now, _with_plan(stone)))
            continue
        late = stone.planned_on is not None and stone.planned_on < today
        running = measure.status == "in_progress" and first
        note = " ".join(filter(None, [_("It is behind schedule.") if late else "", stone.note]))
        state = NOW if running else NEXT
        steps.append(step(state, stone.title, stone.planned_on, now, note, when=words.planned(stone, now)))
        first = False
    return steps


def _with_plan(stone: Any) -> str:
    """The note, and the plan where it was another day."""
    if stone.planned_on and stone.reached_on and stone.reached_on > stone.planned_on:
        plan = str(_("Planned for %(date)s.", date=date_long(stone.planned_on)))
        return " ".join(filter(None, [stone.note, plan]))
    return str(stone.note)


def source_line(source: MeasureSource) -> dict[str, Any]:
    """A source as an entry of a list."""
    subject, proposed = source.subject, source.proposed
    url, kind = subject_path(subject), words.kind_word(subject.kind)
    title = subject.title
    if proposed is not None:
        url = url_for("workshops.follow_up", id=subject.id)
        title, kind = proposed.title, _("Proposed in the workshop “%(title)s”", title=subject.title)
    supports = subject.support_count if subject.kind == "proposal" else None
    return {
        "id": source.id, "kind": kind, "title": title, "url": url, "note": source.note,
        "supports": ngettext("%(num)s support", "%(num)s supports", supports) if supports else "",
    }  # fmt: skip


def _history(change: Any) -> dict[str, Any]:
    return {"at": change.at, "status": change.after, "reason": change.reason, "first": not change.before}
