"""Entering workshops with agenda and registrations, and what is published after them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from consul_py.demo import drawing
from consul_py.demo.enter_frame import upload
from consul_py.demo.stage import Moment, Stage
from consul_py.kernel import files
from consul_py.kernel.authz import Person
from consul_py.workshops import followup_queries, followup_service, parts, queries, registration_service, service
from consul_py.workshops.followup_models import GroupResult, ProposedMeasure
from consul_py.workshops.models import Workshop

PICTURES = {"landscape": drawing.landscape, "pinboard": drawing.pinboard, "table": drawing.table}


def enter_workshop(stage: Stage, key: str, values: dict[str, Any]) -> Workshop:
    """An announced workshop with its agenda."""
    assert stage.process is not None
    town, topic = values.get("town"), stage.topics.get(values.get("topic", ""))
    fields = stage.filled(values["values"]) | {
        "starts_at": _meeting(stage, values["starts"]), "ends_at": _meeting(stage, values["ends"]),
        "topic_id": topic.id if topic else None, "municipality_id": stage.towns.get(town) if town else None,
    }  # fmt: skip
    with stage.scene("facilitator", values["announced"]):
        workshop = service.create(stage.process.id, None, fields)
        for when, title, description, person in values["agenda"]:
            words = {"time_text": when, "title": title, "description": description, "person": person}
            parts.add(workshop, "agenda", words)
        service.announce(workshop)
    stage.subjects[f"workshop:{key}"] = workshop
    return workshop


def _meeting(stage: Stage, when: Moment | datetime) -> datetime:
    return stage.at(when if isinstance(when, datetime) else (stage.workday(when[0]), *when[1:]))


def enter_registrations(stage: Stage, workshop: Workshop, number: int, day: int) -> None:
    """So many residents with accounts take a seat."""
    people = [*stage.users.values()][4:10]
    guests = [Person(user.id, user.display_name, user.email) for user in people]
    ids = stage.crowd[: number - len(guests)]
    guests += [
        Person(user, f"Hausnummer {place}", f"bewohner-{place:03}@example.org") for place, user in enumerate(ids, 1)
    ]
    with stage.scene("facilitator", (day, 12)):
        for guest in guests:
            registration_service.register(workshop.id, guest, "", "de")


def note_attendance(stage: Stage, workshop: Workshop, attended: int, day: int) -> None:
    """Who was there, as the facilitator ticked them the day after."""
    from consul_py.workshops.registration_queries import people

    with stage.scene("facilitator", (day, 9)):
        registration_service.mark_attended(workshop, {row.id for row in people(workshop.id)[:attended]})


def enter_follow_up(stage: Stage, workshop: Workshop, values: dict[str, Any]) -> dict[str, ProposedMeasure]:
    """The follow-up with all its parts, published; answers the proposed measures by short name."""
    with stage.scene("facilitator", values["published"]):
        until = values.get("feedback_until")
        texts = stage.filled(values["texts"]) | {"feedback_until": stage.at(until) if until else None}
        followup_service.write(workshop, texts)
        _groups(workshop, values.get("groups", []))
        proposed = {}
        for key, title, body, responsible, origin in values.get("measures", []):
            words = {"title": title, "body": body, "responsible": responsible, "origin": origin}
            proposed[key] = parts.add(workshop, "measure", words)
        for kind, title, body, organisation in values.get("partners", []):
            words = {"kind": kind, "title": title, "body": stage.words(body), "organisation": organisation}
            parts.add(workshop, "partner", words)
        for day, when, title, place, note in values.get("dates", []):
            meets = stage.workday(day) if isinstance(day, int) else day
            words = {"on_date": stage.on(meets), "when_text": when, "title": title, "place": place, "note": note}
            parts.add(workshop, "date", words)
        _files(workshop, values)
        _forget_loaded(workshop)
        followup_service.publish(workshop)
    return proposed


def _groups(workshop: Workshop, groups: list[Any]) -> None:
    for title, question, results in groups:
        group = parts.add(workshop, "group", {"title": title, "question": question})
        for result, note, points in results:
            words = {"title": result, "note": note, "points": points}
            parts.add(workshop, "result", words, group_id=group.id)


def _files(workshop: Workshop, values: dict[str, Any]) -> None:
    for name, alt, caption in values.get("pictures", []):
        content = files.read_picture(upload(PICTURES[name](), f"{name}.png"))
        words = {"alt": alt, "caption": caption, "consent": "Zeichnung, zeigt keine wirklichen Menschen"}
        parts.add(workshop, "picture", words, content=content)
    for title, note, lines in values.get("documents", []):
        content = files.read_pdf(upload(drawing.pdf(title, lines), "dokument.pdf"))
        parts.add(workshop, "document", {"title": title, "note": note}, content=content)


def _forget_loaded(workshop: Workshop) -> None:
    """Parts were added one by one: what the session knows about their lists is old."""
    from consul_py.kernel.db import db

    db.session.flush()
    db.session.expire_all()
    queries.locked(workshop.id)


def correct_points(stage: Stage, workshop: Workshop, values: dict[str, Any]) -> None:
    """A slip in the count is put right: the second version, with its note."""
    title, points = values["corrected_points"]
    with stage.scene("facilitator", values["corrected"]):
        follow_up = followup_queries.whole(workshop.id)
        assert follow_up is not None
        results: list[GroupResult] = [result for group in follow_up.groups for result in group.results]
        wrong = next(result for result in results if result.title == title)
        parts.change(workshop, "result", wrong, {"points": points})
        followup_service.correct(workshop, values["correction"])
