"""The trail on the pages of its sources, measures on processes, work for the desk."""

from __future__ import annotations

from typing import Any

from flask import get_template_attribute, url_for

from consul_py.kernel import clock
from consul_py.kernel.authz import STAFF, Person
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.i18n import ngettext
from consul_py.kernel.panels import Panel
from consul_py.measures import counting, desk_queries, line_queries, pages, trail, trail_queries, words
from consul_py.processes.line_queries import Frame
from consul_py.subjects.links import subject_path
from consul_py.subjects.models import Subject
from consul_py.workshops.models import Workshop


def subject_trail(subject: Subject, _who: Person) -> Panel | None:
    """What became of a proposal, debate, poll or workshop."""
    if subject.kind == "measure" or not subject.is_public:
        return None
    found = trail.trails([subject], clock.now())[subject.id]
    return Panel("measures/_trail.html", {"trail": found}, order=20) if found.steps else None


def follow_up(workshop: Workshop, _who: Person) -> Panel | None:
    """How the proposed measures of a follow-up stand, by their ids, and the workshop's trail below."""
    now = clock.now()
    taken = {
        number: {
            "title": measure.title,
            "url": pages.url_of(measure),
            "status": measure.status,
            "note": words.standing(measure),
        }
        for number, measure in trail_queries.of_proposed(workshop.id)
    }
    found = trail.trails([workshop], now)[workshop.id]
    template = "measures/_trail.html" if found.measures else ""
    return Panel(template, {"by_proposed": taken, "trail": found}, order=20)


def mine(who: Person) -> Panel | None:
    """Each own contribution with its whole short trail."""
    if who.id is None:
        return None
    subjects = trail_queries.own_contributions(who.id)
    trails = trail.trails(subjects, clock.now())
    items = [
        {
            "id": subject.id,
            "kind": words.kind_word(subject.kind),
            "title": subject.title,
            "url": subject_path(subject),
            "trail": trails[subject.id],
        }
        for subject in subjects
    ]
    return Panel("measures/_mine.html", {"contributions": items}, order=5) if items else None


def process_measures(process: Frame, _who: Person) -> Panel | None:
    """The measures of a process that moved last, and how many there are in each state."""
    counts = counting.status_counts(process.id)
    if not counts:
        return None
    now = clock.now()
    context = {
        "mix": pages.mix_of(counts),
        "total": sum(counts.values()),
        "rows": [pages.row(measure, now, sources) for measure, sources in line_queries.latest(4, process.id)],
        "url": url_for("measures.index", process=process.slug),
    }
    context["tab"] = {"label": _("Measures"), "url": context["url"], "count": context["total"]}
    return Panel("measures/_process.html", context, order=45)


def work(who: Person) -> Panel | None:
    """Work for the staff: reports that are late, proposed measures nobody took up."""
    if not who.has(STAFF):
        return None
    late, waiting = desk_queries.work_counts(who, words.today_of(clock.now()))
    chip = get_template_attribute("_components/chip.html", "chip")
    items: list[dict[str, Any]] = []
    if late:
        items.append({
            "count": late, "title": ngettext("Report on a measure is late", "Reports on measures are late", late),
            "url": url_for("desk_measures.index", state="late"), "note": _("The promised day has passed."),
            "chip": chip("overdue"),
        })  # fmt: skip
    if waiting:
        title = ngettext("Proposed measure is not taken up yet", "Proposed measures are not taken up yet", waiting)
        items.append({
            "count": waiting, "title": title, "url": url_for("desk_measures.proposed"),
            "note": _("From published follow-ups of workshops."),
        })  # fmt: skip
    return Panel("", {"items": items}, order=40)
