"""The text part: the same Markdown, readable without a program that draws it."""

from __future__ import annotations

import pytest

from consul_py.newsletter.blocks import plain
from consul_py.newsletter.plaintext import WIDTH, from_markdown

BASE = "https://kreis.example"


@pytest.mark.parametrize(
    ("source", "drawn"),
    [
        ("Es **geht** _los_.", "Es geht los."),
        ("## Läden", "Läden\n====="),
        ("### Dörfer\n\nText", "Dörfer\n------\n\nText"),
        ("[Mehr](/workshops)", "Mehr <https://kreis.example/workshops>"),
        ("<https://example.org/x>", "https://example.org/x"),
        ("[amt@example.org](mailto:amt@example.org)", "amt@example.org"),
        ("- eins\n- zwei\n  - drei", "- eins\n- zwei\n  - drei"),
        ("3. drei\n4. vier", "3. drei\n4. vier"),
        ("> Zitat", "> Zitat"),
        ("eins\\\nzwei", "eins\nzwei"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "a | b\n1 | 2"),
        ("```\n  code\n```", "      code"),
        ("***", "* * *"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("", ""),
    ],
)
def test_markdown_becomes_text(source, drawn):
    assert from_markdown(source, BASE) == drawn


def test_long_lines_are_folded_but_addresses_stay_whole():
    address = "https://example.org/" + "x" * 90
    text = from_markdown("Wort " * 40 + f"[hier]({address})", BASE)
    assert address in text
    assert all(len(line) <= WIDTH for line in text.splitlines() if address not in line)


@pytest.mark.parametrize("words", ["*a* _b_ `c`", "[x](y)", "1. Punkt", "- Strich", "# Raute", "a|b", "<b>", "~~x~~", "&amp;",
                                   "{{x}}", "\\", "+ plus", "2) zwei"])  # fmt: skip
def test_words_from_elsewhere_are_never_taken_for_markdown(words):
    assert from_markdown(plain(words), BASE) == words


@pytest.mark.parametrize("source", ["[" * 5000, "> " * 3000 + "x", "- " * 400 + "x", "*" * 9000, "`" * 9000])
def test_odd_texts_do_no_harm(source):
    assert isinstance(from_markdown(source, BASE), str)
