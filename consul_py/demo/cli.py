"""`consul-py demo` and `consul-py demo-code`."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from consul_py.accounts import queries
from consul_py.demo import people, scenarios

IN_PRODUCTION = "The demo accounts have a password that everybody knows; this installation is a production one."


@click.command("demo")
@click.option(
    "--scenario", type=click.Choice(list(scenarios.SCENARIOS)), default="lindental", show_default=True,
    help="lindental: a fictional district, complete. hessen: what published documents report, and nothing else.",
)  # fmt: skip
@with_appcontext
def demo(scenario: str) -> None:
    """Enter demo data. Repeatable: what is there already stays as it is."""
    if current_app.config["ENV"] == "production":
        raise click.ClickException(IN_PRODUCTION)
    entered = scenarios.enter(scenario)
    if not entered:
        click.echo(f"The scenario {scenario} is here already; nothing was changed.")
    for name, count in entered.items():
        click.echo(f"  {count:>6} {name}")
    lines = people.sign_ins(residents=scenario == "lindental")
    note = Path(current_app.config["INSTANCE"]) / "demo-accounts.txt"
    if entered or not note.is_file():
        note.write_text("\n".join(lines) + "\n", encoding="utf-8")
    click.echo("\n" + "\n".join(lines))


@click.command("demo-code")
@click.argument("email")
@with_appcontext
def code(email: str) -> None:
    """Print the current six digits of a demo account, for those without an authenticator app."""
    user = queries.find_user_by_email(email) if email.endswith("@" + people.DOMAIN) else None
    if user is None or user.totp_secret != people.SECRET:
        raise click.ClickException(f"{email} is no demo account with a second factor.")
    click.echo(scenarios.current_code(people.SECRET))
