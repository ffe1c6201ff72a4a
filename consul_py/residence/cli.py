"""`consul-py residence …`: take in an extract; begin anew when the person key is lost for good."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlalchemy import delete

from consul_py.accounts.models import AccountTrace
from consul_py.kernel import person_key
from consul_py.kernel.db import db, transaction
from consul_py.kernel.i18n import gettext
from consul_py.kernel.refusal import Refused
from consul_py.municipalities.queries import choices
from consul_py.residence import extracts
from consul_py.residence.models import ExtractEntry, LetterRequest, Residence


@click.group("residence")
def residence() -> None:
    """Proof of residence."""


@residence.command("extract")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
def extract(file: Path) -> None:
    """Take in an extract of the register of residents (CSV); it takes the place of the one before.

    Columns: Familienname, Vorname, Geburtsdatum, Gemeinde (name or official key). Only keyed hashes are stored.
    """
    places = choices()
    try:
        taken = extracts.read(file.read_bytes(), places)
        with transaction():
            extracts.keep(taken, places, whole=True)
    except extracts.BadExtract as error:
        raise click.ClickException(str(error)) from error
    except Refused as refused:
        raise click.ClickException(gettext(refused.refusal.sentence)) from refused
    for line, why in taken.wrong:
        click.echo(f"line {line}: {why}", err=True)
    click.echo(f"{len(taken.entries)} people taken in, {len(taken.wrong)} lines left out")


@residence.command("new-key")
@click.option("--yes", is_flag=True, help="Really delete all proofs.")
@with_appcontext
def new_key(yes: bool) -> None:
    """Delete every proof and everything else that the lost person key recognised; the next key is a new one.

    Only when the key is lost for good: everybody has to prove their residence once more, and whoever deleted an
    account and comes back is a new voter. Not while a poll is open.
    """
    if not yes:
        raise click.ClickException("this deletes all proofs of residence; say --yes")
    with transaction():
        for model in (Residence, LetterRequest, ExtractEntry, AccountTrace):
            db.session.execute(delete(model))
        person_key.forget()
    click.echo("all proofs are deleted; the next person key is a new one")
