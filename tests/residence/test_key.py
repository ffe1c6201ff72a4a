"""The person key: made once, never another one by accident."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.cli import ScriptInfo

from consul_py import config
from consul_py.cli import group
from consul_py.kernel import doctor, person_key
from consul_py.kernel.refusal import Refused
from tests.cast import PASSWORD, People
from tests.residence.make import make_proof, proof_of
from tests.watch import Client


@pytest.fixture
def folder(app: Flask, tmp_path: Path) -> Iterator[Path]:
    """An instance folder of its own; the database has seen no key yet."""
    before = app.config["INSTANCE"]
    app.config["INSTANCE"] = tmp_path
    yield tmp_path
    app.config["INSTANCE"] = before


def test_the_key_is_a_file_of_its_own_for_its_owner_only(folder: Path, people: People) -> None:
    assert not (folder / "person_key").exists()
    make_proof(people.resident, by=people.staff)
    file = folder / "person_key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(file.read_text()) == 64
    assert [path.name for path in folder.iterdir()] == ["person_key"]


def test_the_key_is_made_once(folder: Path, people: People) -> None:
    make_proof(people.resident, by=people.staff)
    first = (folder / "person_key").read_text()
    assert make_proof(people.other, by=people.staff)
    assert (folder / "person_key").read_text() == first


def test_the_secret_key_may_change(app: Flask, folder: Path, people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    make_proof(people.resident, by=people.staff)
    monkeypatch.setitem(app.config, "SECRET_KEY", "another-" * 8)
    assert make_proof(people.other, by=people.staff)


def test_a_lost_key_is_not_replaced_by_a_new_one(app: Flask, folder: Path, people: People, client: Client) -> None:
    make_proof(people.other, by=people.staff)
    (folder / "person_key").unlink()
    client.sign_in(people.resident)
    answer = client.submit("/account/delete", password=PASSWORD)
    assert (answer.status_code, "Schlüssel" in answer.text) == (503, True)
    assert people.resident.deleted_at is None
    assert not (folder / "person_key").exists()
    assert "put it back from the backup" in doctor.person_key_file().words


def test_another_key_is_refused(app: Flask, folder: Path, people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    make_proof(people.resident, by=people.staff)
    monkeypatch.setitem(app.config, "PERSON_KEY", "x" * 64)
    with pytest.raises(Refused):
        make_proof(people.other, by=people.staff)
    assert not doctor.person_key_file().well


def test_the_key_of_several_machines_comes_from_the_setting(
    app: Flask, folder: Path, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_proof(people.resident, by=people.staff)
    monkeypatch.setitem(app.config, "PERSON_KEY", (folder / "person_key").read_text())
    (folder / "person_key").unlink()
    assert make_proof(people.other, by=people.staff)
    assert doctor.person_key_file().well


@pytest.mark.skipif(os.geteuid() == 0, reason="everything is readable for root")
def test_an_unreadable_key_is_told(folder: Path, people: People) -> None:
    make_proof(people.resident, by=people.staff)
    (folder / "person_key").chmod(0)
    assert "cannot be read" in doctor.person_key_file().words


@pytest.mark.parametrize("content", [b"", b"short", b"\xff\xfe\xff" * 30, b"x" * 64])
def test_a_spoiled_key_is_told(folder: Path, people: People, content: bytes) -> None:
    make_proof(people.resident, by=people.staff)
    (folder / "person_key").write_bytes(content)
    assert not doctor.person_key_file().well
    with pytest.raises(Refused):
        make_proof(people.other, by=people.staff)


def test_a_folder_in_its_place_is_told(folder: Path, people: People) -> None:
    make_proof(people.resident, by=people.staff)
    (folder / "person_key").unlink()
    (folder / "person_key").mkdir()
    assert "cannot be read" in doctor.person_key_file().words


def test_a_key_that_others_can_read_is_told(folder: Path, people: People) -> None:
    make_proof(people.resident, by=people.staff)
    (folder / "person_key").chmod(0o644)
    assert "chmod 600" in doctor.person_key_file().words


def test_a_short_key_in_the_setting_never_starts(tmp_path: Path) -> None:
    with pytest.raises(config.ConfigError, match="CONSUL_PERSON_KEY"):
        config.load({"INSTANCE": str(tmp_path), "PERSON_KEY": "short"}, {})


def test_pages_that_only_read_need_no_key(folder: Path, people: People, client: Client) -> None:
    make_proof(people.resident, by=people.staff)
    (folder / "person_key").unlink()
    client.sign_in(people.resident)
    assert client.get("/account/residence").status_code == 200
    assert client.get("/account/data").status_code == 200


def test_a_key_lost_for_good_is_replaced_on_purpose_only(app: Flask, folder: Path, people: People) -> None:
    make_proof(people.resident, by=people.staff)
    (folder / "person_key").unlink()
    info: Any = ScriptInfo(create_app=lambda: app, set_debug_flag=False)
    assert CliRunner().invoke(group, ["residence", "new-key"], obj=info).exit_code == 1
    done = CliRunner().invoke(group, ["residence", "new-key", "--yes"], obj=info)
    assert done.exit_code == 0, done.output
    assert proof_of(people.resident) is None
    make_proof(people.resident, by=people.staff)
    assert person_key.trouble() == ""


def test_hashes_for_different_purposes_differ(app: Flask) -> None:
    assert person_key.keyed("person", "x") != person_key.keyed("extract", "x")
    assert person_key.keyed("person", "x") == person_key.keyed("person", "x")
