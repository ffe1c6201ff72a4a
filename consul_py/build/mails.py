"""Mails: MJML sources compiled to the HTML templates that the application renders.

    python -m consul_py.build.mails            compile every templates/mail/**/body.mjml to body.html beside it
    python -m consul_py.build.mails check      exit 1 and name what does not fit its source

What all of them begin and end with is written once, as templates/mail/_head.html, _top.html and _end.html, and included.
MJML is laid out by mjml-python (the Rust port of the compiler; no Node). The templates it makes are committed, so
that nothing is compiled where the application runs. Two things of MJML are done here, because the port lacks them:
`<mj-include>` inside the body, and `<mj-style inline="inline">` for plain tag and class selectors.
"""

from __future__ import annotations

import argparse
import re
import sys
from itertools import takewhile
from pathlib import Path

from consul_py.build.locking import ROOT, locked

MAILS = ROOT / "templates" / "mail"
NOTE = "{{# Made from {name} by `make mails`: change that. #}}\n"
PALETTES = "{% set light, dark = site.palettes %}"
SHARED = ("_head.html", "_top.html", "_end.html")  # above the body; below its preview; its last lines

_ELEMENTS = {
    "mj-attributes", "mj-all", "mj-body", "mj-button", "mj-class", "mj-column", "mj-divider", "mj-head", "mj-preview",
    "mj-raw", "mj-section", "mj-style", "mj-text", "mj-title",
}  # fmt: skip
_INCLUDE = re.compile(r'<mj-include path="([^"]+)"\s*/>')
_INLINE = re.compile(r'<mj-style inline="inline">(.*?)</mj-style>', re.DOTALL)
_RULE = re.compile(r"([\w.,\s-]+?)\s*\{((?:[^{}]|\{\{.*?\}\})*)\}")
_TAG = re.compile(r"<(p|h1|h2|a|table|td|span|strong)((?:\s[^<>]*)?)>")
# Where a line may begin without changing what is seen: nowhere inside text.
_BREAKS = re.compile(r"(?=<!--\[if (?:!mso|mso\]|lte)|<style|<body|<meta|</body>|<p[ >]|<h[12][ >]|<tr>)|(?<=</style>)")


class MailError(Exception):
    """A source cannot be compiled; the message says which and why."""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m consul_py.build.mails", description=__doc__.split("\n")[0])
    parser.add_argument("command", nargs="?", choices=["compile", "check"], default="compile")
    chosen = parser.parse_args(arguments)
    try:
        with locked("mails"):
            made = templates()
            stale = stale_of(made)
            if chosen.command == "check":
                for path in stale:
                    print(f"mails: {path.relative_to(ROOT)} does not fit its source: run make mails", file=sys.stderr)
                return 1 if stale else 0
            for path in stale:
                path.write_text(made[path], "utf-8")
            print(f"mails: {len(stale)} written, {len(made) - len(stale)} were up to date")
    except MailError as error:
        print(f"mails: {error}", file=sys.stderr)
        return 1
    return 0


def sources() -> list[Path]:
    return sorted(path for path in MAILS.rglob("*.mjml") if not path.name.startswith("_"))


def templates() -> dict[Path, str]:
    """Every template that the sources make, with what it should hold."""
    pages = {source: _divided(source) for source in sources()}
    heads = {head for head, _preview, _rest in pages.values()}
    if len(heads) != 1:
        raise MailError("the mails have not one head but several: styles belong into _head.mjml")
    rests = [rest for _head, _preview, rest in pages.values()]
    top = _same(rests)
    end = _same([rest[len(top) :][::-1] for rest in rests])[::-1]
    shared = (heads.pop(), "\n".join(top), "\n".join(end))
    made = {MAILS / name: _template("the sources", text) for name, text in zip(SHARED, shared, strict=True)}
    include = [f'{{% include "mail/{name}" +%}}' for name in SHARED]  # the plus keeps the line end behind it
    for source, (_head, preview, rest) in pages.items():
        own = rest[len(top) : len(rest) - len(end)]
        lines = [PALETTES, include[0], preview, include[1], *own, include[2]]
        made[source.with_suffix(".html")] = _template(source.name, "\n".join(lines))
    return made


def _divided(source: Path) -> tuple[str, str, list[str]]:
    """The HTML of a source as its head, the line with its preview, and the lines behind that."""
    head, begin, body = compiled(source).partition("\n<body")
    preview, *rest = (begin.strip() + body).splitlines()
    return head, preview, rest


def _same(texts: list[list[str]]) -> list[str]:
    """The lines with which all of them begin."""
    return [lines[0] for lines in takewhile(lambda lines: len(set(lines)) == 1, zip(*texts, strict=False))]


def stale_of(made: dict[Path, str]) -> list[Path]:
    """Those that are not on the disk as they should be."""
    return [path for path, text in made.items() if not path.is_file() or path.read_text("utf-8") != text]


def _template(made_from: str, text: str) -> str:
    return NOTE.format(name=made_from) + text + "\n"


def compiled(source: Path) -> str:
    """The whole HTML of one source."""
    from mjml import mjml2html

    try:
        text, inline = _without_inline_styles(_included(source))
        if strange := set(re.findall(r"<(mj-[\w-]+)", text)) - _ELEMENTS:  # the port drops them without a word
            raise MailError(f"{source.relative_to(ROOT)}: unknown or unused here: {', '.join(sorted(strange))}")
        html = str(mjml2html(_styled(text, inline), disable_comments=True, fonts={}))
    except (ValueError, OSError) as error:
        raise MailError(f"{source.relative_to(ROOT)}: {error}") from None
    return re.sub(r"\s*\n\s*", "\n", _BREAKS.sub("\n", html)).strip()


def _included(path: Path) -> str:
    """The source with its includes in place; their paths begin in templates/mail."""
    return _INCLUDE.sub(lambda match: _included(MAILS / match[1]), path.read_text("utf-8")).strip()


def _without_inline_styles(text: str) -> tuple[str, dict[str, str]]:
    """The source without the styles that go into tags, and those: selector → declarations."""
    rules: dict[str, str] = {}
    for block in _INLINE.findall(text):
        for selectors, declarations in _RULE.findall(block):
            for selector in selectors.split(","):
                rules[selector.strip()] = rules.get(selector.strip(), "") + declarations
    return _INLINE.sub("", text), rules


def _merged(*declarations: str) -> str:
    """Declarations as one style attribute; of two for one property the later counts."""
    parts = [part.partition(":") for text in declarations for part in " ".join(text.split()).split(";") if part.strip()]
    return ";".join(f"{name}:{value}" for name, value in {n.strip(): v.strip() for n, _, v in parts}.items())


def _styled(text: str, rules: dict[str, str]) -> str:
    """Each tag of the content with the declarations of its name, then of its classes, then its own."""

    def styled(match: re.Match[str]) -> str:
        name, attributes = match[1], match[2]
        classes = re.search(r'class="([^"]*)"', attributes)
        found = [rules.get(name, ""), *(rules.get(f".{c}", "") for c in (classes[1].split() if classes else ()))]
        own = re.search(r'\sstyle="([^"]*)"', attributes)
        style = _merged(*found, own[1] if own else "")
        rest = attributes.replace(own[0], "") if own else attributes
        return f'<{name}{rest} style="{style}">' if style else match[0]

    head, begin, body = text.partition("<mj-body")
    return head + begin + _TAG.sub(styled, body)


if __name__ == "__main__":
    sys.exit(main())
