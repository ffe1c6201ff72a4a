"""Threats 10 and 23: what a page lets run, and what a text costs."""

from __future__ import annotations

import time

import pytest
from flask import Flask

from consul_py.kernel.forms import BODY_LIMIT
from consul_py.kernel.text import clean, comparable, html_from_markdown, one_line, plain, slug, stems
from tests.cast import PASSWORD, People
from tests.watch import Client

HEAVY = (
    "[", "](", "*", "_", "`", "> ", "![", "<", "&", "a@", "http://a", "\\", "- ", "1. ", "|-", "#", "~", "**a", "[a](", "\t",
    "www.", "é" , "ᾳ", "ﷺ", "a\u0301", " ", "\n", "0", "-", "[a]: b\n", "`\n", "<!--", "<a href=",
)  # fmt: skip


@pytest.mark.parametrize("part", HEAVY)
def test_no_text_within_the_limit_costs_more_than_a_second(part: str) -> None:
    text = (part * BODY_LIMIT)[:BODY_LIMIT]
    for function in (html_from_markdown, plain, clean, one_line, slug, comparable, stems):
        start = time.thread_time()
        function(text)
        assert time.thread_time() - start < 1, function.__name__


def test_a_text_beyond_the_limit_is_refused_before_it_is_rendered(client: Client) -> None:
    start = time.thread_time()
    assert client.submit("/debates/preview", text="[" * 400_000).status_code == 200
    assert time.thread_time() - start < 1


def test_every_answer_forbids_scripts_of_others_and_framing(app: Flask, client: Client) -> None:
    for path in ("/", "/proposals", "/nowhere", "/account/login", "/files/x"):
        policy = client.get(path).headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "script-src 'self';" in policy and "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy


def test_the_session_is_out_of_reach_of_scripts(client: Client, people: People) -> None:
    answer = client.submit("/account/login", email=people.resident.email, password=PASSWORD)
    cookie = next(c for c in answer.headers.getlist("Set-Cookie") if c.startswith("sid="))
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie


@pytest.mark.parametrize("number", ["9" * 400, "-" + "9" * 400, "2147483648", "9" * 5000])
def test_a_number_too_long_for_a_float_is_refused_at_its_field(client: Client, people: People, number: str) -> None:
    client.sign_in(people.administrator)
    fields = {"name": "Kreis", "contact_email": "a@example.org", "hue": number, "chroma": "0.1"}
    assert client.submit("/desk/settings", **fields).status_code == 422
