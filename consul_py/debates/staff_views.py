"""The debates desk: what waits for a conclusion, and writing it."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consul_py.debates import queries, service
from consul_py.debates.forms import ConclusionForm
from consul_py.debates.models import Debate
from consul_py.debates.permissions import PERMISSIONS
from consul_py.debates.views import state_of
from consul_py.kernel import audit, clock
from consul_py.kernel.authz import STAFF, desk, person, require
from consul_py.kernel.forms import choice
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.paging import number_from
from consul_py.kernel.web import Area, confirm

area = Area("desk_debates", __name__, url_prefix="/desk/debates")
TEAM = desk(STAFF)
STATES = ("all", "waiting", "open", "closed")


@area.page("", needs=TEAM)
def index() -> ResponseReturnValue:
    state = choice("state", STATES, "all")
    page = queries.for_desk(person(), state=state, now=clock.now(), number=number_from(request.args.get("page")))
    names = {"all": _("All"), "waiting": _("Without a conclusion"), "open": _("Open"), "closed": _("Concluded")}
    tabs = [
        {"label": names[name], "url": url_for("desk_debates.index", state=name), "current": name == state}
        for name in STATES
    ]
    return render_template("debates/desk_index.html", page=page, tabs=tabs, state=state, state_of=state_of)


@area.page("/<int:id>", needs=TEAM)
def show(id: int) -> ResponseReturnValue:
    debate = queries.get_debate(id)
    return _page(debate, ConclusionForm(obj=debate))


def _page(debate: Debate, form: ConclusionForm, status: int = 200, shown: str = "") -> ResponseReturnValue:
    require(PERMISSIONS, "conclude", debate)
    history = audit.latest("debate", debate.id)
    context = {"debate": debate, "form": form, "state": state_of(debate), "history": history, "shown": shown}
    return render_template("debates/desk_show.html", **context), status


@area.act("/<int:id>", needs=TEAM)
def conclude(id: int) -> ResponseReturnValue:
    debate, form = queries.get_debate(id), ConclusionForm.read()
    require(PERMISSIONS, "conclude", debate)
    if "preview" in request.form:
        return _page(debate, form, shown=form.conclusion.preview())
    if not form.validate():
        return _page(debate, form, 422)
    if debate.concluded_at is None:
        service.conclude(debate, person(), form.conclusion.data)
        confirm(_("The debate is closed. Its author and followers are told."))
    else:
        service.correct_conclusion(debate, form.conclusion.data)
        confirm(_("The conclusion is changed."))
    return redirect(url_for("desk_debates.show", id=id), 303)
