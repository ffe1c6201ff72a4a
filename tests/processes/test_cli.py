"""The commands of processes and consultations."""

from __future__ import annotations

from flask import Flask

from consul_py.kernel import clock
from consul_py.kernel.db import db
from consul_py.processes import page_queries, queries
from consul_py.processes.cli import consultation, process
from tests.processes.make import make_consultation, make_process


def run(app: Flask, group: object, *arguments: str) -> tuple[int, str, str]:
    db.session.commit()
    result = app.test_cli_runner().invoke(group, list(arguments))  # type: ignore[arg-type]  # a click command
    return result.exit_code, result.stdout, result.stderr


def test_lists_are_tab_separated(app: Flask) -> None:
    frame = make_process(title="Digitalstrategie")
    make_consultation(process=frame, slug="offen", title="Was fehlt?")
    make_consultation(process=frame, slug="entwurf", published=False, opens_at=None, closes_at=None)
    code, out, _err = run(app, consultation, "list")
    lines = [line.split("\t") for line in out.splitlines()]
    assert code == 0
    assert [line[:2] for line in lines] == [["offen", "open"], ["entwurf", "draft"]]
    assert lines[0][4] == "Was fehlt?"
    assert run(app, process, "list")[1].split("\t")[:2] == [frame.slug, "public"]


def test_a_draft_is_opened_and_closed_from_the_command_line(app: Flask) -> None:
    row = make_consultation(published=False, opens=3)
    code, out, err = run(app, consultation, "open", row.slug)
    assert (code, err) == (0, "")
    assert row.slug in out
    assert [one.slug for one in queries.open_consultations(clock.now())] == [row.slug]
    assert run(app, consultation, "close", row.slug, "--reason", "Sturm")[0] == 0
    assert queries.open_consultations(clock.now()) == []
    assert [change.reason for change in page_queries.changes_of(row.id)] == ["Sturm"]


def test_what_is_announced_is_brought_forward_with_a_reason(app: Flask) -> None:
    row = make_consultation(opens=2, closes=9)
    code, _out, err = run(app, consultation, "open", row.slug)
    assert (code, "Please give a reason" in err) == (1, True), "commands speak English"
    assert run(app, consultation, "open", row.slug, "--reason", "Früher fertig")[0] == 0
    assert len(queries.open_consultations(clock.now())) == 1


def test_failures_are_one_sentence_on_standard_error(app: Flask) -> None:
    row = make_consultation(published=False, evaluation_due=None)
    for arguments in (("open", row.slug), ("close", row.slug, "--reason", "x"), ("open", "nirgends")):
        code, out, err = run(app, consultation, *arguments)
        assert (code, out) == (1, "")
        assert err.startswith("Error: ")
        assert err.count("\n") == 1
    assert run(app, consultation, "close", row.slug)[0] == 2
