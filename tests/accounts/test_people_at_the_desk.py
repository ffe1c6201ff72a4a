"""The desk's people: roles, closed accounts, lost second factors; and the same from the command line."""

from __future__ import annotations

import json

import pytest
from click.testing import Result
from flask import Flask

from consul_py.accounts import cli, queries, role_cli
from consul_py.accounts.models import RoleGrant, User
from consul_py.kernel import audit
from consul_py.kernel.db import db
from consul_py.municipalities.models import Municipality
from tests.accounts.make import PASSWORD, mails, sign_in, user_of
from tests.cast import People
from tests.watch import Client


def grants(user: User) -> list[tuple[str, str, int]]:
    return [(g.role, g.scope, g.scope_id) for g in queries.grants_of(user.id)]


def place() -> Municipality:
    row = Municipality(name="Birkenau an der Linde", ags="06999001")
    db.session.add(row)
    db.session.commit()
    return row


@pytest.mark.parametrize("who", ["resident", "staff", "moderator", "facilitator"])
def test_only_administrators_manage_people(client: Client, people: People, who: str) -> None:
    client.sign_in(getattr(people, who))
    number = people.other.id
    assert client.get("/desk/people/").status_code == 403
    assert client.get(f"/desk/people/{number}").status_code == 403
    sent = {"role": "administrator", "scope": "installation:0"}
    assert client.submit(f"/desk/people/{number}/grants", **sent).status_code == 403
    assert grants(people.other) == []


def test_people_are_found_by_name_address_and_role(client: Client, people: People) -> None:
    client.sign_in(people.administrator)
    assert people.resident.id
    assert people.staff.id
    assert "Waldrand" in client.get("/desk/people/?q=WALD").text
    assert "Waldrand" in client.get("/desk/people/?q=resident@").text
    assert "Waldrand" not in client.get("/desk/people/?role=any").text
    assert "Beteiligungsteam" in client.get("/desk/people/?role=staff").text
    for odd in ("%", "_", "\\", "'", "\x00", "x" * 5000):
        assert client.get("/desk/people/", query_string={"q": odd, "role": odd, "page": odd}).status_code == 200


def test_a_role_is_given_taken_back_and_noted(client: Client, people: People) -> None:
    where = place()
    client.sign_in(people.administrator)
    page = f"/desk/people/{people.other.id}"
    sent = {"role": "staff", "scope": f"municipality:{where.id}"}
    assert client.submit(f"{page}/grants", **sent).status_code == 303
    assert client.submit(f"{page}/grants", **sent).status_code == 422, "once"
    assert grants(people.other) == [("staff", "municipality", where.id)]
    assert "Birkenau an der Linde" in client.get(page).text
    held = queries.grants_of(people.other.id)[0]
    assert client.submit(f"/desk/people/{people.staff.id}/grants/{held.id}/revoke").status_code == 404
    assert client.submit(f"{page}/grants/{held.id}/revoke").status_code == 303
    assert grants(people.other) == []
    assert [e.action for e in audit.latest("user", people.other.id)] == ["people.revoke", "people.grant"]
    assert audit.latest("user", people.other.id)[0].actor_id == people.administrator.id


@pytest.mark.parametrize("scope", ["", "installation:1", "process:0", "municipality:999", "x:1", "municipality:x"])
def test_odd_scopes_are_refused(client: Client, people: People, scope: str) -> None:
    client.sign_in(people.administrator)
    answer = client.submit(f"/desk/people/{people.other.id}/grants", role="staff", scope=scope)
    assert answer.status_code == 422
    assert grants(people.other) == []


def test_an_administrator_counts_everywhere_or_not_at_all(client: Client, people: People) -> None:
    where = place()
    client.sign_in(people.administrator)
    sent = {"role": "administrator", "scope": f"municipality:{where.id}"}
    assert client.submit(f"/desk/people/{people.other.id}/grants", **sent).status_code == 422


def test_the_last_administrator_stays(client: Client, people: People) -> None:
    client.sign_in(people.administrator)
    held = queries.grants_of(people.administrator.id)[0]
    client.submit(f"/desk/people/{people.administrator.id}/grants/{held.id}/revoke")
    client.submit(f"/desk/people/{people.administrator.id}/decision", what="close", reason="Versehen")
    assert grants(people.administrator) == [("administrator", "installation", 0)]
    assert people.administrator.disabled_at is None


def test_an_account_is_closed_with_a_reason_and_opened_again(client: Client, people: People) -> None:
    client.sign_in(people.administrator)
    resident = Client(client.application).sign_in(people.resident)
    page = f"/desk/people/{people.resident.id}/decision"
    assert client.submit(page, what="close", reason="").status_code == 422
    assert client.submit(page, what="reopen", reason="x").status_code == 422
    assert client.submit(page, what="close", reason="Beleidigungen trotz Hinweis").status_code == 303
    assert resident.get("/account/settings").status_code == 303
    assert sign_in(resident, people.resident.email).status_code == 422
    assert "Beleidigungen trotz Hinweis" in mails(people.resident.email)[0].body_text
    assert client.submit(page, what="reopen", reason="Gespräch geführt").status_code == 303
    assert sign_in(resident, people.resident.email).status_code == 303


def test_a_lost_second_factor_is_taken_away_and_set_up_anew(client: Client, people: People) -> None:
    client.sign_in(people.administrator)
    official = Client(client.application).sign_in(people.staff)
    page = f"/desk/people/{people.staff.id}/decision"
    assert client.submit(page, what="reset_second_factor", reason="Telefon verloren").status_code == 303
    assert official.get("/account/settings").status_code == 303
    sign_in(official, people.staff.email)
    assert "data:image/svg+xml" in official.get("/account/second-factor").text


def run(app: Flask, command: object, *arguments: str, stdin: str = "") -> Result:
    result = app.test_cli_runner().invoke(command, arguments, input=stdin, catch_exceptions=True)
    db.session.expire_all()
    return result


def test_the_command_line_makes_an_account_with_a_role(app: Flask) -> None:
    where = place()
    result = run(
        app, cli.user_group, "create", "neu@example.org", "--name", "Kreisverwaltung", "--role", "staff",
        "--scope", f"municipality:{where.ags}", "--password-stdin", stdin=PASSWORD + "\n",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    user = user_of("neu@example.org")
    assert grants(user) == [("staff", "municipality", where.id)]
    assert user.confirmed_at is not None


def test_the_command_line_refuses_in_one_sentence(app: Flask, people: People) -> None:
    for arguments in (
        ("create", people.resident.email, "--name", "Neu hier"),
        ("create", "neu@example.org", "--name", "Waldrand"),
        ("create", "neu@example.org", "--name", "Neu hier", "--role", "staff", "--scope", "municipality:x"),
        ("create", "neu@example.org", "--name", "Neu hier", "--role", "staff", "--scope", "planet:mars"),
    ):
        result = run(app, cli.user_group, *arguments)
        assert result.exit_code == 1, result.output
        assert result.output.startswith("Error: ")
    assert user_of("neu@example.org") is None
    weak = run(app, cli.user_group, "create", "n@example.org", "--name", "Neu hier", "--password-stdin", stdin="123\n")
    assert weak.exit_code == 1


def test_the_command_line_gives_and_takes_roles(app: Flask, people: People) -> None:
    assert run(app, role_cli.role_group, "grant", people.other.email, "moderator").exit_code == 0
    assert grants(people.other) == [("moderator", "installation", 0)]
    assert run(app, role_cli.role_group, "revoke", people.other.email, "moderator").exit_code == 0
    assert run(app, role_cli.role_group, "revoke", people.other.email, "moderator").exit_code == 1
    assert db.session.query(RoleGrant).count() == 0


def test_the_command_line_prints_what_is_kept_about_a_person(app: Flask, people: People) -> None:
    result = run(app, cli.export_person, people.resident.email)
    assert json.loads(result.output)["account"]["display_name"] == "Waldrand"
