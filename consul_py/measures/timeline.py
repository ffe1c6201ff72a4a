"""The line of time: where measures and milestones stand on an axis from half-year to half-year, in percent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import url_for

from consul_py.kernel.i18n import part
from consul_py.measures import words
from consul_py.measures.line_queries import Line

LONG = 6  # years from which July is left out


def drawn(measures: Sequence[Line], stones: dict[int, list[Any]], today: date) -> dict[str, Any] | None:
    """Arguments of the component `gantt`; None when no measure has both a beginning and an end."""
    dated = [(m, m.starts_on, m.ends_on) for m in measures if m.status != "rejected" and m.starts_on and m.ends_on]
    lines = [(measure, first, last) for measure, first, last in dated if first and last]
    if not lines:
        return None
    start = _half_year(min(first for _m, first, _l in lines))
    end = _next_half(max(last for _m, _f, last in lines))

    def place(day: date) -> float:
        return max(0.0, min(100.0, (day - start).days / (end - start).days * 100))

    items = [
        {
            "name": measure.title,
            "when": words.period(measure),
            "start": place(first),
            "end": max(place(last), place(first) + 0.5),
            "progress": measure.progress,
            "stones": [place(stone.planned_on) for stone in stones.get(measure.id, ()) if stone.planned_on],
            "url": url_for("measures.show", id=measure.id, slug=measure.slug),
        }
        for measure, first, last in sorted(lines, key=lambda line: (line[1], line[2], line[0].id))
    ]
    return {"items": items, "ticks": _ticks(start, end, place), "now": place(today) if start <= today < end else None}


def _half_year(day: date) -> date:
    return date(day.year, 1 if day.month < 7 else 7, 1)


def _next_half(day: date) -> date:
    first = _half_year(day)
    return date(first.year, 7, 1) if first.month == 1 else date(first.year + 1, 1, 1)


def _ticks(start: date, end: date, place: Any) -> list[tuple[float, str, bool]]:
    """Years, and July between them while the axis is short; long axes name only some years."""
    years = end.year - start.year + 1
    every = max(1, -(-years // 10))
    ticks: list[tuple[float, str, bool]] = []
    day = start
    while day < end:
        if day.month == 1 and (day.year - start.year) % every == 0:
            ticks.append((place(day), str(day.year), False))
        elif day.month == 7 and (years <= LONG or day == start):
            label = f"{part(day, 'LLLL')} {day.year}" if day == start else part(day, "LLLL")
            ticks.append((place(day), label, day != start))
        day = _next_half(day)
    return ticks
