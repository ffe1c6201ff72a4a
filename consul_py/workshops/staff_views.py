"""Workshops at the desk: create, change, announce, cancel."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consul_py.kernel import clock
from consul_py.kernel.authz import person, require
from consul_py.kernel.forms import choice, chosen_id
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.paging import number_from
from consul_py.kernel.web import confirm
from consul_py.workshops import desk_pages, queries, service
from consul_py.workshops.desk_area import NEEDED, area
from consul_py.workshops.forms import CancelForm, NewWorkshopForm, WorkshopForm
from consul_py.workshops.models import Workshop
from consul_py.workshops.permissions import PERMISSIONS


@area.page("", needs=NEEDED)
def index() -> ResponseReturnValue:
    shown = choice("shown", queries.SHOWN, "upcoming")
    context = desk_pages.index_page(person(), shown, clock.now(), number_from(request.args.get("page")))
    return render_template("workshops/desk_index.html", **context)


def _values(form: Any) -> dict[str, Any]:
    return {name: form[name].data for name in service.FIELDS}


def _new_page(form: Any, status: int = 200) -> ResponseReturnValue:
    return render_template("workshops/desk_new.html", form=form), status


@area.page("/new", needs=NEEDED)
def new() -> ResponseReturnValue:
    process_id = queries.chosen_process(person(), chosen_id("process"))
    form = NewWorkshopForm(data={"process_id": process_id})
    desk_pages.fill_choices(form, process_id)
    return _new_page(form)


@area.act("/new", needs=NEEDED)
def create() -> ResponseReturnValue:
    form = NewWorkshopForm.read()
    desk_pages.fill_choices(form, form.process_id.data)
    if not form.validate():
        return _new_page(form, 422)
    require(PERMISSIONS, "create", form.process_id.data)
    workshop = service.create(form.process_id.data, person().id, _values(form))
    confirm(_("The workshop is a draft. Add an agenda, then announce it."))
    return redirect(url_for("desk_workshops.show", id=workshop.id), 303)


@area.page("/<int:id>", needs=NEEDED)
def show(id: int) -> ResponseReturnValue:
    workshop = desk_pages.mine(id, agenda=True)
    return render_template("workshops/desk_show.html", **desk_pages.show_page(workshop, clock.now()))


def _edit_page(workshop: Workshop, form: Any, status: int = 200) -> ResponseReturnValue:
    return render_template("workshops/desk_edit.html", workshop=workshop, form=form), status


@area.page("/<int:id>/edit", needs=NEEDED)
def edit(id: int) -> ResponseReturnValue:
    workshop = desk_pages.mine(id)
    form = WorkshopForm(obj=workshop)
    desk_pages.fill_choices(form, workshop.process_id)
    return _edit_page(workshop, form)


@area.act("/<int:id>/edit", needs=NEEDED)
def save(id: int) -> ResponseReturnValue:
    workshop = desk_pages.mine(id)
    form = WorkshopForm.read()
    desk_pages.fill_choices(form, workshop.process_id)
    if not form.validate():
        return _edit_page(workshop, form, 422)
    told = service.edit(workshop, _values(form), form.reason.data)
    confirm(_("Saved. Everybody on the list is told by e-mail.") if told else _("Saved."))
    return redirect(url_for("desk_workshops.show", id=id), 303)


@area.act("/<int:id>/announce", needs=NEEDED)
def announce(id: int) -> ResponseReturnValue:
    service.announce(desk_pages.mine(id))
    confirm(_("The workshop is announced. Registration is open."))
    return redirect(url_for("desk_workshops.show", id=id), 303)


@area.page("/<int:id>/cancel", needs=NEEDED)
def ask_cancel(id: int) -> ResponseReturnValue:
    return render_template("workshops/desk_cancel.html", workshop=desk_pages.mine(id), form=CancelForm())


@area.act("/<int:id>/cancel", needs=NEEDED)
def cancel(id: int) -> ResponseReturnValue:
    workshop = desk_pages.mine(id)
    form = CancelForm.read()
    if not form.validate():
        return render_template("workshops/desk_cancel.html", workshop=workshop, form=form), 422
    service.cancel(workshop, form.reason.data)
    confirm(_("The workshop is cancelled. Everybody on the list is told by e-mail."))
    return redirect(url_for("desk_workshops.show", id=id), 303)


@area.act("/<int:id>/discard", needs=NEEDED)
def discard(id: int) -> ResponseReturnValue:
    service.discard(desk_pages.mine(id))
    confirm(_("The draft is deleted."))
    return redirect(url_for("desk_workshops.index"), 303)
