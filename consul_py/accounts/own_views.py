"""One's own account: contributions, settings, address, password, sessions, data, the end of it."""

from __future__ import annotations

from typing import Any

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consul_py.accounts import credentials, links, passwords, queries, registry, rules, service, sessions
from consul_py.accounts.forms import ChangeEmailForm, ChangePasswordForm, PasswordForm, ProfileForm, options
from consul_py.accounts.models import User
from consul_py.accounts.views import LINKS_NETWORK, Prepared, area, keep_language
from consul_py.kernel import clock, limits, panels
from consul_py.kernel.authz import anyone, person, resident
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.i18n import language
from consul_py.kernel.refusal import Refused
from consul_py.kernel.web import confirm
from consul_py.municipalities.queries import choices as places

CHECKS = "10/15 minutes"  # passwords typed once more


def me_user() -> User:
    """The account of the person who is signed in."""
    return queries.get_user(person().id or 0)


def check_password(form: Any) -> bool:
    """Whether the form is right and `password` is the person's own; for `prepare`, before any lock is taken."""
    who = person()
    if not who.is_signed_in:
        return False
    valid = bool(form.validate())
    if not limits.within(CHECKS, "password", who.id):
        raise Refused(limits.TOO_MANY)
    if valid and not passwords.verify(queries.password_hash(who.id), form.password.data):
        form.refuse(rules.WRONG_PASSWORD, "password")
        valid = False
    return valid


@area.page("/me", needs=resident)
def me() -> ResponseReturnValue:
    shown = {slot: panels.collect(slot, person()) for slot in ("me", "account")}
    return render_template("accounts/me.html", user=me_user(), panels=shown["me"], beside=shown["account"])


def _settings_page(user: User, form: ProfileForm, status: int = 200) -> ResponseReturnValue:
    left, made = queries.recovery_left(user.id)
    return render_template("accounts/settings.html", form=form, user=user, left=left, made=made), status


def _profile_form(user: User, read: bool = False) -> ProfileForm:
    given = {
        "display_name": user.display_name,
        "municipality_id": user.municipality_id,
        "locale": user.locale or language(),
    }
    form: ProfileForm = ProfileForm.read() if read else ProfileForm(data=given)
    form.municipality_id.choices = options([("", _("No answer")), *places()])
    return form


@area.page("/settings", needs=resident)
def settings() -> ResponseReturnValue:
    user = me_user()
    return _settings_page(user, _profile_form(user))


@area.act("/settings", needs=resident)
def save_settings() -> ResponseReturnValue:
    user = me_user()
    form = _profile_form(user, read=True)
    if form.validate():
        try:
            service.change_profile(user, form.display_name.data or "", form.municipality_id.data, form.locale.data)
            confirm(_("Your settings are saved."))
            answer = redirect(url_for("accounts.settings"), 303)
            keep_language(answer, form.locale.data)
            return answer
        except Refused as refused:
            form.refuse(refused.refusal, "display_name")
    return _settings_page(user, form, 422)


@area.page("/email", needs=resident)
def email() -> ResponseReturnValue:
    return render_template("accounts/email.html", form=ChangeEmailForm(), user=me_user())


def _prepare_email() -> Prepared:
    form = ChangeEmailForm.read()
    return Prepared(form, check_password(form))


@area.act("/email", needs=resident, prepare=_prepare_email)
def change_email(prepared: Prepared) -> ResponseReturnValue:
    limits.limit("links", network_limit=LINKS_NETWORK)
    user = me_user()
    if not prepared.valid:
        return render_template("accounts/email.html", form=prepared.form, user=user), 422
    credentials.ask_new_email(user, prepared.form.email.data)
    confirm(_("We have sent a link to the new address. Your old one stays until you confirm the new one."))
    return redirect(url_for("accounts.settings"), 303)


@area.page("/email/<token>", needs=anyone, endpoint="confirm_email")
def confirm_email_page(token: str) -> ResponseReturnValue:
    return render_template("accounts/confirm_email.html", link=links.look(token, "email"))


@area.act("/email/<token>", needs=anyone, endpoint="confirm_email_now")
def confirm_email_now(token: str) -> ResponseReturnValue:
    credentials.confirm_email(token)
    confirm(_("Your new e-mail address counts from now on."))
    return redirect(url_for("accounts.settings"), 303)


@area.page("/password", needs=resident)
def password() -> ResponseReturnValue:
    return render_template("accounts/password.html", form=ChangePasswordForm())


def _prepare_password() -> Prepared:
    form = ChangePasswordForm.read()
    form.hints = (person().email, person().display_name)
    valid = check_password(form)
    return Prepared(form, valid, password_hash=passwords.hash_password(form.new_password.data) if valid else "")


@area.act("/password", needs=resident, prepare=_prepare_password)
def change_password(prepared: Prepared) -> ResponseReturnValue:
    if not prepared.valid:
        return render_template("accounts/password.html", form=prepared.form), 422
    credentials.change_password(me_user(), prepared.password_hash, keep=person().session_id)
    confirm(_("Your new password counts from now on. Everywhere else you have been signed out."))
    return redirect(url_for("accounts.settings"), 303)


@area.page("/sessions", needs=resident, endpoint="sessions")
def list_sessions() -> ResponseReturnValue:
    found = queries.sessions_of(person().id or 0)
    return render_template("accounts/sessions.html", sessions=found, here=person().session_id)


@area.act("/sessions/<int:id>/end", needs=resident)
def end_session(id: int) -> ResponseReturnValue:
    sessions.end(id, person().id)
    confirm(_("This device is signed out."))
    return redirect(url_for("accounts.sessions"), 303)


@area.act("/sessions/end-others", needs=resident)
def end_other_sessions() -> ResponseReturnValue:
    sessions.end_all(person().id or 0, keep=person().session_id)
    confirm(_("All other devices are signed out."))
    return redirect(url_for("accounts.sessions"), 303)


@area.page("/data", needs=resident)
def data() -> ResponseReturnValue:
    """Everything that is kept about the person, as a file."""
    user = me_user()
    known = queries.own_data(user) | registry.person_data(user.id)
    text = current_app.json.dumps(registry.plain(known), indent=2, ensure_ascii=False)
    answer = current_app.response_class(text, mimetype="application/json")
    name = f"{request.host.split(':')[0]}-{clock.now():%Y-%m-%d}.json"
    answer.headers["Content-Disposition"] = f"attachment; filename={name}"
    return answer


@area.page("/delete", needs=resident)
def delete() -> ResponseReturnValue:
    return render_template("accounts/delete.html", form=PasswordForm())


def _prepare_delete() -> Prepared:
    form = PasswordForm.read()
    return Prepared(form, check_password(form))


@area.act("/delete", needs=resident, prepare=_prepare_delete)
def delete_now(prepared: Prepared) -> ResponseReturnValue:
    if not prepared.valid:
        return render_template("accounts/delete.html", form=prepared.form), 422
    service.delete_account(me_user())
    confirm(_("Your account is deleted. Thank you for having taken part."))
    answer = redirect(url_for("site.home"), 303)
    sessions.clear_cookie(answer)
    return answer
