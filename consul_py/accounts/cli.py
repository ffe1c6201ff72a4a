"""Commands about people: `user create`, `user reset-factor`, `export person`; what `role` shares with them."""

from __future__ import annotations

import json
import sys

import click
from flask.cli import with_appcontext

from consul_py.accounts import links, passwords, queries, registry, roles, rules, service
from consul_py.accounts.forms import normal_address
from consul_py.accounts.models import User
from consul_py.kernel.authz import ROLES
from consul_py.kernel.commands import in_english, one_act

in_scope = click.option(
    "--scope", default="installation", show_default=True, help="Or process:SLUG, municipality:AGS, workshop:ID."
)


def scope_of(words: str) -> tuple[str, int]:
    """`process:digitalstrategie` as kind and id. Raises ClickException when there is no such thing."""
    kind, _, name = words.partition(":")
    if words == "installation":
        return words, 0
    if kind not in registry.scopes():
        known = ", ".join(["installation", *(f"{scope}:…" for scope in registry.scopes())])
        raise click.ClickException(f"There is no scope {words!r}; known are: {known}.")
    if (number := registry.scopes()[kind].find(name)) is None:
        raise click.ClickException(f"There is no {kind} {name!r}.")
    return kind, number


def account_of(email: str) -> User:
    user = queries.find_user_by_email(email)
    if user is None or user.deleted_at is not None:
        raise click.ClickException(f"There is no account with the address {email}.")
    return user


def _read_password() -> str:
    """The first line of standard input; refused when it is easy to guess."""
    password = sys.stdin.readline().rstrip("\r\n")
    if weak := passwords.weakness(password):
        raise click.ClickException(" ".join(map(in_english, weak)))
    return password


@click.group("user")
def user_group() -> None:
    """Accounts."""


@user_group.command("create")
@click.argument("email")
@click.option("--name", required=True, help="The name that the site shows.")
@click.option("--role", type=click.Choice(ROLES), help="A role to grant at once.")
@in_scope
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input; else a link is printed.")
@with_appcontext
def create(email: str, name: str, role: str | None, scope: str, password_stdin: bool) -> None:
    """Make an account whose address counts as confirmed."""
    password = _read_password() if password_stdin else None
    address = normal_address(email)
    if address is None:
        raise click.ClickException(f"{email!r} is no e-mail address.")
    with one_act():
        user = service.create_user(address, name, password)
        if role:
            roles.grant(user, role, *scope_of(scope))
        link = None if password else links.make(user.id, "reset", life=rules.INVITATION_LIFE)
    click.echo(f"created {email}")
    if link:
        click.echo(f"Set the password within {rules.INVITATION_LIFE.days} days at: {link}")


@user_group.command("reset-factor")
@click.argument("email")
@click.option("--reason", default="Lost device", show_default=True, help="What the log says.")
@with_appcontext
def reset_factor(email: str, reason: str) -> None:
    """Take a lost second factor away. For whoever has no recovery code left, and no administrator to ask."""
    with one_act():
        user = account_of(email)
        if user.totp_secret is None:
            raise click.ClickException(f"{email} has no second factor.")
        roles.reset_second_factor(user, reason)
    click.echo(f"{email} sets up a new second factor at the next sign-in; all sessions of the account are ended")


@click.command("person")
@click.argument("email")
@with_appcontext
def export_person(email: str) -> None:
    """Print everything that is kept about a person as JSON."""
    user = queries.get_user(account_of(email).id)
    known = queries.own_data(user) | registry.person_data(user.id)
    click.echo(json.dumps(registry.plain(known), indent=2, ensure_ascii=False))
