"""Photograph the main pages of the demo: `python -m tests.screenshots [--only NAME] [--out DIR]`.

A fresh demo instance is served by granian; each page is taken at 360, 768 and 1280 px, light and dark, in German.
The pictures of the README go to docs/pictures, all of them to the folder given (default instance/screenshots).
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.journeys.conftest import CHROMIUM, FLAGS
from tests.journeys.stage import Stage, stage

WIDTHS = (360, 768, 1280)
README = ("home-1280-light", "proposal-1280-light", "desk-1280-light", "home-360-dark")

# name → (who looks, where to go; a second element is a link to follow by a part of its address)
PAGES: dict[str, tuple[str, tuple[str, ...]]] = {
    "home": ("", ("/",)),
    "processes": ("", ("/processes",)),
    "process": ("", ("/processes", "/processes/")),
    "consultations": ("", ("/consultations",)),
    "consultation": ("", ("/", "/consultations/")),
    "proposals": ("", ("/proposals",)),
    "proposal": ("", ("/proposals?sort=supported", "/proposals/")),
    "proposal-form": ("", ("/", "/proposals/new")),
    "debates": ("", ("/debates",)),
    "debate": ("", ("/debates", "/debates/")),
    "polls": ("", ("/polls",)),
    "poll": ("resident", ("/polls", "/polls/")),
    "poll-result": ("", ("/polls", "/results")),
    "workshops": ("", ("/workshops",)),
    "workshop": ("", ("/workshops", "/workshops/")),
    "followup": ("", ("/workshops", "/follow-up")),
    "measures": ("", ("/measures",)),
    "measure": ("", ("/measures", "/measures/")),
    "newsletter": ("", ("/newsletter/subscribe",)),
    "newsletter-archive": ("", ("/newsletter",)),
    "login": ("", ("/account/login",)),
    "register": ("", ("/account/register",)),
    "me": ("resident", ("/account/me",)),
    "notifications": ("resident", ("/account/notifications",)),
    "imprint": ("", ("/imprint",)),
    "how-it-works": ("", ("/how-it-works",)),
    "desk": ("staff", ("/desk/",)),
    "desk-consultations": ("staff", ("/desk/consultations",)),
    "desk-proposals": ("staff", ("/desk/proposals/",)),
    "desk-measures": ("staff", ("/desk/measures",)),
    "desk-newsletter": ("staff", ("/desk/newsletter",)),
    "desk-workshops": ("staff", ("/desk/workshops",)),
    "desk-moderation": ("moderator", ("/desk/moderation",)),
    "desk-people": ("administrator", ("/desk/people/",)),
    "components": ("staff", ("/desk/components",)),
}


def sign_in(page: Any, made: Stage, who: str) -> None:
    """Sign in as a demo account; officials give the code that `demo-code` prints."""
    note = (made.folder / "instance" / "demo-accounts.txt").read_text()
    found = re.search(r"Passwort für alle: (.+)", note, re.IGNORECASE)
    assert found, note
    page.goto("/account/login")
    page.fill("main [name=email]", f"{who}@example.org")
    page.fill("main [name=password]", found[1].strip())
    page.click("main form[action*=login] button")
    if page.locator("main [name=code]").count():
        page.fill("main [name=code]", made.run("demo-code", f"{who}@example.org").strip().split()[-1])
        page.click("main form button")


def photograph(made: Stage, out: Path, only: str) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        states: dict[str, Any] = {"": None}
        for name, (who, steps) in PAGES.items():
            if only and only != name:
                continue
            if who not in states:
                context = browser.new_context(base_url=made.base)
                sign_in(context.new_page(), made, who)
                states[who] = context.storage_state()
                context.close()
            for theme in ("light", "dark"):
                context = browser.new_context(
                    base_url=made.base, storage_state=states[who], color_scheme=theme, locale="de-DE",
                    viewport={"width": 1280, "height": 900},
                )  # fmt: skip
                page = context.new_page()
                page.goto(steps[0])
                for part in steps[1:]:
                    page.locator(f"main a[href*='{part}']:not([href$='{part}'])").or_(
                        page.locator(f"main a[href$='{part}']:not([href='{part}'])")
                    ).first.click()
                address = page.url
                for width in WIDTHS:
                    page.set_viewport_size({"width": width, "height": 900})
                    page.goto(address)
                    page.screenshot(path=out / f"{name}-{width}-{theme}.png", full_page=True)
                context.close()
            print(name, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="")
    parser.add_argument("--out", default="instance/screenshots")
    options = parser.parse_args()
    if not CHROMIUM:
        sys.exit("chromium is not installed (Debian: apt-get install chromium)")
    out = Path(options.out)
    out.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="consul-shots-") as folder,
        stage(Path(folder), None, scenario="lindental") as made,
    ):
        photograph(made, out, options.only)
    pictures = Path("docs/pictures")
    for name in README:
        if (out / f"{name}.png").is_file():
            shutil.copy(out / f"{name}.png", pictures)
            if shutil.which("pngquant"):
                subprocess.run(["pngquant", "--force", "--ext", ".png", pictures / f"{name}.png"], check=False)


if __name__ == "__main__":
    main()
