"""What commands share: they speak English, whatever the pages speak, and say in one sentence why something is not done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from consul_py.kernel.db import transaction
from consul_py.kernel.i18n import sentence
from consul_py.kernel.mail import speaking
from consul_py.kernel.refusal import Refusal, Refused


def in_english(refusal: Refusal) -> str:
    with speaking("en"):
        return sentence(refusal)


@contextmanager
def one_act() -> Iterator[None]:
    """One transaction; a refusal becomes one sentence on standard error."""
    try:
        with transaction():
            yield
    except Refused as refused:
        raise click.ClickException(in_english(refused.refusal)) from refused
