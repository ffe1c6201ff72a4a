"""The desk of residence: find the account of the person in front of you, and prove them by a document."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from consul_py.accounts import tickets
from consul_py.accounts.models import User
from consul_py.accounts.queries import find_user
from consul_py.kernel import limits
from consul_py.kernel.authz import require
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.refusal import Refused
from consul_py.kernel.web import confirm
from consul_py.residence import letter_queries, queries, rules, service
from consul_py.residence.desk_area import NEEDED, area, covered, own_places
from consul_py.residence.forms import DeskForm, FindForm
from consul_py.residence.permissions import PERMISSIONS
from consul_py.residence.words import METHODS, few

TICKET_MINUTES = 30


@area.page("", needs=NEEDED)
def index() -> ResponseReturnValue:
    return _index(FindForm())


def _index(form: Any, status: int = 200) -> ResponseReturnValue:
    places = covered()
    numbers = queries.by_method(places)
    figures = [(word, few(numbers.get(method, 0)), "") for method, word in METHODS.items()]
    waiting = letter_queries.waiting_number(places)
    return render_template("residence/desk_index.html", form=form, figures=figures, waiting=waiting), status


@area.act("/find", needs=NEEDED)
def find() -> ResponseReturnValue:
    """Lead to the page of an account, whose address cannot be guessed."""
    covered()
    limits.limit("residence-find", account="100/hour")
    form = FindForm.read()
    if form.validate():
        try:
            user = service.find_account(form.account.data)
            return redirect(url_for("desk_residence.person", ticket=tickets.issue("residence", user.id)), 303)
        except Refused as refused:
            form.refuse(refused.refusal, "account")
    return _index(form, 422)


def _account(ticket: str) -> User:
    """The account that a ticket leads to. Raises Refused (410)."""
    found = tickets.read("residence", ticket, TICKET_MINUTES)
    user = find_user(found[0]) if found else None
    if user is None:
        raise Refused(rules.GONE)
    return user


def _person_page(user: User, form: Any, ticket: str, status: int = 200) -> ResponseReturnValue:
    proof = queries.find_proof(user.id)
    return render_template("residence/desk_person.html", user=user, form=form, ticket=ticket, proof=proof), status


@area.page("/person/<ticket>", needs=NEEDED)
def person(ticket: str) -> ResponseReturnValue:
    places = own_places()
    form = DeskForm(data={"municipality_id": places[0][0] if len(places) == 1 else None})
    return _person_page(_account(ticket), form.offer(places), ticket)


@area.act("/person/<ticket>", needs=NEEDED)
def prove(ticket: str) -> ResponseReturnValue:
    places, user = own_places(), _account(ticket)
    form = DeskForm.read().offer(places)
    if not form.validate():
        return _person_page(user, form, ticket, 422)
    require(PERMISSIONS, "prove", form.municipality_id.data)
    other = service.prove_at_desk(user, form.name.data, form.born_on.data, form.municipality_id.data)
    confirm(_("The residence of %(name)s is proven.", name=user.display_name))
    if other:
        confirm(_("This person has another proven account. In votes both count as one; please tell them."))
    return redirect(url_for("desk_residence.index"), 303)
