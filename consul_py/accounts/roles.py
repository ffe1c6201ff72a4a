"""What people may do: grants, the closing of accounts, and the loss of a second factor. All of it is audited."""

from __future__ import annotations

from consul_py.accounts import links, queries, recovery, rules, sessions
from consul_py.accounts.models import RoleGrant, User
from consul_py.kernel import audit, clock
from consul_py.kernel.authz import person
from consul_py.kernel.db import db, insert_once
from consul_py.kernel.refusal import Refused, ensure


def grant(user: User, role: str, scope: str = "installation", scope_id: int = 0) -> None:
    """Give a role in a scope. Raises Refused when it makes no sense or the person has it."""
    ensure(rules.grant_shape(role, scope, scope_id))
    values = {"user_id": user.id, "role": role, "scope": scope, "scope_id": scope_id}
    db.session.flush()
    if not insert_once(RoleGrant, values | {"granted_at": clock.now(), "granted_by_id": person().id}):
        raise Refused(rules.GRANT_EXISTS)
    audit.record("people.grant", "user", user.id, user.display_name, role=role, scope=scope, scope_id=scope_id)


def revoke(user: User, held: RoleGrant) -> None:
    """Take a role back; it ends at the person's next request."""
    if held.role == "administrator":
        keep_an_administrator(user)
    audit.record(
        "people.revoke", "user", user.id, user.display_name,
        role=held.role, scope=held.scope, scope_id=held.scope_id,
    )  # fmt: skip
    db.session.delete(held)


def keep_an_administrator(user: User) -> None:
    """Before somebody's last moment as an administrator. Raises Refused when nobody else is one."""
    queries.lock_administrators()
    ensure(rules.losing_administrator(queries.is_administrator(user.id), queries.administrators_besides(user.id)))


def reset_second_factor(user: User, reason: str) -> None:
    """Somebody lost their authenticator: they set up a new one at the next sign-in. Ends all their sessions."""
    ensure(None if reason else rules.REASON_MISSING)
    user.totp_secret = user.totp_last_step = None
    recovery.forget(user.id)
    sessions.end_all(user.id)
    audit.record("people.reset_second_factor", "user", user.id, user.display_name, reason=reason)
    links.write(user, "notice", event="second_factor_reset")


def close(user: User, reason: str) -> None:
    """Close an account for now: nobody can sign in with it, and all its sessions end."""
    ensure(rules.NOT_YOURSELF if user.id == person().id else None)
    ensure(None if reason else rules.REASON_MISSING)
    keep_an_administrator(user)
    user.disabled_at = user.disabled_at or clock.now()
    sessions.end_all(user.id)
    audit.record("people.close", "user", user.id, user.display_name, reason=reason)
    links.write(user, "notice", event="closed", reason=reason)


def reopen(user: User, reason: str) -> None:
    ensure(None if reason else rules.REASON_MISSING)
    user.disabled_at = None
    audit.record("people.reopen", "user", user.id, user.display_name, reason=reason)
    links.write(user, "notice", event="reopened")
