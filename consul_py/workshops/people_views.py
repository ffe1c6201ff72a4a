"""Who comes: the facilitator's list, with people added by hand and ticked off."""

from __future__ import annotations

from typing import Any

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consul_py.kernel import clock
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.refusal import Refused
from consul_py.kernel.web import confirm, not_found
from consul_py.workshops import desk_pages, registration_queries, registration_service, words
from consul_py.workshops.desk_area import NEEDED, area
from consul_py.workshops.forms import ByHandForm
from consul_py.workshops.models import Workshop


def _page(workshop: Workshop, form: Any, status: int = 200) -> ResponseReturnValue:
    people = registration_queries.people(workshop.id)
    return render_template(
        "workshops/desk_people.html", workshop=workshop, form=form, people=people,
        numbers=registration_queries.numbers(workshop.id), when=words.when(workshop),
        begun=clock.now() >= workshop.starts_at,
    ), status  # fmt: skip


@area.page("/<int:id>/registrations", needs=NEEDED)
def people(id: int) -> ResponseReturnValue:
    return _page(desk_pages.mine(id), ByHandForm())


@area.act("/<int:id>/registrations", needs=NEEDED)
def add_person(id: int) -> ResponseReturnValue:
    workshop = desk_pages.mine(id)
    form = ByHandForm.read()
    if not form.validate():
        return _page(workshop, form, 422)
    try:
        row = registration_service.add_by_hand(workshop, form.name.data, form.email.data, form.needs.data)
    except Refused as refused:
        form.refuse(refused.refusal, "email")
        return _page(workshop, form, 422)
    confirm(_("%(name)s is on the list.", name=row.name))
    return redirect(url_for("desk_workshops.people", id=id), 303)


@area.act("/<int:id>/registrations/attended", needs=NEEDED)
def attended(id: int) -> ResponseReturnValue:
    workshop = desk_pages.mine(id)
    came = {int(v) for v in request.form.getlist("attended") if v.isascii() and v.isdigit() and len(v) < 10}
    registration_service.mark_attended(workshop, came)
    confirm(_("Saved who was there."))
    return redirect(url_for("desk_workshops.people", id=id), 303)


@area.act("/<int:id>/registrations/<int:row_id>/remove", needs=NEEDED)
def remove_person(id: int, row_id: int) -> ResponseReturnValue:
    workshop = desk_pages.mine(id)
    row = registration_queries.get(id, row_id)
    if row is None:
        not_found()
    registration_service.strike(workshop, row)
    confirm(_("The registration is removed. A free seat goes to whoever waits first."))
    return redirect(url_for("desk_workshops.people", id=id), 303)


@area.page("/<int:id>/registrations.csv", needs=NEEDED)
def people_csv(id: int) -> ResponseReturnValue:
    answer = Response(desk_pages.people_csv(desk_pages.mine(id)), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="workshop-{id}.csv"'
    return answer
