"""What a visitor sent waits through sign-in and registration, on this device or another."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask

from consul_py.kernel.db import db
from consul_py.kernel.parking import ParkedAct
from tests.accounts.make import PASSWORD, mails, path_in, register, sign_in, user_of
from tests.cast import People
from tests.watch import Client

# An act that needs a resident and keeps what was typed: one's own settings.
PATH = "/account/settings"
TYPED = {"display_name": 'Zwei "Linden" <b>', "municipality_id": "", "locale": "en"}


def inputs(text: str) -> dict[str, str]:
    """The hidden fields of the form that sends the parked act."""
    form = text.split(f'action="{PATH}"')[1].split("</form>", maxsplit=1)[0]
    return {n: unescape(v) for n, v in re.findall(r'name="([^"]+)" value="([^"]*)"', form)}


def parked(client: Client) -> str:
    """Send the form as a visitor; answers where to go on after signing in."""
    answer = client.submit(PATH, **TYPED)
    assert answer.status_code == 303
    assert urlsplit(answer.location).path == "/account/login"
    assert "/account/register?next=" in client.get(answer.location).text
    return parse_qs(urlsplit(answer.location).query)["next"][0]


def take_up(client: Client, path: str) -> None:
    page = client.get(path)
    assert page.status_code == 200
    assert "Zwei &#34;Linden&#34; &lt;b&gt;" in page.text
    assert client.submit(PATH, **inputs(page.text)).status_code == 303
    assert db.session.query(ParkedAct).count() == 0
    assert client.get(path).status_code == 410


def test_through_sign_in(client: Client, people: People) -> None:
    path = parked(client)
    assert sign_in(client, people.resident.email, next=path).location == path
    take_up(client, path)
    assert user_of(people.resident.email).display_name == TYPED["display_name"]


@pytest.mark.parametrize("elsewhere", [False, True])
def test_through_registration_on_this_or_another_device(client: Client, elsewhere: bool) -> None:
    path = parked(client)
    register(client, next=path)
    device = Client(client.application) if elsewhere else client
    assert device.submit(path_in(mails()[0], "/confirm/")).location == path
    take_up(device, path)
    assert user_of("neu@example.org").display_name == TYPED["display_name"]


def test_a_parked_form_is_shown_to_nobody_who_is_not_signed_in(client: Client) -> None:
    path = parked(client)
    assert client.get(path).status_code == 303
    assert client.get("/account/resume/x").status_code == 303


def test_passwords_and_codes_are_never_parked(client: Client) -> None:
    client.submit("/account/password", password=PASSWORD, new_password=PASSWORD, password_confirm=PASSWORD, code="1")
    row = db.session.query(ParkedAct).one()
    assert row.fields == []


def test_a_refused_form_keeps_what_was_typed_and_the_row_goes(client: Client, people: People) -> None:
    client.submit(PATH, **(TYPED | {"locale": "xx"}))
    client.sign_in(people.resident)
    token = db.session.query(ParkedAct).one()
    assert token.path == PATH


def test_many_parked_forms_from_one_network_are_slowed(app: Flask, client: Client) -> None:
    app.config["RATE_LIMITS"] = "on"
    app.extensions["consul_limits"].storage.reset()
    try:
        codes = {client.submit(PATH, **TYPED).status_code for _ in range(62)}
    finally:
        app.config["RATE_LIMITS"] = "off"
    assert codes == {303, 429}
