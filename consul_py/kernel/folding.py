"""Lines of a readable length for the text part of mails."""

from __future__ import annotations

import textwrap

WIDTH = 72


def folded(text: str, width: int = WIDTH) -> str:
    """Each line at most `width` long; never inside a word or an address. What follows a bullet stays under its words.

    A line that begins with a curly bracket is for machines and stays whole.
    """
    lines = []
    for line in text.split("\n"):
        start = len(line) - len(line.lstrip())
        mark = next((m for m in ("- ", "> ") if line[start:].startswith(m)), "")
        hang = " " * start + ("> " if mark == "> " else " " * len(mark))
        if len(line) <= width or line.startswith("{"):
            lines.append(line)
        else:
            lines += textwrap.wrap(
                line.strip(), width, break_long_words=False, break_on_hyphens=False,
                initial_indent=" " * start, subsequent_indent=hang,
            )  # fmt: skip
    return "\n".join(lines)
