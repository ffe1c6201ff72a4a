"""Whatever the files hold, the answer is a sentence and an exit code, never a traceback."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consul_py.ballots import recount
from tests.ballots.published import Poll, make_poll
from tests.ballots.test_recount_tampering import pythons

NAMES = ("definition.json", "stimmzettel.jsonl", "checkpoints.jsonl", "ergebnis.json")
CONTENTS = [
    b"", b"\n\n\n", b"null", b"true", b"[]", b"{}", b'""', b"0", b"NaN", b"[NaN]", b"Infinity", b"1e999", b"-0",
    b"\xff\xfe", b"\x00" * 100, b"[" * 200_000, b'{"a":' * 200_000, b"[" * 900 + b"]" * 900, b"1" * 5000,
    b"-" + b"9" * 100_000, b'"\\ud800"', '"\u202e\u0000"'.encode(), b'{"text":"\\ud800","signature":""}',
    b'{"signature":"","text":"[[[["}', b'{"signature":null,"text":null}', b"\xef\xbb\xbf{}", b"{}" * 1000,
    b'{"choice":{},"index":' + b"9" * 400 + b',"nonce":"","own":"","tracker":""}',
    b'{"choice":[],"index":0,"nonce":[],"own":{},"tracker":null}',
    b'{"choice":' + b'{"1":' * 500 + b"{}" + b"}" * 500 + b',"index":0,"nonce":"","own":"","tracker":""}',
]  # fmt: skip


@pytest.fixture(scope="module")
def poll() -> Poll:
    return make_poll(ballots=6, batches=2)


@pytest.mark.parametrize("name", NAMES)
def test_strange_contents_are_defects(tmp_path: Path, poll: Poll, name: str) -> None:
    for content in CONTENTS:
        folder = poll.write(tmp_path)
        (folder / name).write_bytes(content)
        code, report = recount.check(folder, [])
        assert (code, "MANGEL " in report) == (1, True), content[:60]


@pytest.mark.parametrize("python", pythons())
def test_the_published_tool_survives_them_in_a_process_of_its_own(tmp_path: Path, poll: Poll, python: str) -> None:
    for place, content in enumerate(CONTENTS):
        folder = poll.write(tmp_path)
        (folder / NAMES[place % 3]).write_bytes(content)
        done = subprocess.run([python, "-I", recount.__file__, str(folder)], capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (1, b""), content[:60]


def test_what_cannot_be_read_is_2(tmp_path: Path, poll: Poll) -> None:
    for name in NAMES:
        folder = poll.write(tmp_path / name.replace(".", "_"))
        (folder / name).unlink()
        code, report = recount.check(folder, [])
        assert (code, name in report) == (2, True)
        (folder / name).mkdir()
        assert recount.check(folder, [])[0] == 2
    folder = poll.write(tmp_path / "good")
    assert recount.check(folder, [tmp_path / "no receipt"])[0] == 2
    assert recount.check(tmp_path / "no folder", [])[0] == 2


@pytest.mark.parametrize("words", [[], ["a", "b"], ["--nothing"], ["a", "--number"], ["a", "--receipt"]])
def test_wrong_use_is_2(words: list[str]) -> None:
    done = subprocess.run([sys.executable, "-I", recount.__file__, *words], capture_output=True, check=False)
    assert done.returncode == 2
    assert b"usage" in done.stderr
    assert b"Traceback" not in done.stderr


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-10, 10**20) | st.floats() | st.text(max_size=5) | st.sampled_from(NAMES),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)


def changed(value: Any, path: list[int], new: Any) -> Any:
    """`value` with one thing in it, found by the numbers of `path`, replaced."""
    if not path or not isinstance(value, (dict, list)) or not value:
        return new
    if isinstance(value, dict):
        key = sorted(value)[path[0] % len(value)]
        return value | {key: changed(value[key], path[1:], new)}
    place = path[0] % len(value)
    return [*value[:place], changed(value[place], path[1:], new), *value[place + 1 :]]


@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(NAMES), st.integers(0, 5), st.lists(st.integers(0, 12), max_size=6), JSON)
def test_anything_anywhere_is_a_defect_or_changes_nothing(
    tmp_path: Path, poll: Poll, name: str, line: int, path: list[int], new: Any
) -> None:
    folder = poll.write(tmp_path)
    lines = (folder / name).read_bytes().splitlines()
    line %= len(lines)
    entry = json.loads(lines[line])
    if name == "checkpoints.jsonl" and len(path) > 2:
        entry["text"] = json.dumps(changed(json.loads(entry["text"]), path, new))
    else:
        entry = changed(entry, path, new)
    lines[line] = json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode(
        "utf-8", "replace"
    )
    before = (folder / name).read_bytes()
    (folder / name).write_bytes(b"\n".join(lines))
    code, report = recount.check(folder, [])
    same = b"\n".join(lines).rstrip(b"\n") == before.rstrip(b"\n")
    assert code == (0 if same else 1), report
