"""Commands about roles: `role grant`, `role revoke`."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from consul_py.accounts import queries, roles
from consul_py.accounts.cli import account_of, in_scope, scope_of
from consul_py.kernel.authz import ROLES
from consul_py.kernel.commands import one_act


@click.group("role")
def role_group() -> None:
    """Roles of people."""


@role_group.command("grant")
@click.argument("email")
@click.argument("role", type=click.Choice(ROLES))
@in_scope
@with_appcontext
def grant(email: str, role: str, scope: str) -> None:
    """Give somebody a role."""
    with one_act():
        roles.grant(account_of(email), role, *scope_of(scope))
    click.echo(f"granted {role} ({scope}) to {email}")


@role_group.command("revoke")
@click.argument("email")
@click.argument("role", type=click.Choice(ROLES))
@in_scope
@with_appcontext
def revoke(email: str, role: str, scope: str) -> None:
    """Take a role back."""
    with one_act():
        user, wanted = account_of(email), (role, *scope_of(scope))
        held = [g for g in queries.grants_of(user.id) if (g.role, g.scope, g.scope_id) == wanted]
        if not held:
            raise click.ClickException(f"{email} has no such role.")
        roles.revoke(user, held[0])
    click.echo(f"revoked {role} ({scope}) from {email}")
