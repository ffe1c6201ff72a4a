"""Single mails: rows first, sent by the worker, erased once accepted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from consul_py.kernel import clock, mail
from consul_py.kernel.db import db, transaction
from consul_py.kernel.transport import TemporaryFailure, open_transport
from tests.smtp_sink import SmtpSink


@pytest.fixture
def sink(app) -> Iterator[SmtpSink]:
    before = app.config["MAIL_URL"]
    with SmtpSink() as relay:
        app.config["MAIL_URL"] = relay.url
        yield relay
    app.config["MAIL_URL"] = before


def post(to: str = "eva@example.org", **context: str) -> mail.MailOut:
    values = {"url": "http://localhost/x", "when": "heute"} | context
    with transaction():
        return mail.post("newsletter/confirm", to, **values)


def stored() -> mail.MailOut:
    return db.session.query(mail.MailOut).populate_existing().one()


def test_a_mail_has_text_and_html_in_the_readers_language_and_is_marked_as_automatic(app, sink):
    post()
    assert mail.send_due() == 1
    message = sink.messages[0].message
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Subject"] == "Bitte bestätigen Sie Ihre Newsletter-Bestellung"
    html = message.get_body(("html",)).get_content()
    assert '<html lang="de"' in html
    assert "http://localhost/x" in message.get_body(("plain",)).get_content()
    assert stored().state == "sent"
    assert stored().body_text == "", "it may hold a one-time link"


def test_a_rolled_back_act_sends_nothing(app, sink):
    def fails() -> None:
        with transaction():
            mail.post("newsletter/confirm", "eva@example.org", url="x", when="heute")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()
    assert mail.send_due() == 0


def test_temporary_answers_are_tried_again_for_three_days(app, sink):
    sink.default = "451 4.3.0 later"
    post()
    mail.send_due()
    assert (stored().state, stored().attempts, stored().answer) == ("queued", 1, "451 4.3.0 later")
    assert mail.send_due() == 0
    with clock.fixed(clock.now() + timedelta(hours=73)):
        mail.send_due()
    assert stored().state == "failed"


def test_a_refusal_for_good_ends_it(app, sink):
    sink.default = "550 5.1.1 no"
    post()
    mail.send_due()
    assert (stored().state, stored().body_text) == ("failed", "")


def test_addresses_and_texts_cannot_smuggle_headers(app, sink):
    post("eva@example.org\r\nBcc: x@example.org", when="a\r\nBcc: y@example.org")
    mail.send_due()
    assert all(m.message["Bcc"] is None for m in sink.messages)
    assert stored().state in ("sent", "failed")


def test_a_dead_workers_mail_is_sent_again_after_its_lease(app, sink):
    post()
    assert mail.claim() != []
    assert mail.send_due() == 0
    with clock.fixed(clock.now() + timedelta(minutes=6)):
        assert mail.send_due() == 1


def test_a_mail_that_another_worker_took_over_is_not_sent_by_the_first_as_well(app, sink):
    post()
    (late,) = mail.claim()
    with clock.fixed(clock.now() + timedelta(minutes=6)), open_transport(sink.url) as transport:
        assert mail.send_due() == 1
        assert not mail._still_ours(late)
        assert mail._send(late, transport) == 0
    assert len(sink.messages) == 1
    assert stored().state == "sent"


def test_a_late_answer_does_not_undo_what_another_worker_wrote(app, sink):
    post()
    (late,) = mail.claim()

    class Slow:
        def send(self, *_message: object) -> str:
            with clock.fixed(clock.now() + timedelta(minutes=6)):
                assert mail.send_due() == 1
            raise TemporaryFailure("451 later")

    assert mail._send(late, Slow()) == 0
    assert stored().state == "sent"
    assert mail.send_due() == 0


def test_whoever_waits_long_behind_slow_mails_keeps_the_lease(app, sink):
    post()
    (mine,) = mail.claim()
    with clock.fixed(clock.now() + timedelta(minutes=4)):
        assert mail._still_ours(mine)
    with clock.fixed(clock.now() + timedelta(minutes=6)):
        assert mail.send_due() == 0, "the lease was renewed"


def test_without_a_relay_mails_are_files_and_attachments_keep_their_names(app, tmp_path: Path):
    before = app.config["MAIL_URL"]
    app.config["MAIL_URL"] = f"file:{tmp_path}"
    with transaction():
        mail.post(
            "newsletter/confirm", "eva@example.org", url="x", when="heute",
            attachments=[("termin.ics", "text/calendar", "BEGIN:VCALENDAR")],
        )  # fmt: skip
    mail.send_due()
    app.config["MAIL_URL"] = before
    (file,) = tmp_path.glob("*.eml")
    message = message_from_bytes(file.read_bytes(), policy=policy.default)
    (attachment,) = message.iter_attachments()
    assert attachment.get_filename() == "termin.ics"


def test_old_rows_are_forgotten(app, sink):
    post()
    mail.send_due()
    assert mail.sweep() == 0
    with clock.fixed(clock.now() + timedelta(days=91)):
        assert mail.sweep() == 1
