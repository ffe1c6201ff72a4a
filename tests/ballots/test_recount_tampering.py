"""Every tampering has a name: recount.py as it is published, in a process of its own, on folders somebody changed."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from consul_py.ballots import recount
from tests.ballots.published import Poll, canonical, make_poll

TOOL = Path(recount.__file__)


def pythons() -> list[str]:
    """This Python, and the oldest one on the machine that recount.py promises to run on."""
    found = {sys.version_info[:2]: sys.executable}
    for folder in (Path("/usr/bin"), Path("/usr/local/bin"), *Path.home().glob(".pyenv/versions/*/bin")):
        for minor in range(9, 14):
            if (folder / f"python3.{minor}").is_file():
                found.setdefault((3, minor), str(folder / f"python3.{minor}"))
    return sorted({sys.executable, found[min(found)]})


def run(folder: Path, *options: str, python: str = sys.executable) -> tuple[int, str]:
    done = subprocess.run(
        [python, "-I", str(TOOL), str(folder), *options], capture_output=True, check=False, env={"LC_ALL": "C"}
    )
    assert done.stderr == b""
    return done.returncode, done.stdout.decode()


def lines(folder: Path, name: str) -> list[Any]:
    return [json.loads(line) for line in (folder / name).read_text().splitlines()]


def rewrite(folder: Path, name: str, entries: list[Any]) -> None:
    (folder / name).write_bytes(b"".join(canonical(entry) + b"\n" for entry in entries))


def count_again(poll: Poll, folder: Path) -> None:
    """The forger is careful: the result fits the forged ballots."""
    choices = [ballot["choice"] for ballot in lines(folder, "stimmzettel.jsonl")]
    (folder / "ergebnis.json").write_bytes(canonical(recount.count(poll.definition, choices)))


def another_choice(poll: Poll, folder: Path) -> None:
    ballots = lines(folder, "stimmzettel.jsonl")
    first = [11] if ballots[20]["choice"].get("1") == [10] else [10]
    ballots[20]["choice"] = {"1": first, "2": [20, 21]}
    rewrite(folder, "stimmzettel.jsonl", ballots)
    count_again(poll, folder)


def dropped(poll: Poll, folder: Path) -> None:
    ballots = lines(folder, "stimmzettel.jsonl")
    del ballots[33]
    rewrite(folder, "stimmzettel.jsonl", [ballot | {"index": n} for n, ballot in enumerate(ballots)])
    count_again(poll, folder)


def doubled(poll: Poll, folder: Path) -> None:
    ballots = lines(folder, "stimmzettel.jsonl")
    ballots.insert(17, ballots[16])
    rewrite(folder, "stimmzettel.jsonl", [ballot | {"index": n} for n, ballot in enumerate(ballots)])
    count_again(poll, folder)


def reordered(_poll: Poll, folder: Path) -> None:
    ballots = lines(folder, "stimmzettel.jsonl")
    ballots[3], ballots[4] = ballots[4] | {"index": 3}, ballots[3] | {"index": 4}
    rewrite(folder, "stimmzettel.jsonl", ballots)


def wrong_index(_poll: Poll, folder: Path) -> None:
    ballots = lines(folder, "stimmzettel.jsonl")
    rewrite(folder, "stimmzettel.jsonl", [*ballots[:9], ballots[9] | {"index": 8}, *ballots[10:]])


def wrong_number(_poll: Poll, folder: Path) -> None:
    ballots = lines(folder, "stimmzettel.jsonl")
    ballots[0]["tracker"] = "0" * 15 + "10"
    rewrite(folder, "stimmzettel.jsonl", ballots)


def own_text(_poll: Poll, folder: Path) -> None:
    ballots = lines(folder, "stimmzettel.jsonl")
    ballots[5]["own"] = "Anna"
    rewrite(folder, "stimmzettel.jsonl", ballots)


def more_in_a_line(_poll: Poll, folder: Path) -> None:
    ballots = lines(folder, "stimmzettel.jsonl")
    ballots[5]["name"] = "Anna"
    rewrite(folder, "stimmzettel.jsonl", ballots)


def a_key_twice(_poll: Poll, folder: Path) -> None:
    path = folder / "stimmzettel.jsonl"
    path.write_text(path.read_text().replace('"index":5,', '"index":5,"index":5,'))


def foreign_option(poll: Poll, folder: Path) -> None:
    ballots = lines(folder, "stimmzettel.jsonl")
    ballots[5]["choice"] = {"1": [99], "2": [20]}
    rewrite(folder, "stimmzettel.jsonl", ballots)


def cut_off(_poll: Poll, folder: Path) -> None:
    path = folder / "stimmzettel.jsonl"
    path.write_bytes(path.read_bytes()[:-300])


def half_missing(_poll: Poll, folder: Path) -> None:
    rewrite(folder, "stimmzettel.jsonl", lines(folder, "stimmzettel.jsonl")[:45])


def swapped_points(_poll: Poll, folder: Path) -> None:
    points = lines(folder, "checkpoints.jsonl")
    rewrite(folder, "checkpoints.jsonl", [points[0], points[2], points[1], points[3]])


def dropped_point(_poll: Poll, folder: Path) -> None:
    points = lines(folder, "checkpoints.jsonl")
    rewrite(folder, "checkpoints.jsonl", [points[0], points[2], points[3]])


def dropped_first_point(_poll: Poll, folder: Path) -> None:
    rewrite(folder, "checkpoints.jsonl", lines(folder, "checkpoints.jsonl")[1:])


def dropped_last_point(_poll: Poll, folder: Path) -> None:
    rewrite(folder, "checkpoints.jsonl", lines(folder, "checkpoints.jsonl")[:-1])


def no_points(_poll: Poll, folder: Path) -> None:
    rewrite(folder, "checkpoints.jsonl", [])


def forged_point(_poll: Poll, folder: Path) -> None:
    """Somebody without the key writes the urn fuller than it was."""
    points = lines(folder, "checkpoints.jsonl")
    text = json.loads(points[1]["text"])
    points[1]["text"] = canonical(text | {"used": text["used"] + 1, "size": text["size"] + 1}).decode()
    rewrite(folder, "checkpoints.jsonl", points)


def another_key(poll: Poll, folder: Path) -> None:
    points = lines(folder, "checkpoints.jsonl")
    points[-1]["signature"] = Ed25519PrivateKey.generate().sign(points[-1]["text"].encode()).hex()
    rewrite(folder, "checkpoints.jsonl", points)


def no_signature(_poll: Poll, folder: Path) -> None:
    points = lines(folder, "checkpoints.jsonl")
    rewrite(folder, "checkpoints.jsonl", [point | {"signature": ""} for point in points])


def changed_definition(poll: Poll, folder: Path) -> None:
    (folder / "definition.json").write_bytes(canonical(poll.definition | {"title": "Parkplatz im Tälchen"}))


def loose_definition(poll: Poll, folder: Path) -> None:
    (folder / "definition.json").write_text(json.dumps(poll.definition, indent=1))


def changed_result(_poll: Poll, folder: Path) -> None:
    result = json.loads((folder / "ergebnis.json").read_text())
    counts = result["questions"][0]["counts"]
    result["questions"][0]["counts"] = counts | {"10": counts["10"] + 1}
    (folder / "ergebnis.json").write_bytes(canonical(result))


def no_result(_poll: Poll, folder: Path) -> None:
    (folder / "ergebnis.json").write_bytes(b"{}")


CHANGES: list[tuple[Callable[[Poll, Path], None], list[str]]] = [
    (
        another_choice,
        ["checkpoints.jsonl, Zeile 2: Von den 30 Stimmzetteln dieses Prüfpunkts stehen nur die ersten 15"],
    ),
    (dropped, ["Zeile 3: Von den 45", "59 Stimmzettel stehen in der Liste, 60 im letzten"]),
    (doubled, ["stimmzettel.jsonl, Zeile 18: Die Kontrollnummer kommt doppelt vor", "61 Stimmzettel stehen"]),
    (reordered, ["stimmzettel.jsonl, Zeile 5: Er liegt nicht in der Reihenfolge", "Zeile 1: Von den 15"]),
    (wrong_index, ["stimmzettel.jsonl, Zeile 10: Die Stelle (index) ist falsch"]),
    (wrong_number, ["stimmzettel.jsonl, Zeile 1: Die Kontrollnummer ist falsch gebildet", "Von den 15"]),
    (own_text, ["stimmzettel.jsonl, Zeile 6: Das ist kein lesbarer Stimmzettel"]),
    (more_in_a_line, ["stimmzettel.jsonl, Zeile 6: Das ist kein lesbarer Stimmzettel"]),
    (a_key_twice, ["stimmzettel.jsonl, Zeile 6: Das ist kein lesbarer Stimmzettel"]),
    (foreign_option, ["stimmzettel.jsonl, Zeile 6: Die Stimme ist nach der Definition ungültig", "ergebnis.json: "]),
    (cut_off, ["Das ist kein lesbarer Stimmzettel", "im letzten Prüfpunkt"]),
    (half_missing, ["45 Stimmzettel stehen in der Liste, 60 im letzten Prüfpunkt", "Zeile 4: Von den 60"]),
    (swapped_points, ["Zeile 2: Die Nummern laufen nicht durch", "Zeile 2: Er schließt nicht an", "kleiner geworden"]),
    (dropped_point, ["checkpoints.jsonl, Zeile 2: Er schließt nicht an", "Zeile 2: Die Nummern laufen nicht durch"]),
    (dropped_first_point, ["checkpoints.jsonl, Zeile 1: Er schließt nicht an"]),
    (dropped_last_point, ["checkpoints.jsonl, Zeile 3: Der letzte Prüfpunkt, und nur er", "60 Stimmzettel stehen"]),
    (no_points, ["Es gibt keinen Prüfpunkt", "60 Stimmzettel stehen in der Liste, 0 im letzten"]),
    (forged_point, ["checkpoints.jsonl, Zeile 2: Die Unterschrift ist falsch", "Zeile 3: Er schließt nicht an"]),
    (another_key, ["checkpoints.jsonl, Zeile 4: Die Unterschrift ist falsch"]),
    (no_signature, ["checkpoints.jsonl, Zeile 1: Die Unterschrift ist falsch"]),
    (changed_definition, ["checkpoints.jsonl, Zeile 1: Er gilt einer anderen Definition", "Von den 15"]),
    (loose_definition, ["definition.json: Das ist keine gültige Definition"]),
    (changed_result, ["ergebnis.json: Das veröffentlichte Ergebnis ist nicht das"]),
    (no_result, ["ergebnis.json: Das veröffentlichte Ergebnis ist nicht das"]),
]


@pytest.mark.parametrize("python", pythons())
def test_an_honest_poll_is_found_right(tmp_path: Path, python: str) -> None:
    poll = make_poll(quorum=100)
    code, report = run(poll.write(tmp_path), python=python)
    assert code == 0, report
    assert "Kein Mangel" in report
    assert poll.hash in report
    assert "Die nötige Zahl von 100 Stimmzetteln ist nicht erreicht" in report
    assert "Spielplatz im Tälchen" in report


@pytest.mark.parametrize("python", pythons())
@pytest.mark.parametrize(("change", "names"), CHANGES, ids=lambda value: getattr(value, "__name__", ""))
def test_a_change_is_named(tmp_path: Path, change: Callable[[Poll, Path], None], names: list[str], python: str) -> None:
    poll = make_poll("single", "multiple")
    folder = poll.write(tmp_path)
    change(poll, folder)
    code, report = run(folder, python=python)
    assert code == 1, report
    assert "Kein Mangel" not in report
    for name in names:
        assert name in report, report


# What only the keeper of the key can do is found by looking at what was signed.
STATEMENTS: list[tuple[dict[str, Any], str]] = [
    ({"used": 99}, "60 Stimmzettel liegen in der Urne, aber 97 Stimmen sind abgegeben"),
    ({"paper_counted": 6, "used": 59}, "Mehr Papier ist gezählt als ausgegeben"),
    ({"origin": "https://andere.example/polls/7"}, "Er kommt von einer anderen Adresse"),
    ({"poll": 8}, "Er gilt einer anderen Abstimmung"),
    ({"definition": "ab" * 32}, "Er gilt einer anderen Definition"),
    ({"root": "ab" * 32}, "Von den 60 Stimmzetteln dieses Prüfpunkts stehen nur die ersten 40"),
    ({"number": 2}, "Die Nummern laufen nicht durch"),
    ({"final": False}, "Der letzte Prüfpunkt, und nur er, muss der endgültige sein"),
    ({"day": "gestern"}, "Das ist kein lesbarer Prüfpunkt"),
    ({"more": 1}, "Das ist kein lesbarer Prüfpunkt"),
    ({"size": -1}, "Das ist kein lesbarer Prüfpunkt"),
    ({"size": True}, "Das ist kein lesbarer Prüfpunkt"),
    ({"final": 1}, "Das ist kein lesbarer Prüfpunkt"),
]


@pytest.mark.parametrize(("statement", "name"), STATEMENTS)
def test_a_signed_statement_that_does_not_fit_is_named(tmp_path: Path, statement: dict[str, Any], name: str) -> None:
    poll = make_poll("single", batches=3)
    poll.checkpoints.pop()
    poll.seal(**{"final": True, **statement})
    code, report = recount.check(poll.write(tmp_path), [])
    assert code == 1
    assert f"checkpoints.jsonl, Zeile 3: {name}" in report


def test_a_poll_nobody_voted_in_is_right(tmp_path: Path) -> None:
    poll = make_poll("single", "irv", ballots=0, batches=1)
    code, report = run(poll.write(tmp_path))
    assert code == 0, report


def test_defects_are_told_in_english_too(tmp_path: Path) -> None:
    """Every German sentence has its English one."""
    table = recount.ENGLISH
    tree = ast.parse(TOOL.read_text(encoding="utf-8"))
    said = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    sentences = {text for text in said if text.endswith((".", ":")) and " " in text and text.count("\n") == 0}
    german = {
        text for text in sentences if any(word in text.split() for word in ("Die", "Das", "Der", "Er", "Sie", "Es"))
    }
    assert german - {(recount.__doc__ or "").splitlines()[0]} <= set(table), german - set(table)
    folder = make_poll("single", "multiple").write(tmp_path)
    swapped_points(make_poll("single", "multiple"), folder)
    code, report = run(folder, "--english")
    assert code == 1
    assert "DEFECT checkpoints.jsonl, line 2: It does not continue the one before." in report
    for word in ("Prüfpunkt", "Stimmzettel", "Zeile"):
        assert word not in report
