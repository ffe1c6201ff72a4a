"""Every page of the demo that a link leads to, seen by visitors, residents and officials."""

from __future__ import annotations

import html
import re
import tempfile
from collections import Counter, deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from tests.journeys.conftest import AXE, TAGS, VIOLATIONS
from tests.journeys.stage import Stage, stage
from tests.screenshots import Demo

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]

ROOT = Path(__file__).parents[2]
ROLES = ("", "resident", "staff", "moderator", "facilitator", "administrator")
LOOKS = ((1280, "light"), (1280, "dark"), (360, "light"))
READ_FOR_LINKS = 4  # pages of one kind that are read for their links; the first of them is looked at
MANY = 60  # for proposals: few have versions, and a visitor sees enough of them
NOT_FOLLOWED = {"static", "site.theme", "language.choose", "accounts.data"}

# What only mails, forms, scripts or machines lead to, or what the demo has no case of.
NO_LINK_LEADS_THERE = {
    "accounts.again", "accounts.confirm", "accounts.confirm_email", "accounts.leave_factor", "accounts.new_password",
    "accounts.resume", "accounts.sent", "comments.edit", "debates.edit", "debates.find", "desk_measures.proposed",
    "desk_moderation.consider", "desk_newsletter.as_mail", "desk_newsletter.edit", "desk_newsletter.pictures",
    "desk_newsletter.progress", "desk_polls.edit", "desk_polls.new", "desk_polls.question",
    "desk_workshops.preview", "health.live", "health.ready", "measures.short", "moderation.show", "newsletter.asked",
    "newsletter.confirm_page", "newsletter.feed_in", "newsletter.leave", "newsletter.manage", "polls.short",
    "proposals.ask_withdraw",
    "proposals.edit", "proposals.short", "proposals.similar", "site.favicon", "site.robots", "site.well_known",
    "workshops.registration_page", "workshops.short",
    "desk_polls.codes", "desk_polls.objection", "desk_polls.paper_entry", "desk_residence.batch", "desk_residence.person",
    "polls.ballot_again", "polls.change_again", "polls.check", "polls.receipt", "polls.receipt_file", "polls.review_again",
    "residence.code", "residence.delete", "residence.online_back", "residence.register",
}  # fmt: skip

OVERFLOW = """() => { const root = document.documentElement; return root.scrollWidth <= root.clientWidth ? "" :
  root.scrollWidth + " " + [...document.querySelectorAll("main *")].filter(
    part => part.getBoundingClientRect().right > root.clientWidth + 1).slice(0, 3).map(part => part.outerHTML.slice(0, 80)) }"""

CONTRAST = VIOLATIONS.replace('{type: "tag", values: tags}', '{type: "rule", values: ["color-contrast"]}')


@pytest.fixture
def demo() -> Iterator[Stage]:
    with (
        tempfile.TemporaryDirectory(prefix="consul-pages-") as folder,
        stage(Path(folder), None, scenario="lindental") as made,
    ):
        yield made


class Look:
    """Looks at pages and keeps what is wrong with them."""

    def __init__(self, context: Any, base: str) -> None:
        self.page = context.new_page()
        self.faults: list[str] = []
        self.noise: list[str] = []
        self.page.on("console", lambda said: self.noise.append(said.text) if said.type == "error" else None)
        self.page.on("request", lambda asked: self._foreign(asked.url, base))

    def _foreign(self, url: str, base: str) -> None:
        if not url.startswith((base, "data:")):
            self.noise.append(f"foreign request {url}")

    def at(self, path: str, who: str, english: set[str]) -> None:
        self.noise.clear()
        self.page.goto(path)
        found = list(self.noise)
        self.page.evaluate(f"() => {{ {AXE.read_text()} }}")
        for width, theme in LOOKS:
            self.page.set_viewport_size({"width": width, "height": 900})
            self.page.emulate_media(color_scheme=theme)
            faults = self.page.evaluate(VIOLATIONS if theme == "light" else CONTRAST, TAGS)
            found += [f"{width} {theme}: {fault}" for fault in faults]
        self.page.set_viewport_size({"width": 320, "height": 640})
        if wide := self.page.evaluate(OVERFLOW):
            found.append(f"wider than 320 px: {wide}")
        text = self.page.locator("body").inner_text()
        lines = {line.strip() for line in text.split("\n")}
        if path == "/desk/components":  # shows components several times over, under the names of their files
            lines, found = set(), [fault for fault in found if "landmark-unique" not in fault]
        found += [f"not translated: {line!r}" for line in lines & english]
        found += [f"raw: {raw!r}" for raw in re.findall(r"%\(\w+\)s|\{\{|\bNone\b|\bundefined\b", text)]
        self.faults += [f"{who or 'visitor'} {path}: {fault}" for fault in found]


def english_only() -> set[str]:
    """What must not stand alone on a line of a German page: sources whose German is another."""
    with (ROOT / "translations" / "de" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        pairs = [(one.id, one.string) for one in read_po(file) if isinstance(one.id, str) and one.id]
    german = {text for _source, text in pairs}
    return {source for source, text in pairs if source != text and source not in german}


class Walk:
    """Follows links and knows the kind of page, that is the endpoint, behind each."""

    def __init__(self, app: Flask, english: set[str]) -> None:
        self.routes = app.url_map.bind("127.0.0.1")
        self.english = english
        self.reached: set[str] = set()
        self.faults: list[str] = []

    def kind(self, path: str) -> str | None:
        try:
            endpoint, values = self.routes.match(path.partition("?")[0], method="GET")
        except RequestRedirect:
            return None
        except HTTPException:
            self.faults.append(f"a link leads nowhere: {path}")
            return None
        return f"{endpoint} {values.get('key', '')}{values.get('kind', '')}".strip()

    def through(self, context: Any, base: str, who: str) -> None:
        """From the start page to everything this person can reach; kinds of pages not seen before are looked at."""
        look, waiting, seen, read = Look(context, base), deque(["/"]), set[str](), Counter[str]()
        while waiting:
            path = waiting.popleft()
            kind = None if path in seen else self.kind(path)
            seen.add(path)
            enough = MANY if kind == "proposals.show" and not who else READ_FOR_LINKS
            if kind is None or kind.split()[0] in NOT_FOLLOWED or read[kind] >= enough:
                continue
            read[kind] += 1
            answer = context.request.get(path)
            if answer.status != 200:
                self.faults.append(f"{who or 'visitor'} {path}: answered {answer.status}")
            elif answer.headers["content-type"].startswith("text/html"):
                waiting += [html.unescape(found) for found in re.findall(r'<a\b[^>]* href="(/[^"#]*)', answer.text())]
                if kind not in self.reached or path == "/":
                    look.at(path, who, self.english)
            self.reached.add(kind)
        self.faults += look.faults


def test_every_page_is_reached_by_links_accessible_narrow_silent_and_german(
    browser: Any, demo: Stage, app: Flask
) -> None:
    if not AXE.is_file():
        pytest.skip("axe-core is not installed")
    accounts = Demo(demo.base, (demo.folder / "instance" / "demo-accounts.txt").read_text())
    walk = Walk(app, english_only())
    for who in ROLES:
        context = browser.new_context(base_url=demo.base, locale="de-DE", reduced_motion="reduce")
        context.set_default_timeout(10_000)
        if who:
            accounts.sign_in(context.new_page(), who)
        walk.through(context, demo.base, who)
        context.close()
        print(f"{who or 'visitor'}: {len(walk.reached)} kinds of pages so far", flush=True)
    assert not walk.faults, "\n".join(walk.faults)
    pages = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    missing = pages - {kind.split()[0] for kind in walk.reached} - NOT_FOLLOWED - NO_LINK_LEADS_THERE
    assert not missing, f"no link leads to {sorted(missing)}"
