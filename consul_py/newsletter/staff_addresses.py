"""Addresses at the desk: the list, and for each one what was sent and why, its proof, and what can be done about it."""

from __future__ import annotations

import json
from typing import Any

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consul_py.kernel import audit, clock, sheets
from consul_py.kernel.authz import require
from consul_py.kernel.forms import argument
from consul_py.kernel.i18n import LANGUAGES
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.refusal import Refused
from consul_py.kernel.web import confirm
from consul_py.newsletter import address_queries, addresses, queries
from consul_py.newsletter.desk_area import area, page_number, staff
from consul_py.newsletter.desk_forms import CorrectionForm, ReasonForm
from consul_py.newsletter.models import Subscription
from consul_py.newsletter.permissions import PERMISSIONS


@area.page("/subscribers", needs=staff)
def subscribers() -> ResponseReturnValue:
    require(PERMISSIONS, "addresses")
    state, q = argument("state"), argument("q")
    page = queries.subscribers(state, q, page_number())
    return render_template("newsletter/subscribers.html", page=page, state=state, q=q, counts=queries.state_counts())


@area.page("/subscribers/<int:id>", needs=staff)
def subscriber(id: int) -> ResponseReturnValue:
    require(PERMISSIONS, "addresses")
    return _subscriber(id, ReasonForm())


def _subscriber(id: int, form: ReasonForm, status: int = 200) -> ResponseReturnValue:
    row = queries.get_subscription(id)
    page = queries.sent_to(id, page_number())
    context: dict[str, Any] = {
        "row": row,
        "page": page,
        "why": address_queries.why(row, [delivery.mailing for delivery in page.items]),
        "kinds": address_queries.kind_names(row),
        "language_names": LANGUAGES,
        "interests": address_queries.interest_names(row),
        "bounces": address_queries.bounces_of(id),
        "singles": address_queries.single_mails(row.email),
        "form": form,
        "log": audit.latest("subscription", id),
    }
    return render_template("newsletter/subscriber.html", **context), status


@area.act("/subscribers/<int:id>", needs=staff)
def change_subscriber(id: int) -> ResponseReturnValue:
    """Suppress, allow again or remove, by the button's name; the first and the last need a reason."""
    require(PERMISSIONS, "addresses")
    row = queries.get_subscription(id, lock=True)
    if "allow" in request.form:
        addresses.unsuppress(row)
        confirm(_("This address may receive mail again."))
        return redirect(url_for("desk_newsletter.subscriber", id=id), 303)
    form: ReasonForm = ReasonForm.read()
    if not form.validate():
        return _subscriber(id, form, 422)
    reason = form.reason.data or ""
    if "remove" in request.form:
        addresses.remove(row, reason)
        confirm(_("The address is removed and cannot be entered again by import or by strangers."))
    else:
        addresses.suppress(row, reason)
        confirm(_("Nothing more is sent to this address."))
    return redirect(url_for("desk_newsletter.subscriber", id=id), 303)


@area.page("/subscribers/<int:id>/correct", needs=staff)
def ask_correction(id: int) -> ResponseReturnValue:
    require(PERMISSIONS, "addresses")
    row = queries.get_subscription(id)
    return _correction(row, CorrectionForm(data={"email": row.email}))


def _correction(row: Subscription, form: CorrectionForm, status: int = 200) -> ResponseReturnValue:
    return render_template("newsletter/correct.html", row=row, form=form), status


@area.act("/subscribers/<int:id>/correct", needs=staff)
def correct(id: int) -> ResponseReturnValue:
    require(PERMISSIONS, "addresses")
    row = queries.get_subscription(id, lock=True)
    form: CorrectionForm = CorrectionForm.read()
    if not form.validate():
        return _correction(row, form, 422)
    try:
        addresses.correct(row, form.email.data or "", form.reason.data or "")
    except Refused as refused:
        form.refuse(refused.refusal, "email")
        return _correction(row, form, 422)
    confirm(_("Corrected. A mail asks there for the confirmation; until then nothing else is sent to it."))
    return redirect(url_for("desk_newsletter.subscriber", id=id), 303)


def _disclosed(id: int, form: str) -> dict[str, Any]:
    """Everything about an address, for whoever asked; that it was given out stands in the log."""
    require(PERMISSIONS, "addresses")
    row = queries.get_subscription(id)
    audit.record("newsletter.disclose", "subscription", id, addresses.masked(row.email), form=form)
    return address_queries.record_of(row)


@area.act("/subscribers/<int:id>/record.json", needs=staff)
def record_json(id: int) -> ResponseReturnValue:
    text = json.dumps(_disclosed(id, "json"), default=address_queries.as_text, ensure_ascii=False, indent=2)
    answer = Response(text + "\n", mimetype="application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="newsletter-address-{id}.json"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@area.act("/subscribers/<int:id>/record.csv", needs=staff)
def record_csv(id: int) -> ResponseReturnValue:
    header = [_("Issue"), _("Why"), _("State"), _("Answer of the mail server"), _("Created"), _("Done"),
              _("Message-ID")]  # fmt: skip
    return sheets.download(f"newsletter-address-{id}", header, address_queries.table_of(_disclosed(id, "csv")))


@area.page("/subscribers/<int:id>/record", needs=staff)
def record(id: int) -> ResponseReturnValue:
    """All of it on one page to print, for somebody who asks by letter."""
    require(PERMISSIONS, "addresses")
    row = queries.get_subscription(id)
    return render_template(
        "newsletter/record.html", row=row, record=address_queries.record_of(row), now=clock.now(),
        kinds=address_queries.kind_names(row), language_names=LANGUAGES,
    )  # fmt: skip
