"""Recovery codes: each stands in for the second factor once, when the device with the app is lost."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, update

from consul_py.accounts import queries, rules, totp
from consul_py.accounts.models import RecoveryCode
from consul_py.accounts.sessions import hash_token
from consul_py.kernel import clock, codes
from consul_py.kernel.db import db
from consul_py.kernel.refusal import Refusal

LENGTH = 15  # 75 bits: whoever has stolen the hashes cannot try them all, so they need no key (docs/decisions.md, 22)


def shape(typed: str) -> Refusal | None:
    """Whether something typed can be the second factor at all: six digits, or a recovery code without a slip."""
    if len(codes.normal(typed)) == LENGTH + 1:
        return None if is_code(typed) else rules.RECOVERY_MISTYPED
    return None if totp.digits(typed) else rules.CODE_ODD


def is_code(typed: str) -> bool:
    """Whether this looks like a recovery code and not like six digits."""
    return codes.is_wellformed(codes.normal(typed), LENGTH)


def renew(user_id: int) -> list[str]:
    """New codes, as the person reads them this once; those before stop counting."""
    _alone(user_id)
    forget(user_id)
    made = [codes.new_code(LENGTH) for _ in range(rules.RECOVERY_CODES)]
    now = clock.now()
    db.session.add_all(RecoveryCode(user_id=user_id, code_hash=hash_token(code), created_at=now) for code in made)
    return [codes.readable(code) for code in made]


def use(user_id: int, typed: str) -> bool:
    """Whether a code is one of the person's; it counts once, also when it is sent many times at once."""
    _alone(user_id)
    result: Any = db.session.execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.user_id == user_id,
            RecoveryCode.code_hash == hash_token(codes.normal(typed)),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    return bool(result.rowcount)


def _alone(user_id: int) -> None:
    """One act at a time on somebody's codes: two that renew would each leave theirs, and crossing locks would fail."""
    queries.find_user(user_id, lock=True)


def forget(user_id: int) -> None:
    """The second factor is gone: so are its codes."""
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
