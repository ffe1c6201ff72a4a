"""Settings of the site that two people save at the same moment."""

from __future__ import annotations

from pathlib import Path

from consul_py.kernel import settings
from consul_py.kernel.db import transaction
from tests.meeting import meet, only_where_acts_meet
from tests.realdb import real_app


def test_a_setting_is_saved_again_over_the_old_value(app) -> None:
    for claim in ("eins", "zwei"):
        with transaction():
            settings.save({"claim": claim, "note": "für alle"})
        assert settings.site().claim == claim


@only_where_acts_meet
def test_two_who_save_a_setting_for_the_first_time_both_succeed(tmp_path: Path) -> None:
    def save(claim: str) -> None:
        with transaction():
            settings.save({"claim": claim})

    with real_app(tmp_path) as app:
        assert meet(app, lambda: settings.save({"claim": "eins"}), lambda: save("zwei")) == (None, None)
        with app.app_context():
            assert settings.site().claim == "zwei"
