"""In a real browser: from one's own page to the provider and back, through the policy of the page; then a letter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.conftest import Accessibility
from tests.journeys.stage import Stage, stage
from tests.residence import provider
from tests.screenshots import Demo

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Stage, provider.Provider]]:
    with provider.running() as found:
        settings = {
            "CONSUL_OIDC_ISSUER": found.issuer, "CONSUL_OIDC_CLIENT_ID": "c", "CONSUL_OIDC_CLIENT_SECRET": "s",
        }  # fmt: skip
        with stage(tmp_path_factory.mktemp("residence"), None, "lindental", **settings) as made:
            found.knows("eva", **provider.EVA)
            yield made, found


def _page(browser: Any, made: Stage, who: str) -> Any:
    page = browser.new_context(base_url=made.base, locale="de-DE", reduced_motion="reduce").new_page()
    page.set_default_timeout(15_000)
    Demo(made.base, (Path(made.folder) / "instance" / "demo-accounts.txt").read_text()).sign_in(page, who)
    return page


def test_the_provider_proves_somebody_and_nobody_else_is_contacted(
    browser: Any, played: tuple[Stage, provider.Provider], axe: Accessibility
) -> None:
    made, bund = played
    page = _page(browser, made, "resident")
    asked: set[str] = set()

    def note(request: Any) -> None:
        """What our pages ask for; what the provider's page loads is its own affair."""
        if not page.url.startswith(bund.issuer):
            asked.add(re.sub(r"^(https?://[^/]+).*", r"\1", request.url))

    page.on("request", note)
    page.goto("/account/residence")
    axe.check(page)
    assert asked == {made.base}
    page.click("text=Weiter zu BundID")
    page.wait_for_url(bund.issuer + "/**")
    page.fill("[name=sub]", "eva")
    page.click("button:has-text('Authorize')")
    page.wait_for_url(made.base + "/**")
    axe.check(page)
    assert "Eva Maria Müller" in page.inner_text("main")
    with page.expect_navigation():
        page.click("main form .kern-btn--primary")
    assert "Ihr Wohnsitz ist nachgewiesen" in page.inner_text("main")
    axe.check(page)
    assert asked == {made.base, bund.issuer}


def test_a_letter_is_asked_for_printed_and_redeemed(
    browser: Any, played: tuple[Stage, provider.Provider], axe: Accessibility
) -> None:
    from tests.residence.make import codes_in

    made, _bund = played
    page, desk = _page(browser, made, "moderator"), _page(browser, made, "staff")
    page.goto("/account/residence/letter")
    page.click("main form .kern-btn--primary")
    axe.check(page)
    for name, value in {
        "name": "Netta Pfleger", "born_on": "1.2.1980", "street": "Am Bach 7", "postcode": "12345", "place": "Auental",
    }.items():  # fmt: skip
        page.fill(f"main [name={name}]", value)
    page.select_option("main [name=municipality_id]", label="Auental")
    page.click("main form .kern-btn--primary")
    for path in ("/desk/residence", "/desk/residence/extract", "/desk/residence/letters"):
        desk.goto(path)
        axe.check(desk)
    with desk.expect_download() as download:
        desk.click("text=Briefe drucken")
    (code,) = codes_in(Path(download.value.path()).read_bytes())
    desk.goto("/desk/residence/letters")
    desk.click("main table a")
    axe.check(desk)
    page.goto("/account/residence/code")
    page.fill("main [name=code]", code.lower().replace("-", " "))
    axe.check(page)
    with page.expect_navigation():
        page.click("main form .kern-btn--primary")
    assert "Ihr Wohnsitz ist nachgewiesen" in page.inner_text("main")
