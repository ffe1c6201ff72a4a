"""What is voted on, as the urn keeps and publishes it (docs/polls.md, "definition.json")."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from consul_py.polls.models import Poll, PollOption, PollQuestion


def of(poll: Poll, opens: datetime, closes: datetime) -> dict[str, Any]:
    """The definition of a whole poll. Its times are the urn's, which may begin later than the consultation."""
    return {
        "format": "urne-1", "poll": poll.id, "title": poll.title, "summary": poll.summary, "text": poll.body,
        "opens": _utc(opens), "closes": _utc(closes), "rule": poll.decision_rule, "majority": poll.majority,
        "quorum": poll.quorum,
        "who": {
            "kind": poll.who, "municipality": poll.municipality.name if poll.municipality else None,
            "minimum_age": poll.minimum_age,
        },
        "order": "shuffled" if poll.shuffled else "fixed", "seal_from": poll.seal_from,
        "objection_days": poll.objection_days, "questions": [_question(question) for question in poll.questions],
    }  # fmt: skip


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(microsecond=0).strftime("%Y-%m-%dT%H:%M:%SZ")


def _question(question: PollQuestion) -> dict[str, Any]:
    return {
        "id": question.id, "kind": question.kind, "title": question.title, "text": question.description,
        "minimum": question.minimum, "maximum": question.maximum, "points": question.points,
        "method": question.method, "options": [_option(option) for option in question.options],
    }  # fmt: skip


def _option(option: PollOption) -> dict[str, Any]:
    return {
        "id": option.id, "title": option.title, "text": option.description,
        "picture": option.picture.sha256 if option.picture else None,
        "document": option.document.sha256 if option.document else None,
    }  # fmt: skip
