"""Commands about people: `user create`, `role grant`, `role revoke`, `export person`."""

from __future__ import annotations

import json
import sys

import click
from flask.cli import with_appcontext

from consul_py.accounts import links, passwords, queries, registry, roles, rules, service
from consul_py.accounts.models import User
from consul_py.kernel.authz import ROLES
from consul_py.kernel.db import db, transaction
from consul_py.kernel.i18n import gettext
from consul_py.kernel.refusal import Refused

SCOPE_HELP = "installation (the default), process:SLUG, municipality:AGS or workshop:ID."


def _scope(words: str) -> tuple[str, int]:
    """`process:digitalstrategie` as kind and id. Raises ClickException when there is no such thing."""
    kind, _, name = words.partition(":")
    if kind == "installation" and not name:
        return "installation", 0
    if kind not in registry.scopes():
        known = ", ".join(["installation", *(f"{scope}:…" for scope in registry.scopes())])
        raise click.ClickException(f"There is no scope {words!r}; known are: {known}.")
    number = registry.scopes()[kind].find(name)
    if number is None:
        raise click.ClickException(f"There is no {kind} {name!r}.")
    return kind, number


def _existing(email: str) -> User:
    user = queries.find_user_by_email(email)
    if user is None or user.deleted_at is not None:
        raise click.ClickException(f"There is no account with the address {email}.")
    return user


def _words(refused: Refused) -> str:
    return str(gettext(refused.refusal.sentence, **refused.refusal.values))


def _read_password() -> str:
    """The first line of standard input; refused when it is easy to guess."""
    password = sys.stdin.readline().rstrip("\r\n")
    weak = passwords.weakness(password)
    if weak:
        raise click.ClickException(" ".join(gettext(r.sentence, **r.values) for r in weak))
    return password


@click.group("user")
def user_group() -> None:
    """Accounts."""


@user_group.command("create")
@click.argument("email")
@click.option("--name", required=True, help="The name that the site shows.")
@click.option("--role", type=click.Choice(ROLES), help="A role to grant at once.")
@click.option("--scope", default="installation", show_default=True, help=SCOPE_HELP)
@click.option(
    "--password-stdin", is_flag=True, help="Read the password from standard input; else print a link to set one."
)
@with_appcontext
def create(email: str, name: str, role: str | None, scope: str, password_stdin: bool) -> None:
    """Make an account whose address counts as confirmed."""
    password = _read_password() if password_stdin else None
    try:
        with transaction():
            user = service.create_user(email, name, password)
            if role:
                roles.grant(user, role, *_scope(scope))
            link = None if password else links.make(user.id, "reset", life=rules.INVITATION_LIFE)
    except Refused as refused:
        raise click.ClickException(_words(refused)) from refused
    click.echo(f"created {email}")
    if link:
        click.echo(f"Set the password within {rules.INVITATION_LIFE.days} days at: {link}")


@click.group("role")
def role_group() -> None:
    """Roles of people."""


@role_group.command("grant")
@click.argument("email")
@click.argument("role", type=click.Choice(ROLES))
@click.option("--scope", default="installation", show_default=True, help=SCOPE_HELP)
@with_appcontext
def grant(email: str, role: str, scope: str) -> None:
    """Give somebody a role."""
    try:
        with transaction():
            roles.grant(_existing(email), role, *_scope(scope))
    except Refused as refused:
        raise click.ClickException(_words(refused)) from refused
    click.echo(f"granted {role} ({scope}) to {email}")


@role_group.command("revoke")
@click.argument("email")
@click.argument("role", type=click.Choice(ROLES))
@click.option("--scope", default="installation", show_default=True, help=SCOPE_HELP)
@with_appcontext
def revoke(email: str, role: str, scope: str) -> None:
    """Take a role back."""
    try:
        with transaction():
            user, wanted = _existing(email), _scope(scope)
            held = [g for g in queries.grants_of(user.id) if g.role == role and (g.scope, g.scope_id) == wanted]
            if not held:
                raise click.ClickException(f"{email} has no such role.")
            roles.revoke(user, held[0])
    except Refused as refused:
        raise click.ClickException(_words(refused)) from refused
    click.echo(f"revoked {role} ({scope}) from {email}")


@click.command("person")
@click.argument("email")
@with_appcontext
def export_person(email: str) -> None:
    """Print everything that is kept about a person as JSON."""
    user = queries.get_user(_existing(email).id)
    known = queries.own_data(user) | registry.person_data(user.id)
    click.echo(json.dumps(registry.plain(known), indent=2, ensure_ascii=False))
    db.session.rollback()
