"""Threats 10 and 23: what a page lets run, and what a text costs."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from flask import Flask

from consul_py.debates import views as debate_views
from consul_py.kernel import forms, limits
from consul_py.kernel.forms import BODY_LIMIT
from consul_py.kernel.text import clean, comparable, html_from_markdown, one_line, plain, slug, stems
from consul_py.proposals import views as proposal_views
from tests.cast import PASSWORD, People
from tests.processes.make import make_consultation
from tests.proposals.make import form_of
from tests.watch import Client

HEAVY = (
    "[", "](", "*", "_", "`", "> ", "![", "<", "&", "a@", "http://a", "\\", "- ", "1. ", "|-", "#", "~", "**a", "[a](", "\t",
    "www.", "é" , "ᾳ", "ﷺ", "a\u0301", " ", "\n", "0", "-", "[a]: b\n", "`\n", "<!--", "<a href=",
)  # fmt: skip


def cost(function: Callable[[str], object], text: str) -> float:
    """Seconds of this thread."""
    start = time.thread_time()
    function(text)
    return time.thread_time() - start


@pytest.mark.parametrize("part", HEAVY)
def test_four_times_the_text_does_not_cost_sixteen_times_as_much(part: str) -> None:
    whole = (part * BODY_LIMIT)[:BODY_LIMIT]
    for function in (html_from_markdown, plain, clean, one_line, slug, comparable, stems):
        if cost(function, whole) > 0.02:  # below, a machine's noise is all that is compared
            most, least = (min(cost(function, text) for _ in range(3)) for text in (whole, whole[: BODY_LIMIT // 4]))
            assert most < 10 * least, function.__name__


def test_bare_addresses_become_links_wherever_they_stand() -> None:
    html = html_from_markdown("Siehe _da_ https://example.org/a_b_c und xhttps://example.org, (http://example.org).")
    assert html.count("<a ") == 2 and 'href="https://example.org/a_b_c"' in html and 'href="http://example.org"' in html


def test_of_a_text_beyond_the_limit_no_more_than_the_limit_is_rendered(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    rendered: list[int] = []

    def render(source: str) -> str:
        rendered.append(len(source))
        return ""

    for room in (debate_views, proposal_views, forms):
        monkeypatch.setattr(room, "html_from_markdown", render)
    endless = "[" * 400_000
    assert client.submit("/debates/preview", text=endless).status_code == 200
    assert client.submit("/proposals/preview", text=endless).status_code == 200
    fields = form_of(make_consultation(), body=endless, preview="1")
    assert client.submit("/proposals/new", **fields).status_code == 200
    assert len(rendered) == 3 and max(rendered) <= BODY_LIMIT


@pytest.mark.parametrize("room", ["/debates", "/proposals", "/desk/processes", "/desk/newsletter"])
def test_rendering_for_a_preview_is_bounded_for_a_network(
    client: Client, people: People, monkeypatch: pytest.MonkeyPatch, room: str
) -> None:
    client.sign_in(people.staff)
    monkeypatch.setattr(limits, "within", lambda limit, name, *_key: name != "preview")
    assert client.submit(f"{room}/preview", text="a", source="a").status_code == 429


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
