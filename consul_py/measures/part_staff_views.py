"""The parts of a measure at the desk: reports, milestones, sources. Adds its pages to the desk's area of measures."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from consul_py.kernel.authz import person
from consul_py.kernel.forms import argument
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.refusal import Refused
from consul_py.kernel.web import confirm, not_found
from consul_py.measures import desk_pages, desk_queries, linking, queries, service
from consul_py.measures.forms import MilestoneForm, ReportForm, SourceForm
from consul_py.measures.models import Measure
from consul_py.measures.staff_views import STAFFED, area, back, own


def _report_page(measure: Measure, form: ReportForm) -> str:
    return render_template("measures/desk_report.html", measure=measure, form=form)


@area.page("/<int:id>/report", needs=STAFFED)
def report(id: int) -> ResponseReturnValue:
    measure = own(id)
    return _report_page(measure, ReportForm(data={"progress": measure.progress}))


@area.act("/<int:id>/report", needs=STAFFED)
def save_report(id: int) -> ResponseReturnValue:
    measure, form = own(id, lock=True), ReportForm.read()
    if form.validate():
        try:
            service.report(measure, form.body.data, form.progress.data, form.next_report_on.data)
            confirm(_("The report is public. Authors and followers of the sources are told."))
            return back(id)
        except Refused as refused:
            form.refuse(refused.refusal, "next_report_on" if refused.refusal.code == "report_past" else "body")
    return _report_page(measure, form), 422


def _milestone_page(measure: Measure, form: MilestoneForm, milestone_id: int) -> str:
    return render_template("measures/desk_milestone.html", measure=measure, form=form, milestone_id=milestone_id)


@area.page("/<int:id>/milestones/<int:milestone_id>", needs=STAFFED)
def milestone(id: int, milestone_id: int) -> ResponseReturnValue:
    """A milestone's form; number 0 is a new one."""
    measure = own(id)
    found = queries.get_milestone(id, milestone_id) if milestone_id else None
    return _milestone_page(measure, MilestoneForm(obj=found), milestone_id)


@area.act("/<int:id>/milestones/<int:milestone_id>", needs=STAFFED)
def save_milestone(id: int, milestone_id: int) -> ResponseReturnValue:
    measure, form = own(id, lock=True), MilestoneForm.read()
    found = queries.get_milestone(id, milestone_id) if milestone_id else None
    if form.validate():
        try:
            service.save_milestone(measure, found, **form.data)
            confirm(_("The milestone is saved."))
            return back(id)
        except Refused as refused:
            form.refuse(refused.refusal, "planned_on")
    return _milestone_page(measure, form, milestone_id), 422


@area.act("/<int:id>/milestones/<int:milestone_id>/delete", needs=STAFFED)
def delete_milestone(id: int, milestone_id: int) -> ResponseReturnValue:
    measure = own(id, lock=True)
    service.delete_milestone(measure, queries.get_milestone(id, milestone_id))
    confirm(_("The milestone is deleted."))
    return back(id)


@area.page("/<int:id>/sources", needs=STAFFED)
def sources(id: int) -> ResponseReturnValue:
    """Search for contributions by their words or their number, and take up what follow-ups propose."""
    measure, q = own(id), argument("q")
    linked = queries.sources(id, public=False)
    whole = {row.source_subject_id for row in linked if row.proposed_measure_id is None}
    found = desk_queries.candidates(person(), q, measure.process_id) if q else []
    return render_template(
        "measures/desk_sources.html", measure=measure, q=q, found=desk_pages.candidate_lines(found, whole),
        untaken=desk_queries.untaken(person(), process_id=measure.process_id),
    )  # fmt: skip


@area.act("/<int:id>/sources", needs=STAFFED)
def add_source(id: int) -> ResponseReturnValue:
    measure, form = own(id, lock=True), SourceForm.read()
    if not form.validate():
        not_found()
    if number := _number(form.proposed.data):
        linking.add_proposed(measure, desk_queries.get_proposed(person(), number, measure.process_id))
    else:
        linking.add(measure, desk_queries.get_candidate(_number(form.source.data)), form.note.data)
    confirm(_("The source is linked. Its author is told, and its page shows this measure."))
    return redirect(url_for("desk_measures.sources", id=id, q=argument("q") or None), 303)


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


@area.act("/<int:id>/sources/<int:source_id>/remove", needs=STAFFED)
def remove_source(id: int, source_id: int) -> ResponseReturnValue:
    measure = own(id, lock=True)
    linking.remove(measure, queries.get_source(id, source_id))
    confirm(_("The source is no longer linked with this measure."))
    return back(id)
