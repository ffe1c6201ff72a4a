"""Writing and sending an issue at the desk with a real browser: the preview follows, blocks go in, numbers move.

The same once more without JavaScript. Real servers, a worker and an SMTP server; every page goes through axe.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.conftest import Accessibility
from tests.journeys.stage import Stage, stage
from tests.screenshots import Demo

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

FIRST = "main form.pair"


@pytest.fixture
def demo() -> Iterator[Stage]:
    with (
        tempfile.TemporaryDirectory(prefix="consul-desk-") as folder,
        stage(Path(folder), None, scenario="lindental") as made,
    ):
        yield made


def staff_page(browser: Any, made: Stage, **options: Any) -> Any:
    """A page of the demo's staff, signed in; whatever the console says in red fails at the end."""
    accounts = Demo(made.base, (made.folder / "instance" / "demo-accounts.txt").read_text())
    context = browser.new_context(base_url=made.base, locale="de-DE", **options)
    context.set_default_timeout(10_000)
    page = context.new_page()
    accounts.sign_in(page, "staff")
    return page


def test_an_issue_is_written_and_followed_with_javascript(browser: Any, demo: Stage, axe: Accessibility) -> None:
    page = staff_page(browser, demo)
    noise: list[str] = []
    page.on("console", lambda said: noise.append(said.text) if said.type == "error" else None)
    page.goto("/desk/newsletter/new")
    assert not page.locator("[data-preview-button]").is_visible(), "the preview comes by itself"
    page.fill(f"{FIRST} [name=title]", "Neues im November")
    page.fill(f"{FIRST} [name=source]", "Guten Tag **zusammen**.\n\nBis bald.")
    page.locator("[data-issue-preview] strong", has_text="zusammen").wait_for()
    page.evaluate("document.querySelector('#source').setSelectionRange(23, 23)")
    page.click("button[name=insert]")
    lines = page.input_value(f"{FIRST} [name=source]").split("\n\n")
    assert [line.startswith("{{consultation:") for line in lines] == [False, True, False], "where one was writing"
    page.locator("[data-issue-preview] h3 a").first.wait_for()
    axe.check(page)
    page.focus(f"{FIRST} [name=title]")
    with page.expect_navigation():
        page.keyboard.press("Enter")  # saves; it does not insert or preview
    axe.check(page)
    mail = page.frame_locator("iframe.mailframe")
    mail.get_by_text("Bis bald.").wait_for()
    with page.expect_navigation():
        page.click("form[action*='/send'] button")
    page.get_by_text("100 %").wait_for(timeout=20_000)  # by itself: nobody loads the page
    axe.check(page)
    assert not noise, noise


def test_an_issue_is_written_and_sent_without_javascript(browser: Any, demo: Stage) -> None:
    page = staff_page(browser, demo, java_script_enabled=False)
    page.goto("/desk/newsletter/new")
    page.fill(f"{FIRST} [name=title]", "Ohne Skript")
    page.fill(f"{FIRST} [name=source]", "Guten Tag **zusammen**.")
    page.click("button[name=insert]")
    assert "{{consultation:" in page.input_value(f"{FIRST} [name=source]")
    page.click("button[name=preview]")
    assert page.locator("[data-issue-preview] strong").count()
    assert page.locator("[data-issue-preview] h3 a").count(), "the block is filled"
    page.click(f"{FIRST} button.kern-btn--primary")
    page.click("form[action*='/test'] button")
    demo.inbox.wait_for("staff@example.org", "Ohne Skript")
    page.locator("iframe.mailframe").wait_for()
    page.click("form[action*='/send'] button")
    for _ in range(20):
        if page.get_by_text("100 %").count():
            break
        page.wait_for_timeout(500)
        page.click("[data-live-on] a") if page.locator("[data-live-on] a").count() else page.reload()
    assert page.get_by_text("100 %").count()
