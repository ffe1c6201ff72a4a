"""Photograph the main pages of the demo: `python -m tests.screenshots [--only NAME,NAME] [--out DIR] [--base URL --note FILE]`.

A fresh demo instance is served by granian, or one that already runs is used (`--base`, with its demo-accounts.txt as
`--note`). Every page is loaded once and taken at 360, 768 and 1280 px, light and dark, in German. The pictures of the
README go to docs/pictures, all of them to the folder given (default instance/screenshots).
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyotp
from PIL import Image

from tests.browser import CHROMIUM, launched
from tests.journeys.stage import stage

WIDTHS = (360, 768, 1280)
PICTURES = Path("docs/pictures")
README = ("home-1280-light", "proposal-1280-light", "desk-1280-light", "home-360-dark")

# name → (who looks, where to begin, then parts of the addresses of the links to follow)
PAGES: dict[str, tuple[str, ...]] = {
    "home": ("", "/"),
    "processes": ("", "/processes"),
    "process": ("", "/processes", "/processes/digital"),
    "consultations": ("", "/consultations"),
    "consultation": ("", "/consultations", "was-fehlt-ihnen"),
    "proposals": ("", "/proposals"),
    "proposal": ("", "/proposals?q=Dorfladen", "rollender-dorfladen"),
    "proposal-form": ("resident", "/proposals", "/proposals/new"),
    "debates": ("", "/debates"),
    "debate": ("", "/debates", "bezahlkarte"),
    "polls": ("", "/polls"),
    "poll": ("resident", "/polls", "welches-dorfbuero"),
    "poll-result": ("", "/polls", "/results"),
    "workshops": ("", "/workshops"),
    "workshop": ("", "/workshops", "gesundheit-und-pflege"),
    "followup": ("", "/workshops", "/follow-up"),
    "measures": ("", "/measures"),
    "measure": ("", "/measures", "ein-warenkorb"),
    "newsletter": ("", "/newsletter"),
    "newsletter-issue": ("", "/newsletter", "/newsletter/1"),
    "login": ("", "/account/login"),
    "register": ("", "/account/register"),
    "me": ("resident", "/account/me"),
    "residence": ("resident", "/account/residence"),
    "residence-letter": ("resident", "/account/residence", "/account/residence/letter"),
    "notifications": ("resident", "/account/notifications"),
    "imprint": ("", "/imprint"),
    "how-it-works": ("", "/how-it-works"),
    "moderation": ("", "/moderation"),
    "not-found": ("", "/proposals/999999"),
    "desk": ("staff", "/desk/"),
    "desk-processes": ("staff", "/desk/processes"),
    "desk-process": ("staff", "/desk/processes", "/desk/processes/1"),
    "desk-consultations": ("staff", "/desk/consultations"),
    "desk-proposals": ("staff", "/desk/proposals/"),
    "desk-answer": ("staff", "/desk/proposals/", "/answer"),
    "desk-measures": ("staff", "/desk/measures"),
    "desk-newsletter": ("staff", "/desk/newsletter"),
    "desk-workshops": ("staff", "/desk/workshops"),
    "desk-moderation": ("moderator", "/desk/moderation"),
    "desk-residence": ("staff", "/desk/residence"),
    "desk-people": ("administrator", "/desk/people/"),
    "desk-settings": ("administrator", "/desk/settings"),
    "components": ("staff", "/desk/components"),
}

# Fonts and pictures are there, those below the fold too.
COMPLETE = """() => Promise.all([document.fonts.ready, ...[...document.images].map(picture => {
  picture.loading = "eager"; return picture.decode().catch(() => null) })]).then(() => null)"""


@dataclass
class Demo:
    """A demo that is served: its address and what its note of the accounts says."""

    base: str
    note: str

    def secret(self, label: str) -> str:
        found = re.search(rf"{label}: (.+)", self.note)
        if not found:
            raise SystemExit(f"The note of the demo accounts has no {label!r}:\n{self.note}")
        return found[1].strip()

    @staticmethod
    def _send(page: Any) -> None:
        with page.expect_navigation():
            page.click("main form .kern-btn--primary")

    def sign_in(self, page: Any, who: str) -> None:
        """As a demo account; officials give the code of their second factor."""
        page.goto("/account/login")
        page.fill("main [name=email]", f"{who}@example.org")
        page.fill("main [name=password]", self.secret("Passwort für alle"))
        self._send(page)
        if page.locator("main [name=code]").count():
            page.fill("main [name=code]", pyotp.TOTP(self.secret("Geheimnis")).now())
            self._send(page)
        if "/account/login" in page.url:
            raise SystemExit(f"{who} could not sign in: {page.locator('main').inner_text()}")


def open_page(page: Any, start: str, *links: str) -> None:
    page.goto(start)
    for part in links:
        address = page.locator(f"main a[href*='{part}']").first.get_attribute("href", timeout=3000)
        page.goto(address)


def photograph(demo: Demo, out: Path, names: list[str]) -> None:
    with launched() as browser:
        pages: dict[str, Any] = {}
        for name in names:
            who, *steps = PAGES[name]
            if who not in pages:
                context = browser.new_context(base_url=demo.base, locale="de-DE", reduced_motion="reduce")
                pages[who] = context.new_page()
                if who:
                    demo.sign_in(pages[who], who)
            page = pages[who]
            open_page(page, *steps)
            page.evaluate(COMPLETE)
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                for theme in ("light", "dark"):
                    page.emulate_media(color_scheme=theme)
                    page.screenshot(path=out / f"{name}-{width}-{theme}.png", full_page=True, animations="disabled")
            print(name, flush=True)


@contextmanager
def demo(base: str, note: str) -> Iterator[Demo]:
    if base:
        yield Demo(base, Path(note).read_text())
        return
    with (
        tempfile.TemporaryDirectory(prefix="consul-shots-") as folder,
        stage(Path(folder), None, scenario="lindental") as made,
    ):
        yield Demo(made.base, (made.folder / "instance" / "demo-accounts.txt").read_text())


def for_the_readme(out: Path) -> None:
    """With a palette of 128 colours, as these pictures live in the repository."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for name in README:
        if (out / f"{name}.png").is_file():
            picture = Image.open(out / f"{name}.png").convert("RGB")
            picture.quantize(128, dither=Image.Dither.NONE).save(PICTURES / f"{name}.png", optimize=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="names of pages, with commas between")
    parser.add_argument("--out", default="instance/screenshots")
    parser.add_argument("--base", default="", help="address of a demo that is already served")
    parser.add_argument("--note", default="instance/demo-accounts.txt")
    options = parser.parse_args()
    if not CHROMIUM:
        sys.exit("chromium is not installed (Debian: apt-get install chromium)")
    out = Path(options.out)
    out.mkdir(parents=True, exist_ok=True)
    names = options.only.split(",") if options.only else list(PAGES)
    with demo(options.base, options.note) as served:
        photograph(served, out, names)
    for_the_readme(out)


if __name__ == "__main__":
    main()
