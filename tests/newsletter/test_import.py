"""An existing list comes in only with proof of consent; the others are asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from consul_py.kernel.db import db
from consul_py.kernel.mail import MailOut
from consul_py.newsletter.importing import BadFile, import_file
from consul_py.newsletter.models import Subscription

HEAD = "email,consent_text,consented_at,confirmed_at,source\n"
PROOF = "eva@example.org,Ich will den Newsletter.,2025-03-01T10:00,2025-03-01T10:05+01:00,Altes System\n"


def write(folder: Path, text: str) -> Path:
    path = folder / "liste.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_rows_with_proof_receive_at_once_and_others_are_asked(app, tmp_path):
    path = write(tmp_path, HEAD + PROOF + "ute@example.org,,,,\nkaputt,,,,\nina@example.org,x,gestern,,\n")
    result = import_file(path)
    assert (result.imported, result.unchanged, result.asked) == (2, 0, 1)
    assert [line for line, _words in result.rejected] == [4, 5]
    rows = {row.email: row for row in db.session.query(Subscription)}
    assert rows["eva@example.org"].receives
    assert rows["eva@example.org"].consents[0].source == "import: Altes System"
    assert not rows["ute@example.org"].receives
    assert [mail.recipient for mail in db.session.query(MailOut)] == ["ute@example.org"]


def test_a_second_run_changes_nothing(app, tmp_path):
    path = write(tmp_path, HEAD + PROOF + "ute@example.org,,,,\n")
    import_file(path)
    again = import_file(path)
    assert (again.imported, again.unchanged) == (0, 2)
    assert db.session.query(MailOut).count() == 1


def test_a_file_without_the_columns_is_refused_whole(app, tmp_path):
    for text in ("name,adresse\na,b\n", ""):
        with pytest.raises(BadFile):
            import_file(write(tmp_path, text))
    binary = tmp_path / "x.csv"
    binary.write_bytes(b"email\n\xff\xfe\n")
    with pytest.raises(BadFile):
        import_file(binary)


def test_a_time_at_the_end_of_the_calendar_is_reported_and_the_next_row_is_read(app, tmp_path):
    times = ("0001-01-01T00:10", "0001-01-01T00:10+14:00", "9999-12-31T23:50", "9999-12-31T23:50-14:00")
    odd = "".join(f"a{n}@example.org,Ja.,{at},{at},Altes System\n" for n, at in enumerate(times))
    result = import_file(write(tmp_path, HEAD + odd + PROOF))
    assert [line for line, _words in result.rejected] == [2, 3, 4, 5]
    assert [row.email for row in db.session.query(Subscription)] == ["eva@example.org"]


def test_who_confirmed_before_they_consented_or_in_the_future_is_no_reader_and_gets_no_mail(app, tmp_path):
    odd = "eva@example.org,Ja.,2025-03-01T10:05,2025-03-01T10:00,Alt\nute@example.org,Ja.,2025-03-01,2999-01-01,Alt\n"
    result = import_file(write(tmp_path, HEAD + odd))
    assert [(line, "consented_at" in words or "future" in words) for line, words in result.rejected] == [
        (2, True), (3, True),
    ]  # fmt: skip
    assert not db.session.query(Subscription).count()
    assert not db.session.query(MailOut).count()


def test_confirmed_in_the_same_moment_or_on_the_same_day_is_complete_proof(app, tmp_path):
    same = "eva@example.org,Ja.,2025-03-01,2025-03-01,Alt\nute@example.org,Ja.,2025-03-01T10:00Z,2025-03-01T11:00,Alt\n"
    assert import_file(write(tmp_path, HEAD + same)).asked == 0
    assert all(row.receives for row in db.session.query(Subscription))
