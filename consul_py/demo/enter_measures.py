"""Entering measures with their sources, milestones, reports and changes of status, and newsletter subscriptions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from consul_py.demo.people import address
from consul_py.demo.stage import Stage
from consul_py.kernel import clock
from consul_py.measures import linking, service
from consul_py.measures.models import Measure
from consul_py.newsletter import service as newsletter
from consul_py.newsletter.models import CLOSING, MEASURES, OPENINGS, RESULTS
from consul_py.workshops.followup_models import ProposedMeasure

Step = tuple[int, Callable[[], object]]


def enter_measure(stage: Stage, key: str, values: dict[str, Any], proposed: dict[str, ProposedMeasure]) -> Measure:
    """A measure and everything that has happened to it, in order."""
    assert stage.process is not None
    status, when = values["first"]
    taken_up = proposed.get(values.get("proposed", ""))
    late = taken_up is not None and stage.at(when) < taken_up.follow_up.created_at
    with stage.scene("staff", when):
        measure = service.create(
            stage.process.id, _texts(stage, values), status=status, reason=values.get("reason", ""),
            sources=[stage.subjects[name] for name in values["sources"]], proposed=None if late else taken_up,
        )  # fmt: skip
    stage.subjects[f"measure:{key}"] = measure
    steps: list[Step] = [(day, _move(stage, measure, *what)) for day, *what in values["steps"]]
    steps += [(day, _report(stage, measure, *what)) for day, *what in values.get("reports", [])]
    if late and taken_up is not None:
        steps.append((-30, lambda: linking.add_proposed(measure, taken_up)))
    for day, step in sorted(steps, key=lambda pair: pair[0]):
        with stage.scene("staff", (day, 14)):
            step()
    _milestones(stage, measure, values["milestones"])
    return measure


def _texts(stage: Stage, values: dict[str, Any]) -> dict[str, Any]:
    first, last = values.get("span", (None, None))
    topic, town = stage.topics.get(values.get("topic", "")), values.get("town")
    return stage.filled(values["texts"]) | {
        "topic_id": topic.id if topic else None, "municipality_id": stage.towns[town] if town else None,
        "starts_on": stage.on(first), "ends_on": stage.on(last), "decided_on": stage.on(values.get("decided")),
        "next_report_on": stage.on(values.get("next_report")),
    }  # fmt: skip


def _move(stage: Stage, measure: Measure, status: str, reason: str, progress: int) -> Callable[[], object]:
    return lambda: service.change_status(measure, status, stage.words(reason), progress)


def _report(stage: Stage, measure: Measure, body: str, progress: int, until: int) -> Callable[[], object]:
    return lambda: service.report(measure, stage.words(body), progress, stage.on(until))


def _milestones(stage: Stage, measure: Measure, milestones: list[Any]) -> None:
    for title, planned, reached, note in milestones:
        with stage.scene("staff", (-1, 9)):
            service.save_milestone(
                measure, None, title=title, planned_on=stage.on(planned), when_text="", reached_on=stage.on(reached),
                note=note,
            )  # fmt: skip


def enter_subscriptions(stage: Stage, number: int) -> None:
    """Confirmed subscriptions: most want everything, every fourth has chosen fields, towns or kinds of news."""
    topics, towns = [topic.id for topic in stage.topics.values()], list(stage.towns.values())
    kinds = [OPENINGS, CLOSING, RESULTS, MEASURES]
    for place in range(1, number + 1):
        wanted: dict[str, Any] = {"kinds": kinds, "scopes": []}
        if place % 4 == 0:
            wanted = {
                "kinds": kinds[: 1 + place % 3],
                "scopes": [f"topic:{topics[place % len(topics)]}", f"municipality:{towns[place % len(towns)]}"],
            }
        with clock.fixed(stage.at((-140 + place * 3, 8, place % 60))):
            newsletter.join(address(f"abo-{place:02}"), wanted, language="de", source="demo")
