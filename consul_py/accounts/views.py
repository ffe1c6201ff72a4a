"""The way in: register, confirm, sign in and out, a new password; and back to what was begun before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from consul_py.accounts import credentials, links, passwords, queries, rules, service, sessions, tickets
from consul_py.accounts.factor_forms import CodeForm
from consul_py.accounts.forms import EmailForm, LoginForm, RegisterForm, ResetForm, options
from consul_py.kernel import limits, parking
from consul_py.kernel.authz import anyone, person, resident
from consul_py.kernel.forms import argument
from consul_py.kernel.i18n import LANGUAGES, ngettext
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.refusal import Refused
from consul_py.kernel.web import Area, confirm, keep_rows, not_found, safe_path
from consul_py.municipalities.queries import choices as places

area = Area("accounts", __name__, url_prefix="/account")
languages = Area("language", __name__, url_prefix="/language")

# Five tries for an address from one network; the owner, elsewhere, is not kept out by somebody who guesses.
SIGN_INS, SIGN_INS_ACCOUNT, SIGN_INS_NETWORK, CODES = "5/15 minutes", "100/hour", "60/15 minutes", "5/15 minutes"
REGISTRATIONS_NETWORK, LINKS_NETWORK = "10/hour", "20/hour"


@dataclass(frozen=True)
class Prepared:
    """What slow work found out before the transaction: the form, and whom its password fits."""

    form: Any
    valid: bool
    user_id: int | None = None
    password_hash: str = ""  # a new hash to store
    known_hash: str = ""  # the stored hash that the password fits


def onward(path: str | None) -> str:
    """Where somebody goes after signing in."""
    return safe_path(path) or url_for("accounts.me")


def enter(user_id: int, path: str | None, *, strong: bool = False) -> ResponseReturnValue:
    """Sign somebody in with a new session and lead them on."""
    answer = redirect(onward(path), 303)
    sessions.set_cookie(answer, sessions.begin(user_id, strong=strong))
    return answer


def say_what_is_left(user_id: int) -> None:
    """After a recovery code: how many there still are; where they run out, the way to new ones."""
    left, _made = queries.recovery_left(user_id)
    said = _("That was your last recovery code.")
    if left:
        said = ngettext(
            "This recovery code is used up. There is %(num)s left.",
            "This recovery code is used up. There are %(num)s left.",
            left,
        )
    if left <= rules.RECOVERY_FEW:
        link = Markup('<a href="{}">{}</a>').format(url_for("accounts.recovery_codes"), _("Make new recovery codes"))
        said = Markup("{} {}").format(said, link)
    confirm(said)


def _register_page(form: RegisterForm, status: int = 200) -> ResponseReturnValue:
    return render_template("accounts/register.html", form=form), status


def _register_form(read: bool) -> RegisterForm:
    form: RegisterForm = RegisterForm.read() if read else RegisterForm(data={"next": argument("next", limit=500)})
    form.municipality_id.choices = options([("", _("No answer")), *places()])
    return form


@area.page("/register", needs=anyone)
def register() -> ResponseReturnValue:
    return (
        redirect(onward(request.args.get("next"))) if person().is_signed_in else _register_page(_register_form(False))
    )


def _prepare_registration() -> Prepared:
    limits.limit("register", network_limit=REGISTRATIONS_NETWORK)
    form = _register_form(True)
    if not form.validate():
        return Prepared(form, False)
    typed, found = form.password.data or "", queries.credentials(form.email.data or "")
    known = found[1] if passwords.verify(found[1] if found else None, typed) and found else ""  # takes the same for all
    return Prepared(form, True, password_hash=passwords.hash_password(typed), known_hash=known)


@area.act("/register", needs=anyone, endpoint="send_registration", prepare=_prepare_registration)
def send_registration(prepared: Prepared) -> ResponseReturnValue:
    form = prepared.form
    if not prepared.valid:
        name = form.display_name
        if name.data and not name.errors and (refusal := service.name_refusal(name.data)):
            form.refuse(refusal, "display_name")  # so that everything to mend is said at once
        return _register_page(form, 422)
    place, onto = form.municipality_id.data, safe_path(form.next.data)
    typed = (form.email.data, form.display_name.data, prepared.password_hash)
    sent = service.Registration(*typed, place, onto, prepared.known_hash)
    try:
        service.register(sent)
    except Refused as refused:
        form.refuse(refused.refusal, "display_name")
        return _register_page(form, 422)
    return redirect(url_for("accounts.sent", next=onto), 303)


@area.page("/sent", needs=anyone)
def sent() -> ResponseReturnValue:
    return render_template("accounts/sent.html", next=safe_path(request.args.get("next")))


@area.page("/confirm", needs=anyone)
def again() -> ResponseReturnValue:
    return render_template("accounts/again.html", form=EmailForm(data={"next": argument("next", limit=500)}))


@area.act("/confirm", needs=anyone, endpoint="send_again")
def send_again() -> ResponseReturnValue:
    limits.limit("links", network_limit=LINKS_NETWORK)
    form = EmailForm.read()
    if not form.validate():
        return render_template("accounts/again.html", form=form), 422
    service.send_again(form.email.data, safe_path(form.next.data))
    return redirect(url_for("accounts.sent"), 303)


@area.page("/confirm/<token>", needs=anyone, endpoint="confirm")
def confirm_page(token: str) -> ResponseReturnValue:
    link = links.look(token, "confirm")
    return render_template("accounts/confirm.html", user=queries.get_user(link.user_id))


@area.act("/confirm/<token>", needs=anyone, endpoint="confirm_now")
def confirm_now(token: str) -> ResponseReturnValue:
    user, path = service.confirm(token)
    if user.disabled_at is not None:
        raise Refused(rules.DISABLED)
    confirm(_("Welcome! Your e-mail address is confirmed and you are signed in."))
    return enter(user.id, path) if user.totp_secret is None else redirect(url_for("accounts.login", next=path), 303)


@area.page("/login", needs=anyone)
def login() -> ResponseReturnValue:
    if person().is_signed_in:
        return redirect(onward(request.args.get("next")))
    return render_template("accounts/login.html", form=LoginForm(data={"next": argument("next", limit=500)}))


def _prepare_sign_in() -> Prepared:
    """Check a password before any lock is taken; an unknown address costs the same."""
    if request.form.get("ticket"):
        form = CodeForm.read()
        return Prepared(form, form.validate())
    limits.limit("login", network_limit=SIGN_INS_NETWORK)
    form = LoginForm.read()
    if not form.validate():
        return Prepared(form, False)
    key = ("login", queries.email_key(form.email.data), limits.network())
    if not limits.within(SIGN_INS, *key) or not limits.within(SIGN_INS_ACCOUNT, *key[:2]):
        raise Refused(limits.TOO_MANY)
    found = queries.credentials(form.email.data)
    if not passwords.verify(found[1] if found else None, form.password.data) or found is None:
        return Prepared(form, True)
    limits.forget(SIGN_INS, *key)
    fresh = passwords.hash_password(form.password.data) if passwords.is_outdated(found[1]) else ""
    return Prepared(form, True, found[0], fresh, found[1])


@area.act("/login", needs=anyone, endpoint="sign_in", prepare=_prepare_sign_in)
def sign_in(prepared: Prepared) -> ResponseReturnValue:
    if isinstance(prepared.form, CodeForm):
        return _second_step(prepared)
    form, user = prepared.form, queries.find_user(prepared.user_id or 0, lock=True)
    if not prepared.valid or user is None or not credentials.fits(user, form.password.data, prepared.known_hash):
        return _sign_in_again(form, rules.WRONG_SIGN_IN if prepared.valid else None)
    if user.disabled_at is not None:
        return _sign_in_again(form, rules.DISABLED)
    if user.confirmed_at is None:
        service.send_again(user.email, safe_path(form.next.data))
        keep_rows()
        return _sign_in_again(form, rules.NOT_CONFIRMED)
    if prepared.password_hash:
        credentials.rehash(user.id, prepared.password_hash)
    if user.totp_secret is None:
        return enter(user.id, form.next.data)
    ticket = tickets.issue("code", user.id, tickets.mark(prepared.password_hash or user.password_hash))
    step = CodeForm(data={"ticket": ticket, "next": form.next.data})
    return render_template("accounts/code.html", form=step, action=url_for("accounts.sign_in"))


def _sign_in_again(form: Any, refusal: Any) -> ResponseReturnValue:
    if refusal is not None:
        form.refuse(refusal, "email")
    return render_template("accounts/login.html", form=form), 422


def _second_step(prepared: Prepared) -> ResponseReturnValue:
    """The code after the password."""
    form = prepared.form
    found = tickets.read("code", form.ticket.data)
    user = queries.find_user(int(found[0]), lock=True) if found else None
    if found is None or user is None or tickets.mark(user.password_hash) != found[1] or user.disabled_at is not None:
        return _sign_in_again(LoginForm(data={"next": form.next.data}), rules.SIGN_IN_EXPIRED)
    if prepared.valid:
        if not limits.within(CODES, "code", user.id):
            raise Refused(limits.TOO_MANY)
        try:
            if credentials.give_code(user, form.code.data):
                say_what_is_left(user.id)
            return enter(user.id, form.next.data, strong=True)
        except Refused as refused:
            form.refuse(refused.refusal, "code")
    return render_template("accounts/code.html", form=form, action=url_for("accounts.sign_in")), 422


@area.act("/logout", needs=anyone)
def logout() -> ResponseReturnValue:
    sessions.end(person().session_id)
    answer = redirect(url_for("site.home"), 303)
    sessions.clear_cookie(answer)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@area.page("/reset", needs=anyone)
def reset() -> ResponseReturnValue:
    return render_template("accounts/reset.html", form=EmailForm())


@area.act("/reset", needs=anyone, endpoint="ask_reset")
def ask_reset() -> ResponseReturnValue:
    limits.limit("links", network_limit=LINKS_NETWORK)
    form = EmailForm.read()
    if not form.validate():
        return render_template("accounts/reset.html", form=form), 422
    service.ask_reset(form.email.data)
    confirm(_("If there is an account with this address, we have sent it a link for a new password."))
    return redirect(url_for("accounts.login"), 303)


@area.page("/reset/<token>", needs=anyone)
def new_password(token: str) -> ResponseReturnValue:
    first = not queries.is_confirmed(links.look(token, "reset").user_id)
    return render_template("accounts/new_password.html", form=ResetForm(), first=first)


def _prepare_reset(token: str) -> Prepared:
    limits.limit("links", network_limit=LINKS_NETWORK)
    link = links.look(token, "reset")
    user = queries.get_user(link.user_id)
    form = ResetForm.read()
    form.hints = (user.email, user.display_name)
    valid = form.validate()
    return Prepared(form, valid, user.id, passwords.hash_password(form.password.data) if valid else "")


@area.act("/reset/<token>", needs=anyone, endpoint="set_password", prepare=_prepare_reset)
def set_password(token: str, prepared: Prepared) -> ResponseReturnValue:
    if not prepared.valid:
        first = not queries.is_confirmed(prepared.user_id or 0)
        return render_template("accounts/new_password.html", form=prepared.form, first=first), 422
    user, path = credentials.set_password_by_link(token, prepared.password_hash)
    limits.forget(SIGN_INS_ACCOUNT, "login", user.email_key)  # whoever guessed before does not keep the owner out
    confirm(_("Your new password counts from now on. Please sign in with it."))
    return redirect(url_for("accounts.login", next=path), 303)


@area.page("/resume/<token>", needs=resident)
def resume(token: str) -> ResponseReturnValue:
    parked = parking.find(token)
    told = parking.told(parked) if parked is not None and safe_path(parked.path) else None
    if told is None:
        raise Refused(rules.PARKED_GONE)
    return render_template("accounts/resume.html", parked=parked, token=token, told=told)


@languages.page("/<code>", needs=anyone)
def choose(code: str) -> ResponseReturnValue:
    """Sets the one cookie that keeps a language; changes no row."""
    if code not in LANGUAGES:
        not_found()
    answer = redirect(safe_path(request.args.get("next")) or url_for("site.home"), 303)
    keep_language(answer, code)
    return answer


def keep_language(answer: Any, code: str) -> None:
    secure = bool(current_app.config["SECURE"])
    answer.set_cookie("lang", code, max_age=31_536_000, secure=secure, httponly=True, samesite="Lax", path="/")
