"""Bad input does no harm: every form and every query argument takes every naughty string.

One world, one walk, then all the posts; each is rolled back, so that the next one meets the same state. To take a
minute instead of ten, short strings of the big list share a field (`packed`) and our own are spread over the forms;
CONSUL_NAUGHTY=all sends every string alone to every free-text field; arguments of addresses get samples.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy import Connection
from werkzeug.test import TestResponse

from consul_py.kernel.db import db
from consul_py.kernel.mail import MailOut
from tests.house import naughty
from tests.house.forms import PLAIN, Form, Walk
from tests.house.world import ROLES, build, client_of, miscounted
from tests.watch import Client, faults_of

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

SHARES = 4  # each in a transaction of its own: rows that were changed ten thousand times in one are slow to read
ALONE = os.environ.get("CONSUL_NAUGHTY") == "all"
LIVE = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
# Nobody comes here by a link or a form: what a browser asks for by itself, and other programs.
UNLINKED = {"desk_newsletter.live_preview", "desk_newsletter.retry", "desk_newsletter.retry_one"}
UNLINKED |= {
    "residence.go_online",
    "residence.take_online",
}  # only where a provider is set: tests/residence/test_online.py
UNLINKED |= {"desk_polls.paper_issue"}  # only on the answer to a search: tests/polls/test_paper.py
UNLINKED |= {"polls.ballot", "polls.change", "polls.delete_receipt"}  # only behind a review: tests/polls/test_voting.py
# Kept posts leave these out: they end what others need.
ENDING = (
    "delete",
    "discard",
    "withdraw",
    "remove",
    "logout",
    "end_",
    "cancel",
    "leave",
    "merge",
    "revoke",
    "close",
    "hide",
)


class World:
    """The walked site, and posts that leave no trace."""

    def __init__(self, app: Flask) -> None:
        more = build(app)
        self.app, self.walk, self.faults, self.posts = app, Walk(app), [], 0  # type: Flask, Walk, list[str], int
        self.clients = {role: client_of(app, role) for role in ROLES}
        for role, client in self.clients.items():
            self.walk.through(client, role, more.get(role, []))
        for path in ("/debates/preview", "/proposals/preview", "/desk/processes/preview"):  # asked for by a script
            valid = {"csrf_token": [self.clients["staff"].token()], "text": ["x"]}
            form = Form("POST", path, "staff", self.walk.endpoint(path, "POST"), valid, {"text": "textarea"})
            self.walk.forms[form.endpoint, "POST"] = form

    @contextmanager
    def unchanged(self) -> Iterator[None]:
        connection: Any = db._app_engines[self.app][None]
        assert isinstance(connection, Connection)
        db.session.commit()
        point = connection.begin_nested()
        try:
            yield
        finally:
            db.session.remove()
            point.rollback()
            self.app.extensions.pop("consul_site", None)

    def ask(self, role: str, url: str, what: str, **request: Any) -> TestResponse | None:
        """One request without the checks of the watching client; a fault is noted."""
        self.posts += 1
        vars(g).clear()
        try:
            answer = FlaskClient.open(self.clients[role], url, **request)
        except Exception as error:  # noqa: BLE001  # every one of them is a finding
            self.faults.append(f"{role} {url} {what[:200]!r}: {type(error).__name__} {str(error)[:300]}")
            return None
        if answer.status_code >= 500:
            self.faults.append(f"{role} {url} {what[:200]!r}: {answer.status_code}")
        if self.posts % 16 == 0 and answer.mimetype == "text/html" and answer.text.startswith("<!doctype"):
            found = faults_of(answer.text)
            self.faults += [f"{role} {url} {what[:200]!r}: {found}"] if found else []
        answer.close()
        return answer

    def post(self, form: Form, changed: dict[str, str], **files: Any) -> TestResponse | None:
        data = form.valid | {name: [naughty.sent(text)] for name, text in changed.items()} | files
        what = f"{form.endpoint} {changed if len(str(changed)) < 500 else list(changed)}"
        with self.unchanged():
            return self.ask(form.role, form.action, what, method="POST", data=data)


@pytest.fixture
def world(app: Flask) -> World:
    return World(app)


def _posts(world: World) -> list[Form]:
    return [form for form in world.walk.forms.values() if form.method == "POST" and form.endpoint]


@pytest.mark.parametrize("share", range(SHARES))
def test_every_field_of_every_form_takes_every_string(world: World, share: int) -> None:
    texts = naughty.strings()
    lines, bodies = (texts, texts) if ALONE else (naughty.packed(texts, 200), naughty.packed(texts, 3000))
    for number, form in enumerate(_posts(world)):
        if number % SHARES != share:
            continue
        step = 1 if ALONE else 9
        alone = naughty.OWN[number % step :: step]
        _into_text_fields(world, form, [*alone, *lines], [*alone, *bodies], naughty.LONG[number % 6 :: 6])
        _into_other_fields(world, form, list(alone))
        _into_files(world, form)
    assert not world.faults, "\n".join([str(len(world.faults)), *world.faults[:30]])


def test_every_query_argument_takes_every_string_and_what_is_kept_is_shown_harmless(world: World, app: Flask) -> None:
    posts = _posts(world)
    acts = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    missing = sorted(acts - {form.endpoint for form in posts} - UNLINKED)
    assert not missing, " ".join(missing)
    _into_arguments(world, naughty.strings())
    _odd_requests(world, app)
    assert not world.faults, "\n".join([str(len(world.faults)), *world.faults[:30]])
    _what_is_kept_is_shown_harmless(world, posts)


def _into_text_fields(world: World, form: Form, lines: list[str], bodies: list[str], long: tuple[str, ...]) -> None:
    """Every string into every field that takes any text, all such fields at once; the rest is valid."""
    plain = [name for name, kind in form.kinds.items() if kind in PLAIN - {"hidden"}]
    if plain:
        columns = [bodies if form.kinds[name] == "textarea" else lines for name in plain]
        for row in [*naughty.turns(columns), *((text,) * len(plain) for text in long)]:
            world.post(form, dict(zip(plain, row, strict=True)))


def _into_other_fields(world: World, form: Form, texts: list[str]) -> None:
    """Strings where a number, a date, an address, a hidden value or a choice is expected, huge numbers, and nothing."""
    other = [name for name, kind in form.kinds.items() if kind not in PLAIN - {"hidden"}] + sorted(form.chosen)
    for everywhere in ("", "9" * 400, "2147483648", "-2147483649", "\x00"):
        world.post(form, dict.fromkeys([*form.kinds, *form.chosen], everywhere))
    for huge in ("9" * 400, "2147483648", "\x00"):
        world.post(form, dict.fromkeys(other, huge))
    token = form.valid.get("csrf_token", "")
    with world.unchanged():
        world.ask(form.role, form.action, "nothing", method="POST", data={"csrf_token": token})
    for row in naughty.turns([texts] * len(other)) if other else []:
        world.post(form, dict(zip(other, row, strict=True)))


def _into_files(world: World, form: Form) -> None:
    for name in form.files:
        for text in naughty.OWN[::4]:
            world.post(
                form,
                {},
                **{name: (io.BytesIO(b"GIF89a<script>alert(1)</script>"), text.encode("utf-8", "replace").decode())},
            )


def _into_arguments(world: World, texts: list[str]) -> None:
    """Our own strings as every argument of every page, and the big list over the pages that have arguments."""
    names: dict[str, set[str]] = {}
    for form in world.walk.forms.values():
        if form.method == "GET" and form.endpoint:
            names.setdefault(form.endpoint, set()).update(form.kinds, form.chosen)
    common = (
        "page",
        "sort",
        "q",
        "consultation",
        "process",
        "state",
        "topic",
        "next",
        "side",
        "thread",
        "role",
        "view",
        "source",
    )
    for number, (endpoint, (role, url)) in enumerate(world.walk.pages.items()):
        own = sorted(names.get(endpoint, set()) | set(common))
        share = [*naughty.OWN[number % 7 :: 7], *(texts[number % 9 :: 9] if endpoint in names else [])]
        for row in naughty.turns([share] * len(own)):
            world.ask(
                role,
                urlsplit(url).path,
                str(row),
                query_string={n: naughty.sent(t) for n, t in zip(own, row, strict=True)},
            )


def _odd_requests(world: World, app: Flask) -> None:
    """Odd ids and words in every address, and every method that it does not know."""
    for rule in app.url_map.iter_rules():
        method = "POST" if "POST" in (rule.methods or ()) else "GET"
        for odd in ("0", "2147483648", "9" * 40, "%00", "%ED%A0%80", "a'b\"c"):
            path = "/".join(odd if part.startswith("<") else part for part in rule.rule.split("/"))
            path = path.replace("<int:id>-<slug>", f"{odd}-{odd}")
            with world.unchanged():
                world.ask("staff", path, method, method=method)
            if not rule.arguments:
                break
        for wrong in ("PUT", "HEAD", "GET" if method == "POST" else "POST"):
            with world.unchanged():
                world.ask("staff", rule.rule.replace("<int:id>", "1"), wrong, method=wrong)


def _what_is_kept_is_shown_harmless(world: World, posts: list[Form]) -> None:
    """Live markup in every text field, kept; then every page again, with the client that refuses inline scripts."""
    stored = 0
    for form in posts:
        plain = [name for name, kind in form.kinds.items() if kind in PLAIN - {"hidden"}]
        if plain and not any(word in form.endpoint for word in ENDING):
            data = form.valid | dict.fromkeys(plain, LIVE)
            answer = world.ask(form.role, form.action, "kept", method="POST", data=data)
            stored += answer is not None and answer.status_code == 303
    assert stored > 20, stored
    assert not miscounted()
    shown = 0
    for role in ("", "resident", "staff", "administrator"):
        client: Client = client_of(world.app, role)
        again = Walk(world.app)
        again.through(client, role, [])
        shown += sum("&lt;script&gt;alert(1)" in page for page in again.texts.values())
        assert not [url for url, page in again.texts.items() if "<script>alert" in page or "<img src=x" in page]
    assert shown > 20, shown
    for mail in db.session.query(MailOut):
        assert "\n" not in mail.subject
        assert "<script" not in mail.body_html.lower()
    assert not world.faults, "\n".join(world.faults[:30])
