"""What a version holds: a follow-up as plain data, and as lines that can be compared. Pure."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any

Content = dict[str, Any]

TEXTS = ("intro", "body", "body_html", "minutes", "minutes_html", "attended", "attended_note", "dots_note")


def content_of(follow_up: Any) -> Content:
    """Everything the public page shows. `follow_up` has its parts loaded."""
    return {name: getattr(follow_up, name) for name in TEXTS} | {
        "feedback_until": follow_up.feedback_until.isoformat() if follow_up.feedback_until else None,
        "groups": [
            _picked(group, "title", "question")
            | {"results": [_picked(result, "title", "note", "points") for result in group.results]}
            for group in follow_up.groups
        ],
        "measures": [_picked(m, "id", "title", "body", "responsible", "origin") for m in follow_up.measures],
        "partners": [_picked(p, "kind", "title", "body", "organisation") for p in follow_up.partners],
        "dates": [
            _picked(d, "when_text", "title", "place", "note")
            | {"on_date": d.on_date.isoformat() if d.on_date else None}
            for d in follow_up.dates
        ],
        "pictures": [
            _picked(p, "alt", "caption") | _picked(p.file, "name", "url", "width", "height") for p in follow_up.pictures
        ],
        "documents": [
            _picked(d, "title", "note") | _picked(d.file, "name", "url", "octets") for d in follow_up.documents
        ],
    }


def _picked(row: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def file_names(content: Content) -> set[str]:
    return {item["name"] for item in (*content["pictures"], *content["documents"])}


def result_count(content: Content) -> int:
    return sum(len(group["results"]) for group in content["groups"])


def lines_of(content: Content) -> list[str]:
    """The words of a version, a line each: what people compare."""
    found: list[str] = []

    def put(*parts: Any) -> None:
        words = " · ".join(str(part) for part in parts if part not in (None, ""))
        found.extend(line for line in words.splitlines() if line.strip())

    put(content["intro"])
    put(content["body"])
    put(content["attended"], content["attended_note"])
    for group in content["groups"]:
        put(group["title"], group["question"])
        for result in group["results"]:
            put(result["title"], result["note"], result["points"])
    put(content["minutes"])
    for measure in content["measures"]:
        put(measure["title"], measure["responsible"], measure["origin"])
        put(measure["body"])
    for partner in content["partners"]:
        put(partner["title"], partner["organisation"])
        put(partner["body"])
    for date in content["dates"]:
        put(date["on_date"], date["when_text"], date["title"], date["place"], date["note"])
    for item in content["pictures"]:
        put(item["caption"], item["alt"])
    for item in content["documents"]:
        put(item["title"], item["note"])
    return found


def differences(before: Content | None, after: Content) -> list[tuple[str, str]]:
    """Lines as ("same" | "gone" | "new", text), in the order of reading."""
    if before is None:
        return [("same", line) for line in lines_of(after)]
    marks = {"  ": "same", "- ": "gone", "+ ": "new"}
    compared: Iterable[str] = difflib.ndiff(lines_of(before), lines_of(after))
    return [(marks[line[:2]], line[2:]) for line in compared if line[:2] in marks]
