"""`consul-py import …`."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from flask.cli import AppGroup

from consul_py.processes import queries as processes
from consul_py.proposals import importing

imports = AppGroup("import", help="Bring in data from elsewhere.")


@imports.command("contributions")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--consultation", "slug", required=True, metavar="SLUG", help="Where they belong; in any state.")
@click.option("--source", default="", help="Name of the source; the file's name by default. Ids are unique within it.")
def contributions(file: Path, slug: str, source: str) -> None:
    """Import contributions from a TSV or CSV file (UTF-8, with a header).

    Either one row each (title, body; optional external_id, url, latitude, longitude, topic, created_at) or one row
    per sentence (document_id, sentence_nr, content, title/text, url). A second run imports nothing.
    """
    consultation = processes.find_consultation(slug)
    if consultation is None:
        raise click.ClickException(f"there is no consultation “{slug}”")
    outcome = importing.Outcome()
    try:
        found = importing.read(file, outcome)
    except importing.UnreadableFile as fault:
        raise click.ClickException(f"{file.name}: {fault}") from fault
    topics = {title.casefold(): number for number, title in processes.topic_choices(consultation.process_id)}
    name = (source or file.stem).lower()[:60]
    with click.progressbar(
        length=len(found), label=f"{file.name}", file=sys.stderr, hidden=not sys.stderr.isatty()
    ) as bar:
        importing.bring_in(found, consultation, name, topics, outcome, progress=bar.update)
    for line in outcome.faults:
        click.echo(f"{file.name}, {line}", err=True)
    click.echo(str(outcome))
