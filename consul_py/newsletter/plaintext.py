"""The text part of a mail, drawn from the same Markdown as its HTML: readable as it is, links with their address."""

from __future__ import annotations

import textwrap

from markdown_it.tree import SyntaxTreeNode

from consul_py.kernel.folding import WIDTH
from consul_py.kernel.text import parsed


def from_markdown(source: str, base: str) -> str:
    """Plain text of a Markdown text; addresses of this site by path get `base` before them."""
    return _blocks(SyntaxTreeNode(parsed(source)), base, WIDTH)


def _blocks(node: SyntaxTreeNode, base: str, width: int, gap: str = "\n\n") -> str:
    return gap.join(drawn for child in node.children if (drawn := _block(child, base, width)))


def _block(node: SyntaxTreeNode, base: str, width: int) -> str:
    draw = _DRAWN.get(node.type)
    return draw(node, base, width) if draw else _wrapped(_inline(node, base), width)


def _heading(node: SyntaxTreeNode, base: str, width: int) -> str:
    words = _wrapped(_inline(node, base), width)
    mark = "=" if node.tag in ("h1", "h2") else "-"
    return words + "\n" + mark * min(max(map(len, words.splitlines() or [""])), width)


def _quote(node: SyntaxTreeNode, base: str, width: int) -> str:
    return textwrap.indent(_blocks(node, base, width - 2), "> ", lambda _line: True)


def _code(node: SyntaxTreeNode, _base: str, _width: int) -> str:
    return textwrap.indent(node.content.rstrip("\n"), "    ")


def _table(node: SyntaxTreeNode, base: str, _width: int) -> str:
    return "\n".join(_row(row, base) for part in node.children for row in part.children)


def _list(node: SyntaxTreeNode, base: str, width: int) -> str:
    number = int(node.attrs.get("start", 1)) if node.type == "ordered_list" else None
    items = []
    for item in node.children:
        mark = "- " if number is None else f"{number}. "
        words = _blocks(item, base, max(20, width - len(mark)), "\n")
        items.append(mark + textwrap.indent(words, " " * len(mark)).lstrip(" "))
        number = None if number is None else number + 1
    return "\n".join(items)


def _row(row: SyntaxTreeNode, base: str) -> str:
    return " | ".join(" ".join(_inline(cell, base).split()) for cell in row.children)


def _wrapped(words: str, width: int) -> str:
    lines = [textwrap.fill(line, width, break_long_words=False, break_on_hyphens=False) for line in words.split("\n")]
    return "\n".join(lines)


def _inline(node: SyntaxTreeNode, base: str) -> str:
    return "".join(_word(child, base) for child in node.children)


def _word(node: SyntaxTreeNode, base: str) -> str:
    kind = node.type
    if kind == "softbreak":
        return " "
    if kind == "hardbreak":
        return "\n"
    if kind == "link":
        return _link(_inline(node, base), str(node.attrs.get("href", "")), base)
    if kind == "image":
        return node.content
    return _inline(node, base) if node.children else node.content


def _link(words: str, href: str, base: str) -> str:
    """`words <address>`; an address that says itself stands once."""
    address = base + href if href.startswith("/") and not href.startswith("//") else href
    if not address or words in (address, address.removeprefix("mailto:")):
        return words
    return f"{words} <{address}>"


_DRAWN = {
    "heading": _heading,
    "bullet_list": _list,
    "ordered_list": _list,
    "blockquote": _quote,
    "fence": _code,
    "code_block": _code,
    "hr": lambda _node, _base, _width: "* * *",
    "table": _table,
}
