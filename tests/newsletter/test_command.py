"""The command line: send, status, pause, resume, preview, bounces."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from consul_py.kernel import clock
from consul_py.kernel.db import db
from consul_py.newsletter import cli, delivery, issue_queries, verp
from consul_py.newsletter.models import TAKEN, Delivery
from tests.newsletter.make import make_issue, make_subscription
from tests.newsletter.test_bounces import BOX, report


@pytest.fixture
def run(app, monkeypatch):
    """Run a command; answers its exit code and what it printed."""
    monkeypatch.setitem(app.config, "MAIL_URL", f"file:{app.config['INSTANCE']}/outbox")
    monkeypatch.setitem(app.config, "MAIL_BOUNCES", BOX)
    monkeypatch.setitem(app.config, "MAIL_CONNECTIONS", 1)

    def call(*words: str, given: bytes = b""):
        result = app.test_cli_runner().invoke(cli.newsletter_group, list(words), input=given)
        return SimpleNamespace(code=result.exit_code, text=result.output)

    return call


def test_send_tells_how_many_and_status_says_how_each_issue_stands(run):
    for _ in range(3):
        make_subscription()
    issue = make_issue("Neues vom Rathaus")
    assert run("status").text.split("\t")[:3] == [str(issue.id), "sending", "0"]
    sent = run("send")
    assert (sent.code, sent.text.strip().splitlines()[-1]) == (0, "accepted 3")
    cells = run("status").text.strip().split("\t")
    assert cells == [str(issue.id), "sent", "3", "0", "0", "0", "Neues vom Rathaus"]


def test_the_bar_begins_with_everything_that_waits_and_moves_with_each_message(run):
    for _ in range(3):
        make_subscription()
    make_issue()
    held = db.session.query(Delivery).first()
    held.state, held.lease_by, held.lease_until = TAKEN, "somebody dead", clock.now() - timedelta(minutes=1)
    db.session.commit()
    assert issue_queries.waiting() == 3
    held.lease_until = clock.now() + timedelta(minutes=1)
    db.session.commit()
    assert issue_queries.waiting() == 2
    told: list[int] = []
    assert delivery.send_due(told.append) == 2
    assert told[:2] == [1, 2]


def test_pause_and_resume_say_what_they_cannot_do(run):
    make_subscription()
    issue = make_issue()
    assert run("pause", str(issue.id)).code == 0
    assert run("pause", str(issue.id)).code == 1
    assert run("send").text.strip().splitlines()[-1] == "accepted 0"
    assert run("resume", str(issue.id)).code == 0
    assert run("resume", "99999").text == "Error: there is no issue 99999\n"


@pytest.mark.parametrize("command", ["pause", "resume", "preview"])
def test_a_number_that_no_issue_can_have_is_refused_in_a_sentence(run, command):
    answer = run(command, "99999999999999999999")
    assert answer.code == 2
    assert "99999999999999999999 is not in the range" in answer.text


def test_preview_says_who_gets_it_and_shows_the_part_asked_for(run):
    make_subscription()
    issue = make_issue("Neues vom Rathaus", "Guten **Tag**.")
    plain = run("preview", str(issue.id)).text
    assert "1 " in plain.splitlines()[0]
    assert "Subject: Neues vom Rathaus" in plain
    assert "[[" not in plain
    assert "<strong>Tag</strong>" in run("preview", str(issue.id), "--html", "--language", "en").text
    assert run("preview", "99999").code == 1


def test_bounces_reads_a_maildir_or_one_mail_from_standard_input(run, tmp_path: Path):
    make_subscription("eva@example.net")
    issue = make_issue()
    row = db.session.query(Delivery).filter_by(mailing_id=issue.id).one()
    mail = report(row)
    assert verp.delivery_of(verp.return_path(row.id)) == row.id
    assert run("bounces", given=mail).text == "hard 1, soft 0, complaint 0, leave 0, known 0, other 0\n"
    for name in ("new", "cur"):
        (tmp_path / name).mkdir()
    (tmp_path / "new" / "a").write_bytes(mail)
    (tmp_path / "new" / "b").write_bytes(b"Subject: x\n\ny")
    assert run("bounces", str(tmp_path)).text == "hard 0, soft 0, complaint 0, leave 0, known 1, other 1\n"
    assert run("bounces", str(tmp_path / "new")).code == 1
