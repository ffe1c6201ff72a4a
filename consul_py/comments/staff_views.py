"""The moderation desk: reports, what is hidden, objections."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consul_py.comments import moderation_queries, moderation_service, rules
from consul_py.comments.forms import CATEGORY_NAMES, DecisionForm, DismissForm, HideForm
from consul_py.comments.models import Hiding
from consul_py.comments.permissions import PERMISSIONS, is_author
from consul_py.comments.thing_queries import Thing, get_thing, thing_of
from consul_py.kernel import audit
from consul_py.kernel.authz import ADMINISTRATOR, MODERATOR, STAFF, desk, person, require
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.paging import number_from
from consul_py.kernel.refusal import ensure
from consul_py.kernel.web import Area, confirm

area = Area("desk_moderation", __name__, url_prefix="/desk/moderation")
TEAM = desk(STAFF, MODERATOR, ADMINISTRATOR)


def _tabs(current: str) -> list[dict[str, Any]]:
    reports, appeals = moderation_queries.waiting(person())
    entries = [
        ("index", _("Reports"), reports),
        ("hidden", _("Hidden"), None),
        ("appeals", _("Objections"), appeals),
    ]
    return [
        {"label": label, "url": url_for(f"desk_moderation.{name}"), "count": count, "current": name == current}
        for name, label, count in entries
    ]


@area.page("", needs=TEAM)
def index() -> ResponseReturnValue:
    page = moderation_queries.queue(person(), number_from(request.args.get("page")))
    return render_template("comments/desk_reports.html", tabs=_tabs("index"), page=page, names=CATEGORY_NAMES)


@area.page("/hidden", needs=TEAM)
def hidden() -> ResponseReturnValue:
    page = moderation_queries.hidings(person(), number_from(request.args.get("page")))
    return render_template("comments/desk_hidden.html", tabs=_tabs("hidden"), page=page, names=CATEGORY_NAMES)


@area.page("/appeals", needs=TEAM)
def appeals() -> ResponseReturnValue:
    waiting = moderation_queries.open_appeals(person())
    return render_template("comments/desk_appeals.html", tabs=_tabs("appeals"), appeals=waiting)


@area.page("/<any(subjects, comments):kind>/<int:id>", needs=TEAM)
def show(kind: str, id: int) -> ResponseReturnValue:
    return _page(_thing(kind, id), kind, id)


def _thing(kind: str, id: int) -> Thing:
    thing = get_thing(kind, id)
    _require_others(thing)
    return thing


def _hiding(id: int) -> Hiding:
    hiding = moderation_queries.get_hiding(id)
    _require_others(hiding)
    return hiding


def _require_others(about: Thing | Hiding) -> None:
    """Only within one's reach, and nobody judges their own text or sees who reported it."""
    require(PERMISSIONS, "moderate", about)
    ensure(rules.OWN_TEXT if is_author(person(), about) else None)


def _page(thing: Thing, kind: str, id: int, status: int = 200, **forms: Any) -> ResponseReturnValue:
    context: dict[str, Any] = {
        "thing": thing,
        "at": {"kind": kind, "id": id},
        "reports": moderation_queries.reports_of(thing),
        "hiding": moderation_queries.current_hiding(thing),
        "history": audit.latest(thing.kind, id),
        "names": CATEGORY_NAMES,
        "hide_form": HideForm(),
        "dismiss_form": DismissForm(),
        "form": None,
    }
    return render_template("comments/desk_thing.html", **(context | forms)), status


@area.act("/<any(subjects, comments):kind>/<int:id>/hide", needs=TEAM)
def hide(kind: str, id: int) -> ResponseReturnValue:
    thing, form = _thing(kind, id), HideForm.read()
    if not form.validate():
        return _page(thing, kind, id, 422, hide_form=form, form=form)
    moderation_service.hide(thing, person(), form.category.data, form.reason.data)
    confirm(_("Hidden. The author receives your reason and may object for 14 days."))
    return redirect(url_for("desk_moderation.index"), 303)


@area.act("/<any(subjects, comments):kind>/<int:id>/dismiss", needs=TEAM)
def dismiss(kind: str, id: int) -> ResponseReturnValue:
    thing, form = _thing(kind, id), DismissForm.read()
    if not form.validate():
        return _page(thing, kind, id, 422, dismiss_form=form, form=form)
    moderation_service.dismiss(thing, person(), form.note.data)
    confirm(_("The reports are settled. The text stays."))
    return redirect(url_for("desk_moderation.index"), 303)


@area.act("/hidings/<int:id>/restore", needs=TEAM)
def restore(id: int) -> ResponseReturnValue:
    hiding = _hiding(id)
    moderation_service.restore(hiding, thing_of(hiding), person())
    confirm(_("The text is public again. Its author has been told."))
    return redirect(url_for("desk_moderation.hidden"), 303)


@area.page("/hidings/<int:id>/decide", needs=TEAM)
def consider(id: int) -> ResponseReturnValue:
    return _decision_page(id, DecisionForm())


@area.act("/hidings/<int:id>/decide", needs=TEAM)
def decide(id: int) -> ResponseReturnValue:
    hiding, form = _hiding(id), DecisionForm.read()
    if not form.validate():
        return _decision_page(id, form, 422)
    thing = thing_of(hiding)
    moderation_service.decide(hiding, thing, person(), granted=form.granted.data == "yes", answer=form.answer.data)
    confirm(_("The objection is answered. The author has been told."))
    return redirect(url_for("desk_moderation.appeals"), 303)


def _decision_page(id: int, form: DecisionForm, status: int = 200) -> ResponseReturnValue:
    hiding = _hiding(id)
    thing = thing_of(hiding)
    return render_template(
        "comments/desk_decide.html", hiding=hiding, thing=thing, form=form, names=CATEGORY_NAMES
    ), status
