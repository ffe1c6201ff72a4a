"""Processes at the desk: texts, checklist, publishing, completing, and the municipalities that take part."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consul_py.kernel import audit, clock, panels
from consul_py.kernel.authz import ADMINISTRATOR, STAFF, desk, may, person, require
from consul_py.kernel.forms import sent
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.limits import limit
from consul_py.kernel.paging import number_from
from consul_py.kernel.refusal import Refused
from consul_py.kernel.text import html_from_markdown
from consul_py.kernel.web import Area, confirm
from consul_py.municipalities.queries import all_municipalities
from consul_py.processes import page_queries, pages, queries, rules, service
from consul_py.processes.forms import KINDS, ProcessForm
from consul_py.processes.models import Process
from consul_py.processes.permissions import PERMISSIONS

area = Area("desk_processes", __name__, url_prefix="/desk/processes")
STAFFED = desk(STAFF, ADMINISTRATOR)


def own_process(process_id: int, *, lock: bool = False) -> Process:
    """A process of the person's own. Raises 404, 403."""
    process = queries.get_process(process_id, lock=lock)
    require(PERMISSIONS, "edit_process", process)
    return process


@area.page("", needs=STAFFED)
def index() -> ResponseReturnValue:
    page = page_queries.desk_processes(person(), number_from(request.args.get("page")))
    rows = [
        (process, rules.process_state(process), rules.missing(rules.process_points(process))) for process in page.items
    ]
    return render_template(
        "processes/desk_index.html", page=page, rows=rows, may_create=may(PERMISSIONS, "create_process")
    )


@area.act("/preview", needs=STAFFED)
def preview() -> ResponseReturnValue:
    limit("preview", network_limit="300/10 minutes")
    return html_from_markdown(sent().get("text", "")[:60_000])


@area.page("/new", needs=STAFFED)
def new() -> ResponseReturnValue:
    require(PERMISSIONS, "create_process")
    return _form(ProcessForm())


@area.act("/new", needs=STAFFED)
def create() -> ResponseReturnValue:
    require(PERMISSIONS, "create_process")
    form = ProcessForm.read()
    if "preview" in request.form:
        return _form(form)
    if not form.validate():
        return _form(form), 422
    try:
        process = service.create(**form.data)
    except Refused as refused:
        form.refuse(refused.refusal, "title")
        return _form(form), 422
    confirm(_("The draft is saved. Now fill the start checklist and add phases and topic fields."))
    return redirect(url_for("desk_processes.show", id=process.id), 303)


def _form(form: ProcessForm, process: Process | None = None) -> str:
    shown = form.body.preview() if "preview" in request.form else ""
    return render_template("processes/desk_form.html", form=form, process=process, preview_html=shown)


@area.page("/<int:id>", needs=STAFFED)
def show(id: int) -> ResponseReturnValue:
    process = own_process(id)
    now = clock.now()
    consultations = page_queries.consultations_of(process.id, drafts=True)
    return render_template(
        "processes/desk_show.html",
        process=process,
        state=rules.process_state(process),
        points=rules.process_points(process),
        parts=page_queries.counts_of_parts(process.id),
        kinds=KINDS,
        consultations=[pages.consultation_row(one, now) for one in consultations],
        panels=panels.collect("desk_process", process, person()),
        log=audit.latest("process", process.id),
    )


@area.page("/<int:id>/edit", needs=STAFFED)
def edit(id: int) -> ResponseReturnValue:
    process = own_process(id)
    return _form(ProcessForm(obj=process), process)


@area.act("/<int:id>/edit", needs=STAFFED)
def save(id: int) -> ResponseReturnValue:
    process = own_process(id, lock=True)
    form = ProcessForm.read()
    if "preview" in request.form:
        return _form(form, process)
    if not form.validate():
        return _form(form, process), 422
    try:
        service.edit(process, **form.data)
    except service.FieldRefused as refused:
        form.refuse(refused.refusal, refused.field)
        return _form(form, process), 422
    confirm(_("The texts are saved."))
    return redirect(url_for("desk_processes.show", id=process.id), 303)


@area.act("/<int:id>/publish", needs=STAFFED)
def publish(id: int) -> ResponseReturnValue:
    process = own_process(id, lock=True)
    service.publish(process)
    confirm(_("The process is public now. Next: publish its first consultation."))
    return redirect(url_for("desk_processes.show", id=process.id), 303)


@area.act("/<int:id>/complete", needs=STAFFED)
def complete(id: int) -> ResponseReturnValue:
    process = own_process(id, lock=True)
    service.complete(process)
    confirm(_("The process is completed. Everything stays public to read."))
    return redirect(url_for("desk_processes.show", id=process.id), 303)


@area.page("/<int:id>/municipalities", needs=STAFFED)
def municipalities(id: int) -> ResponseReturnValue:
    process = own_process(id)
    chosen = {municipality.id for municipality in page_queries.municipalities_of(process.id)}
    return render_template(
        "processes/desk_municipalities.html", process=process, every=all_municipalities(), chosen=chosen
    )


@area.act("/<int:id>/municipalities", needs=STAFFED)
def save_municipalities(id: int) -> ResponseReturnValue:
    process = own_process(id, lock=True)
    values = sent().getlist("municipality_id")
    service.set_municipalities(process, [int(v) for v in values if v.isascii() and v.isdigit() and len(v) < 10])
    confirm(_("The municipalities are saved."))
    return redirect(url_for("desk_processes.show", id=process.id), 303)
