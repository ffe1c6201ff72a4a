"""A client that checks every page it fetches against the house rules, and refuses SQL while a template renders."""

from __future__ import annotations

import secrets
from contextvars import ContextVar
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

from flask import Flask, before_render_template, g, template_rendered
from flask.testing import FlaskClient
from sqlalchemy import Engine, event
from werkzeug.test import TestResponse

from consul_py.accounts.models import User, UserSession
from consul_py.accounts.sessions import _signer, cookie_name, hash_token
from consul_py.kernel import clock
from consul_py.kernel.db import db

_rendering: ContextVar[str | None] = ContextVar("rendering", default=None)
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class QueryWhileRendering(AssertionError):
    """A template caused SQL; what it shows must be loaded before."""


def watch(app: Flask) -> None:
    """Fail on SQL while a template renders."""
    before_render_template.connect(lambda *_a, template, **_k: _rendering.set(template.name) and None, app, weak=False)
    template_rendered.connect(lambda *_a, **_k: _rendering.set(None) and None, app, weak=False)

    @event.listens_for(Engine, "before_cursor_execute")
    def refuse(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if (name := _rendering.get()) and not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            _rendering.set(None)
            raise QueryWhileRendering(f"{name}: {statement}")


class Reader(HTMLParser):
    """Collects what the house rules ask of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.ids: list[str] = []
        self.labels: set[str] = set()
        self.fields: list[dict[str, str | None]] = []
        self.headings = 0
        self.title = ""
        self.open: list[str] = []
        self.lang: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag not in VOID:
            self.open.append(tag)
        if tag == "html":
            self.lang = given.get("lang")
        if tag == "h1":
            self.headings += 1
        if "id" in given:
            self.ids.append(given["id"] or "")
        if tag == "label" and given.get("for"):
            self.labels.add(given["for"] or "")
        if tag in ("input", "select", "textarea") and given.get("type") not in ("hidden", "submit", "button"):
            self.fields.append(given | {"in_label": "label" if "label" in self.open else None})
        self._look_at_addresses(tag, given)

    def _look_at_addresses(self, tag: str, given: dict[str, str | None]) -> None:
        for name in given:
            if name == "style" or name.startswith("on"):
                self.faults.append(f"inline {name} at <{tag}>")
        if tag == "style" or (tag == "script" and "src" not in given):
            self.faults.append(f"inline <{tag}>")
        for name in ("src", "href", "action", "poster", "srcset"):
            value = given.get(name) or ""
            loads = tag not in ("a", "form")
            if loads and (value.startswith("//") or (value.startswith("http") and given.get("rel") != "canonical")):
                self.faults.append(f"foreign address {value} at <{tag}>")
        if tag == "img" and "alt" not in given:
            self.faults.append(f"picture without alt: {given.get('src')}")

    def handle_endtag(self, tag: str) -> None:
        while self.open and (last := self.open.pop()) != tag:
            if last not in ("p", "li", "dt", "dd", "tr", "td", "th", "option"):
                self.faults.append(f"<{last}> not closed before </{tag}>")

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "title" and "svg" not in self.open:
            self.title += data


def faults_of(html: str) -> list[str]:
    """What is wrong with a page by the house rules; empty when nothing is."""
    reader = Reader()
    reader.feed(html)
    found = list(reader.faults)
    if reader.headings != 1:
        found.append(f"{reader.headings} h1")
    if not reader.title.strip():
        found.append("no title")
    if not reader.lang:
        found.append("no lang")
    found += [f"id {i!r} twice" for i in {i for i in reader.ids if reader.ids.count(i) > 1}]
    for field in reader.fields:
        named = field.get("aria-label") or field.get("aria-labelledby") or field["in_label"]
        if not named and field.get("id") not in reader.labels:
            found.append(f"field {field.get('name')} without label")
    return found


class Client(FlaskClient):
    """Fetches pages and posts forms like a browser without JavaScript; each full page is checked."""

    def __init__(self, app: Flask) -> None:
        super().__init__(app, app.response_class, use_cookies=True)

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        db.session.commit()  # close the test's own savepoint, so that the request's commit is not inside it
        vars(g).clear()  # the test's application context is shared with the request
        answer = super().open(*args, **kwargs)
        db.session.expire_all()
        _rendering.set(None)
        if answer.mimetype == "text/html" and answer.text.lstrip().lower().startswith("<!doctype"):
            faults = faults_of(answer.text)
            assert not faults, f"{answer.request.path}: {faults}"
        return answer

    def sign_in(self, user: User, *, strong: bool | None = None) -> Client:
        """Become somebody, with the second factor given when they have one."""
        now = clock.now()
        token = secrets.token_urlsafe(16)
        strong = user.totp_secret is not None if strong is None else strong
        db.session.add(
            UserSession(
                user_id=user.id,
                token_hash=hash_token(token),
                device="Test",
                created_at=now,
                strong_at=now if strong else None,
                expires_at=now + timedelta(days=1),
            )
        )  # fmt: skip
        db.session.commit()
        self.set_cookie(cookie_name(), _signer().sign(token).decode())
        return self

    def token(self) -> str:
        """The csrf token of this client's session."""
        from consul_py.kernel import csrf

        cookies = [f"{c.key}={c.value}" for c in self._cookies.values()] if self._cookies else []
        vars(g).clear()
        with self.application.test_request_context(headers={"Cookie": "; ".join(cookies)}):
            return csrf.token()

    def submit(self, path: str, /, follow: bool = False, **fields: Any) -> TestResponse:
        """POST a form with its csrf token."""
        data = {"csrf_token": self.token()} | fields
        return self.post(path, data=data, follow_redirects=follow)
