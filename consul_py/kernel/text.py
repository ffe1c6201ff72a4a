"""Text: cleaning what people type, Markdown to safe HTML, slugs, names, and stems for search."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.linkify import linkify
from markdown_it.token import Token

# Control characters except tab and line feed, bidirectional overrides, zero-width characters, lone surrogates.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
_TAGS = {"p", "br", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "blockquote", "a", "code", "pre", "hr",
         "table", "thead", "tbody", "tr", "th", "td"}  # fmt: skip
_markdown = MarkdownIt("commonmark", {"html": False, "linkify": True, "typographer": True, "quotes": "„“‚‘"}).enable(
    ["linkify", "replacements", "smartquotes", "table"]
)
_SCHEME = 40  # characters; longer than every scheme that becomes a link


def _linkify(state: StateInline, silent: bool) -> bool:
    """markdown-it's rule for bare addresses, which would read all text so far at every `://`, shown the end only."""
    position, pending = state.pos, state.pending
    state.pending = pending[-_SCHEME:]
    found = linkify(state, True)
    state.pending = pending
    if found and not silent:
        state.pos = position
        linkify(state, False)
    return found


_markdown.inline.ruler.at("linkify", _linkify)
# At first use markdown-it gathers its rules: a second thread would find half of them and render without the others.
_markdown.render("*x*\n\n- y")


def clean(text: str) -> str:
    """What people typed, in NFC, with line feeds only and without invisible or harmful characters."""
    return unicodedata.normalize("NFC", _UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))


def one_line(text: str) -> str:
    """A single line: white space folded, ends trimmed."""
    return " ".join(clean(text).split())


def slug(text: str, limit: int = 60) -> str:
    """A readable part of an address, `[a-z0-9-]`, never empty."""
    folded = unicodedata.normalize("NFKD", text.translate(_UMLAUTS)).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", folded).strip("-")
    return words[:limit].rstrip("-") or "x"


def html_from_markdown(source: str) -> str:
    """Sanitised HTML of a Markdown text. Headings start at level 2, because a page has its own h1."""
    html = _markdown.render(clean(source))
    html = re.sub(r"<(/?)h([1-6])>", lambda m: f"<{m[1]}h{min(4, int(m[2]) + (1 if m[2] == '1' else 0))}>", html)
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="nofollow ugc noopener noreferrer",
    )


def parsed(source: str) -> list[Token]:
    """The tokens of a Markdown text, for whoever draws it otherwise than as HTML."""
    return _markdown.parse(clean(source))


def plain(source: str, limit: int = 300) -> str:
    """The beginning of a Markdown text as plain words, for descriptions and mails."""
    words = one_line(nh3.clean(html_from_markdown(source), tags=set()))
    words = words.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">").replace("&nbsp;", " ")
    return words if len(words) <= limit else words[: limit - 1].rsplit(" ", 1)[0] + "…"


def comparable(name: str) -> str:
    """A name folded for comparison: compatibility forms, case, white space and look-alike digits."""
    folded = unicodedata.normalize("NFKD", one_line(name)).casefold()
    folded = "".join(c for c in folded if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", "", folded).translate(str.maketrans("013457ıłøđ", "oleastilod"))


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    import snowballstemmer  # loads every language there is

    return str(snowballstemmer.stemmer("german").stemWord(word))  # its own: a stemmer is not for several threads


def stems(text: str) -> list[str]:
    """The stemmed words of a text, lower case, in order; both the index and a query go through here."""
    return [stem(word) for word in re.findall(r"\w{2,40}", clean(text).casefold())]
