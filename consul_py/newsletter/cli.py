"""`consul-py announce` and `consul-py newsletter …`."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from flask.cli import with_appcontext

from consul_py.kernel.commands import one_act
from consul_py.newsletter import delivery, importing, issue_queries, issues, jobs
from consul_py.newsletter.reading_cli import ISSUE, bounces, preview


@click.command()
@with_appcontext
def announce() -> None:
    """Run the due announcements now: each is told once, however often this runs."""
    number = jobs.announce()
    click.echo(f"announced {number}")


@click.group("newsletter")
def newsletter_group() -> None:
    """Issues and subscriptions."""


newsletter_group.add_command(preview)
newsletter_group.add_command(bounces)


@newsletter_group.command()
@with_appcontext
def send() -> None:
    """Send everything due now and answer how many messages were accepted."""
    if not sys.stderr.isatty():
        click.echo(f"accepted {delivery.send_due()}")
        return
    shown = 0
    with click.progressbar(length=issue_queries.waiting(), label="sending", file=sys.stderr, show_pos=True) as bar:

        def progress(accepted: int) -> None:
            nonlocal shown
            bar.update(accepted - shown)
            shown = accepted

        accepted = delivery.send_due(progress)
    click.echo(f"accepted {accepted}")


@newsletter_group.command()
@with_appcontext
def status() -> None:
    """A line per issue: id, state, accepted, waiting, failed, suppressed, title; failed ones and bounced together."""
    page = issue_queries.mailings(None, 1)
    numbers = issue_queries.numbers_of([mailing.id for mailing in page.items])
    for mailing in page.items:
        n = numbers[mailing.id]
        state = "held" if mailing.state == "sending" and mailing.hold_until else mailing.state
        cells = (mailing.id, state, n.accepted, n.waiting, n.failed + n.bounced, n.suppressed, mailing.title)
        click.echo("\t".join(str(cell) for cell in cells))


@newsletter_group.command()
@click.argument("mailing_id", type=ISSUE)
@with_appcontext
def pause(mailing_id: int) -> None:
    """Stop sending an issue for now."""
    _change(mailing_id, paused=True)


@newsletter_group.command()
@click.argument("mailing_id", type=ISSUE)
@with_appcontext
def resume(mailing_id: int) -> None:
    """Go on sending an issue."""
    _change(mailing_id, paused=False)


def _change(mailing_id: int, *, paused: bool) -> None:
    with one_act():
        mailing = issue_queries.find_mailing(mailing_id)
        if mailing is None:
            raise click.ClickException(f"there is no issue {mailing_id}")
        (issues.pause if paused else issues.resume)(mailing)


@newsletter_group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
def import_(file: Path) -> None:
    """Take over an existing list (CSV: email, consent_text, consented_at, confirmed_at, source).

    Rows with complete proof of consent receive at once; the others get a mail with a button to confirm.
    Further columns, if there are any, choose what each gets: kinds (openings results …), rhythm, language.
    """
    try:
        result = importing.import_file(file)
    except importing.BadFile as error:
        raise click.ClickException(str(error)) from error
    for line, words in result.rejected:
        click.echo(f"line {line}: {words}", err=True)
    numbers = f"imported {result.imported}, unchanged {result.unchanged}, rejected {len(result.rejected)}"
    click.echo(f"{numbers} ({result.asked} were asked to confirm)" if result.asked else numbers)
