"""Whatever is typed into the fields of comments, reports and debates gets a normal answer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask import Flask

from consul_py.subjects.links import subject_path
from tests.cast import People
from tests.comments.make import make_comment, make_debate
from tests.processes.make import make_consultation
from tests.watch import Client

BLNS = Path(__file__).resolve().parents[3] / "shared/data/badinput/blns.json"
FEW = [
    "\x00",
    "\ud800",
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    "%s%d",
    "{{ 7*7 }}",
    "a" * 70_000,
    "\u202eabc",
    "../../etc",
]


def strings() -> list[str]:
    """A few by heart, and the big list of naughty strings where it is at hand."""
    return FEW + (json.loads(BLNS.read_text(encoding="utf-8")) if BLNS.exists() else [])


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_no_text_causes_a_server_error(client: Client, people: People, app: Flask) -> None:
    consultation = make_consultation()
    debate = make_debate(consultation=consultation)
    comment = make_comment(debate, people.other)
    mine = make_comment(debate, people.resident)
    client.sign_in(people.resident)
    forms = [
        (f"/subjects/{debate.id}/comments", ("body", "side", "parent_id", "idempotency_key", "in_office")),
        (f"/comments/{mine.id}/edit", ("body",)),
        (f"/comments/{comment.id}/vote", ("value",)),
        (f"/comments/{comment.id}/report", ("category", "text")),
        (f"/debates/new?consultation={consultation.slug}", ("title", "body", "topic_id", "idempotency_key")),
        (f"/debates/{debate.id}/vote", ("value",)),
        ("/debates/preview", ("text",)),
    ]
    for number, text in enumerate(strings()):
        typed = text.encode("utf-8", "surrogatepass")
        some = forms if number < len(FEW) else [forms[number % len(forms)]]  # each list entry into one form: seconds
        for path, names in some:
            answer = client.submit(path, **dict.fromkeys(names, typed))
            assert answer.status_code < 500, (path, text)
    with app.test_request_context():
        path = subject_path(debate)
    page = client.get(path).text
    assert "<script>alert" not in page
