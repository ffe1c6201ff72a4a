"""The pages of the site itself."""

from __future__ import annotations

import pytest

from consul_py.site import rules
from tests.cast import People
from tests.watch import Client

PAGES = ("imprint", "privacy", "accessibility", "easy-language", "sign-language", "rules", "how-it-works")


@pytest.mark.parametrize("key", PAGES)
@pytest.mark.parametrize("language", ["de", "en"])
def test_every_page_has_a_text_in_both_languages(client: Client, key: str, language: str) -> None:
    client.set_cookie("lang", language)
    answer = client.get(f"/{key}")
    assert answer.status_code == 200
    assert f'lang="{language}"' in answer.text


def test_the_first_page_sets_no_cookie_and_loads_nothing_foreign(client: Client) -> None:
    answer = client.get("/")
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_the_theme_carries_the_hue_of_the_district(client: Client) -> None:
    assert "--hue:160" in client.get("/theme.css").text


@pytest.mark.parametrize("hue", range(0, 360, 15))
def test_the_shipped_strength_can_be_read_at_every_hue(hue: int) -> None:
    assert rules.can_use_hue(hue, 0.078) is None


def test_a_page_edited_at_the_desk_replaces_the_shipped_text(client: Client, people: People) -> None:
    client.sign_in(people.staff)
    answer = client.submit("/desk/pages/imprint/de", title="Impressum", body="## Neu\n\n<script>x</script>")
    assert answer.status_code == 303
    page = client.get("/imprint").text
    assert "<h2>Neu</h2>" in page and "<script>x" not in page


def test_only_an_administrator_saves_settings(client: Client, people: People) -> None:
    client.sign_in(people.staff)
    assert client.get("/desk/settings").status_code == 403
    client.sign_in(people.administrator)
    assert client.get("/desk/settings").status_code == 200


SETTINGS = {
    "name": "Landkreis Beispiel", "claim": "fragt", "note": "", "headline": "Hallo", "lead": "", "address": "",
    "contact_email": "a@example.org", "hue": "250", "chroma": "0.05", "source_url": "",
}  # fmt: skip


def test_every_page_leads_to_the_source_code(client: Client, people: People) -> None:
    """As AGPL, section 13 asks: on request where no address is known."""
    assert 'href="/imprint#source">Quelltext</a>' in client.get("/proposals").text
    offer = client.get("/imprint").text.partition('id="source"')[2]
    assert "AGPL" in offer and "auf Anfrage" in offer and 'href="mailto:' in offer
    client.sign_in(people.administrator)
    address = "https://code.example.org/consul?a=b&c"
    assert client.submit("/desk/settings", **(SETTINGS | {"source_url": address})).status_code == 303
    link = 'href="https://code.example.org/consul?a=b&amp;c"'
    assert link in client.get("/proposals").text
    assert link in client.get("/imprint").text.partition('id="source"')[2]


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "code.example.org", "https://", "https:// x", "ftp://a.b/c"]
)
def test_an_address_of_the_source_code_is_a_whole_one(client: Client, people: People, address: str) -> None:
    client.sign_in(people.administrator)
    answer = client.submit("/desk/settings", **(SETTINGS | {"source_url": address}))
    assert answer.status_code == 422
    assert "vollständige Adresse" in answer.text


def test_a_colour_that_cannot_be_read_is_refused_with_everything_kept(client: Client, people: People) -> None:
    client.sign_in(people.administrator)
    fields = SETTINGS | {"hue": "100", "chroma": "0.2"}
    first = client.submit("/desk/settings", **fields)
    refused = rules.can_use_hue(100, 0.2)
    assert (first.status_code == 422) == (refused is not None)
    assert client.submit("/desk/settings", **(fields | {"hue": "250", "chroma": "0.05"})).status_code == 303
    assert "Landkreis Beispiel" in client.get("/").text
