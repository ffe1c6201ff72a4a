"""`consul-py …`: lists the groups; a command lives with its domain and calls its service, nothing else."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import click
from flask import Flask
from flask.cli import AppGroup, ScriptInfo

from consul_py import __version__
from consul_py.config import ConfigError

# command → module:attribute; imported only when asked for, so that `--help` is quick.
COMMANDS: dict[str, str] = {
    "serve": "consul_py.kernel.serving:serve",
    "worker": "consul_py.kernel.serving:worker",
    "up": "consul_py.kernel.serving:up",
    "db": "consul_py.kernel.serving:db_group",
    "process": "consul_py.processes.cli:process",
    "consultation": "consul_py.processes.cli:consultation",
    "user": "consul_py.accounts.cli:user_group",
    "role": "consul_py.accounts.role_cli:role_group",
    "residence": "consul_py.residence.cli:residence",
    "polls": "consul_py.polls.cli:polls_group",
    "announce": "consul_py.newsletter.cli:announce",
    "newsletter": "consul_py.newsletter.cli:newsletter_group",
    "doctor": "consul_py.kernel.doctor:doctor",
    "demo": "consul_py.demo.cli:demo",
    "demo-code": "consul_py.demo.cli:code",
    "verify": "consul_py.ballots.cli:verify",
    "export": "consul_py.cli:exports",
    "import": "consul_py.proposals.cli:imports",
}

# `consul-py export …`
EXPORTS: dict[str, str] = {
    "person": "consul_py.accounts.cli:export_person",
}


def _app() -> Flask:
    """The application, for the commands that need it; `serve` leaves it to its processes."""
    from consul_py.app import create_app

    return create_app()


class Lazy(AppGroup):
    """A group whose commands are imported when they are used."""

    def __init__(self, name: str, commands: dict[str, str], **options: Any) -> None:
        super().__init__(name, **options)
        self.known = commands

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        kwargs.setdefault("obj", ScriptInfo(create_app=_app, set_debug_flag=False))
        return super().make_context(*args, **kwargs)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(self.known)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in self.known:
            return None
        module, attribute = self.known[name].split(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command


exports = Lazy("export", EXPORTS, help="Write data out.")
group = click.version_option(__version__)(
    Lazy("consul-py", COMMANDS, help="consul_py: citizen participation for districts.")
)


def main() -> None:
    """Entry point: exit 0, 1 (it failed, one sentence on standard error) or 2 (wrong use)."""
    try:
        group.main(standalone_mode=False)
    except click.UsageError as error:
        error.show()
        sys.exit(2)
    except click.Abort:
        click.echo("Stopped.", err=True)
        sys.exit(1)
    except (click.ClickException, ConfigError) as error:
        click.echo(f"Error: {error.message if isinstance(error, click.ClickException) else error}", err=True)
        sys.exit(1)
