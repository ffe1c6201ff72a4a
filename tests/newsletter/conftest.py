"""A relay that takes mails, and an application on a real database that sends to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.realdb import real_app
from tests.smtp_sink import SmtpSink


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with SmtpSink() as relay:
        yield relay


@pytest.fixture
def sending(tmp_path: Path, sink: SmtpSink) -> Iterator[Flask]:
    """An application on a real database that sends to the sink; its context is pushed."""
    with real_app(tmp_path, MAIL_URL=sink.url, MAIL_REPLY_TO="antwort@example.org") as app, app.app_context():
        yield app
