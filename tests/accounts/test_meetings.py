"""What happens when an act meets another one that changes what it rests on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from consul_py.accounts import credentials, passwords, queries, roles, service
from consul_py.accounts.models import RoleGrant, User, UserSession
from consul_py.kernel.db import db, transaction
from tests.accounts.make import GOOD_PASSWORD, sign_in
from tests.cast import PASSWORD, People
from tests.meeting import meet, only_where_acts_meet
from tests.realdb import real_app
from tests.watch import Client


@pytest.mark.parametrize("outdated", [False, True])
def test_a_password_that_was_changed_while_it_was_checked_signs_nobody_in(
    client: Client, people: People, monkeypatch: pytest.MonkeyPatch, outdated: bool
) -> None:
    verify, number = passwords.verify, people.resident.id

    def slowly(stored: str | None, typed: str) -> bool:
        fits = verify(stored, typed)
        with transaction():
            credentials.change_password(db.session.get_one(User, number), passwords.hash_password(GOOD_PASSWORD))
        return fits

    monkeypatch.setattr(passwords, "verify", slowly)
    monkeypatch.setattr(passwords, "is_outdated", lambda _stored: outdated)
    assert sign_in(client, "resident@example.org", PASSWORD).status_code == 422
    monkeypatch.undo()
    assert db.session.scalars(select(UserSession).where(UserSession.user_id == number)).all() == []
    assert sign_in(client, "resident@example.org", PASSWORD).status_code == 422
    assert sign_in(client, "resident@example.org", GOOD_PASSWORD).status_code == 303


def test_the_right_password_that_another_click_hashed_anew_signs_in(
    client: Client, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    verify, number = passwords.verify, people.resident.id

    def slowly(stored: str | None, typed: str) -> bool:
        fits = verify(stored, typed)
        with transaction():
            credentials.rehash(number, passwords.hash_password(PASSWORD))
        return fits

    monkeypatch.setattr(passwords, "verify", slowly)
    assert sign_in(client, "resident@example.org", PASSWORD).status_code == 303


@only_where_acts_meet
def test_of_two_registrations_that_meet_with_different_passwords_none_counts(tmp_path: Path) -> None:
    def sent(name: str) -> service.Registration:
        return service.Registration("neu@example.org", name, f"hash of {name}")

    def second() -> None:
        with transaction():
            service.register(sent("Erlenweg"))

    with real_app(tmp_path) as app:
        assert meet(app, lambda: service.register(sent("Bachlauf")), second) == (None, None)
        with app.app_context():
            assert db.session.scalars(select(User.password_hash)).one() == service.NO_PASSWORD


def administrators(app: Flask) -> tuple[int, int]:
    with app.app_context(), transaction():
        made = [service.create_user(f"leitung{n}@example.org", f"Leitung {n}", PASSWORD) for n in (1, 2)]
        for user in made:
            service.grant(user, "administrator")
        return made[0].id, made[1].id


def acting(act: Any, number: int) -> Any:
    with transaction():
        return act(number)


def revoke(number: int) -> Any:
    user = queries.get_user(number)
    (held,) = queries.grants_of(number)
    return roles.revoke(user, held)


def close(number: int) -> Any:
    return roles.close(queries.get_user(number), "ausgeschieden")


def leave(number: int) -> Any:
    return service.delete_account(queries.get_user(number))


@only_where_acts_meet
@pytest.mark.parametrize(("one", "other"), [(revoke, revoke), (close, revoke), (leave, close), (leave, leave)])
def test_two_administrators_who_go_at_the_same_moment_leave_one(tmp_path: Path, one: Any, other: Any) -> None:
    with real_app(tmp_path) as app:
        first, second = administrators(app)
        answers = meet(app, lambda: one(first), lambda: acting(other, second))
        assert answers == (None, "last_administrator")
        with app.app_context():
            assert queries.administrators_besides(0) == 1
            assert db.session.scalars(select(RoleGrant.user_id)).all()


@only_where_acts_meet
def test_a_name_that_somebody_takes_at_the_same_moment_is_refused(tmp_path: Path) -> None:
    with real_app(tmp_path) as app:
        first, second = administrators(app)
        answers = meet(app, lambda: rename(first), lambda: acting(rename, second))
        assert answers == (None, "name_taken")


def rename(number: int) -> Any:
    return service.change_profile(queries.get_user(number), "Erlenweg", None, "de")
