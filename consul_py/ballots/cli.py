"""`consul-py verify …`: what everybody can do with recount.py, for whoever has the product at hand."""

from __future__ import annotations

from pathlib import Path

import click

from consul_py.ballots import recount


@click.group("verify", help="Check what was published.")
def verify() -> None:
    pass


@verify.command("ballots")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--receipt", "receipts", type=click.Path(path_type=Path), multiple=True, help="A receipt or checkpoint.")
@click.option("--number", default="", help="Show the ballot of a control number.")
@click.option("--english/--german", default=True, help="The language of the report.")
def ballots(folder: Path, receipts: tuple[Path, ...], number: str, english: bool) -> None:
    """Check a published poll and count it again. Exit code 0: right, 1: defects, 2: cannot be read."""
    code, report = recount.check(folder, list(receipts), number, english)
    click.echo(report)
    raise SystemExit(code)
