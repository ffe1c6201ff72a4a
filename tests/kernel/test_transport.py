"""The way out: one connection for many messages, and every failure under its own name."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import EmailMessage

import pytest

from consul_py.kernel import transport
from consul_py.kernel.transport import AnswerLost, ConnectionFailure, PermanentFailure, SmtpTransport, TemporaryFailure
from tests.smtp_sink import SmtpSink


@pytest.fixture(params=[False, True], ids=["one by one", "pipelining"])
def sink(request) -> Iterator[SmtpSink]:
    with SmtpSink() as relay:
        relay.pipelining = request.param
        yield relay


def message() -> EmailMessage:
    made = EmailMessage()
    made["Subject"] = "Grüße"
    made["List-Unsubscribe"] = "<https://example.org/" + "x" * 200 + ">"
    made.set_content("Guten Tag", cte="quoted-printable")
    return made


def send(way: SmtpTransport, to: str = "eva@example.org") -> str:
    return way.send(message(), "wir@example.org", to)


def test_each_answer_has_its_name_and_the_connection_stays_usable(sink):
    way = SmtpTransport(sink.url)
    sink.script = {
        "a@example.org": ["451 4.3.0 later"], "b@example.org": ["550 5.1.1 no"], "c@example.org": ["552 5.2.2 full"],
        "d@example.org": ["drop"],
    }  # fmt: skip
    expected = {"a": TemporaryFailure, "b": PermanentFailure, "c": TemporaryFailure, "d": AnswerLost}
    for name, kind in expected.items():
        with pytest.raises(kind):
            send(way, f"{name}@example.org")
    assert send(way) == "250 2.0.0 taken"
    way.close()


def test_one_connection_carries_many_messages_and_is_renewed_after_some(sink, monkeypatch):
    monkeypatch.setattr(transport, "MESSAGES", 3)
    opened = []
    way = SmtpTransport(sink.url)
    connect = way._connect
    monkeypatch.setattr(way, "_connect", lambda: opened.append(1) or connect())
    for _ in range(7):
        send(way)
    way.close()
    assert len(opened) == 3
    assert len(sink.messages) == 7


def test_an_idle_connection_that_the_relay_closed_is_opened_again(sink):
    way = SmtpTransport(sink.url)
    send(way)
    sink.stop()
    sink.start()
    assert send(way).startswith("250")
    way.close()


def test_no_relay_is_a_connection_failure_with_its_address(sink):
    sink.stop()
    with pytest.raises(ConnectionFailure, match=r"no connection to 127\.0\.0\.1"):
        send(SmtpTransport(sink.url))


def test_leaving_headers_stay_on_one_line(sink):
    way = SmtpTransport(sink.url)
    send(way)
    way.close()
    assert len(sink.messages[0].raw_header("List-Unsubscribe")) == 1
    assert sink.messages[0].octets.isascii()


def test_lines_that_begin_with_a_dot_arrive_as_they_are(sink):
    octets = b".Dotted: x\r\n\r\n.\r\n..zwei\r\nEnde.\r\n"
    way = SmtpTransport(sink.url)
    way.send(octets, "wir@example.org", "eva@example.org")
    way.close()
    assert sink.messages[0].octets == octets


def test_what_was_begun_is_no_mail_before_the_last_word(sink):
    way = SmtpTransport(sink.url)
    way.begin(message(), "wir@example.org", "eva@example.org")
    way.withdraw()
    way.withdraw()
    assert not sink.messages
    way.begin(message(), "wir@example.org", "adam@example.org")
    assert way.finish() == "250 2.0.0 taken"
    way.close()
    assert [m.recipient for m in sink.messages] == ["adam@example.org"]


def test_a_refusal_of_one_leaves_nothing_behind_for_the_next(sink):
    sink.script["a@example.org"] = ["550 5.1.1 no"]
    way = SmtpTransport(sink.url)
    with pytest.raises(PermanentFailure, match=r"550 5\.1\.1 no"):
        way.begin(message(), "wir@example.org", "a@example.org")
    way.withdraw()
    assert send(way, "b@example.org").startswith("250")
    way.close()
    assert [m.recipient for m in sink.messages] == ["b@example.org"]


def test_an_address_of_several_lines_never_reaches_the_relay(sink):
    way = SmtpTransport(sink.url)
    with pytest.raises(ValueError, match="several lines"):
        send(way, "a@example.org>\r\nRCPT TO:<b@example.org")
    way.close()
    assert not sink.messages
