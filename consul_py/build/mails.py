"""Mails: MJML sources compiled to the HTML templates that the application renders.

    python -m consul_py.build.mails            compile every templates/mail/**/body.mjml to body.html beside it
    python -m consul_py.build.mails check      exit 1 and name what does not fit its source

MJML is laid out by mjml-python (the Rust port of the compiler; no Node). The templates it makes are committed, so
that nothing is compiled where the application runs. Two things of MJML are done here, because the port lacks them:
`<mj-include>` inside the body, and `<mj-style inline="inline">` for plain tag and class selectors.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from consul_py.build.locking import ROOT, locked

MAILS = ROOT / "templates" / "mail"
NOTE = "{{# Made from {name} by `make mails`: change that. #}}\n{{% set light, dark = site.palettes %}}\n"

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
            stale = [path for path in sources() if not fits(path)]
            if chosen.command == "check":
                for path in stale:
                    print(f"mails: {path.relative_to(ROOT)} and its body.html differ: run make mails", file=sys.stderr)
                return 1 if stale else 0
            for path in stale:
                target(path).write_text(compiled(path), "utf-8")
            print(f"mails: {len(stale)} compiled, {len(sources()) - len(stale)} were up to date")
    except MailError as error:
        print(f"mails: {error}", file=sys.stderr)
        return 1
    return 0


def sources() -> list[Path]:
    return sorted(path for path in MAILS.rglob("*.mjml") if not path.name.startswith("_"))


def target(source: Path) -> Path:
    return source.with_suffix(".html")


def fits(source: Path) -> bool:
    """Whether the template beside a source is what the source makes."""
    made = target(source)
    return made.is_file() and made.read_text("utf-8") == compiled(source)


def compiled(source: Path) -> str:
    """The HTML template of one source."""
    from mjml import mjml2html

    try:
        text, inline = _without_inline_styles(_included(source))
        if strange := set(re.findall(r"<(mj-[\w-]+)", text)) - _ELEMENTS:  # the port drops them without a word
            raise MailError(f"{source.relative_to(ROOT)}: unknown or unused here: {', '.join(sorted(strange))}")
        html = str(mjml2html(_styled(text, inline), disable_comments=True, fonts={}))
    except (ValueError, OSError) as error:
        raise MailError(f"{source.relative_to(ROOT)}: {error}") from None
    lines = re.sub(r"\s*\n\s*", "\n", _BREAKS.sub("\n", html)).strip()
    return NOTE.format(name=source.name) + lines + "\n"


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
