"""Every mail in every language, rendered once."""

from __future__ import annotations

import pytest
from flask import Flask

from consul_py.kernel.i18n import LANGUAGES
from tests.mails.samples import Mail, samples, staged

CASES = [(sample.name, language) for sample in samples() for language in LANGUAGES]


@pytest.fixture(scope="session")
def mails(migrated: Flask) -> dict[tuple[str, str], Mail]:
    """Every mail by name and language."""
    with staged(migrated):
        return {(s.name, language): s.make(language) for s in samples() for language in LANGUAGES}


@pytest.fixture(params=CASES, ids=lambda case: "-".join(case))
def case(request: pytest.FixtureRequest) -> tuple[str, str]:
    """One mail in one language: its name and language."""
    name, language = request.param
    return name, language


@pytest.fixture
def letter(mails: dict[tuple[str, str], Mail], case: tuple[str, str]) -> Mail:
    return mails[case]
