"""Templates: each parses, `|safe` stays inside components, no German words outside the catalogue, no inline style."""

from __future__ import annotations

import re

from flask import Flask

from tests.house import source


def test_every_template_compiles(app: Flask) -> None:
    for path in sorted(source.TEMPLATES.rglob("*")):
        if path.is_file():
            app.jinja_env.get_template(str(path.relative_to(source.TEMPLATES)))


def test_safe_is_only_used_inside_components() -> None:
    found = [
        source.short(path)
        for path in source.TEMPLATES.rglob("*.html")
        if "_components" not in path.parts and "mail" not in path.parts and re.search(r"\|\s*safe\b", path.read_text())
    ]
    assert not found, found


def test_no_template_holds_german_words() -> None:
    """German belongs into the catalogue: an umlaut in a page's template is a text nobody can translate."""
    found = []
    for path in source.TEMPLATES.rglob("*.html"):
        if path.parent.name == "components":  # the gallery's example data
            continue
        text = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        if re.search(r"[äöüÄÖÜß]", text):
            found.append(source.short(path))
    assert not found, found


def test_no_template_has_inline_style_or_script() -> None:
    found = []
    for path in source.TEMPLATES.rglob("*.html"):
        if "mail" in path.parts or source.short(path) == "templates/print/_sheet.html":  # a PDF has its style inside
            continue
        text = path.read_text(encoding="utf-8")
        if re.search(r"<style|\sstyle=|\son\w+=\"|<script(?![^>]*\ssrc=)", text):
            found.append(source.short(path))
    assert not found, found
