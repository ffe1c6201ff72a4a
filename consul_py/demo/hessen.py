"""Four Hessian processes as published documents report them: entered as of the day that each of them reports."""

from __future__ import annotations

from types import ModuleType

from sqlalchemy import func, select

from consul_py.demo import (
    enter_frame,
    enter_measures,
    enter_workshops,
    hessen_bergstrasse,
    hessen_heimatleben,
    hessen_werra_meissner,
    hessen_wetterau,
    people,
)
from consul_py.demo.stage import Stage
from consul_py.kernel import settings
from consul_py.kernel.db import db
from consul_py.processes import service as processes
from consul_py.processes.models import Process

SITE = {
    "name": "Beteiligung in Hessen",
    "claim": "nach Berichten",
    "headline": "Was Landkreise begonnen haben.\nUnd was davon berichtet ist.",
    "lead": "Beteiligungsprozesse aus Hessen, so wie veröffentlichte Berichte sie erzählen, mit eigenen Worten. Jeder "
    "Prozess nennt "
    "seine Quelle.",
    "note": "Beispieldaten nach veröffentlichten Berichten",
    "address": "Beispieldaten von consul_py",
}


def play(stage: Stage) -> None:
    """The four processes; a site that has no other process takes a name that fits them."""
    if not db.session.scalar(select(func.count()).select_from(Process)):
        settings.save(SITE)
    people.enter_officials(stage)
    people.enter_residents(stage, only=("resident",))
    _process(stage, hessen_heimatleben)
    enter_workshops.enter_workshop(stage, "heimat", hessen_heimatleben.WORKSHOP)
    _process(stage, hessen_werra_meissner)
    enter_measures.enter_measure(stage, "lab", hessen_werra_meissner.MEASURE, {})
    _process(stage, hessen_bergstrasse)
    _process(stage, hessen_wetterau)
    workshop = enter_workshops.enter_workshop(stage, "wetterau", hessen_wetterau.WORKSHOP)
    enter_workshops.enter_follow_up(stage, workshop, hessen_wetterau.FOLLOW_UP)


def _process(stage: Stage, content: ModuleType) -> None:
    stage.topics.clear()
    with stage.scene("staff", content.WHEN or stage.start):
        processes.publish(enter_frame.enter_process(stage, content))
