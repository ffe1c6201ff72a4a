"""Paper: tagged PDF files that load nothing."""

from __future__ import annotations

import builtins
import io
from typing import Any

import pytest
from flask import Flask
from PIL import ImageFile
from pypdf import PdfReader

from consul_py.kernel import letters

PAGE = '<!doctype html><html lang="de"><head><title>Ein Blatt</title></head><body><h1>Ein Blatt</h1>{}</body></html>'


def test_a_page_becomes_a_tagged_file_with_title_and_language(app: Flask) -> None:
    reader = PdfReader(io.BytesIO(letters.pdf(PAGE.format("<p>Wörter &amp; Sätze</p>"))))
    root: Any = reader.trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("de", True)
    assert "/StructTreeRoot" in root
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == "Ein Blatt"
    assert "Wörter & Sätze" in reader.pages[0].extract_text()


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:9/x.png", "https://example.org/x.png", "file:///etc/hostname", "ftp://x/y"]
)
def test_nothing_is_loaded_from_anywhere(app: Flask, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    opened: list[Any] = []
    monkeypatch.setattr(socket, "create_connection", lambda *a, **_k: opened.append(a))
    wanted = "".join([
        f'<img src="{address}" alt="x">', f'<link rel="stylesheet" href="{address}">',
        f'<style>@import url("{address}"); body {{ background: url("{address}") }}</style>',
        f'<object data="{address}"></object>',
    ])  # fmt: skip
    assert letters.pdf(PAGE.format(wanted)).startswith(b"%PDF")
    assert not opened


def test_a_picture_inside_is_drawn(app: Flask) -> None:
    picture = letters.picture_of("https://example.org/account/residence/code?code=7K3M9QWX2RT")
    assert picture.startswith("data:image/svg+xml")
    content = letters.pdf(PAGE.format(f'<img src="{picture}" alt="QR-Code">'))
    assert len(content) > len(letters.pdf(PAGE.format("")))


def test_the_style_sheet_and_the_fonts_are_inside(app: Flask) -> None:
    with app.test_request_context():
        html = letters.render("residence/print_letters.html", letters=[], today=_now(), end=_now())
    assert "@font-face" in html
    assert "http" not in html.replace("http://localhost", "")
    reader = PdfReader(io.BytesIO(letters.pdf(html)))
    assert len(reader.pages) == 1


def _now() -> Any:
    from consul_py.kernel import clock

    return clock.now()


def test_without_weasyprint_no_file_is_made_and_that_is_said(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def missing(name: str, *args: Any, **options: Any) -> Any:
        if name.startswith("weasyprint"):
            raise OSError("cannot load library 'libpango'")
        return real(name, *args, **options)

    letters.available.cache_clear()
    monkeypatch.setattr(builtins, "__import__", missing)
    try:
        assert not letters.available()
        with pytest.raises(RuntimeError, match="consul-py"):
            letters.pdf("<p>x")
    finally:
        letters.available.cache_clear()


def test_a_process_that_made_a_letter_still_refuses_broken_pictures(app: Flask) -> None:
    letters.available.cache_clear()
    letters.pdf(PAGE.format(""))
    assert ImageFile.LOAD_TRUNCATED_IMAGES is False
