"""What voters and observers hold in their hands: receipts, control numbers, checkpoints from a mail."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from consul_py.ballots import recount
from consul_py.ballots.cli import verify
from tests.ballots.published import Poll, canonical, definition, make_poll, question


def poll_with_a_ballot(choice: Any = None) -> tuple[Poll, dict[str, Any]]:
    poll = Poll(definition(question(1, "single"), question(2, "score", 2)))
    for _ in range(5):
        poll.cast({})
    mine = poll.cast({"1": [12], "2": {"20": 5, "21": 0}} if choice is None else choice)
    poll.seal(final=True)
    return poll, mine


def check(poll: Poll, folder: Path, paper: Any = None, number: str = "") -> tuple[int, str]:
    kept = folder / "quittung.json"
    kept.write_bytes(paper if isinstance(paper, bytes) else canonical(paper))
    return recount.check(poll.write(folder / "poll"), [kept] if paper is not None else [], number)


def test_a_kept_promise_is_said_so(tmp_path: Path) -> None:
    poll, mine = poll_with_a_ballot()
    place = [ballot["tracker"] for ballot in poll.ballots].index(mine["tracker"]) + 1
    code, report = check(poll, tmp_path, poll.receipt(mine))
    assert code == 0
    assert f"quittung.json: Der zugesagte Stimmzettel steht in der Liste, Zeile {place}." in report


def test_a_receipt_may_have_been_saved_with_line_breaks(tmp_path: Path) -> None:
    poll, mine = poll_with_a_ballot()
    assert check(poll, tmp_path, json.dumps(poll.receipt(mine), indent=2).encode() + b"\r\n")[0] == 0


def test_a_broken_promise_is_named(tmp_path: Path) -> None:
    poll, mine = poll_with_a_ballot()
    lost = Poll(poll.definition).cast({})
    for paper, name in (
        (poll.receipt(mine | {"choice": {}}), "Der Stimmzettel in der Liste ist nicht der zugesagte"),
        (poll.receipt(lost | {"tracker": "0" * 17}), "Der zugesagte Stimmzettel fehlt in der Liste"),
        (poll.receipt(mine) | {"leaf": "ab" * 32}, "Die Unterschrift ist falsch"),
        (poll.receipt(mine) | {"definition": "ab" * 32}, "Sie gilt einer anderen Abstimmung"),
        (poll.receipt(mine) | {"more": "ab"}, "Das ist keine Empfangsbescheinigung"),
        (b"", "Das ist keine Empfangsbescheinigung"),
        (b'{"format":NaN}', "Das ist keine Empfangsbescheinigung"),
        (b"[" * 100_000, "Das ist keine Empfangsbescheinigung"),
        (b"\xff\xfe", "Das ist keine Empfangsbescheinigung"),
        ([1], "Das ist keine Empfangsbescheinigung"),
    ):
        code, report = check(poll, tmp_path, paper)
        assert code == 1
        assert f"MANGEL quittung.json: {name}" in report


def test_who_rewrites_the_log_is_caught_by_a_checkpoint_somebody_kept(tmp_path: Path) -> None:
    """The operator has all keys and writes everything anew; only what is outside can tell."""
    honest, forged = make_poll("single", seed=1), make_poll("single", seed=1)
    kept = honest.checkpoints[1]
    forged.checkpoints, forged.ballots, forged.tree = [], [], recount.Tree()
    for batch in range(4):
        for ballot in honest.ballots[batch * 15 : batch * 15 + 15]:
            forged.waiting.append({key: ballot[key] for key in ("tracker", "own", "nonce")} | {"choice": {"1": [10]}})
        forged.seal(final=batch == 3)
    assert check(forged, tmp_path)[0] == 0
    code, report = check(forged, tmp_path, kept)
    assert code == 1
    assert "quittung.json: Dieser unterschriebene Prüfpunkt fehlt in der veröffentlichten Liste." in report
    assert check(honest, tmp_path, kept)[0] == 0
    code, report = check(honest, tmp_path, kept | {"signature": "ab" * 64})
    assert (code, "quittung.json: Die Unterschrift ist falsch." in report) == (1, True)


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        (
            {"1": [12], "2": {"20": 5, "21": 0}},
            ["  Frage 1: Möglichkeit 2", "  Frage 2: Möglichkeit 0 5, Möglichkeit 1 0"],
        ),
        ({"1": "abstain", "2": "abstain"}, ["  Frage 1: Enthaltung", "  Frage 2: Enthaltung"]),
        ({}, ["  leerer Stimmzettel"]),
    ],
)
def test_a_number_shows_its_ballot(tmp_path: Path, choice: Any, words: list[str]) -> None:
    poll, mine = poll_with_a_ballot(choice)
    typed = recount.readable(mine["tracker"]).lower()
    code, report = check(poll, tmp_path, number=typed)
    assert code == 0
    for line in words:
        assert line in report.splitlines()


def test_a_number_that_is_missing_or_mistyped_is_told_apart(tmp_path: Path) -> None:
    poll, mine = poll_with_a_ballot()
    code, report = check(poll, tmp_path, number="0000-0000-0000-0000-0")
    assert (code, "Diese Kontrollnummer fehlt in der Liste" in report) == (1, True)
    swapped = mine["tracker"][1::-1] + mine["tracker"][2:]
    code, report = check(poll, tmp_path, number=swapped)
    assert (code, "bitte prüfen Sie die Eingabe" in report) == (1, True)


def test_an_invalid_ballot_is_shown_as_that(tmp_path: Path) -> None:
    poll, mine = poll_with_a_ballot({"1": [99], "2": "abstain"})
    folder = tmp_path / "poll"
    folder.mkdir()
    (folder / "definition.json").write_bytes(canonical(poll.definition))
    (folder / "stimmzettel.jsonl").write_bytes(b"".join(canonical(one) + b"\n" for one in poll.ballots))
    (folder / "checkpoints.jsonl").write_bytes(b"".join(canonical(one) + b"\n" for one in poll.checkpoints))
    (folder / "ergebnis.json").write_bytes(canonical(recount.count(poll.definition, [{}] * 5)))
    code, report = recount.check(folder, [], mine["tracker"])
    assert code == 1
    assert report.count("MANGEL") == 1
    assert "  ungültig" in report.splitlines()


def test_the_product_checks_with_the_same_tool_and_the_same_codes(tmp_path: Path) -> None:
    poll, mine = poll_with_a_ballot()
    folder = poll.write(tmp_path / "poll")
    (tmp_path / "receipt.json").write_bytes(canonical(poll.receipt(mine)))

    def run(*words: str) -> tuple[int, str]:
        done = CliRunner().invoke(verify, ["ballots", *words])
        return done.exit_code, done.output

    paper = ["--receipt", str(tmp_path / "receipt.json"), "--number", mine["tracker"]]
    assert run(str(folder), *paper) == (
        0,
        recount.check(folder, [tmp_path / "receipt.json"], mine["tracker"], True)[1] + "\n",
    )
    assert "Kein Mangel" in run(str(folder), "--german")[1]
    (folder / "ergebnis.json").write_bytes(b"{}")
    assert run(str(folder))[0] == 1
    (folder / "ergebnis.json").unlink()
    assert run(str(folder))[0] == 2
