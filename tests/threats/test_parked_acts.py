"""One click sends a parked act as whoever opens its link: what may wait, and what the page before the click shows."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from sqlalchemy import delete, select

from consul_py.accounts.models import RoleGrant, UserSession
from consul_py.kernel import parking
from consul_py.kernel.db import db
from consul_py.kernel.parking import ParkedAct
from consul_py.site.waiting import ACTS
from tests.cast import People
from tests.comments.make import make_comment, make_debate
from tests.processes.make import make_consultation
from tests.proposals.make import form_of, make_proposal
from tests.threats.test_routes import routes
from tests.watch import Client


def kept() -> list[str]:
    return list(db.session.scalars(select(ParkedAct.path)))


def link(client: Client, path: str, **fields: str) -> str:
    """Send a form as a visitor; answers the page that waits behind sign-in."""
    answer = Client(client.application).submit(path, **fields)
    assert answer.status_code == 303, answer.text
    return parse_qs(urlsplit(answer.location).query)["next"][0]


def test_nothing_of_the_desk_and_of_accounts_waits_for_sign_in(app: Flask, client: Client) -> None:
    """A visitor could otherwise leave an administrator a link that makes somebody an administrator."""
    token = client.token()
    for rule, address, need in routes(app, "POST"):
        if need == "anyone" or rule.endpoint in ACTS:
            continue
        answer = client.post(address, data={"csrf_token": token, "role": "administrator", "scope": "installation:0"})
        assert (answer.status_code, urlsplit(answer.location).path) == (303, "/account/login"), address
        assert "resume" not in answer.location, address
    assert kept() == []


def test_only_what_a_visitor_may_begin_is_named(app: Flask) -> None:
    named = {rule.endpoint: (rule.rule, need) for rule, _address, need in routes(app, "POST")}
    assert set(ACTS) <= set(named)
    for endpoint in ACTS:
        rule, need = named[endpoint]
        assert need in ("anyone", "resident") and not rule.startswith(("/account/", "/desk/")), rule


def test_a_parked_act_of_the_desk_that_is_still_there_is_not_shown(client: Client, people: People) -> None:
    token = parking.park(
        f"/desk/people/{people.other.id}/grants", [("role", "administrator"), ("scope", "installation:0")]
    )
    db.session.commit()
    client.sign_in(people.administrator)
    assert client.get(f"/account/resume/{token}").status_code == 410
    roles = db.session.scalars(select(RoleGrant.role).where(RoleGrant.user_id == people.other.id)).all()
    assert not roles


@pytest.mark.parametrize("token", [{}, {"csrf_token": ""}, {"csrf_token": "0" * 40}])
def test_a_form_without_the_token_of_visitors_is_not_kept(client: Client, token: dict[str, str]) -> None:
    debate = make_debate()
    assert client.post(f"/subjects/{debate.id}/comments", data={"body": "Untergeschoben"} | token).status_code == 400
    assert kept() == []


def test_what_somebody_wrote_while_their_session_ended_is_kept(client: Client, people: People) -> None:
    debate = make_debate()
    token = client.sign_in(people.resident).token()
    db.session.execute(delete(UserSession))
    db.session.commit()
    text = {"body": "Ein langer Text", "csrf_token": token}
    answer = client.post(f"/subjects/{debate.id}/comments", data=text, headers={"Origin": "http://localhost"})
    assert answer.status_code == 303 and "resume" in answer.location
    assert kept() == [f"/subjects/{debate.id}/comments"]


def test_a_proposal_written_while_the_session_ended_is_kept_too(client: Client, people: People) -> None:
    consultation = make_consultation()
    token = client.sign_in(people.resident).token()
    db.session.execute(delete(UserSession))
    db.session.commit()
    text = form_of(consultation) | {"csrf_token": token}
    assert client.post("/proposals/new", data=text).status_code == 400, "tools are bound by the token"
    answer = client.post("/proposals/new", data=text, headers={"Origin": "http://localhost"})
    assert answer.status_code == 303 and "resume" in answer.location
    assert kept() == ["/proposals/new"]


def test_who_follows_after_signing_in_comes_to_the_thing(client: Client, people: People) -> None:
    debate = make_debate()
    page = link(client, f"/subjects/{debate.id}/follow")
    client.sign_in(people.resident)
    sent = {"parked": page.rsplit("/", 1)[-1], "csrf_token": client.token()}
    answer = client.post(f"/subjects/{debate.id}/follow", data=sent, headers={"Referer": f"http://localhost{page}"})
    assert answer.status_code == 303 and "/debates/" in answer.location


def test_the_page_before_the_click_tells_the_act_and_shows_every_field(client: Client, people: People) -> None:
    debate = make_debate(title="Braucht Hainfeld einen Laden?")
    comment = make_comment(debate, people.other, "Der Bus fährt nur viermal.")
    proposal = make_proposal(make_consultation(), author_id=people.other.id, title="Ein Wagen für Rodenau")
    client.sign_in(people.resident)
    shown = {
        link(client, f"/subjects/{debate.id}/comments", body="Ja", side="against", as_argument="1", extra="kurz"): (
            "Kommentar schreiben", debate.title, ">Ja<", "spricht dagegen", "kurz"),
        link(client, f"/proposals/{proposal.id}/support"): ("Ich unterstütze das", "Ein Wagen für Rodenau"),
        link(client, f"/debates/{debate.id}/vote", value="disagree"): ("Ich stimme nicht zu", debate.title),
        link(client, f"/comments/{comment.id}/report", category="hate", text="Hetze"): (
            "Beitrag melden", "Der Bus fährt nur viermal.", "Herabwürdigung", "Hetze"),
        link(client, f"/subjects/{debate.id}/follow"): ("Folgen", debate.title),
    }  # fmt: skip
    for path, words in shown.items():
        page = client.get(path).text.partition("<main")[2].partition("</main>")[0].partition("<form")[0]
        assert [word for word in words if word not in page] == [], page


def test_a_proposal_that_waits_is_shown_with_the_names_of_what_was_chosen(client: Client, people: People) -> None:
    consultation = make_consultation()
    fields = form_of(consultation, place="Am Anger")
    page = client.sign_in(people.resident).get(link(client, "/proposals/new", **fields)).text
    seen = page.partition("<main")[2].partition("<form")[0]
    for word in (consultation.title, fields["title"], fields["summary"], "Am Anger", "ganzer Kreis"):
        assert word in seen, word
    assert consultation.slug not in seen.replace(f"/consultations/{consultation.slug}", ""), "hidden fields stay hidden"


def test_a_text_about_something_that_was_hidden_meanwhile_can_still_be_read(client: Client, people: People) -> None:
    debate = make_debate()
    path = link(client, f"/subjects/{debate.id}/comments", body="Bitte nicht verlieren")
    debate.visibility = "hidden"
    db.session.commit()
    page = client.sign_in(people.resident).get(path)
    assert page.status_code == 200
    assert "Bitte nicht verlieren" in page.text.partition("<form")[0] + page.text.partition("<main")[2]
