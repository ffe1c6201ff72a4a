"""What the worker does for workshops: mails that are due, reservations nobody confirmed, lists to be erased."""

from __future__ import annotations

from consul_py.kernel import clock
from consul_py.kernel.db import transaction
from consul_py.kernel.jobs import Job
from consul_py.workshops import registration_queries, registration_service


def run() -> None:
    tell()
    sweep()


def tell() -> None:
    """Write the mails that are marked on registrations, each in a transaction of its own."""
    while due := registration_queries.with_notice():
        for number, notice in due:
            with transaction():
                registration_service.tell(number, notice)


def sweep() -> None:
    """Free expired reservations, erase old lists of people."""
    for number, workshop_id in registration_queries.expired(clock.now()):
        with transaction():
            registration_service.release_expired(number, workshop_id)
    for workshop_id in registration_queries.to_erase(clock.now()):
        with transaction():
            registration_service.erase_people(workshop_id)


JOB = Job("workshops", run)
