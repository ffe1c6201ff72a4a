"""Accounts come and go: registration, confirmation, reset, profile, deletion."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from consul_py.accounts import links, queries, rules, sessions, traces
from consul_py.accounts.events import AccountConfirmed, AccountDeleted
from consul_py.accounts.models import AccountToken, RecoveryCode, RoleGrant, User
from consul_py.accounts.passwords import hash_password
from consul_py.accounts.roles import grant, keep_an_administrator, revoke
from consul_py.kernel import clock, events, mail
from consul_py.kernel.db import db, insert_once
from consul_py.kernel.i18n import language
from consul_py.kernel.refusal import Refusal, Refused, ensure
from consul_py.kernel.settings import site
from consul_py.kernel.text import comparable
from consul_py.kernel.web import public_url

__all__ = ["grant", "revoke"]  # `service.grant` is what other domains and the demo call


NO_PASSWORD = "!"  # noqa: S105  # the hash of none


@dataclass(frozen=True)
class Registration:
    """What somebody typed to get an account; the password is hashed already.

    `known_hash` is what the account that waits for this address keeps, when the same password was typed for it.
    """

    email: str
    display_name: str
    password_hash: str
    municipality_id: int | None = None
    next_path: str | None = None
    known_hash: str = ""


def name_refusal(name: str, *, owner: User | None = None, official: bool = False) -> Refusal | None:
    """Whether `owner` (or a newcomer) may call themselves `name`; officials may sound official."""
    key = comparable(name)
    mine = owner.id if owner else None
    refusal = rules.name_shape(name, key)
    if refusal is None and not official:
        refusal = rules.name_official(key, [*queries.official_names(mine), comparable(site().name)])
    taken_by = queries.name_owner(key)
    return refusal or (rules.NAME_TAKEN if taken_by not in (None, mine) else None)


def register(sent: Registration) -> None:
    """Open an account that waits for its confirmation; answers alike whether or not the address is known.

    The mail tells the owner: a link to confirm, or that there is an account already. Registering again before
    confirming replaces what was typed before, and makes the older link worthless. Who registers with another password
    may be another person: then no typed password counts, and the link lets the reader of the mailbox choose one.
    """
    user = queries.find_user_by_email(sent.email, lock=True)
    waiting = user if user and user.confirmed_at is None else None
    again = waiting is not None
    ensure(name_refusal(sent.display_name, owner=waiting))
    if user is None:
        again = not _insert(sent)
        user = queries.find_user_by_email(sent.email, lock=True)
        if user is None:  # the name was taken at this very moment
            raise Refused(rules.NAME_TAKEN)
        waiting = user if user.confirmed_at is None else None
    if not links.may_send(user):
        _as_if("confirm")
    elif waiting:
        if again:
            _fill(waiting, sent)
        send_confirmation(waiting, sent.next_path)
    else:
        tell_owner(user)


def _insert(sent: Registration) -> bool:
    now = clock.now()
    return insert_once(
        User,
        {
            "email": sent.email,
            "email_key": queries.email_key(sent.email),
            "display_name": sent.display_name,
            "name_key": comparable(sent.display_name),
            "password_hash": sent.password_hash,
            "municipality_id": sent.municipality_id,
            "locale": language(),
            "created_at": now,
            "terms_accepted_at": now,
        },
    )


def _fill(user: User, sent: Registration) -> None:
    _name(user, sent.display_name)
    user.municipality_id, user.created_at = sent.municipality_id, clock.now()
    user.terms_accepted_at = clock.now()
    if user.password_hash != sent.known_hash:
        user.password_hash = NO_PASSWORD


def _name(user: User, display_name: str) -> None:
    """Give somebody a name. Raises Refused when another one took it at this very moment."""
    try:
        with db.session.begin_nested():
            user.display_name, user.name_key = display_name, comparable(display_name)
    except IntegrityError as error:
        raise Refused(rules.NAME_TAKEN) from error


def send_confirmation(user: User, next_path: str | None = None) -> None:
    chooses = user.password_hash == NO_PASSWORD
    if chooses:
        links.void(user.id)
    purpose, life = "reset" if chooses else "confirm", rules.LINK_LIFE["confirm"]
    links.write(user, "confirm", url=links.make(user.id, purpose, next_path=next_path, life=life))


def tell_owner(user: User) -> None:
    """Somebody wanted an account with the address of an existing one: say so, and offer a new password."""
    links.write(user, "known", url=links.make(user.id, "reset"), login_url=public_url("accounts.login"))


def confirm(token: str) -> tuple[User, str | None]:
    """Take a confirmation link; answers the account and where the person wanted to go."""
    link = links.take(token, "confirm")
    user = queries.find_user(link.user_id, lock=True)
    if user is None:
        raise Refused(rules.LINK_SPENT)
    count_as_confirmed(user)
    return user, link.next_path


def count_as_confirmed(user: User) -> None:
    if user.confirmed_at is None:
        traces.take_up(user)
        user.confirmed_at = clock.now()
    events.emit(AccountConfirmed(user.id, user.email))


def send_again(email: str, next_path: str | None = None) -> None:
    """Send the confirmation link once more, where there is an account that waits for it."""
    user = queries.find_user_by_email(email, lock=True)
    if user is None or user.confirmed_at is not None or not links.may_send(user):
        _as_if("confirm")
        return
    before = next_path or queries.waiting_path(user.id)
    send_confirmation(user, before)


def ask_reset(email: str) -> None:
    """Send a link for a new password, where there is an account."""
    user = queries.find_user_by_email(email, lock=True)
    if user is None or user.deleted_at is not None or not links.may_send(user):
        _as_if("reset")
        return
    if user.confirmed_at is None:
        send_confirmation(user, queries.waiting_path(user.id))
    else:
        links.write(user, "reset", url=links.make(user.id, "reset"))


def _as_if(template: str) -> None:
    """Do the work of a mail that is not sent, so that the answer takes as long."""
    mail.render(f"accounts/{template}", language(), {"name": "", "url": public_url("accounts.login")})


def change_profile(user: User, display_name: str, municipality_id: int | None, locale: str) -> None:
    if comparable(display_name) != user.name_key:
        official = bool(queries.grants_of(user.id))
        ensure(name_refusal(display_name, owner=user, official=official))
    _name(user, display_name)
    user.municipality_id, user.locale = municipality_id, locale


def delete_account(user: User) -> None:
    """Take everything that is about the person; the empty row stays for what they wrote."""
    keep_an_administrator(user)
    links.write(user, "deleted")
    traces.leave(user.email_key, user.voter)
    stand_in = f"deleted-{user.id}"
    user.email = user.email_key = f"{stand_in}@invalid"
    user.display_name, user.name_key = rules.DELETED_NAME, f"{stand_in}!"
    user.password_hash, user.totp_secret, user.totp_last_step = NO_PASSWORD, None, None
    user.municipality_id = user.locale = None
    user.voter = secrets.token_hex(16)
    user.deleted_at = clock.now()
    sessions.end_all(user.id)
    for model in (AccountToken, RecoveryCode, RoleGrant):
        db.session.query(model).filter_by(user_id=user.id).delete()
    events.emit(AccountDeleted(user.id))


def create_user(
    email: str, name: str, password: str | None, *, confirmed: bool = True, municipality_id: int | None = None
) -> User:
    """An account made by an official, the command line or the demo. Without a password nobody can sign in until reset.

    Raises Refused when the address or the name is taken.
    """
    hashed = hash_password(password) if password is not None else NO_PASSWORD
    if queries.find_user_by_email(email) is not None:
        raise Refused(rules.EMAIL_TAKEN)
    ensure(name_refusal(name, official=True))
    _insert(Registration(email, name, hashed, municipality_id))
    user = queries.find_user_by_email(email)
    if user is None:
        raise Refused(rules.NAME_TAKEN)
    if confirmed:
        count_as_confirmed(user)
    db.session.flush()
    return user
