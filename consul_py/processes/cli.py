"""`consul-py process …` and `consul-py consultation …`."""

from __future__ import annotations

from datetime import datetime

import click
from flask.cli import AppGroup

from consul_py.kernel import clock
from consul_py.kernel.clock import to_berlin
from consul_py.kernel.commands import one_act
from consul_py.processes import consultation_service as service
from consul_py.processes import page_queries, queries, rules
from consul_py.processes.models import Consultation

process = AppGroup("process", help="Participation processes.")
consultation = AppGroup("consultation", help="Consultations: what is open when.")


@process.command("list")
def list_processes() -> None:
    """List every process: slug, state, published, completed, title, tab-separated."""
    for one in page_queries.all_processes():
        times = [_time(one.published_at), _time(one.completed_at)]
        click.echo("\t".join([one.slug, rules.process_state(one), *times, one.title]))


@consultation.command("list")
def list_consultations() -> None:
    """List every consultation: slug, state, opens, closes, title, tab-separated."""
    now = clock.now()
    for one in page_queries.all_consultations():
        click.echo("\t".join([one.slug, rules.state(one, now), _time(one.opens_at), _time(one.closes_at), one.title]))


@consultation.command("open")
@click.argument("slug")
@click.option("--reason", default="", help="Why the beginning is moved; public. Needed once it is announced.")
def open_consultation(slug: str, reason: str) -> None:
    """Open a consultation now: publish a draft, or bring forward what is announced."""
    with one_act():
        found = _get(slug)
        if found.published_at is None:
            found.opens_at = clock.now()
            service.publish(found)
        else:
            service.open_now(found, reason)
    click.echo(f"{slug} is open until {_time(found.closes_at)}")


@consultation.command("close")
@click.argument("slug")
@click.option("--reason", required=True, help="Why it ends before its time; public.")
def close_consultation(slug: str, reason: str) -> None:
    """End an open consultation now."""
    with one_act():
        found = _get(slug)
        service.close_now(found, reason)
    click.echo(f"{slug} is closed since {_time(found.closes_at)}")


def _get(slug: str) -> Consultation:
    found = queries.find_consultation(slug)
    if found is None:
        raise click.ClickException(f"There is no consultation “{slug}”. See: consul-py consultation list")
    return queries.get_consultation(found.id, lock=True)


def _time(moment: datetime | None) -> str:
    """ISO time in Berlin, to the minute; `-` where there is none."""
    return to_berlin(moment).isoformat(timespec="minutes") if moment else "-"
