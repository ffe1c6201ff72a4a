"""Addresses, headers and numbers that are none: an answer says so, and it is never an error of ours."""

from __future__ import annotations

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from consul_py.app import create_app
from consul_py.kernel import text
from consul_py.kernel.db import db
from consul_py.kernel.migrating import migrate
from consul_py.kernel.paging import LAST_PAGE, number_from
from tests.cast import People
from tests.conftest import SETTINGS
from tests.watch import Client

NO_ADDRESS = ["http://[", "http://[x", "http://[::1", "https://a]b", "http://\u2100"]


@pytest.mark.parametrize(
    ("number", "page"),
    [("9" * 5000, 1), ("1" * 10, 1), ("9" * 9, LAST_PAGE), ("0", 1), ("000000007", 7), ("٣", 1), ("-1", 1), (None, 1)],
)
def test_a_page_number_of_thousands_of_digits_is_page_one(number: str | None, page: int) -> None:
    assert number_from(number) == page


@pytest.mark.parametrize("path", ["/proposals", "/debates", "/measures", "/search"])
def test_lists_answer_to_any_page_number(client: Client, path: str) -> None:
    assert client.get(path, query_string={"page": "9" * 5000}).status_code in (200, 404)


@pytest.mark.parametrize("origin", NO_ADDRESS)
def test_an_origin_that_is_no_address_is_another_site(client: Client, people: People, origin: str) -> None:
    client.sign_in(people.resident)
    form = {"csrf_token": client.token()}
    assert client.post("/account/logout", data=form, headers={"Origin": origin}).status_code == 400


@pytest.mark.parametrize("referrer", NO_ADDRESS)
def test_who_comes_from_no_address_is_led_to_the_first_page(client: Client, referrer: str) -> None:
    """An act that is not parked leads a visitor to sign in and back where they came from."""
    form = {"csrf_token": client.token()}
    answer = client.post("/account/residence/letter", data=form, headers={"Referer": referrer})
    assert (answer.status_code, answer.location) == (303, "/account/login?next=/")


@pytest.mark.parametrize("host", ["x" * 64, "elsewhere.example"])
def test_a_host_that_is_none_or_not_ours_is_a_bad_request(tmp_path: Path, host: str) -> None:
    app = create_app(SETTINGS | {"INSTANCE": str(tmp_path), "TRUSTED_HOSTS": "" if len(host) > 63 else "localhost"})
    with app.app_context():
        migrate()
        db.engine.dispose()
    client = app.test_client()
    for answer in (
        client.get("/account/login", headers={"Host": host}),
        client.post("/nowhere", headers={"Host": host}),
    ):
        assert answer.status_code == 400
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize("name", ["a" * 5000, "a" * 300, "a/" * 3000, "a%00b", "..%2f..%2fapp.py", "%ff"])
def test_a_file_name_that_no_file_can_have_is_not_found(client: Client, name: str) -> None:
    assert client.get(f"/static/{name}").status_code == 404
    assert client.get(f"/files/{name}").status_code == 404


def test_rules_of_markdown_are_gathered_before_several_threads_render() -> None:
    """A second copy of the module, because in this process somebody may have rendered already."""
    found = spec_from_file_location("text_anew", text.__file__)
    assert found is not None and found.loader is not None
    anew = module_from_spec(found)
    found.loader.exec_module(anew)
    markdown = anew._markdown
    rulers = (markdown.core.ruler, markdown.block.ruler, markdown.inline.ruler, markdown.inline.ruler2)
    assert all(ruler.__cache__ for ruler in rulers)
