"""The second factor: set it up, give a code to open the desk, make new recovery codes, turn it off."""

from __future__ import annotations

from typing import Any

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consul_py.accounts import credentials, queries, sessions, tickets, totp
from consul_py.accounts.factor_forms import CodeForm, EnrolForm, FactorForm
from consul_py.accounts.models import User
from consul_py.accounts.own_views import check_password, me_user
from consul_py.accounts.views import CODES, Prepared, area, onward, say_what_is_left
from consul_py.kernel import limits
from consul_py.kernel.authz import person, resident
from consul_py.kernel.forms import argument
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.refusal import Refused
from consul_py.kernel.web import confirm


def _enrol_page(user: User, form: Any, secret: str, status: int = 200) -> ResponseReturnValue:
    picture, typed = totp.picture(secret, user.email), totp.spaced(secret)
    return render_template("accounts/enrol.html", form=form, picture=picture, secret=typed), status


def _codes_page(codes: list[str], onto: str) -> str:
    """The recovery codes, this once: they are kept as hashes only, so no address can show them again."""
    return render_template("accounts/recovery_codes.html", codes=codes, onto=onto)


@area.page("/second-factor", needs=resident)
def second_factor() -> ResponseReturnValue:
    user, path = me_user(), argument("next", limit=500)
    if user.totp_secret is not None:
        action = url_for("accounts.give_code")
        return render_template("accounts/code.html", form=CodeForm(data={"next": path}), action=action)
    secret = totp.new_secret()
    ticket = tickets.issue("enrol", user.id, secret)
    return _enrol_page(user, EnrolForm(data={"ticket": ticket, "next": path}), secret)


def _prepare_code() -> Prepared:
    """With a ticket somebody sets the factor up and gives the password; without one it is only a code."""
    form = EnrolForm.read() if request.form.get("ticket") else CodeForm.read()
    return Prepared(form, check_password(form) if isinstance(form, EnrolForm) else form.validate())


@area.act("/second-factor", needs=resident, prepare=_prepare_code)
def give_code(prepared: Prepared) -> ResponseReturnValue:
    form, user = prepared.form, me_user()
    if not limits.within(CODES, "code", user.id):
        raise Refused(limits.TOO_MANY)
    if isinstance(form, EnrolForm):
        return _enrol(user, prepared)
    if user.totp_secret is None:
        return redirect(url_for("accounts.second_factor", next=form.next.data), 303)
    if prepared.valid:
        try:
            if credentials.give_code(user, form.code.data):
                say_what_is_left(user.id)
            return _strong(redirect(onward(form.next.data), 303))
        except Refused as refused:
            form.refuse(refused.refusal, "code")
    return render_template("accounts/code.html", form=form, action=url_for("accounts.give_code")), 422


def _enrol(user: User, prepared: Prepared) -> ResponseReturnValue:
    form = prepared.form
    found = tickets.read("enrol", form.ticket.data)
    if user.totp_secret is not None or found is None or found[0] != user.id:
        return redirect(url_for("accounts.second_factor", next=form.next.data), 303)
    if prepared.valid:
        try:
            codes = credentials.enrol(user, found[1], form.code.data)
            confirm(_("The second factor is set up. From now on you need it to sign in."))
            return _strong(_codes_page(codes, onward(form.next.data)))
        except Refused as refused:
            form.refuse(refused.refusal, "code")
    return _enrol_page(user, form, found[1], 422)


def _strong(given: Any) -> ResponseReturnValue:
    """The second factor was given: the session notes it, and its cookie begins anew."""
    credentials.strengthen(person().session_id)
    answer = make_response(given)
    sessions.touch(answer, request)
    return answer


@area.page("/second-factor/off", needs=resident)
def leave_factor() -> ResponseReturnValue:
    return render_template("accounts/leave_factor.html", form=FactorForm())


def _prepare_change() -> Prepared:
    form = FactorForm.read()
    return Prepared(form, check_password(form))


@area.act("/second-factor/off", needs=resident, endpoint="leave_factor_now", prepare=_prepare_change)
def leave_factor_now(prepared: Prepared) -> ResponseReturnValue:
    form, user = prepared.form, me_user()
    if prepared.valid:
        if not limits.within(CODES, "code", user.id):
            raise Refused(limits.TOO_MANY)
        try:
            credentials.give_code(user, form.code.data)
            credentials.leave_second_factor(user)
            confirm(_("The second factor is off."))
            return redirect(url_for("accounts.settings"), 303)
        except Refused as refused:
            form.refuse(refused.refusal, "code")
    return render_template("accounts/leave_factor.html", form=form), 422


@area.page("/second-factor/codes", needs=resident)
def recovery_codes() -> ResponseReturnValue:
    user = me_user()
    if user.totp_secret is None:
        return redirect(url_for("accounts.second_factor", next=url_for("accounts.settings")))
    return _renew_page(user, FactorForm())


def _renew_page(user: User, form: FactorForm, status: int = 200) -> ResponseReturnValue:
    left, _made = queries.recovery_left(user.id)
    return render_template("accounts/renew_codes.html", form=form, left=left), status


@area.act("/second-factor/codes", needs=resident, prepare=_prepare_change)
def renew_codes(prepared: Prepared) -> ResponseReturnValue:
    form, user = prepared.form, me_user()
    if prepared.valid:
        if not limits.within(CODES, "code", user.id):
            raise Refused(limits.TOO_MANY)
        try:
            credentials.give_code(user, form.code.data)
            codes = credentials.renew_recovery_codes(user)
            confirm(_("Your new recovery codes count from now on; those before do not any more."))
            return _codes_page(codes, url_for("accounts.settings"))
        except Refused as refused:
            form.refuse(refused.refusal, "code")
    return _renew_page(user, form, 422)
