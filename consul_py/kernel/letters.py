"""Paper: letters and sheets as accessible PDF, by weasyprint where it is installed (extra `pdf`).

`render` makes a page of templates/print/ that needs nothing from outside: its style sheet and fonts are inside. `pdf`
turns such a page into a file. Where weasyprint is missing, the same template is shown by the browser and printed from
there (`paper` is False then, and the style sheet is linked).
"""

from __future__ import annotations

import base64
import logging
from functools import cache
from pathlib import Path
from typing import Any

import segno
from flask import Response, current_app, render_template
from markupsafe import Markup

from consul_py.kernel import mail

log = logging.getLogger("consul.letters")
LANGUAGE = "de"  # paper is official
STYLE, FONT = "css/print.css", "vendor/fira-sans-latin-{}-normal.woff2"


@cache
def available() -> bool:
    """Whether PDF files can be made here: weasyprint and the libraries it draws with are there."""
    try:
        import weasyprint  # noqa: F401  # heavy and optional
        from PIL import ImageFile

        ImageFile.LOAD_TRUNCATED_IMAGES = (
            False  # weasyprint lets the whole process take broken pictures; uploads must not
        )
    except (ImportError, OSError) as error:
        log.info("letters are pages to print: %s", error)
        return False
    return True


def render(template: str, **context: Any) -> str:
    """A template of templates/print/ in German, whole: nothing in it is loaded from anywhere."""
    return _rendered(template, paper=True, style=_style(), **context)


def page(template: str, **context: Any) -> str:
    """The same for a browser, where no PDF can be made."""
    return _rendered(template, paper=False, style="", **context)


def _rendered(template: str, **context: Any) -> str:
    with mail.speaking(LANGUAGE):
        return render_template(template, **context)


def pdf(html: str) -> bytes:
    """A whole page as PDF/UA: tagged, with its title and language. Raises RuntimeError where weasyprint is missing."""
    if not available():
        raise RuntimeError("weasyprint is not installed; install consul-py[pdf]")
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher

    only_inside = URLFetcher(allowed_protocols=["data"], allow_redirects=False)
    made: bytes = HTML(string=html, url_fetcher=only_inside).write_pdf(pdf_variant="pdf/ua-1")
    return made


def download(name: str, content: bytes) -> Response:
    """A PDF file as answer, which nobody on the way stores."""
    answer = Response(content, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def picture_of(address: str) -> str:
    """A QR code as an address of a picture that needs no request."""
    return str(segno.make(address, error="m", micro=False).svg_data_uri(scale=4, border=2, dark="#000"))


@cache
def _style() -> Markup:
    """The style sheet of paper with its fonts inside."""
    folder = Path(current_app.root_path) / "static"
    style = (folder / STYLE).read_text(encoding="utf-8")
    for weight in (400, 600):
        held = base64.b64encode((folder / FONT.format(weight)).read_bytes()).decode()
        source = f"url(data:font/woff2;base64,{held}) format('woff2')"
        style += f"\n@font-face{{font-family:'Fira Sans';font-weight:{weight};src:{source}}}"
    return Markup(style)  # noqa: S704  # our own files
