"""Every act that goes into the audit log has words: nobody at the desk should have to read a code."""

from __future__ import annotations

import re

from consul_py.site.actions import ACTIONS
from tests.house import source

RECORDED = re.compile(r'(?:audit\.record|\brecord|_note|_record)\(\s*"([a-z_]+\.[a-z_.]+)"')


def test_every_recorded_act_has_words() -> None:
    found = {act for path in source.modules() for act in RECORDED.findall(path.read_text(encoding="utf-8"))}
    assert len(found) > 30
    assert not found - set(ACTIONS)
