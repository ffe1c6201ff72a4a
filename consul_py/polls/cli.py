"""`consul-py polls …`: urns, their files, their keys, and the roles of the database."""

from __future__ import annotations

import stat
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import make_url

from consul_py.ballots import keys, publication, sealing
from consul_py.ballots import queries as ballots
from consul_py.kernel import clock
from consul_py.kernel.db import is_sqlite
from consul_py.polls import checking, grants, rules, seal_queries

ON_SQLITE = (
    "SQLite is one file and one family of processes: whoever reads the file can read ballots that are not sealed yet. "
    "There are no roles to make. Use PostgreSQL where the web processes must not be able to read the urn."
)


@click.group("polls")
def polls_group() -> None:
    """Urns of polls."""


@polls_group.command()
@with_appcontext
def status() -> None:
    """A line per urn: poll, state, votes recorded, checkpoints, open objections, trouble, title."""
    now = clock.now()
    for urn in seal_queries.lines():
        used = urn.kept_used if urn.destroyed_at else urn.used
        cells = (urn.poll_id, rules.state(urn, now), used, urn.checkpoints, urn.objections_open)
        click.echo("\t".join(str(cell) for cell in (*cells, urn.trouble or "-", urn.title)))


@polls_group.command()
@with_appcontext
def seal() -> None:
    """Seal now what is due, as the worker does every minute; never before it is due."""
    click.echo(f"{sealing.seal_due()} sealed")


@polls_group.command()
@click.argument("poll_id", type=int)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@with_appcontext
def export(poll_id: int, folder: Path) -> None:
    """Write the published files of a poll: all of them once it is counted, before that what is public by then."""
    urn = ballots.find_urn(poll_id) if 0 < poll_id < 2**31 else None
    if urn is None:
        raise click.ClickException(f"There is no urn of a poll {poll_id}; see: consul-py polls status")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in publication.names(urn.sealed_at is not None):
            (folder / name).write_bytes(b"".join(publication.content(poll_id, name)))
            click.echo(str(folder / name))
    except OSError as error:
        raise click.ClickException(f"{folder} cannot be written: {error.strerror}") from error


@polls_group.command("keys")
@with_appcontext
def keys_command() -> None:
    """Where the keys are, who can read them, their public halves, and whether those of running urns are there."""
    click.echo(f"folder\t{keys.folder()}\t{_mode(keys.folder())}")
    for name in keys.NAMES:
        public = keys.folder() / f"{name}.pub"
        half = public.read_text().strip() if public.is_file() else "-"
        click.echo(f"{name}\t{_mode(keys.folder() / name)}\t{half}")
    missing = 0
    for poll_id, name, there in checking.needed():
        missing += not there
        click.echo(f"poll {poll_id}\t{name}\t{'there' if there else 'MISSING'}")
    if missing:
        raise click.ClickException(f"{missing} keys of running urns are missing; put the files back from their copy.")


def _mode(path: Path) -> str:
    try:
        return stat.filemode(path.stat().st_mode)
    except OSError:
        return "missing"


@polls_group.command("grants")
@click.option("--web", default="consul_web", show_default=True, help="The role of the web processes.")
@click.option("--worker", default="consul_worker", show_default=True, help="The role of the worker.")
@click.option("--owner", default="", help="The owner of the tables; default: who is in CONSUL_DATABASE_URL.")
@with_appcontext
def grants_command(web: str, worker: str, owner: str) -> None:
    """Print SQL that makes two roles: the web may put ballots into the urn, only the worker reads it."""
    if is_sqlite():
        raise click.ClickException(ON_SQLITE)
    try:
        click.echo(
            grants.script(web, worker, owner or make_url(current_app.config["DATABASE_URL"]).username or "consul")
        )
    except ValueError as error:
        raise click.ClickException(str(error)) from error
