"""One example of every mail, in any language, without a database: for snapshots, checks and pictures."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from types import SimpleNamespace
from typing import Any

from flask import Flask

from consul_py.kernel import clock, mail
from consul_py.kernel.settings import Site
from consul_py.newsletter import content, digest_text
from tests.mails import news

BASE = "https://beteiligung.lindental.example"
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
TOKEN = "q8Zr3vK1mXw5TgB7nYc2JhLs9PdFa4Eu"
LEAVE, MANAGE = f"{BASE}/newsletter/leave/{TOKEN[:22]}", f"{BASE}/newsletter/manage/WzEyLCJxOFpyM3ZLMSJd.{TOKEN}"


@dataclass(frozen=True)
class Mail:
    """The three parts of a mail as its reader gets them."""

    subject: str
    text: str
    html: str


def message(letter: Mail) -> EmailMessage:
    """The whole message, as it is handed to the relay."""
    return mail.build(
        to="eva@example.org", subject=letter.subject, text=letter.text, html=letter.html, message_id="<1@x.example>"
    )


@dataclass(frozen=True)
class Sample:
    """A mail by name: template, then what distinguishes it from others of the same template."""

    name: str
    template: str
    make: Callable[[str], Mail]


@contextmanager
def staged(app: Flask) -> Iterator[None]:
    """The moment, the public address and the default settings that all samples show."""
    before = {key: app.config[key] for key in ("BASE_URL",)}
    app.config["BASE_URL"] = BASE
    app.extensions["consul_site"] = (math.inf, Site({}))  # always fresh, so no database is asked
    try:
        with app.app_context(), clock.fixed(NOW):
            yield
    finally:
        app.config.update(before)
        app.extensions.pop("consul_site", None)


def _single(template: str, variant: str = "", **context: Any) -> Sample:
    def make(language: str) -> Mail:
        return Mail(*mail.render(template, language, context))

    return Sample("-".join(filter(None, [template.replace("/", "-"), variant])), template, make)


def _issue(variant: str, compose: Callable[[], content.News]) -> Sample:
    def make(language: str) -> Mail:
        with mail.speaking(language):
            text = content.render(compose(), language, f"{BASE}/newsletter/12-digitale-hilfe")
        return Mail(
            text.subject, content.fill(text.body_text, LEAVE, MANAGE), content.fill(text.body_html, LEAVE, MANAGE)
        )

    return Sample(f"newsletter-issue-{variant}", "newsletter/issue", make)


NAME = {"name": "Waldrand"}
WORKSHOP = SimpleNamespace(
    title="Gesundheit und Pflege: Was hilft auf dem Land?",
    starts_at=datetime(2026, 12, 2, 17, 0, tzinfo=UTC),
    ends_at=datetime(2026, 12, 2, 20, 0, tzinfo=UTC),
    time_text="",
    place="Bürgerhaus Weidenbach",
    address="Hauptstraße 12, Weidenbach. Bus 51 hält vor der Tür.",
    online_url="https://konferenz.lindental.example/gesundheit-und-pflege",
    access="Der Saal ist stufenlos. Eine Person übersetzt in Gebärdensprache.",
    cancel_reason="Der Saal steht nach einem Wasserschaden nicht zur Verfügung. Einen neuen Termin geben wir bald bekannt.",
)
AT = {
    "workshop": WORKSHOP,
    "name": "Erika Mustermann",
    "url": f"{BASE}/workshops/7-gesundheit-und-pflege",
    "own_url": f"{BASE}/workshops/registration/{TOKEN}",
    "row_state": "registered",
}
EVENTS = (
    "password_changed", "email_changed", "address_known", "second_factor_on", "second_factor_off",
    "second_factor_reset", "closed", "reopened",
)  # fmt: skip


def samples() -> list[Sample]:
    return [*_accounts(), *_workshops(), *_ballots(), *_newsletter()]


def _accounts() -> list[Sample]:
    return [
        _single("accounts/confirm", url=f"{BASE}/account/confirm/{TOKEN}", **NAME),
        _single("accounts/known", url=f"{BASE}/account/password/{TOKEN}", login_url=f"{BASE}/account/login", **NAME),
        _single("accounts/email", url=f"{BASE}/account/email/{TOKEN}", **NAME),
        _single("accounts/reset", url=f"{BASE}/account/password/{TOKEN}", **NAME),
        _single("accounts/deleted", **NAME),
        _single("residence/ending", end=datetime(2026, 12, 21, 9, 30, tzinfo=UTC), url=f"{BASE}/account/residence", **NAME),
        *(
            _single("accounts/notice", event, event=event, **NAME, **_reason(event))
            for event in EVENTS
        ),
        _single(
            "notifications/news",
            title="Rollender Dorfladen",
            text="Der Kreis hat auf Ihren Vorschlag „Rollender Dorfladen“ geantwortet.",
            url=f"{BASE}/proposals/3-rollender-dorfladen#answer",
            settings_url=f"{BASE}/account/notifications/settings",
        ),
    ]  # fmt: skip


def _reason(event: str) -> dict[str, str]:
    return {"reason": "Unter dem Konto wurde mehrfach geworben."} if event == "closed" else {}


def _ballots() -> list[Sample]:
    poll: dict[str, Any] = {"name": "Eva Kranz (Heimatverein)", "title": "Welches Dorfbüro zuerst?"}
    urls = f"{BASE}/polls/7/checkpoints"
    held = '{"day":"2026-11-22","definition":"%s","number":3,"poll":7,"size":412}' % ("5d" * 32)
    point: dict[str, Any] = {"number": 3, "size": 412, "text": held, "signature": "c4" * 64, "url": urls}
    return [
        _single("ballots/observer", **poll, url=f"{BASE}/polls/7-welches-dorfbuero-zuerst", checkpoints_url=urls,
                opens_at=NOW, closes_at=datetime(2026, 12, 6, 17, 0, tzinfo=UTC), definition_hash="5d" * 32,
                checkpoint_key="a7" * 32, receipt_key="1f" * 32),
        _single("ballots/checkpoint", **poll, **point, final=False),
    ]  # fmt: skip


def _workshops() -> list[Sample]:
    until = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
    change = SimpleNamespace(reason="Der Saal im Kreishaus ist belegt; wir treffen uns im Bürgerhaus.")
    return [
        _single("workshops/confirm", waiting=False, until=until, **AT),
        _single("workshops/confirm", "waiting", waiting=True, until=until, **AT),
        _single("workshops/registered", **AT),
        _single("workshops/waiting", **AT),
        _single("workshops/already", **AT),
        _single("workshops/moved_up", **AT),
        _single("workshops/changed", change=change, **AT),
        _single("workshops/cancelled", change=None, **AT),
        _single("workshops/follow_up", result_url=f"{BASE}/workshops/7/follow-up", **AT),
    ]


def _digest() -> Sample:
    """The week in one mail, with all its blocks."""

    def make(language: str) -> Mail:
        with mail.speaking(language):
            text = digest_text._render(*news.week(NOW), language, f"{BASE}/newsletter/13-die-woche")
        parts = (digest_text.whole(content.fill(part, LEAVE, MANAGE)) for part in (text.body_text, text.body_html))
        return Mail(text.subject, *parts)

    return Sample("newsletter-digest", "newsletter/digest", make)


def _newsletter() -> list[Sample]:
    when = "22. November 2026, 10:30\u00a0Uhr"
    return [
        _single("newsletter/confirm", url=f"{BASE}/newsletter/confirm/{TOKEN}", when=when),
        _single("newsletter/known", url=MANAGE, when=when),
        *(_issue(trigger, compose) for trigger, compose in news.FACTS.items()),
        _issue("by_hand", news.letter),
        _digest(),
    ]
