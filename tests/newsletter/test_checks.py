"""The look at a mail before it goes out: built, written as bytes, parsed, judged."""

from __future__ import annotations

from email import message_from_bytes, policy

import pytest

from consul_py.kernel.mail import speaking
from consul_py.newsletter import checks, content, preview
from consul_py.newsletter.models import MailingText
from tests.newsletter.make import make_issue, make_subscription

PUBLIC = {
    "BASE_URL": "https://kreis.example", "MAIL_FROM": "newsletter@kreis.example", "MAIL_REPLY_TO": "team@kreis.example",
}  # fmt: skip


@pytest.fixture
def public(app):
    """An instance as it stands in the open."""
    before = {name: app.config[name] for name in PUBLIC}
    app.config.update(PUBLIC)
    yield app
    app.config.update(before)


@pytest.fixture
def issue(public):
    make_subscription()
    return make_issue("Der Kreis lädt ein", "Guten Tag.\n\n[Mehr](/workshops)")


def wrong(issue, text: MailingText) -> set[str]:
    with speaking("en"):
        return {check.title for check in checks.of(issue, text, "leserin@example.org") if not check.good}


def variant(issue, **parts: str) -> MailingText:
    text = issue.texts[0]
    given = {"subject": text.subject, "body_text": text.body_text, "body_html": text.body_html}
    return MailingText(language="de", **(given | parts))


def test_a_proper_mail_of_a_proper_instance_has_nothing_to_complain(issue):
    assert wrong(issue, issue.texts[0]) == set()


def test_the_judged_bytes_are_a_mail_with_both_parts(issue):
    octets = checks.sample(issue, issue.texts[0], "leserin@example.org")
    parsed = message_from_bytes(octets, policy=policy.default)
    assert parsed["To"] == "leserin@example.org"
    assert parsed.get_body(("plain",)) is not None
    assert parsed.get_body(("html",)) is not None
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in octets


@pytest.mark.parametrize(
    ("parts", "title"),
    [
        ({"body_html": '<p>[[leave-url]]</p><img src="https://example.org/x.png">'}, "Nothing is loaded from afar"),
        ({"body_html": '<p>[[leave-url]]</p><a href="/workshops">x</a>'}, "All links lead somewhere"),
        ({"body_text": ""}, "Text part and HTML part are there"),
        ({"body_text": "[[leave-url]] {{consultation:x}}"}, "Every place is filled"),
        ({"body_text": "Guten Tag."}, "Both parts show how to unsubscribe"),
        ({"body_html": "[[leave-url]]" + "x " * 60_000}, "The mail is small enough"),
        ({"subject": "x" * 79}, "The subject has a good length"),
        ({"subject": "JETZT MITMACHEN!"}, "The subject does not shout"),
        ({"subject": "Neu!! Neu!!"}, "The subject does not shout"),
    ],
)
def test_each_fault_is_found(issue, parts, title):
    assert title in wrong(issue, variant(issue, **parts))


@pytest.mark.parametrize(
    ("setting", "title"),
    [
        ({"BASE_URL": "http://kreis.example"}, "Unsubscribing by one click"),
        ({"MAIL_FROM": "newsletter@localhost"}, "The sender's address can be answered"),
        ({"MAIL_REPLY_TO": ""}, "Answers have an address of their own"),
    ],
)
def test_faults_of_the_instance_are_found(public, issue, setting, title):
    public.config.update(setting)
    assert title in wrong(issue, issue.texts[0])


def test_what_is_wrong_comes_first_and_what_matters_before_hints(issue):
    text = variant(issue, subject="x" * 79, body_text="")
    found = checks.of(issue, text, "leserin@example.org")
    grave = [index for index, check in enumerate(found) if not check.good and check.grave]
    hints = [index for index, check in enumerate(found) if not check.good and not check.grave]
    assert max(grave) < min(hints) < min(index for index, check in enumerate(found) if check.good)


def test_both_languages_of_a_block_pass(issue):
    for language in ("de", "en"):
        text = preview.drawn("Der Kreis lädt ein", "Guten Tag.", language)
        assert "Every place is filled" not in wrong(issue, text)
        assert content.LEAVE in text.body_text
