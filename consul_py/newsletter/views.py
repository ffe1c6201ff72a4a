"""The newsletter's public pages: order, confirm, choose, leave. None needs an account; the archive has its own file."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from consul_py.kernel import clock, limits
from consul_py.kernel.authz import anyone, person, resident
from consul_py.kernel.forms import sent
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.i18n import language
from consul_py.kernel.refusal import Refused
from consul_py.kernel.web import Area, confirm
from consul_py.newsletter import content, queries, rules, service
from consul_py.newsletter.forms import ManageForm, SubscribeForm
from consul_py.newsletter.models import KINDS, Subscription
from consul_py.newsletter.queries import AT_ONCE, WEEKLY

area = Area("newsletter", __name__, url_prefix="/newsletter")
FORM_LIMIT, GUESS_LIMIT = "30/hour", "60/hour"


def _unknown() -> ResponseReturnValue:
    """A link that opens nothing (any more); guesses are counted per network. Raises Refused."""
    limits.limit("newsletter-token", network_limit=GUESS_LIMIT)
    return render_template("newsletter/unknown.html"), 404


@area.page("/subscribe", needs=anyone)
def subscribe() -> ResponseReturnValue:
    form = SubscribeForm(data={"interests": list(KINDS), "email": person().email})
    return render_template("newsletter/subscribe.html", form=form, wording=service.wording())


@area.act("/subscribe", needs=anyone)
def ask() -> ResponseReturnValue:
    limits.limit("newsletter", network_limit=FORM_LIMIT)
    form: SubscribeForm = SubscribeForm.read()
    if not form.validate():
        return render_template("newsletter/subscribe.html", form=form, wording=service.wording()), 422
    service.ask(form.email.data or "", form.wanted, language=language(), source="web: /newsletter/subscribe")
    return redirect(url_for("newsletter.asked"), 303)


@area.page("/subscribe/sent", needs=anyone)
def asked() -> ResponseReturnValue:
    return render_template("newsletter/asked.html")


@area.page("/confirm/<token>", needs=anyone)
def confirm_page(token: str) -> ResponseReturnValue:
    consent = queries.open_consent(token, clock.now())
    if consent is None:
        return _ended()
    asked = queries.asked_words(consent.wanted)
    return render_template("newsletter/confirm.html", consent=consent, asked=asked)


def _ended() -> ResponseReturnValue:
    limits.limit("newsletter-token", network_limit=GUESS_LIMIT)
    return render_template("newsletter/ended.html"), 404


@area.act("/confirm/<token>", needs=anyone, endpoint="confirm")
def confirm_act(token: str) -> ResponseReturnValue:
    try:
        row = service.confirm(token)
    except Refused as refused:
        if refused.refusal is not rules.ENDED:
            raise
        return _ended()
    confirm(_("Thank you. You will now receive the newsletter. Below you can choose what you want to hear about."))
    return redirect(url_for("newsletter.manage", token=content.manage_token(row)), 303)


def _manage_page(row: Subscription, form: ManageForm, status: int = 200) -> ResponseReturnValue:
    leave = url_for("newsletter.leave", token=row.leave_token)
    return render_template("newsletter/manage.html", row=row, form=form, leave=leave), status


@area.page("/manage/<token>", needs=anyone)
def manage(token: str) -> ResponseReturnValue:
    row = queries.by_manage_token(token)
    if row is None:
        return _unknown()
    chosen = {"interests": row.kinds, "scopes": row.scopes, "language": row.language}
    rhythm = WEEKLY if row.weekly else AT_ONCE
    return _manage_page(row, ManageForm(data=chosen | {"rhythm": rhythm}, kept=row.scopes))


@area.act("/manage/<token>", needs=anyone)
def change(token: str) -> ResponseReturnValue:
    row = queries.by_manage_token(token, lock=True)
    if row is None:
        return _unknown()
    form: ManageForm = ManageForm.read(kept=row.scopes)
    if not row.receives:  # they left in the meantime: nothing changes, and the page says so
        return _manage_page(row, form, 409)
    if not form.validate():
        return _manage_page(row, form, 422)
    service.apply(row, form.wanted)
    row.language = form.language.data
    confirm(_("Saved. From the next issue on you receive what you chose."))
    return redirect(url_for("newsletter.manage", token=token), 303)


@area.page("/unsubscribe/<token>", needs=anyone)
def leave(token: str) -> ResponseReturnValue:
    row = queries.by_leave_token(token)
    return _unknown() if row is None else render_template("newsletter/leave.html", row=row)


@area.act("/unsubscribe/<token>", needs=anyone, checked=False, endpoint="unsubscribe")
def leave_act(token: str) -> ResponseReturnValue:
    """RFC 8058: mail programs post here by themselves, without cookie, token or redirect; again changes nothing."""
    row = queries.by_leave_token(token, lock=True)
    if row is None:
        return _unknown()
    service.leave(row)
    return render_template("newsletter/left.html")


@area.act("/join", needs=resident)
def join() -> ResponseReturnValue:
    """From one's own page: the address of the account was confirmed before."""
    wanted = {"kinds": list(KINDS), "scopes": [], "weekly": sent().get("rhythm") == WEEKLY}
    row = service.join(person().email, wanted, language=language(), source="web: /account/me")
    confirm(_("You will now receive the newsletter. Below you can choose what you want to hear about."))
    return redirect(url_for("newsletter.manage", token=content.manage_token(row)), 303)
