"""A database that does not answer: a calm page says so, and what is our own fault stays an error."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from consul_py.app import create_app
from tests.conftest import SETTINGS

NOBODY_LISTENS = "postgresql://consul:consul@127.0.0.1:9/consul"  # the port of the discard service


@pytest.fixture
def without(tmp_path: Any) -> Flask:
    """The application with a database that cannot be reached."""
    return create_app(SETTINGS | {"INSTANCE": str(tmp_path), "DATABASE_URL": NOBODY_LISTENS})


@pytest.mark.parametrize("path", ["/", "/proposals", "/newsletter/subscribe", "/account/login", "/nowhere"])
def test_every_page_says_calmly_when_to_come_back(without: Flask, path: str) -> None:
    answer = without.test_client().get(path)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert "Wir sind gleich wieder da" in answer.text
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "psycopg" not in answer.text


def test_who_chose_english_reads_it_in_english(without: Flask) -> None:
    client = without.test_client()
    client.set_cookie("lang", "en")
    answer = client.get("/")
    assert (answer.status_code, '<html lang="en">' in answer.text) == (503, True)
    assert "We are back in a moment" in answer.text


def test_who_sent_something_learns_that_it_was_not_saved(without: Flask) -> None:
    sent = without.test_client().post("/newsletter/unsubscribe/abcdefghijklmnopqrstuv")
    assert sent.status_code == 503
    assert "wurde nicht gespeichert" in sent.text


def test_a_missing_table_is_an_error_of_ours(tmp_path: Any) -> None:
    app = create_app(SETTINGS | {"INSTANCE": str(tmp_path), "PROPAGATE_EXCEPTIONS": False, "TESTING": False})
    assert app.test_client().get("/health/live").status_code == 200
    with pytest.raises(Exception, match="no such table"):  # the page of the error needs tables, too
        app.test_client().get("/proposals")
