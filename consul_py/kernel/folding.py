"""Lines of a readable length for the text part of mails."""

from __future__ import annotations

import textwrap

WIDTH = 72


def folded(text: str, width: int = WIDTH) -> str:
    """Each line at most `width` long; never inside a word or an address. What follows a bullet stays under its words."""
    lines = []
    for line in text.split("\n"):
        start = len(line) - len(line.lstrip())
        mark = next((m for m in ("- ", "> ", "| ") if line[start:].startswith(m)), "")
        hang = " " * start + (mark if mark in ("> ", "| ") else " " * len(mark))
        if len(line) <= width or line == "-- ":
            lines.append(line)
        else:
            lines += textwrap.wrap(
                line, width, break_long_words=False, break_on_hyphens=False, subsequent_indent=hang
            ) or [""]
    return "\n".join(lines)
