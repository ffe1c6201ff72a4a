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
