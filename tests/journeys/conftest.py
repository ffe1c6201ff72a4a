"""Browser, databases and accessibility checks of the journeys. They skip where a program is missing, saying which."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from consul_py.build.vendor import ROOT
from tests.journeys.stage import Stage, stage

_number = count(1)
AXE = Path(ROOT) / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str | None]:
    """A PostgreSQL of our own, or the one the suite runs on; None where there is none."""
    from tests.postgres import start_cluster

    if asked := os.environ.get("CONSUL_TEST_DATABASE_URL"):
        yield asked
        return
    with start_cluster() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def scene(request: pytest.FixtureRequest) -> Iterator[Stage]:
    """The stage, once on SQLite and once on PostgreSQL."""
    url: str | None = None
    if request.param == "postgresql":
        from tests.postgres import create_database

        cluster = request.getfixturevalue("postgres_url")
        if cluster is None:
            pytest.skip("postgresql is not installed")
        url = create_database(cluster, f"journey_{os.getpid()}_{next(_number)}")
    with tempfile.TemporaryDirectory(prefix="consul-journey-") as folder, stage(Path(folder), url) as made:
        yield made


VIOLATIONS = """tags => axe.run(document, {runOnly: {type: "tag", values: tags}}).then(result => result.violations.map(
  found => found.id + ": " + found.nodes.slice(0, 3).map(node => node.target.join(" ") + " " + node.failureSummary).join(" | ")
))"""


class Accessibility:
    """Runs axe on pages and collects what it finds."""

    def __init__(self) -> None:
        self.seen: set[str] = set()

    def check(self, page: Any) -> None:
        if not AXE.is_file():
            pytest.skip("axe-core is not installed")
        page.evaluate(f"() => {{ {AXE.read_text()} }}")  # evaluated from outside, so the page's policy stays as it is
        found = page.evaluate(
            VIOLATIONS,
            TAGS,
        )
        assert not found, f"{page.url}: {found}"
        self.seen.add(page.url)


@pytest.fixture
def axe() -> Accessibility:
    return Accessibility()
