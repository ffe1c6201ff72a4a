"""How hard a password is to guess is judged for one person at a time."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import zxcvbn

from consul_py.accounts.passwords import weakness

NAMES = ["Sommerlinde Wetzlar", "Apfelbaum Butzbach", "Kirschgarten Laubach", "Mirabelle Schotten"]


def test_registrations_at_once_are_not_judged_by_each_others_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """zxcvbn keeps the words of the last caller for all threads and reads them again in the middle of its work."""
    matching: Any = zxcvbn.matching
    real = matching.omnimatch
    monkeypatch.setattr(matching, "omnimatch", lambda *given: time.sleep(0.05) or real(*given))
    with ThreadPoolExecutor(len(NAMES)) as pool:
        found = list(pool.map(lambda name: weakness(name, [name]), NAMES))
    assert [refusals[0].code if refusals else "" for refusals in found] == ["password_weak"] * len(NAMES)
