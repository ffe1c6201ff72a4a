"""The checkpoints of a poll as an Atom feed, so that anybody can keep them: whoever has kept one would notice a change."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any
from xml.etree import ElementTree as ET

from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.settings import site
from consul_py.kernel.web import public_url

ATOM = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml; charset=utf-8"


def feed(poll_id: int, title: str, frozen_at: datetime, points: list[tuple[Any, dict[str, Any]]]) -> bytes:
    """Every checkpoint, newest first, with its text and signature as content."""
    page = public_url("polls.checkpoints", id=poll_id)
    newest = _day(points[0][0]) if points else frozen_at.astimezone(UTC).isoformat(timespec="seconds")
    root = ET.Element(f"{{{ATOM}}}feed")
    for name, text in (("id", page), ("title", _("Checkpoints: %(title)s", title=title)), ("updated", newest)):
        _add(root, name, text)
    _add(_add(root, "author"), "name", site().name)
    _link(root, "self", public_url("polls.feed", id=poll_id))
    _link(root, "alternate", page)
    for point, stated in points:
        entry = _add(root, "entry")
        _add(entry, "id", f"{page}#{point.number}")
        _add(entry, "title", _("Checkpoint %(n)s: %(size)s ballots", n=point.number, size=point.size))
        _add(entry, "updated", _day(point))
        _link(entry, "alternate", f"{page}#{point.number}")
        _add(entry, "summary", _("Root: %(root)s", root=stated["root"]))
        _add(entry, "content", f"{point.text}\n{point.signature}\n").set("type", "text")
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _day(point: Any) -> str:
    """The day it was sealed; nothing finer is kept."""
    return datetime.combine(point.sealed_on, time(12), UTC).isoformat()


def _add(parent: ET.Element, name: str, text: str = "") -> ET.Element:
    child = ET.SubElement(parent, f"{{{ATOM}}}{name}")
    child.text = "".join(c for c in text if c.isprintable() or c == "\n") or None
    return child


def _link(parent: ET.Element, rel: str, href: str) -> None:
    ET.SubElement(parent, f"{{{ATOM}}}link", {"rel": rel, "href": href})
