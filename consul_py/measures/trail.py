"""The trail: what became of a contribution, step by step, for one subject or many, with two statements.

`steps(subject, now)` gives the steps for the component `trail`; `trails(subjects, now)` the same for a list.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from consul_py.kernel.clock import to_berlin
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.web import path_for
from consul_py.measures import facts, trail_queries, words
from consul_py.measures.facts import DONE, NEXT, NOW, Step, step
from consul_py.measures.line_queries import Line
from consul_py.measures.rules import FINISHED
from consul_py.measures.trail_queries import Taken
from consul_py.subjects.models import Subject

_LAST = date.max


@dataclass(frozen=True)
class Trail:
    """The steps of one subject, its measures, and what its chip says today: (kind, text, is of a measure) or None."""

    steps: list[Step] = field(default_factory=list)
    measures: list[Line] = field(default_factory=list)
    chip: tuple[str, str, bool] | None = None


def steps(subject: Subject, now: datetime) -> list[Step]:
    """The ordered steps of one subject: received, considered, decided, measures, what is next."""
    return trails([subject], now)[subject.id].steps


def trails(subjects: Sequence[Subject], now: datetime) -> dict[int, Trail]:
    """The trails of many subjects by their ids. A merged proposal goes on with what it was merged into."""
    roots = {subject.id: getattr(subject, "merged_into_id", None) or subject.id for subject in subjects}
    found: dict[int, dict[int, Taken]] = {}
    for taken in trail_queries.measures_of({*roots.values(), *roots}):
        found.setdefault(taken.source_id, {})[taken.measure.id] = taken
    milestones = trail_queries.next_milestones({number for rows in found.values() for number in rows})
    made = {}
    for subject in subjects:
        rows = found.get(roots[subject.id], {}) | found.get(subject.id, {})
        made[subject.id] = _one(subject, list(rows.values()), milestones, now)
    return made


def _one(subject: Subject, rows: list[Taken], milestones: dict[int, Any], now: datetime) -> Trail:
    own = [one for one in facts.of_subject(subject, now) if not (rows and one.get("overtaken"))]
    later: list[Step] = []
    for taken in rows:
        later.append(_measure(taken.measure, taken.together, now))
        later += _next(taken.measure, milestones.get(taken.measure.id), now, alone=len(rows) == 1)
    if not rows and facts.expects_measure(subject):
        note = _("As soon as a measure follows, it appears here and we tell everybody who took part.")
        later.append(step(NEXT, _("Measure"), None, now, note))
    return Trail(sorted(own + later, key=_order), [taken.measure for taken in rows], _chip(rows))


def _order(one: Step) -> tuple[int, date]:
    """What is done by its day, then what runs, then what comes; steps without a day last."""
    at = one["at"]
    when = to_berlin(at).date() if isinstance(at, datetime) else at or _LAST
    return ({DONE: 0, NOW: 1, NEXT: 2}[one["state"]], when if one["state"] != NOW else _LAST)


def _measure(measure: Line, together: int, now: datetime) -> Step:
    finished = measure.status in FINISHED
    name = _("Measure “%(title)s”", title=measure.title)
    sentences = [words.standing(measure), words.together(together)]
    url = path_for("measures.show", id=measure.id, slug=measure.slug)
    return step(
        DONE if finished else NOW, name, measure.status_at, now, " ".join(filter(None, sentences)),
        when=None if finished else _("today"), url=url, link=_("To the measure"), **_progress(measure, now),
    )  # fmt: skip


def _progress(measure: Line, now: datetime) -> dict[str, Any]:
    if measure.status in FINISHED or measure.status in ("proposed", "under_review"):
        return {}
    return {"progress": measure.progress, "progress_note": words.progress_note(measure, now)}


def _next(measure: Line, milestone: Any, now: datetime, alone: bool) -> list[Step]:
    """What comes next in a measure: its next milestone, else its next report."""
    if measure.status in FINISHED or measure.status == "paused":
        return []
    about = "" if alone else _("For “%(title)s”.", title=measure.title)
    if milestone is not None:
        note = " ".join(filter(None, [milestone.note, about]))
        return [step(NEXT, milestone.title, milestone.planned_on, now, note, when=words.planned(milestone, now))]
    if measure.next_report_on is not None:
        note = " ".join(filter(None, [_("Then we tell how it goes."), about]))
        return [step(NEXT, _("Next report"), measure.next_report_on, now, note)]
    return []


def _chip(rows: list[Taken]) -> tuple[str, str, bool] | None:
    if len({taken.measure.status for taken in rows}) != 1:  # none, or several at different stages: the steps say it
        return None
    newest = max(rows, key=lambda taken: (taken.moved_at, taken.measure.id)).measure
    return newest.status, words.today(newest), True
