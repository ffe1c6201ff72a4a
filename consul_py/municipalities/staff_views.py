"""Municipalities at the desk: list, add, edit."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from consul_py.kernel.authz import ADMINISTRATOR, STAFF, desk
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.web import Area, confirm
from consul_py.municipalities import queries, service
from consul_py.municipalities.forms import MunicipalityForm
from consul_py.municipalities.models import Municipality

area = Area("desk_municipalities", __name__, url_prefix="/desk/municipalities")
# Names and keys are shared by every process: a grant for one of them does not change them.
STAFFED = desk(STAFF, ADMINISTRATOR, everywhere=True)


@area.page("", needs=STAFFED)
def index() -> ResponseReturnValue:
    return render_template("municipalities/desk_index.html", municipalities=queries.all_municipalities())


def _form(form: MunicipalityForm, municipality: Municipality | None = None) -> str:
    return render_template("municipalities/desk_form.html", form=form, municipality=municipality)


@area.page("/new", needs=STAFFED)
def new() -> ResponseReturnValue:
    return _form(MunicipalityForm())


@area.act("/new", needs=STAFFED)
def create() -> ResponseReturnValue:
    return _save(Municipality(), None)


@area.page("/<int:id>", needs=STAFFED)
def edit(id: int) -> ResponseReturnValue:
    municipality = queries.get_municipality(id)
    return _form(MunicipalityForm(obj=municipality), municipality)


@area.act("/<int:id>", needs=STAFFED)
def save(id: int) -> ResponseReturnValue:
    municipality = queries.get_municipality(id)
    return _save(municipality, municipality)


def _save(row: Municipality, known: Municipality | None) -> ResponseReturnValue:
    form = MunicipalityForm.read()
    if form.validate():
        try:
            service.save(row, **form.data)
        except service.FieldRefused as refused:
            form.refuse(refused.refusal, refused.field)
        else:
            confirm(_("The municipality is saved."))
            return redirect(url_for("desk_municipalities.index"), 303)
    return _form(form, known), 422
