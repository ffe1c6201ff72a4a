"""Finding forms: every distinct form that people of a role meet when they follow links."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

from flask import Flask
from werkzeug.exceptions import HTTPException

from tests.watch import Client

PAGES_OF_A_KIND = 2
LATER = ("facilitator", "moderator", "administrator")  # they mostly see what staff have seen
PLAIN = {"text", "search", "hidden", "textarea"}  # fields that take any text
VALID = {
    "email": "probe@example.org", "url": "https://example.org/", "number": "1", "date": "2027-03-01", "time": "10:00",
    "datetime-local": "2027-03-01T10:00", "password": "Kiesel Laterne Dachboden 9", "tel": "06031 83 0", "color": "#005eb8",
}  # fmt: skip


@dataclass
class Form:
    """`valid` is what a person would send; `kinds` the kind of each field that takes text; `chosen` the others."""

    method: str
    action: str
    role: str = ""
    endpoint: str = ""
    valid: dict[str, list[str]] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    chosen: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)


class Finder(HTMLParser):
    """The links and forms of a page."""

    def __init__(self, url: str) -> None:
        super().__init__(convert_charrefs=True)
        self.url, self.links, self.forms = url, [], []  # type: str, list[str], list[Form]
        self.select = self.area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in given:
            self.links.append(urldefrag(urljoin(self.url, given["href"]))[0])
        elif tag == "form":
            address = urljoin(self.url, given.get("action", ""))
            self.forms.append(Form(given.get("method", "get").upper(), address))
        elif self.forms:
            self._field(self.forms[-1], tag, given)

    def _field(self, form: Form, tag: str, given: dict[str, str]) -> None:
        name, value, kind = given.get("name", ""), given.get("value", ""), given.get("type", "text")
        if tag == "option" and self.select:
            if "selected" in given or not form.valid.get(self.select) or form.valid[self.select] == [""]:
                form.valid[self.select] = [value]
        elif not name or "disabled" in given:
            return
        elif tag == "select":
            self.select = name
            form.valid[name] = []
            form.chosen.add(name)
        elif tag == "textarea":
            self.area = name
            form.valid[name], form.kinds[name] = [""], "textarea"
        elif tag == "input" and kind in ("radio", "checkbox"):
            form.chosen.add(name)
            if kind == "checkbox" or "checked" in given or not form.valid.get(name):
                form.valid[name] = [*form.valid.get(name, []), value] if kind == "checkbox" else [value]
        elif tag == "input" and kind == "file":
            form.files.add(name)
        elif tag == "input" and kind not in ("submit", "button"):
            form.valid[name] = [value or VALID.get(kind, "")]
            if name != "csrf_token":
                form.kinds[name] = kind
        elif tag == "button":
            form.valid.setdefault(name, [value])
            form.chosen.add(name)

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self.select = ""
        elif tag == "textarea":
            self.area = ""

    def handle_data(self, data: str) -> None:
        if self.area and self.forms:
            self.forms[-1].valid[self.area] = [(self.forms[-1].valid[self.area][0] + data).lstrip("\n") or "Etwas"]


class Walk:
    """What a walk through the site finds: pages by endpoint, forms by endpoint and fields."""

    def __init__(self, app: Flask) -> None:
        self.addresses = app.url_map.bind("localhost")
        self.starts = sorted(
            rule.rule for rule in app.url_map.iter_rules()
            if "GET" in (rule.methods or ()) and not rule.arguments and rule.endpoint != "static"
        )  # fmt: skip
        self.forms: dict[tuple[Any, ...], Form] = {}
        self.pages: dict[str, tuple[str, str]] = {}  # endpoint → role, address
        self.texts: dict[str, str] = {}  # address → HTML as last seen

    def endpoint(self, url: str, method: str) -> str:
        parts = urlsplit(url)
        if parts.netloc not in ("", "localhost"):
            return ""
        try:
            return str(self.addresses.match(parts.path, method)[0])
        except HTTPException:
            return ""

    def through(self, client: Client, role: str, more: list[str]) -> None:
        """Follow links as somebody, a few pages of each kind."""
        waiting, seen = deque([*more, *self.starts]), set[str]()
        kinds: Counter[Any] = Counter()
        limit = 1 if role in LATER else PAGES_OF_A_KIND
        while waiting:
            url = waiting.popleft()
            endpoint = self.endpoint(url, "GET")
            kind = (endpoint, frozenset(name for name, _ in parse_qsl(urlsplit(url).query)))
            if not endpoint or url in seen or kinds[kind] >= limit:
                continue
            seen.add(url)
            kinds[kind] += url not in more
            answer = client.get(url)
            text = answer.text if answer.mimetype == "text/html" else ""
            answer.close()
            assert answer.status_code < 500, (role, url)
            if answer.status_code in (301, 302, 303):
                waiting.append(urljoin(url, answer.location))
            if answer.status_code != 200:
                continue
            self.pages.setdefault(endpoint, (role, url))
            self.texts[url] = text
            waiting.extend(self._read(url, role, text))

    def _read(self, url: str, role: str, page: str) -> list[str]:
        finder = Finder(url)
        finder.feed(page)
        for form in finder.forms:
            form.role, form.endpoint = role, self.endpoint(form.action, form.method)
            names = frozenset(name for name in form.valid if not any(c.isdigit() for c in name))
            self.forms.setdefault((form.endpoint, form.method, names), form)
        return finder.links
