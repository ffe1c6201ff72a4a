"""The archive as an Atom feed (RFC 4287), one for each language.

The id of an entry is a tag URI (RFC 4151) made of the public host, the day it was sent and its number: it stays when
the title or the address of its page changes, so that no reader shows an issue twice.
"""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from html import unescape
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import nh3
from flask import current_app

from consul_py.kernel.clock import to_berlin
from consul_py.kernel.i18n import LANGUAGES
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.settings import site
from consul_py.kernel.text import one_line
from consul_py.kernel.web import public_url
from consul_py.newsletter.issue_queries import text_in
from consul_py.newsletter.models import DIGEST, Mailing

ATOM, XML = "http://www.w3.org/2005/Atom", "http://www.w3.org/XML/1998/namespace"
MEDIA_TYPE = "application/atom+xml; charset=utf-8"
# What XML 1.0 cannot hold at all, not even escaped.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_HEADING, _PARAGRAPH = re.compile(r"<h2[^>]*>(.*?)</h2>", re.DOTALL), re.compile(r"<p[^>]*>(.*?)</p>", re.DOTALL)
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)  # "updated" of a feed without entries: it has to have one

ET.register_namespace("", ATOM)


def address(language: str) -> str:
    return public_url("newsletter.feed") if language == "de" else public_url("newsletter.feed_in", code=language)


def feed(mailings: list[Mailing], language: str) -> bytes:
    """The feed in a language. Call inside `speaking(language)`."""
    newest = max((mailing.released_at for mailing in mailings if mailing.released_at), default=BEGAN)
    root = ET.Element(f"{{{ATOM}}}feed", {f"{{{XML}}}lang": language, f"{{{XML}}}base": public_url("site.home")})
    _add(root, "id", _tag(BEGAN, f"newsletter/{language}"))
    _add(root, "title", _("%(name)s – newsletter", name=site().name))
    _add(root, "subtitle", _("What began, ends soon or was decided."))
    _add(root, "updated", _time(newest))
    _link(root, "self", address(language), "application/atom+xml", language)
    _link(root, "alternate", public_url("newsletter.index"), "text/html", language)
    for other in LANGUAGES:
        if other != language:
            _link(root, "alternate", address(other), "application/atom+xml", other)
    author = _add(root, "author")
    _add(author, "name", site().name)
    _add(root, "generator", "consul_py")
    for mailing in mailings:
        _entry(root, mailing, language)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _entry(root: ET.Element, mailing: Mailing, language: str) -> None:
    assert mailing.released_at is not None
    text = text_in(mailing, language)
    entry = _add(root, "entry")
    _add(entry, "id", _tag(mailing.released_at, f"newsletter/{mailing.id}/{language}"))
    _add(entry, "title", text.subject)
    _add(entry, "published", _time(mailing.released_at))
    _add(entry, "updated", _time(mailing.released_at))
    _link(entry, "alternate", public_url("newsletter.issue", id=mailing.id, slug=mailing.slug), "text/html", language)
    _add(entry, "category", term=mailing.kind)
    if words := summary(mailing, text.web_html):
        _add(entry, "summary", words)
    _add(entry, "content", text.web_html, type="html", **{f"{{{XML}}}lang": text.language})


def summary(mailing: Mailing, html: str, limit: int = 300) -> str:
    """What an issue is about in one or two sentences: its first paragraph; of a weekly mail, its headings."""
    parts = _HEADING.findall(html) if mailing.trigger == DIGEST else _PARAGRAPH.findall(html)[:1]
    words = " · ".join(one_line(unescape(nh3.clean(part, tags=set()))) for part in parts)
    return words if len(words) <= limit else words[:limit].rsplit(" ", 1)[0] + " …"


def _add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    child = ET.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    child.text = _NO_XML.sub("", text) or None
    return child


def _link(parent: ET.Element, rel: str, href: str, media_type: str, language: str) -> None:
    _add(parent, "link", rel=rel, href=href, type=media_type, hreflang=language)


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _tag(moment: datetime, name: str) -> str:
    host = urlsplit(str(current_app.config["BASE_URL"])).hostname or "localhost"
    return f"tag:{host},{to_berlin(moment):%Y-%m-%d}:{name}"


def mark(body: bytes) -> str:
    """What tells a reader that nothing has changed (ETag)."""
    return hashlib.sha256(body).hexdigest()[:32]
