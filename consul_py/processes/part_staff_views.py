"""The parts of a process at the desk: every list can be added to, edited, moved, shortened. No JavaScript needed."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consul_py.kernel.files import store_pdf
from consul_py.kernel.forms import BaseForm
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.refusal import Refused
from consul_py.kernel.web import confirm, not_found
from consul_py.processes import page_queries, part_service
from consul_py.processes.forms import ICONS, KINDS, Kind
from consul_py.processes.models import Process, ProcessDocument, ProcessPart
from consul_py.processes.page_queries import Part
from consul_py.processes.staff_views import STAFFED, area, own_process
from consul_py.processes.steps import when


def _kind(key: str) -> Kind:
    if key not in KINDS:
        not_found()
    return KINDS[key]


def _note(part: Part) -> str:
    """What a list says beside the title of a part."""
    if isinstance(part, ProcessDocument):
        return part.dated.isoformat() if part.dated else ""
    return (when(part) if isinstance(part, ProcessPart) else "") or part.summary[:160]


@area.page("/<int:id>/<key>", needs=STAFFED)
def parts(id: int, key: str) -> ResponseReturnValue:
    process, kind = own_process(id), _kind(key)
    rows = [(part, _note(part)) for part in page_queries.list_of_parts(process.id, kind.model)]
    return render_template("processes/desk_parts.html", process=process, kind=kind, key=key, rows=rows)


def _form(process: Process, key: str, form: BaseForm, part: Part | None = None) -> str:
    return render_template(
        "processes/desk_part_form.html", process=process, kind=KINDS[key], key=key, form=form, part=part, icons=ICONS
    )


@area.page("/<int:id>/<key>/new", needs=STAFFED)
def new_part(id: int, key: str) -> ResponseReturnValue:
    return _form(own_process(id), key, _kind(key).new_form())


@area.act("/<int:id>/<key>/new", needs=STAFFED)
def add_part(id: int, key: str) -> ResponseReturnValue:
    process, kind = own_process(id, lock=True), _kind(key)
    form = kind.new_form.read()
    if not form.validate():
        return _form(process, key, form), 422
    try:
        _add(process, kind, form)
    except Refused as refused:
        form.refuse(refused.refusal, "file" if "file" in form else "ends_on")
        return _form(process, key, form), 422
    confirm(_("The entry is saved."))
    return redirect(url_for("desk_processes.parts", id=process.id, key=key), 303)


def _add(process: Process, kind: Kind, form: BaseForm) -> None:
    if kind.model is ProcessDocument:
        values = form.data
        file = store_pdf(values["file"], values["title"])
        part_service.add_document(process, file, values["title"], values["dated"], is_strategy=values["is_strategy"])
    else:
        part_service.add(process, kind.model, **form.data)


@area.page("/<int:id>/<key>/<int:part_id>", needs=STAFFED)
def edit_part(id: int, key: str, part_id: int) -> ResponseReturnValue:
    process, kind = own_process(id), _kind(key)
    part = page_queries.get_part(process.id, kind.model, part_id)
    return _form(process, key, kind.form(obj=part), part)


@area.act("/<int:id>/<key>/<int:part_id>", needs=STAFFED)
def save_part(id: int, key: str, part_id: int) -> ResponseReturnValue:
    process, kind = own_process(id, lock=True), _kind(key)
    part = page_queries.get_part(process.id, kind.model, part_id)
    form = kind.form.read()
    if not form.validate():
        return _form(process, key, form, part), 422
    try:
        part_service.edit(process, part, **form.data)
    except Refused as refused:
        form.refuse(refused.refusal, "ends_on")
        return _form(process, key, form, part), 422
    confirm(_("The entry is saved."))
    return redirect(url_for("desk_processes.parts", id=process.id, key=key), 303)


@area.act("/<int:id>/<key>/<int:part_id>/delete", needs=STAFFED)
def delete_part(id: int, key: str, part_id: int) -> ResponseReturnValue:
    process, kind = own_process(id, lock=True), _kind(key)
    part_service.remove(process, page_queries.get_part(process.id, kind.model, part_id))
    confirm(_("The entry is deleted."))
    return redirect(url_for("desk_processes.parts", id=process.id, key=key), 303)


@area.act("/<int:id>/<key>/<int:part_id>/move", needs=STAFFED)
def move_part(id: int, key: str, part_id: int) -> ResponseReturnValue:
    process, kind = own_process(id, lock=True), _kind(key)
    part = page_queries.get_part(process.id, kind.model, part_id)
    step = -1 if request.form.get("direction") == "up" else 1
    part_service.move(process, page_queries.list_of_parts(process.id, kind.model), part, step)
    return redirect(url_for("desk_processes.parts", id=process.id, key=key), 303)
