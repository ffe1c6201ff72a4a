"""The state of an urn at the desk, and who observes it. Turnout only: nobody learns what was voted."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from consul_py.ballots import keys
from consul_py.ballots import queries as ballots
from consul_py.kernel import clock
from consul_py.kernel.authz import require
from consul_py.kernel.forms import sent
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.refusal import Refused
from consul_py.kernel.web import confirm
from consul_py.polls import observing, paper_queries, rules, seal_queries, seal_rules
from consul_py.polls.observer_forms import ObserverForm
from consul_py.polls.paper_staff_views import own
from consul_py.polls.permissions import PERMISSIONS
from consul_py.polls.staff_views import STAFFED, area
from consul_py.subjects.models import Subject


@area.page("/<int:id>/urn", needs=STAFFED)
def urn(id: int) -> ResponseReturnValue:
    poll, now = own(id), clock.now()
    numbers, held = seal_queries.state(id), poll.urn
    public = numbers.definition["keys"]
    has_receipt_key = keys.is_there(keys.RECEIPT, public["receipt"])
    facts = seal_rules.Facts(
        held.trouble, held.opens_at, held.closes_at, held.sealed_at, has_receipt_key, numbers.worker_seen
    )
    return render_template(
        "polls/urn.html", poll=poll, urn=held, n=numbers, state=rules.state(held, now), keys=public,
        has_receipt_key=has_receipt_key, troubles=seal_rules.troubles(facts, now),
        eligible=sum(numbers.eligible.values()), used=held.used if held.destroyed_at else numbers.used,
        next_seal=seal_rules.next_seal(held.closes_at, held.sealed_at, numbers.batch_at, now),
        last=ballots.last_checkpoint(id), observers=seal_queries.watching(id), enough=seal_rules.OBSERVERS,
        late=held.paper_open and now >= held.closes_at and held.sealed_at is None, log=paper_queries.log(id),
    )  # fmt: skip


def _own_poll(poll_id: int) -> Subject:
    poll = paper_queries.any_poll(poll_id)
    require(PERMISSIONS, "edit", poll)
    return poll


def _observers_page(poll: Subject, form: Any, status: int = 200) -> ResponseReturnValue:
    watching = seal_queries.watching(poll.id)
    context = {"poll": poll, "observers": watching, "form": form, "enough": seal_rules.OBSERVERS}
    return render_template("polls/observers.html", frozen=ballots.is_frozen(poll.id), **context), status


@area.page("/<int:id>/observers", needs=STAFFED)
def observers(id: int) -> ResponseReturnValue:
    return _observers_page(_own_poll(id), ObserverForm())


@area.act("/<int:id>/observers", needs=STAFFED)
def observer_add(id: int) -> ResponseReturnValue:
    poll, form = _own_poll(id), ObserverForm.read()
    if not form.validate():
        return _observers_page(poll, form, 422)
    try:
        observing.add(poll, form.name.data, form.organisation.data, form.email.data, form.language.data)
    except Refused as refused:
        form.refuse(refused.refusal, "email")
        return _observers_page(poll, form, 422)
    confirm(_("%(name)s observes this poll and gets every checkpoint by mail.", name=form.name.data))
    return redirect(url_for("desk_polls.observers", id=id), 303)


@area.act("/<int:id>/observers/remove", needs=STAFFED)
def observer_remove(id: int) -> ResponseReturnValue:
    poll, number = _own_poll(id), sent().get("observer", "")
    if number.isascii() and number.isdigit() and len(number) < 10 and observing.remove(poll, int(number)):
        confirm(_("This observer gets no more mails."))
    return redirect(url_for("desk_polls.observers", id=id), 303)
