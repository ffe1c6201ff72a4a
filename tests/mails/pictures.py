"""Photograph every mail: `python -m tests.mails.pictures [--only NAME,NAME] [--out DIR]`.

German, at 640 px in light and at 320 px in dark colours, as small PNGs in docs/pictures/mails; docs/mails.md shows them.
The site's font, the first that a mail asks for, is put in, so that the pictures are the same on every machine.
"""

from __future__ import annotations

import argparse
import base64
import io
import sys
import tempfile
from pathlib import Path
from typing import Any

from PIL import Image

from consul_py.app import create_app
from consul_py.build.vendor import VENDOR
from tests.browser import CHROMIUM, launched
from tests.conftest import SETTINGS
from tests.mails import page
from tests.mails.samples import message, samples, staged

PICTURES = Path("docs/pictures/mails")
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"viewport": {"width": 640, "height": 400}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 320, "height": 400}, "color_scheme": "dark"},
}


def font() -> str:
    faces = (VENDOR / "fira-sans.css").read_text("utf-8")
    for path in VENDOR.glob("*.woff2"):
        faces = faces.replace(path.name, f"data:font/woff2;base64,{base64.b64encode(path.read_bytes()).decode()}")
    return f"<style>{faces}</style></head>"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mails.pictures", description=__doc__.split("\n")[0])
    parser.add_argument("--only", default="", help="names, separated by commas")
    parser.add_argument("--out", type=Path, default=PICTURES)
    parser.add_argument("--language", default="de")
    chosen = parser.parse_args()
    if not CHROMIUM:
        print("chromium is not installed", file=sys.stderr)
        return 1
    wanted = set(filter(None, chosen.only.split(",")))
    with tempfile.TemporaryDirectory() as folder, staged(create_app(SETTINGS | {"INSTANCE": folder})):
        made = {s.name: s.make(chosen.language) for s in samples()}
        largest = max(len(message(mail).as_bytes()) for mail in made.values())
    chosen.out.mkdir(parents=True, exist_ok=True)
    pages = {name: mail.html for name, mail in made.items() if not wanted or name in wanted}
    total = sum(photograph(pages, chosen.out))
    print(f"{2 * len(pages)} pictures in {chosen.out}, {total / 1024:.0f} KB")
    if chosen.out == PICTURES:
        for path in PICTURES.glob("*.png"):
            if path.stem.rpartition("-")[0] not in made:
                path.unlink()  # of a mail that is no more
        page.write(samples(), {name: mail.subject for name, mail in made.items()}, largest)
        print(f"{page.PAGE} written; the largest message has {largest / 1024:.1f} KB")
    return 0


def photograph(pages: dict[str, str], out: Path) -> list[int]:
    sizes, with_font = [], font()
    with launched() as browser:
        for look, options in LOOKS.items():
            tab = browser.new_page(**options)
            for name, html in pages.items():
                tab.set_content(html.replace("</head>", with_font, 1))
                tab.evaluate("document.fonts.ready")
                path = out / f"{name}-{look}.png"
                path.write_bytes(small(tab.screenshot(full_page=True)))
                sizes.append(path.stat().st_size)
    return sizes


def small(png: bytes) -> bytes:
    """The same picture with 32 colours: a mail has few."""
    out = io.BytesIO()
    with Image.open(io.BytesIO(png)) as picture:
        picture.convert("RGB").quantize(32, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(main())
