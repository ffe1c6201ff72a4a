"""Bringing in contributions: both formats, repeatable, faults with their lines."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from consul_py.kernel.db import db
from consul_py.processes.models import Consultation
from consul_py.proposals.cli import imports
from consul_py.proposals.models import Proposal
from tests.processes.make import make_consultation, make_topic
from tests.watch import Client

# Beside the repository on machines that have it.
DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "contributions"

SENTENCES = """id\tdocument_id\tsentence_nr\tcontent\tcode\ttitle/text\tcurated/single\tdataset\turl
1\tE1\t1\tMehr Bäume am Markt\tmpos\ttitle\tx\tX\thttps://www.beispiel.example/e1
2\tE1\t2\t"Im Sommer ist es heiß.\t\t"\tpremise\ttext\tx\tX\thttps://www.beispiel.example/e1
3\tE2\t1\tNur ein Titel\tmpos\ttitle\tx\tX\thttps://www.beispiel.example/e2
4\tE1\t3\tEs fehlt Schatten.\tpremise\ttext\tx\tX\thttps://www.beispiel.example/e1
5\t\t1\tOhne Nummer\tmpos\ttitle\tx\tX\t
"""

SINGLE = """title;body;external_id;url;latitude;longitude;topic;created_at
Ein Rufbus am Abend;Nach 20 Uhr fährt nichts.;a1;https://beispiel.example/a1;50,3;8,9;nahversorgung;2026-03-01
;Ohne Titel;a2;;;;;
Falscher Ort;Text;a3;;95;8;;
Unbekanntes Feld;Text;a4;;;;Raumfahrt;
Kein Tag;Text;a5;;;;;2026-02-30
Böse Adresse;Text;a6;javascript:alert(1);;;;
Zu kurz
"""


def run(app: Flask, file: Path, consultation: Consultation, *more: str) -> Result:
    runner = app.test_cli_runner()
    db.session.commit()
    answer = runner.invoke(imports, ["contributions", str(file), "--consultation", consultation.slug, *more])
    db.session.expire_all()
    return answer


def count() -> int:
    return db.session.scalar(select(func.count()).select_from(Proposal)) or 0


def test_sentences_of_a_document_become_one_proposal(app: Flask, tmp_path: Path, client: Client) -> None:
    file = tmp_path / "Stimmen.tsv"
    file.write_text("\ufeff" + SENTENCES, encoding="utf-8")
    answer = run(app, file, make_consultation())
    assert answer.exit_code == 0
    assert answer.stdout.endswith("imported 2, unchanged 0, rejected 1\n")
    assert "line 6" in answer.stderr
    proposal = db.session.scalars(select(Proposal).where(Proposal.external_id == "E1")).one()
    assert proposal.title == "Mehr Bäume am Markt"
    assert proposal.body == "Im Sommer ist es heiß. Es fehlt Schatten."
    assert proposal.source_name == "stimmen"
    page = client.get(f"/proposals/{proposal.id}-{proposal.slug}").text
    assert "Eingereicht über beispiel.example" in page
    assert 'href="https://www.beispiel.example/e1"' in page
    assert "Mehr Bäume" in client.get("/proposals?q=Baum").text


def test_what_is_imported_into_a_draft_waits_with_it(app: Flask, tmp_path: Path, client: Client) -> None:
    file = tmp_path / "Stimmen.tsv"
    file.write_text(SENTENCES, encoding="utf-8")
    assert run(app, file, make_consultation(published=False)).exit_code == 0
    proposal = db.session.scalars(select(Proposal).where(Proposal.external_id == "E1")).one()
    assert client.get(f"/proposals/{proposal.id}-{proposal.slug}").status_code == 404
    assert "Mehr Bäume" not in client.get("/proposals?q=Baum").text


def test_a_second_run_imports_nothing_and_another_source_is_another_matter(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "stimmen.tsv"
    file.write_text(SENTENCES, encoding="utf-8")
    consultation = make_consultation()
    run(app, file, consultation)
    assert run(app, file, consultation).stdout.endswith("imported 0, unchanged 2, rejected 1\n")
    assert run(app, file, consultation, "--source", "Andere").stdout.endswith("imported 2, unchanged 0, rejected 1\n")
    assert count() == 4


def test_bad_rows_are_named_by_line_and_the_others_come_in(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "liste.csv"
    file.write_bytes(SINGLE.encode() + "Kaputt;\xe4\xf6;a9;;;;;\n".encode("latin-1"))
    topic = make_topic()
    from consul_py.processes.models import Process

    consultation = make_consultation(process=db.session.get(Process, topic.process_id))
    answer = run(app, file, consultation)
    assert answer.stdout.endswith("imported 1, unchanged 0, rejected 7\n")
    assert all(f"line {number}:" in answer.stderr for number in range(3, 10))
    proposal = db.session.scalars(select(Proposal)).one()
    assert (proposal.latitude, proposal.topic_id) == (50.3, topic.id)
    assert proposal.published_at is not None
    assert proposal.published_at.isoformat() == "2026-02-28T23:00:00+00:00"


def test_rows_without_an_id_are_recognised_by_their_words(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text("title,body\nEins,Text\nZwei,\nEins,Text\n", encoding="utf-8")
    consultation = make_consultation()
    assert run(app, file, consultation).stdout.endswith("imported 2, unchanged 0, rejected 1\n")
    assert run(app, file, consultation).stdout.endswith("imported 0, unchanged 2, rejected 1\n")


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "\x00\x00"])
def test_a_file_that_is_no_table_ends_with_one_sentence(app: Flask, tmp_path: Path, text: str) -> None:
    file = tmp_path / "x.csv"
    file.write_text(text, encoding="utf-8")
    answer = run(app, file, make_consultation())
    assert answer.exit_code == 1
    assert "must name the columns" in answer.stderr


def test_an_unknown_consultation_is_an_error(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text("title\nEins\n", encoding="utf-8")
    answer = app.test_cli_runner().invoke(imports, ["contributions", str(file), "--consultation", "nirgends"])
    assert answer.exit_code == 1
    assert "nirgends" in answer.stderr


@pytest.mark.parametrize(("name", "number"), [("CDC.tsv", 366), ("MCK.tsv", 337)])
def test_the_real_corpora_come_in_whole_and_once(app: Flask, name: str, number: int) -> None:
    if not (DATA / name).is_file():
        pytest.skip(f"{DATA / name} is not on this machine")
    consultation = make_consultation()
    assert run(app, DATA / name, consultation).stdout.endswith(f"imported {number}, unchanged 0, rejected 0\n")
    assert run(app, DATA / name, consultation).stdout.endswith(f"imported 0, unchanged {number}, rejected 0\n")
    assert count() == number


@pytest.mark.parametrize("time", ["9999-12-31T23:30:00+00:00", "0001-01-01", "1989-12-31", "2999-01-01"])
def test_a_time_before_1990_or_still_to_come_is_refused_with_its_line(
    app: Flask, tmp_path: Path, client: Client, time: str
) -> None:
    file = tmp_path / "zeiten.csv"
    file.write_text(f"title;created_at\nEin Rufbus;2026-03-01\nZur Unzeit;{time}\n", encoding="utf-8")
    answer = run(app, file, make_consultation())
    assert "line 3: its created_at" in answer.stderr and answer.stdout.endswith("imported 1, unchanged 0, rejected 1\n")
    assert count() == 1
