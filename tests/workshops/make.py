"""Workshops and follow-ups for tests; each is committed."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

from PIL import Image

from consul_py.kernel import clock
from consul_py.kernel.db import db
from consul_py.processes.models import Process
from consul_py.subjects import service as subjects
from consul_py.workshops import followup_service, parts
from consul_py.workshops.models import Workshop
from tests.processes.make import make_process


def make_workshop(
    *, starts: float = 7, hours: float = 3, announced: bool = True, process: Process | None = None, **fields: Any
) -> Workshop:
    """A workshop that begins `starts` days from now."""
    process = process or make_process()
    now = clock.now()
    begins = now + timedelta(days=starts)
    values: dict[str, Any] = {
        "process_id": process.id,
        "title": "Nahversorgung, Einzelhandel und Gewerbe",
        "summary": "Was hält ein Dorf am Laufen?",
        "starts_at": begins,
        "ends_at": begins + timedelta(hours=hours),
        "place": "Bürgerhaus Kaltenborn",
        "announced_at": min(now, begins) - timedelta(days=1) if announced else None,
        "visibility": "public" if announced else "draft",
    }
    workshop = Workshop(**(values | fields))
    subjects.enter(workshop)
    db.session.commit()
    return workshop


def make_follow_up(workshop: Workshop, *, published: bool = True) -> Workshop:
    """Minutes, two groups with results, a measure, a partner, a date."""
    followup_service.write(workshop, {"intro": "47 Menschen kamen.", "body": "1. Liefern", "minutes": "Es war gut."})
    group = parts.add(workshop, "group", {"title": "Gruppe 1 · Einkaufen", "question": "Was fehlt?"})
    parts.add(workshop, "result", {"title": "Warenkorb", "note": "auch per Telefon", "points": 38}, group_id=group.id)
    parts.add(workshop, "result", {"title": "Kühlfächer", "note": "", "points": 21}, group_id=group.id)
    second = parts.add(workshop, "group", {"title": "Gruppe 2 · Handwerk", "question": ""})
    parts.add(workshop, "result", {"title": "Kalender", "note": "", "points": None}, group_id=second.id)
    parts.add(workshop, "measure", {"title": "Ein Warenkorb", "body": "", "responsible": "", "origin": "Gruppe 1"})
    parts.add(workshop, "partner", {"kind": "outcome", "title": "Kurs", "body": "", "organisation": "Zentrum"})
    parts.add(workshop, "date", {"on_date": None, "when_text": "im März", "title": "Kreistag", "place": "", "note": ""})
    if published:
        followup_service.publish(workshop)
    db.session.commit()
    return workshop


def picture(size: tuple[int, int] = (80, 60), kind: str = "PNG", **options: Any) -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", size, (30, 90, 60)).save(out, kind, **options)
    out.seek(0)
    return out


PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
