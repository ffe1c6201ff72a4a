"""What a visitor sent waits through sign-in and registration, on this device or another."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask

from consul_py.comments.models import Comment
from consul_py.kernel import parking
from consul_py.kernel.db import db
from consul_py.kernel.parking import ParkedAct
from tests.accounts.make import mails, path_in, register, sign_in, user_of
from tests.cast import People
from tests.comments.make import make_debate
from tests.watch import Client

TYPED = {"body": 'Zwei "Linden" <b>', "side": "for", "as_argument": "1", "idempotency_key": "a1b2c3"}


def inputs(text: str) -> tuple[str, dict[str, str]]:
    """Address and hidden fields of the form that sends the parked act."""
    form = text.split("<h1")[1].split('<form method="post" action="')[1].split("</form>", maxsplit=1)[0]
    return form.partition('"')[0], {n: unescape(v) for n, v in re.findall(r'name="([^"]+)" value="([^"]*)"', form)}


def parked(client: Client) -> str:
    """Send a comment as a visitor; answers where to go on after signing in."""
    answer = client.submit(f"/subjects/{make_debate().id}/comments", **TYPED)
    assert answer.status_code == 303
    assert urlsplit(answer.location).path == "/account/login"
    assert "/account/register?next=" in client.get(answer.location).text
    return parse_qs(urlsplit(answer.location).query)["next"][0]


def said(email: str) -> str:
    """The comment that somebody wrote."""
    return db.session.query(Comment).filter_by(author_id=user_of(email).id).one().body


def take_up(client: Client, path: str) -> None:
    page = client.get(path)
    assert page.status_code == 200
    assert "Zwei &#34;Linden&#34; &lt;b&gt;" in page.text
    address, fields = inputs(page.text)
    assert client.submit(address, **fields).status_code == 303
    assert db.session.query(ParkedAct).count() == 0
    assert client.get(path).status_code == 410


def test_through_sign_in(client: Client, people: People) -> None:
    path = parked(client)
    assert sign_in(client, people.resident.email, next=path).location == path
    take_up(client, path)
    assert said(people.resident.email) == TYPED["body"]


@pytest.mark.parametrize("elsewhere", [False, True])
def test_through_registration_on_this_or_another_device(client: Client, elsewhere: bool) -> None:
    path = parked(client)
    register(client, next=path)
    device = Client(client.application) if elsewhere else client
    assert device.submit(path_in(mails()[0], "/confirm/")).location == path
    take_up(device, path)
    assert said("neu@example.org") == TYPED["body"]


def test_a_parked_form_is_shown_to_nobody_who_is_not_signed_in(client: Client) -> None:
    path = parked(client)
    assert client.get(path).status_code == 303
    assert client.get("/account/resume/x").status_code == 303


def test_passwords_and_codes_are_never_parked(app: Flask) -> None:
    names = ("password", "new_password", "password_confirm", "code", "ticket", "csrf_token", "parked")
    parking.park("/somewhere", [(name, "secret") for name in names])
    assert db.session.query(ParkedAct).one().fields == []


def test_many_parked_forms_from_one_network_are_slowed(app: Flask, client: Client) -> None:
    app.config["RATE_LIMITS"] = "on"
    app.extensions["consul_limits"].storage.reset()
    path = f"/subjects/{make_debate().id}/comments"
    try:
        codes = {client.submit(path, **TYPED).status_code for _ in range(62)}
    finally:
        app.config["RATE_LIMITS"] = "off"
    assert codes == {303, 429}
