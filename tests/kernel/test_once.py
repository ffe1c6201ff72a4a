"""Keys are files that are written once: whole, by whoever comes first."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from consul_py import config
from consul_py.kernel.once import written_once


class Killed(BaseException):
    pass


def load(folder: Path) -> str:
    return str(config.load({}, {"CONSUL_INSTANCE": str(folder)})["SECRET_KEY"])


def meanwhile(monkeypatch: pytest.MonkeyPatch, act: Any) -> None:
    """Do something once, between the moment in which a file is made and the one in which it is filled."""
    real = os.fdopen

    def interrupted(*given: Any, **options: Any) -> Any:
        monkeypatch.setattr(os, "fdopen", real)
        act()
        return real(*given, **options)

    monkeypatch.setattr(os, "fdopen", interrupted)


def test_processes_that_start_together_have_the_same_secret_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    others: list[str] = []
    meanwhile(monkeypatch, lambda: others.append(load(tmp_path)))
    assert [load(tmp_path)] == others
    assert len(others[0]) == 64
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_a_start_that_is_killed_while_it_makes_the_key_does_not_keep_the_next_one_from_starting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed() -> None:
        raise Killed

    meanwhile(monkeypatch, killed)
    with pytest.raises(Killed):
        load(tmp_path)
    assert len(load(tmp_path)) == 64


def test_an_empty_key_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "secret_key").touch()
    with pytest.raises(config.ConfigError, match="secret_key is empty"):
        load(tmp_path)


def test_what_was_written_first_stands(tmp_path: Path) -> None:
    assert [written_once(tmp_path / "key", word) for word in ("first", "second")] == ["first", "first"]
