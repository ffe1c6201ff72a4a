"""A person with a browser: goes to pages, fills forms, presses buttons; every page they see is checked."""

from __future__ import annotations

import re
from typing import Any

import pyotp

from tests.journeys.conftest import Accessibility
from tests.journeys.stage import Stage

PASSWORD = "Apfelbaum am Hang 7"


class Actor:
    """One browser context, that is one device."""

    def __init__(self, browser: Any, stage: Stage, axe: Accessibility, **options: Any) -> None:
        self.stage, self.axe = stage, axe
        self.context = browser.new_context(base_url=stage.base, locale="de-DE", **options)
        self.context.set_default_timeout(8000)
        self.page = self.context.new_page()
        self.foreign: list[str] = []
        self.page.on("request", self._note)

    def _note(self, request: Any) -> None:
        if not request.url.startswith((self.stage.base, "data:")):
            self.foreign.append(request.url)

    def look(self) -> None:
        """The page as it is now: no error, nothing for axe to find, nothing loaded from elsewhere."""
        assert not self.foreign, self.foreign
        self.axe.check(self.page)

    def go(self, path: str, status: int = 200) -> None:
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.status == status, f"{path}: {answer.status}\n{self.stage.logs()[-3000:]}"
        self.look()

    def fill(self, form: str = "main form", **fields: str | bool) -> None:
        """Type into fields by their names; True and False tick and untick."""
        for name, value in fields.items():
            field = self.page.locator(f"{form} [name='{name}']").first
            if isinstance(value, bool):
                field.set_checked(value)
            elif field.evaluate("e => e.tagName") == "SELECT":
                field.select_option(value)
            elif field.get_attribute("type") == "radio":
                self.page.locator(f"{form} [name='{name}'][value='{value}']").check()
            else:
                field.fill(value)

    def press(self, selector: str) -> None:
        """Press a button or follow a link and wait for the page behind it."""
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()
        self.look()

    def send(self, action: str = "", **fields: str | bool) -> None:
        """Fill a form (by a part of its action; a form without one sends to its own page) and send it."""
        form = f"main form[action*='{action}']"
        if not action or not self.page.locator(form).count():
            form = "main form[method='post']:not([action])"
        self.fill(form, **fields)
        self.press(f"{form} button[type='submit']:not([name='preview']):visible >> nth=0")

    def sees(self, words: str) -> None:
        assert words in self.page.locator("main").inner_text(), (
            f"{words!r} not on {self.page.url}:\n" + self.page.locator("main").inner_text()
        )

    @property
    def path(self) -> str:
        return str(self.page.url.removeprefix(self.stage.base))

    def sign_in(self, email: str) -> None:
        self.go("/account/login")
        self.send("login", email=email, password=PASSWORD)
        assert "/account/login" not in self.path, self.page.locator("main").inner_text()

    def open_desk(self) -> None:
        """Set up the second factor with the secret on the page, look at the recovery codes, and go to the desk."""
        self.go("/account/second-factor?next=/desk/")
        secret = re.search(r"(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}", self.page.locator("main").inner_text())
        assert secret, self.page.locator("main").inner_text()
        self.send("second-factor", code=pyotp.TOTP(secret[0].replace(" ", "")).now(), password=PASSWORD)
        assert self.page.locator("main .code").count() == 8, self.page.locator("main").inner_text()
        self.press("main a[href='/desk/']")
        assert self.path.startswith("/desk"), self.path

    def publish_a_process(self) -> None:
        """At the desk; ends before the form of a first consultation in it."""
        self.go("/desk/processes/new")
        self.send(
            "/desk/processes/new", title="Digitalstrategie Lindental", summary="Der Kreis schreibt sie mit Ihnen.",
            goal="Eine Strategie", room="Welche Maßnahmen kommen", fixed="Der Glasfaserausbau läuft",
            decided_by="der Kreistag", decision_due="im März 2027", feedback="auf jeden Beitrag binnen vier Wochen",
        )  # fmt: skip
        process = self.path
        self.send("/publish")
        self.go(f"/desk/consultations/new?process={process.rsplit('/', 1)[-1]}")

    def draft_a_poll(self, title: str, rule: str) -> str:
        """Publish the consultation that was just entered and enter a poll in it; ends before the form of its first question
        and answers the poll's address at the desk."""
        consultation = self.path
        self.send("/publish")
        self.go(f"/desk/polls/new?consultation={consultation.rsplit('/', 1)[-1]}")
        self.send("/desk/polls/new", title=title, summary="Vier sind geplant.", decision_rule=rule)
        poll = self.path
        self.go(f"{poll}/questions/0")
        return poll
