"""Measures at the desk: the table, a new one, its texts, its status. The rest is in `part_staff_views`."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consul_py.kernel import clock, sheets
from consul_py.kernel.authz import STAFF, desk, person, require
from consul_py.kernel.forms import argument, choice, chosen_id
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.paging import number_from
from consul_py.kernel.refusal import Refused
from consul_py.kernel.web import Area, confirm
from consul_py.measures import desk_pages, desk_queries, queries, service, sheet, words
from consul_py.measures.forms import MeasureForm, NewMeasureForm, StatusForm
from consul_py.measures.models import Measure
from consul_py.measures.permissions import PERMISSIONS
from consul_py.subjects.models import Subject
from consul_py.workshops.followup_models import ProposedMeasure

area = Area("desk_measures", __name__, url_prefix="/desk/measures")
STAFFED = desk(STAFF)
SOURCES = 20  # contributions one form can bring along


def own(id: int, *, lock: bool = False) -> Measure:
    """A measure this person looks after. Raises 404 and 403."""
    measure = queries.locked(id) if lock else queries.visible(id)
    require(PERMISSIONS, "edit", measure)
    return measure


def back(id: int) -> ResponseReturnValue:
    return redirect(url_for("desk_measures.show", id=id), 303)


def _asked() -> desk_queries.Asked:
    sort = choice("sort", desk_queries.SORTS, "moved")
    return desk_queries.Asked(
        state=choice("state", desk_queries.STATES, ""), process_id=chosen_id("process"), q=argument("q"), sort=sort,
        desc=request.args.get("desc", "1" if sort == "moved" else "0") == "1",
    )  # fmt: skip


@area.page("", needs=STAFFED)
def index() -> ResponseReturnValue:
    now, asked, who = clock.now(), _asked(), person()
    page = desk_queries.table(who, asked, words.today_of(now), number_from(request.args.get("page")))
    return render_template("measures/desk_index.html", **desk_pages.table_page(page, asked, who, now))


@area.page("/export.csv", needs=STAFFED)
def export() -> ResponseReturnValue:
    header, rows = sheet.of(desk_queries.exported(person(), _asked(), words.today_of(clock.now())))
    return sheets.download("massnahmen", header, rows)


@area.page("/proposed", needs=STAFFED)
def proposed() -> ResponseReturnValue:
    """What follow-ups propose and nobody has taken up."""
    found = desk_queries.untaken(person(), chosen_id("workshop"))
    return render_template("measures/desk_proposed.html", found=found)


def _new_page(form: NewMeasureForm, sources: list[Subject], taken: ProposedMeasure | None) -> str:
    lines = desk_pages.candidate_lines(sources, set())
    return render_template("measures/desk_form.html", form=form, measure=None, sources=lines, proposed=taken)


def _proposed(text: str) -> ProposedMeasure | None:
    """A proposed measure this person may take up; None for an odd number, or one that is gone. Raises 404."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    return desk_queries.get_proposed(person(), number) if number and desk_queries.is_proposed(number) else None


@area.page("/new", needs=STAFFED)
def new() -> ResponseReturnValue:
    taken = _proposed(argument("proposed"))
    source_id = chosen_id("source")
    source = desk_queries.get_candidate(source_id) if source_id else None
    form = desk_pages.new_form(source, taken, person())
    return _new_page(form, [source] if source else [], taken)


@area.act("/new", needs=STAFFED)
def create() -> ResponseReturnValue:
    form = NewMeasureForm.read()
    sources = desk_queries.chosen_candidates(request.form.getlist("source")[:SOURCES])
    taken = _proposed(form.proposed.data)
    if not form.validate():
        return _new_page(form, sources, taken), 422
    require(PERMISSIONS, "create", form.chosen_process())
    measure = service.create(
        form.chosen_process(), form.texts(), status=form.status.data, reason=form.status_reason.data,
        progress=form.progress.data, sources=sources, proposed=taken, sent_key=form.sent_key.data,
    )  # fmt: skip
    confirm(_("The measure is public. The authors of its sources are told."))
    return back(measure.id)


@area.page("/<int:id>", needs=STAFFED)
def show(id: int) -> ResponseReturnValue:
    return render_template("measures/desk_show.html", **desk_pages.show_page(own(id), clock.now()))


@area.page("/<int:id>/edit", needs=STAFFED)
def edit(id: int) -> ResponseReturnValue:
    measure = own(id)
    choices = {"topic_id": measure.topic_id or 0, "municipality_id": measure.municipality_id or 0}
    form = MeasureForm(obj=measure, data=choices, process_id=measure.process_id)
    return render_template("measures/desk_form.html", form=form, measure=measure, sources=[], proposed=None)


@area.act("/<int:id>/edit", needs=STAFFED)
def save(id: int) -> ResponseReturnValue:
    measure = own(id, lock=True)
    form = MeasureForm.read(process_id=measure.process_id)
    if not form.validate():
        page = render_template("measures/desk_form.html", form=form, measure=measure, sources=[], proposed=None)
        return page, 422
    service.change(measure, form.texts())
    confirm(_("The measure is saved."))
    return back(id)


@area.page("/<int:id>/status", needs=STAFFED)
def status(id: int) -> ResponseReturnValue:
    measure = own(id)
    form = StatusForm(data={"status": measure.status, "progress": measure.progress})
    return render_template("measures/desk_status.html", form=form, measure=measure)


@area.act("/<int:id>/status", needs=STAFFED)
def change_status(id: int) -> ResponseReturnValue:
    measure, form = own(id, lock=True), StatusForm.read()
    if form.validate():
        try:
            public = not form.is_slip.data
            service.change_status(measure, form.status.data, form.reason.data, form.progress.data, public=public)
            confirm(_("The status is changed. It stands in the trail of every source now."))
            return back(id)
        except Refused as refused:
            form.refuse(refused.refusal, "status" if refused.refusal.code == "same" else "reason")
    return render_template("measures/desk_status.html", form=form, measure=measure), 422
