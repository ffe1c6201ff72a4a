"""Commands of `consul-py newsletter` that look at mails: one that goes out, and those that came back."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import click
from flask.cli import with_appcontext

from consul_py.kernel.i18n import LANGUAGES
from consul_py.kernel.mail import speaking
from consul_py.newsletter import audience, issue_queries, issues, mailbox
from consul_py.newsletter import preview as parts

ISSUE = click.IntRange(1, 2**31 - 1)  # what the column holds; more would be an error of the database


@click.command()
@click.argument("mailing_id", type=ISSUE)
@click.option("--language", type=click.Choice(sorted(LANGUAGES)), default="de", show_default=True)
@click.option("--html", is_flag=True, help="The HTML part instead of the text.")
@with_appcontext
def preview(mailing_id: int, language: str, html: bool) -> None:
    """Who gets an issue and why, and what they get."""
    mailing = issue_queries.find_mailing(mailing_id)
    if mailing is None:
        raise click.ClickException(f"there is no issue {mailing_id}")
    text = parts.of(mailing, language)
    with speaking(language):
        groups = parts.who(audience.counted(issues.scope_of(mailing)))
    plain, rich = parts.filled(text)
    click.echo("\n".join([*groups, "", f"Subject: {text.subject}", "", rich if html else plain]))


@click.command()
@click.argument("maildir", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@with_appcontext
def bounces(maildir: Path | None) -> None:
    """Read mails that came back: all new ones of MAILDIR, or a single one from standard input.

    Reading a mail again changes nothing. For a mail server's pipe: `|consul-py newsletter bounces`.
    """
    try:
        found = mailbox.take_maildir(maildir) if maildir else Counter([mailbox.take_one(sys.stdin.buffer.read())])
    except mailbox.NotAMaildir as error:
        raise click.ClickException(str(error)) from error
    names = ("hard", "soft", "complaint", "leave", "known", "other")
    click.echo(", ".join(f"{name} {found[name]}" for name in names))
