"""What proves who somebody is: password, address, second factor."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import or_, update
from sqlalchemy.exc import IntegrityError

from consul_py.accounts import links, passwords, queries, recovery, rules, service, sessions, totp, traces
from consul_py.accounts.events import EmailChanged
from consul_py.accounts.models import User, UserSession
from consul_py.kernel import clock, events
from consul_py.kernel.db import db
from consul_py.kernel.refusal import Refused, ensure


def change_password(user: User, password_hash: str, *, keep: int | None = None) -> None:
    """Set a new password; every other session and every link in old mails ends."""
    user.password_hash = password_hash
    db.session.flush()  # whoever signs in right now with the old one holds the row: first wait, then end sessions
    sessions.end_all(user.id, keep=keep)
    links.void(user.id)
    links.write(user, "notice", event="password_changed")


def set_password_by_link(token: str, password_hash: str) -> tuple[User, str | None]:
    """Take a reset link and set a new password; answers the account and where the person wanted to go."""
    link = links.take(token, "reset")
    user = queries.find_user(link.user_id, lock=True)
    if user is None:
        raise Refused(rules.LINK_SPENT)
    if user.confirmed_at is None:
        service.count_as_confirmed(user)
    change_password(user, password_hash)
    return user, link.next_path


def fits(user: User, password: str, checked: str) -> bool:
    """Whether a password that fitted the hash `checked` a moment ago still fits, now that the account is held.

    A second click may have hashed the same one anew.
    """
    return user.password_hash == checked or passwords.verify(user.password_hash, password)


def rehash(user_id: int, password_hash: str) -> None:
    """Store the same password at today's cost."""
    db.session.execute(update(User).where(User.id == user_id).values(password_hash=password_hash))


def ask_new_email(user: User, email: str) -> None:
    """Send a link to a new address; an address that has an account already is told, and nobody else."""
    if not links.may_send(user):
        return
    holder = queries.find_user_by_email(email)
    url = links.make(user.id, "email", new_email=email)
    if holder is None:
        links.write(user, "email", to=email, url=url)
    elif holder.id != user.id:
        links.write(holder, "notice", event="address_known")


def confirm_email(token: str) -> User:
    """Take the link that went to the new address. The old address is told."""
    link = links.take(token, "email")
    user = queries.find_user(link.user_id, lock=True)
    if user is None or link.new_email is None:
        raise Refused(rules.LINK_SPENT)
    ensure(rules.EMAIL_TAKEN if queries.find_user_by_email(link.new_email) else None)
    old = user.email
    traces.leave(user.email_key, user.voter)
    try:
        with db.session.begin_nested():
            user.email, user.email_key = link.new_email, queries.email_key(link.new_email)
    except IntegrityError as error:  # somebody registered with it at this very moment
        raise Refused(rules.EMAIL_TAKEN) from error
    links.void(user.id)
    links.write(user, "notice", to=old, event="email_changed")
    events.emit(EmailChanged(user.id, old, user.email))
    return user


def use_code(user_id: int, secret: str, code: str, now: datetime) -> bool:
    """Whether a code is right; it counts once, also when it is sent many times at once."""
    step = totp.matching_step(secret, code, now)
    if step is None:
        return False
    result: Any = db.session.execute(
        update(User)
        .where(User.id == user_id, or_(User.totp_last_step.is_(None), User.totp_last_step < step))
        .values(totp_last_step=step)
        .execution_options(synchronize_session=False)
    )
    return bool(result.rowcount)


def give_code(user: User, code: str) -> bool:
    """Check the second factor; True when it was a recovery code, of which the person is told. Raises Refused."""
    spare = recovery.is_code(code)
    if user.totp_secret is None:
        raise Refused(rules.WRONG_CODE)
    if not (recovery.use(user.id, code) if spare else use_code(user.id, user.totp_secret, code, clock.now())):
        raise Refused(rules.WRONG_CODE)
    if spare:
        links.write(user, "notice", event="recovery_code_used")
    return spare


def strengthen(session_id: int | None) -> None:
    """Note in a session that the second factor was given."""
    db.session.execute(update(UserSession).where(UserSession.id == session_id).values(strong_at=clock.now()))


def enrol(user: User, secret: str, code: str) -> list[str]:
    """Set up a second factor, once a first code proves that the app holds the secret; answers the recovery codes.

    Raises Refused.
    """
    if not use_code(user.id, secret, code, clock.now()):
        raise Refused(rules.WRONG_CODE)
    user.totp_secret = secret
    links.write(user, "notice", event="second_factor_on")
    return recovery.renew(user.id)


def renew_recovery_codes(user: User) -> list[str]:
    """New recovery codes in place of those before."""
    links.write(user, "notice", event="recovery_codes_new")
    return recovery.renew(user.id)


def leave_second_factor(user: User) -> None:
    """Turn the second factor off; officials cannot, because the desk needs it."""
    ensure(rules.OFFICIALS_KEEP_IT if queries.grants_of(user.id) else None)
    user.totp_secret = None
    recovery.forget(user.id)
    links.write(user, "notice", event="second_factor_off")
