"""The fictional Landkreis Lindental, entered in the order in which it happened."""

from __future__ import annotations

from consul_py.demo import enter_frame, lindental_frame, people
from consul_py.demo.stage import Stage
from consul_py.processes import service as processes


def play(stage: Stage) -> dict[str, int]:
    """Everything, from the first account to the news of today."""
    people.enter_towns(stage)
    people.enter_officials(stage)
    people.enter_residents(stage)
    people.enter_crowd(stage)
    _frame(stage)
    return {"processes": 1, "consultations": len(stage.consultations)}


def _frame(stage: Stage) -> None:
    with stage.scene("staff", (-252, 9)):
        process = enter_frame.enter_process(stage, lindental_frame)
        processes.set_municipalities(process, list(stage.towns.values()))
        processes.publish(process)
    with stage.scene("staff", (-86, 11)):
        enter_frame.enter_documents(stage, process, lindental_frame.DOCUMENTS)
    for key, values in lindental_frame.CONSULTATIONS.items():
        with stage.scene("staff", values["published"]):
            stage.consultations[key] = enter_frame.enter_consultation(stage, values)
