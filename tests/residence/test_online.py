"""The way by an OpenID Connect provider, against a real one."""

from __future__ import annotations

import base64
import hashlib
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from flask import Flask
from sqlalchemy import select

from consul_py.kernel.db import db
from consul_py.municipalities.models import Municipality
from consul_py.residence import oidc, online_rules
from consul_py.residence.models import OnlineStart, Residence
from tests.cast import People
from tests.journeys.inbox import free_port
from tests.residence import provider as local
from tests.residence.make import make_proof, proof_of
from tests.watch import Client

GO, BACK, TAKE = "/account/residence/online", "/account/residence/online/back", "/account/residence/online/take"


@pytest.fixture(scope="module")
def running() -> Iterator[local.Provider]:
    with local.running() as found:
        yield found


@pytest.fixture
def provider(
    app: Flask, running: local.Provider, place: Municipality, monkeypatch: pytest.MonkeyPatch
) -> local.Provider:
    settings = {
        "OIDC_ISSUER": running.issuer, "OIDC_CLIENT_ID": "consul", "OIDC_CLIENT_SECRET": "geheim", "OIDC_CLAIMS": "",
    }  # fmt: skip
    for name, value in settings.items():
        monkeypatch.setitem(app.config, name, value)
    running.knows("eva", **local.EVA)
    return running


def way(me: Client) -> str:
    answer = me.submit(GO)
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def ticket_in(page: str) -> str:
    return page.split('name="ticket" value="')[1].split('"', maxsplit=1)[0]


def nothing_changed(people: People) -> bool:
    return proof_of(people.resident) is None


def test_who_signs_in_there_is_proven_here(
    me: Client, provider: local.Provider, people: People, place: Municipality
) -> None:
    page = me.get(provider.sign_in(way(me)))
    assert all(words in page.text for words in ("Eva Maria Müller", "März", "Auental"))
    assert nothing_changed(people)
    assert me.submit(TAKE, ticket=ticket_in(page.text)).status_code == 303
    proof = proof_of(people.resident)
    assert proof is not None
    assert (proof.method, proof.level, proof.municipality_id) == ("online", "substantial", place.id)
    assert proof.born_on == date(1965, 3, 4)
    assert not db.session.scalars(select(OnlineStart)).all()


def test_the_same_person_at_a_desk_and_online_is_one(me: Client, provider: local.Provider, people: People) -> None:
    make_proof(people.other, "Müller, Eva", by=people.staff)
    page = me.get(provider.sign_in(way(me)))
    told = me.submit(TAKE, follow=True, ticket=ticket_in(page.text)).text
    assert "noch ein nachgewiesenes Konto" in told
    assert len(set(db.session.scalars(select(Residence.digest)))) == 1


def test_the_way_there_has_state_nonce_and_a_challenge(me: Client, provider: local.Provider) -> None:
    sent = {name: values[0] for name, values in parse_qs(urlsplit(way(me)).query).items()}
    row = db.session.scalars(select(OnlineStart)).one()
    digest = base64.urlsafe_b64encode(hashlib.sha256(row.verifier.encode()).digest()).rstrip(b"=").decode()
    assert (sent["code_challenge_method"], sent["code_challenge"]) == ("S256", digest)
    assert (sent["response_type"], sent["client_id"], sent["nonce"]) == ("code", "consul", row.nonce)
    assert len(sent["state"]) >= 40
    assert sent["state"] not in str(db.session.execute(select(OnlineStart.__table__)).all())
    assert sent["redirect_uri"] == "http://localhost" + BACK


def test_the_policy_of_the_page_lets_the_form_lead_there_and_nowhere_else(me: Client, provider: local.Provider) -> None:
    page = me.get("/account/residence")
    assert f"form-action 'self' {provider.issuer};" in page.headers["Content-Security-Policy"]
    assert provider.issuer not in page.text
    assert "form-action 'self';" in me.get("/account/residence/letter").headers["Content-Security-Policy"]


@pytest.mark.parametrize("change", ["", "state=x", "drop"])
def test_a_forged_or_missing_state_changes_nothing(
    me: Client, provider: local.Provider, people: People, change: str
) -> None:
    back = urlsplit(provider.sign_in(way(me)))
    code = parse_qs(back.query)["code"][0]
    query = {"": f"code={code}&state=", "state=x": f"code={code}&state=x", "drop": f"code={code}"}[change]
    assert me.get(f"{BACK}?{query}").status_code == 400
    assert nothing_changed(people)


def test_an_answer_is_worth_nothing_to_another_account(me: Client, provider: local.Provider, people: People) -> None:
    back = provider.sign_in(way(me))
    other = Client(me.application).sign_in(people.other)
    assert other.get(back).status_code == 400
    page = me.get(back)
    assert other.submit(TAKE, ticket=ticket_in(page.text)).status_code == 410
    assert proof_of(people.other) is None


def test_an_answer_counts_once(me: Client, provider: local.Provider, people: People) -> None:
    back = provider.sign_in(way(me))
    ticket = ticket_in(me.get(back).text)
    assert me.get(back).status_code == 502
    assert me.submit(TAKE, ticket=ticket).status_code == 303
    me.submit("/account/residence/delete")
    assert me.submit(TAKE, ticket=ticket).status_code == 410
    assert me.get(back).status_code == 400
    assert nothing_changed(people)


def test_a_nonce_of_another_way_is_refused(me: Client, provider: local.Provider, people: People) -> None:
    back = provider.sign_in(way(me))
    db.session.scalars(select(OnlineStart)).one().nonce = "another"
    db.session.commit()
    assert me.get(back).status_code == 502
    assert nothing_changed(people)


def test_who_takes_too_long_starts_again(me: Client, provider: local.Provider, people: People) -> None:
    back = provider.sign_in(way(me))
    db.session.scalars(select(OnlineStart)).one().expires_at -= timedelta(minutes=16)
    db.session.commit()
    assert me.get(back).status_code == 400


def test_who_stops_there_reads_so(me: Client, provider: local.Provider, people: People) -> None:
    answer = me.get(provider.stop(way(me)))
    assert (answer.status_code, "abgebrochen" in answer.text) == (409, True)
    assert me.get(BACK + "?error=server_error&state=x").status_code == 502
    assert nothing_changed(people)


@pytest.mark.parametrize("missing", ["family_name", "birthdate", "address"])
def test_a_claim_that_is_missing_changes_nothing(
    me: Client, provider: local.Provider, people: People, missing: str
) -> None:
    provider.knows("eva", **{name: value for name, value in local.EVA.items() if name != missing})
    answer = me.get(provider.sign_in(way(me)))
    assert (answer.status_code, "Es hat sich nichts geändert" in answer.text) == (422, True)
    assert nothing_changed(people)


@pytest.mark.parametrize(
    "odd",
    [
        {"birthdate": "0000-03-04"}, {"birthdate": "1965-02-31"}, {"birthdate": 7}, {"birthdate": "2999-01-01"},
        {"family_name": ["x"]}, {"family_name": {"a": "b"}}, {"address": "Auental"}, {"address": {"locality": None}},
        {"family_name": "\0"},
    ],
)  # fmt: skip
def test_odd_claims_are_no_fault_of_ours(
    me: Client, provider: local.Provider, people: People, odd: dict[str, Any]
) -> None:
    provider.knows("eva", **(local.EVA | odd))
    assert me.get(provider.sign_in(way(me))).status_code == 422
    assert nothing_changed(people)


def test_an_address_outside_the_district_changes_nothing(me: Client, provider: local.Provider, people: People) -> None:
    provider.knows("eva", **(local.EVA | {"address": {"locality": "Hamburg"}}))
    answer = me.get(provider.sign_in(way(me)))
    assert (answer.status_code, "außerhalb" in answer.text) == (422, True)
    assert nothing_changed(people)


def test_other_names_of_claims_can_be_set(
    app: Flask, me: Client, provider: local.Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "OIDC_CLAIMS", "municipality=ags, birthdate = geburtsdatum")
    claims = {"given_name": "Eva", "family_name": "Müller", "geburtsdatum": "04.03.1965", "ags": "06440001"}
    provider.knows("eva", **claims)
    assert "Auental" in me.get(provider.sign_in(way(me))).text


def test_a_provider_that_is_down_is_told_and_changes_nothing(
    app: Flask, me: Client, provider: local.Provider, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    back = provider.sign_in(way(me))
    monkeypatch.setitem(app.config, "OIDC_ISSUER", f"http://localhost:{free_port()}")
    assert me.submit(GO).status_code == 503
    answer = me.get(back)
    assert (answer.status_code, "antwortet gerade nicht" in answer.text) == (503, True)
    assert nothing_changed(people)


def test_a_provider_that_says_it_is_another_is_refused(
    me: Client, provider: local.Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = requests.get

    def lying(address: str, **options: Any) -> requests.Response:
        answer = seen(address, **options)
        answer._content = answer.content.replace(b'"issuer": "', b'"issuer": "https://evil.example/')
        return answer

    monkeypatch.setattr(requests, "get", lying)
    assert me.submit(GO).status_code == 502


def test_tokens_without_a_signature_are_refused(
    me: Client, provider: local.Provider, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    check = oidc._checked

    def unsigned(token: str, *rest: Any) -> dict[str, Any]:
        head = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
        return check(".".join([head, token.split(".")[1], ""]), *rest)

    back = provider.sign_in(way(me))
    monkeypatch.setattr(oidc, "_checked", unsigned)
    assert me.get(back).status_code == 502
    assert nothing_changed(people)


def test_where_authlib_is_missing_the_page_says_so(
    me: Client, provider: local.Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "authlib.common.errors", None)
    answer = me.submit(GO)
    assert (answer.status_code, "nicht vollständig eingerichtet" in answer.text) == (503, True)


def test_without_a_provider_there_is_no_such_way(me: Client) -> None:
    assert "BundID" not in me.get("/account/residence").text
    assert me.submit(GO).status_code == 404
    assert me.get(BACK + "?code=1&state=2").status_code == 404
    assert me.submit(TAKE, ticket="x").status_code == 404


def test_another_host_for_signing_in_is_reached_by_a_link(
    me: Client, provider: local.Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(oidc, "is_there", lambda _address: False)
    answer = me.submit(GO)
    assert answer.status_code == 200
    assert f'href="{provider.issuer}/oauth2/authorize' in answer.text


@pytest.mark.parametrize(
    ("acr", "level"),
    [
        ("", "basic"), ("0", "basic"), ("http://eidas.europa.eu/LoA/low", "basic"), ("STORK-QAA-Level-1", "basic"),
        ("http://eidas.europa.eu/LoA/substantial", "substantial"), ("http://eidas.europa.eu/LoA/high", "substantial"),
        ("STORK-QAA-Level-3", "substantial"), ("STORK-QAA-Level-4", "substantial"),
    ],
)  # fmt: skip
def test_the_level_follows_what_the_provider_says(acr: str, level: str) -> None:
    assert online_rules.level_of(acr) == level
