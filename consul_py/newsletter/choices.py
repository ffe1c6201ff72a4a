"""What each trigger does in a process: tell by itself, wait for approval, or nothing."""

from __future__ import annotations

from sqlalchemy import select

from consul_py.kernel import audit
from consul_py.kernel.db import db, insert_once
from consul_py.kernel.i18n import gettext as _
from consul_py.newsletter.desk_models import TriggerChoice
from consul_py.newsletter.models import (
    APPROVAL,
    AUTOMATIC,
    CHOICES,
    CLOSES_SOON,
    EVALUATED,
    FOLLOW_UP,
    MEASURE,
    OFF,
    OPENED,
    STRATEGY,
    TRIGGERS,
    WORKSHOP,
)
from consul_py.processes.models import Process


def of(process_id: int) -> dict[str, str]:
    """The choice for every trigger; what was never chosen goes out by itself."""
    return of_all([process_id])[process_id]


def of_all(process_ids: list[int]) -> dict[int, dict[str, str]]:
    """The same for some processes: one statement."""
    rows = db.session.execute(
        select(TriggerChoice.process_id, TriggerChoice.trigger, TriggerChoice.choice).where(
            TriggerChoice.process_id.in_(process_ids)
        )
    )
    found = {number: dict.fromkeys(TRIGGERS, AUTOMATIC) for number in process_ids}
    for number, trigger, choice in rows:
        found[number][trigger] = choice
    return found


def save(process: Process, wanted: dict[str, str]) -> None:
    """Settle what the triggers of a process do from now on. Raises ValueError for an unknown trigger or choice."""
    for trigger, choice in wanted.items():
        if trigger not in TRIGGERS or choice not in CHOICES:
            raise ValueError(f"{trigger}: {choice}")
        if not insert_once(TriggerChoice, {"process_id": process.id, "trigger": trigger, "choice": choice}):
            row = db.session.scalar(
                select(TriggerChoice).where(TriggerChoice.process_id == process.id, TriggerChoice.trigger == trigger)
            )
            assert row is not None
            row.choice = choice
    audit.record("newsletter.choose", "process", process.id, process.title, **wanted)


def trigger_words() -> dict[str, str]:
    return {
        OPENED: _("Consultation opened"),
        CLOSES_SOON: _("Consultation ends soon"),
        EVALUATED: _("Consultation evaluated"),
        WORKSHOP: _("Workshop announced"),
        FOLLOW_UP: _("Workshop results published"),
        MEASURE: _("Measure has a new status"),
        STRATEGY: _("New version of the strategy"),
    }


def choice_words() -> dict[str, str]:
    return {
        AUTOMATIC: _("Send by itself"),
        APPROVAL: _("Prepare, I approve it"),
        OFF: _("Do not send"),
    }
