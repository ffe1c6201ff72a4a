"""Agenda items and parts of the follow-up at the desk: a small form for each, no JavaScript needed."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from consul_py.kernel import files
from consul_py.kernel.authz import person
from consul_py.kernel.forms import chosen_id
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.i18n import lazy_gettext as _l
from consul_py.kernel.refusal import Refusal, Refused
from consul_py.kernel.web import confirm
from consul_py.workshops import desk_pages, parts
from consul_py.workshops.desk_area import NEEDED, area
from consul_py.workshops.models import Workshop
from consul_py.workshops.part_forms import NEW_PART_FORMS, PART_FORMS

TITLES = {
    "agenda": (_l("Add a point to the agenda"), _l("Change a point of the agenda")),
    "group": (_l("Add a working group"), _l("Change a working group")),
    "result": (_l("Add a result"), _l("Change a result")),
    "measure": (_l("Add a proposed measure"), _l("Change a proposed measure")),
    "partner": (_l("Add a partner's contribution"), _l("Change a partner's contribution")),
    "date": (_l("Add a date"), _l("Change a date")),
    "picture": (_l("Add a picture"), _l("Change a picture")),
    "document": (_l("Add a document"), _l("Change a document")),
}


def _back(id: int, kind: str) -> str:
    if kind == "agenda":
        return url_for("desk_workshops.show", id=id) + "#agenda"
    return url_for("desk_workshops.follow_up", id=id) + f"#{'group' if kind == 'result' else kind}"


def _page(workshop: Workshop, kind: str, form: Any, row: Any = None, status: int = 200) -> ResponseReturnValue:
    title = TITLES[kind][0 if row is None else 1]
    back = _back(workshop.id, kind)
    page = render_template(
        "workshops/desk_part.html", workshop=workshop, kind=kind, form=form, title=title, back=back, row=row
    )
    return page, status


@area.page("/<int:id>/parts/<kind>/new", needs=NEEDED)
def new_part(id: int, kind: str) -> ResponseReturnValue:
    workshop = desk_pages.mine(id)
    parts.check_group(workshop, kind, chosen_id("group"))
    return _page(workshop, kind, NEW_PART_FORMS[kind]())


def _read_upload(id: int, kind: str) -> files.Content | Refusal | None:
    """Decode the file before the transaction holds any lock."""
    upload = request.files.get("file")
    wanted = parts.get_kind(kind).upload
    if not wanted or not isinstance(upload, FileStorage) or not upload.filename or not person().strong:
        return None
    try:
        return files.read_picture(upload) if wanted == "picture" else files.read_pdf(upload)
    except Refused as refused:
        return refused.refusal


@area.act("/<int:id>/parts/<kind>/new", needs=NEEDED, prepare=_read_upload)
def add_part(id: int, kind: str, prepared: files.Content | Refusal | None) -> ResponseReturnValue:
    workshop = desk_pages.mine(id)
    form = NEW_PART_FORMS[kind].read()
    fine = form.validate()
    if isinstance(prepared, Refusal):
        form.refuse(prepared, "file")
    if not fine or isinstance(prepared, Refusal):
        return _page(workshop, kind, form, status=422)
    values = {name: value for name, value in form.data.items() if name != "file"}
    parts.add(workshop, kind, values, group_id=chosen_id("group"), content=prepared)
    confirm(_("Added."))
    return redirect(_back(id, kind), 303)


@area.page("/<int:id>/parts/<kind>/<int:part_id>", needs=NEEDED)
def part(id: int, kind: str, part_id: int) -> ResponseReturnValue:
    workshop = desk_pages.mine(id)
    row = parts.get(workshop, kind, part_id)
    return _page(workshop, kind, PART_FORMS[kind](obj=row), row)


@area.act("/<int:id>/parts/<kind>/<int:part_id>", needs=NEEDED)
def change_part(id: int, kind: str, part_id: int) -> ResponseReturnValue:
    workshop = desk_pages.mine(id)
    row = parts.get(workshop, kind, part_id)
    form = PART_FORMS[kind].read()
    if not form.validate():
        return _page(workshop, kind, form, row, 422)
    parts.change(workshop, kind, row, form.data)
    confirm(_("Saved."))
    return redirect(_back(id, kind), 303)


@area.act("/<int:id>/parts/<kind>/<int:part_id>/move", needs=NEEDED)
def move_part(id: int, kind: str, part_id: int) -> ResponseReturnValue:
    workshop = desk_pages.mine(id)
    parts.move(workshop, kind, parts.get(workshop, kind, part_id), -1 if request.form.get("up") else 1)
    return redirect(_back(id, kind), 303)


@area.act("/<int:id>/parts/<kind>/<int:part_id>/remove", needs=NEEDED)
def remove_part(id: int, kind: str, part_id: int) -> ResponseReturnValue:
    workshop = desk_pages.mine(id)
    parts.remove(workshop, kind, parts.get(workshop, kind, part_id))
    confirm(_("Removed."))
    return redirect(_back(id, kind), 303)
