"""The desk's people: find, grant, revoke, close, help with a lost second factor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consul_py.accounts import queries, registry, roles
from consul_py.accounts.forms import ROLE_NAMES, DecisionForm, GrantForm, options
from consul_py.accounts.models import RoleGrant, User
from consul_py.accounts.permissions import PERMISSIONS
from consul_py.kernel import audit
from consul_py.kernel.authz import ADMINISTRATOR, ROLES, desk, require
from consul_py.kernel.forms import argument, choice
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.paging import number_from
from consul_py.kernel.refusal import Refused
from consul_py.kernel.web import Area, confirm, not_found

area = Area("desk_people", __name__, url_prefix="/desk/people")
ADMIN = desk(ADMINISTRATOR)


def _words(grants: Sequence[RoleGrant]) -> dict[int, str]:
    """Grants, by their ids, as the page says them: role and what it counts for."""
    names = registry.scope_names(grant.scope for grant in grants)
    where = {g.id: names.get((g.scope, g.scope_id), f"#{g.scope_id}") for g in grants if g.scope != "installation"}
    return {g.id: " · ".join([str(ROLE_NAMES[g.role]), *([where[g.id]] if g.id in where else [])]) for g in grants}


@area.page("/", needs=ADMIN)
def index() -> ResponseReturnValue:
    require(PERMISSIONS, "manage")
    search, role = argument("q"), choice("role", ("", "any", *ROLES), "")
    page = queries.people(search, role, number_from(request.args.get("page")))
    held = queries.roles_of(page.items)
    words = _words([grant for some in held.values() for grant in some])
    grants = {number: ", ".join(words[grant.id] for grant in some) for number, some in held.items()}
    kinds = [("", _("Everybody")), ("any", _("With a role")), *((r, ROLE_NAMES[r]) for r in ROLES)]
    return render_template("accounts/desk/people.html", page=page, grants=grants, search=search, role=role, kinds=kinds)


def _grant_form(read: bool = False) -> GrantForm:
    form: GrantForm = GrantForm.read() if read else GrantForm()
    found: list[tuple[str, Any]] = [("installation:0", _("the whole installation"))]
    for scope in registry.scopes().values():
        found += [(f"{scope.name}:{number}", f"{scope.label()}: {name}") for number, name in scope.choices()]
    form.scope.choices = options(found)
    return form


def _decision_form(user: User, read: bool = False) -> DecisionForm:
    form: DecisionForm = DecisionForm.read() if read else DecisionForm()
    states = [("reopen", _("Open the account again"))] if user.disabled_at else [("close", _("Close the account"))]
    if user.totp_secret:
        states.append(("reset_second_factor", _("Take the lost second factor away")))
    form.what.choices = options(states)
    return form


def _person_page(user: User, form: Any = None, decision: Any = None, status: int = 200) -> ResponseReturnValue:
    held = queries.grants_of(user.id)
    words = _words(held)
    return render_template(
        "accounts/desk/person.html",
        user=user,
        grants=[(grant, words[grant.id]) for grant in held],
        form=form or _grant_form(),
        decision=decision or _decision_form(user),
        log=audit.latest("user", user.id),
    ), status


@area.page("/<int:id>", needs=ADMIN)
def show(id: int) -> ResponseReturnValue:
    require(PERMISSIONS, "manage")
    return _person_page(queries.get_user(id))


@area.act("/<int:id>/grants", needs=ADMIN)
def grant(id: int) -> ResponseReturnValue:
    require(PERMISSIONS, "manage")
    user, form = queries.get_user(id), _grant_form(read=True)
    if not form.validate():
        return _person_page(user, form, status=422)
    try:
        roles.grant(user, form.role.data, *form.chosen())
    except Refused as refused:
        form.refuse(refused.refusal, "scope")
        return _person_page(user, form, status=422)
    confirm(_("%(name)s has the role now. It counts from the next page on.", name=user.display_name))
    return redirect(url_for("desk_people.show", id=id), 303)


@area.act("/<int:id>/grants/<int:grant_id>/revoke", needs=ADMIN)
def revoke(id: int, grant_id: int) -> ResponseReturnValue:
    require(PERMISSIONS, "manage")
    user = queries.get_user(id)
    held = queries.find_grant(id, grant_id) or not_found()
    roles.revoke(user, held)
    confirm(_("The role is taken back."))
    return redirect(url_for("desk_people.show", id=id), 303)


ACTS = {"close": roles.close, "reopen": roles.reopen, "reset_second_factor": roles.reset_second_factor}


@area.act("/<int:id>/decision", needs=ADMIN)
def decide(id: int) -> ResponseReturnValue:
    """Close or reopen an account, or take a lost second factor away: each with a reason that is kept."""
    require(PERMISSIONS, "manage")
    user = queries.get_user(id)
    decision = _decision_form(user, read=True)
    if not decision.validate():
        return _person_page(user, decision=decision, status=422)
    ACTS[decision.what.data](user, decision.reason.data or "")
    confirm(_("Done, and noted in the log."))
    return redirect(url_for("desk_people.show", id=id), 303)
