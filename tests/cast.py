"""A fixed cast of people; each is made when a test first names them. Passwords are all PASSWORD."""

from __future__ import annotations

from functools import cached_property

from consul_py.accounts.models import RoleGrant, User
from consul_py.kernel import clock
from consul_py.kernel.db import db
from consul_py.kernel.text import comparable

PASSWORD = "Apfelbaum am Hang 7"
# A fixed second factor, so that tests can compute codes.
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def make_user(
    email: str, name: str, *, role: str | None = None, scope: str = "installation", scope_id: int = 0
) -> User:
    """A confirmed account; with a grant and a second factor when it has a role. Committed."""
    from consul_py.accounts.passwords import hash_password

    now = clock.now()
    user = User(
        email=email, email_key=email.lower(), display_name=name, name_key=comparable(name),
        password_hash=hash_password(PASSWORD), created_at=now, terms_accepted_at=now, confirmed_at=now,
        totp_secret=TOTP_SECRET if role else None,
    )  # fmt: skip
    db.session.add(user)
    db.session.flush()
    if role:
        db.session.add(RoleGrant(user_id=user.id, role=role, scope=scope, scope_id=scope_id, granted_at=now))
    db.session.commit()
    return user


class People:
    @cached_property
    def resident(self) -> User:
        return make_user("resident@example.org", "Waldrand")

    @cached_property
    def other(self) -> User:
        return make_user("other@example.org", "Feldweg")

    @cached_property
    def staff(self) -> User:
        return make_user("staff@example.org", "Beteiligungsteam", role="staff")

    @cached_property
    def facilitator(self) -> User:
        return make_user("facilitator@example.org", "Moderation Workshop", role="facilitator")

    @cached_property
    def moderator(self) -> User:
        return make_user("moderator@example.org", "Netzpflege", role="moderator")

    @cached_property
    def administrator(self) -> User:
        return make_user("administrator@example.org", "Technik", role="administrator")
