"""Event → notifications, in the transaction of the fact. Events of siblings are read by their fields."""

from __future__ import annotations

from typing import Any

from consul_py.accounts.events import AccountDeleted
from consul_py.follows.queries import followers_of, followers_of_process
from consul_py.kernel.db import db
from consul_py.kernel.web import path_for
from consul_py.notifications.models import FOLLOWED, OWN, REPLIES
from consul_py.notifications.service import forget, tell
from consul_py.processes.events import ConsultationDatesChanged, ConsultationEvaluated
from consul_py.subjects.links import subject_path
from consul_py.subjects.models import Subject
from consul_py.votes.queries import voter_ids


def _path(subject_id: int) -> str:
    return subject_path(db.session.get_one(Subject, subject_id))


def _interested(subject_id: int, *but: int | None) -> set[int]:
    """Who follows or supports something, without those who are told in another way."""
    return (set(followers_of(subject_id)) | set(voter_ids(subject_id, 1))) - {user for user in but if user is not None}


def on_comment(event: Any) -> None:
    """To the author of the comment above, and to the author of the thing; never to oneself, never twice."""
    path = _comment_path(event.comment_id)
    replied = {event.parent_author_id} - {None, event.author_id}
    words = {"subject_id": event.subject_id, "title": event.title}
    tell(replied, REPLIES, "reply", path, **words)
    tell({event.subject_author_id} - {None, event.author_id} - replied, REPLIES, "comment", path, **words)


def on_threshold(event: Any) -> None:
    words = {"title": event.title, "threshold": event.threshold, "answer_due": event.answer_due.isoformat()}
    _both(event.subject_id, event.author_id, "threshold", words)


def on_answer(event: Any) -> None:
    kind = "answer_corrected" if event.corrected else "answered"
    _both(event.subject_id, event.author_id, kind, {"title": event.title, "decision": event.decision})


def on_merge(event: Any) -> None:
    path, words = _path(event.into_id), {"title": event.from_title, "into": event.into_title}
    tell({event.author_id}, OWN, "merged_own", path, subject_id=event.into_id, **words)
    others = set(event.supporter_ids) - {event.author_id}
    tell(others, FOLLOWED, "merged", path, subject_id=event.into_id, **words)


def on_conclusion(event: Any) -> None:
    _both(event.subject_id, event.author_id, "concluded", {"title": event.title})


def _both(subject_id: int, author_id: int | None, kind: str, words: dict[str, Any]) -> None:
    """To the author as news of their own, to followers and supporters as news of what they follow."""
    path = _path(subject_id)
    tell({author_id}, OWN, kind, path, subject_id=subject_id, **words)
    tell(_interested(subject_id, author_id), FOLLOWED, kind, path, subject_id=subject_id, **words)


def on_hidden(event: Any) -> None:
    words = {"title": event.title, "reason": event.reason}
    tell({event.author_id}, OWN, "hidden", _decision_path(event.hiding_id), subject_id=event.subject_id, **words)


def on_restored(event: Any) -> None:
    path = _comment_path(event.comment_id) if event.comment_id is not None else _path(event.subject_id)
    tell({event.author_id}, OWN, "restored", path, subject_id=event.subject_id, title=event.title)


def on_appeal(event: Any) -> None:
    words: dict[str, Any] = {"title": event.title, "granted": event.granted, "answer": event.answer}
    tell({event.author_id}, OWN, "appeal", _decision_path(event.hiding_id), **words)


def _comment_path(comment_id: int) -> str:
    """Its permanent address: a long talk has pages, and only this one knows on which it stands."""
    return path_for("comments.show", id=comment_id) + f"#c{comment_id}"


def _decision_path(hiding_id: int) -> str:
    """Where the author reads the reason and may object."""
    return path_for("moderation.show", id=hiding_id)


def on_measure(event: Any) -> None:
    """To the authors of the contributions it came from, to their followers and supporters."""
    path, words = _path(event.subject_id), {"title": event.title, "status": event.status}
    told = tell(event.author_ids, OWN, "measure_own", path, subject_id=event.subject_id, **words)
    tell(_around(event.source_ids) - told, FOLLOWED, "measure", path, subject_id=event.subject_id, **words)


def on_measure_source(event: Any) -> None:
    path, words = _path(event.subject_id), {"title": event.title, "status": event.status}
    told = tell({event.author_id}, OWN, "measure_own", path, subject_id=event.subject_id, **words)
    tell(_around((event.source_id,)) - told, FOLLOWED, "measure", path, subject_id=event.subject_id, **words)


def on_measure_status(event: Any) -> None:
    _measure_news(event, "measure_status", {"title": event.title, "status": event.status})


def on_measure_report(event: Any) -> None:
    _measure_news(event, "measure_report", {"title": event.title, "summary": event.summary})


def _measure_news(event: Any, kind: str, words: dict[str, Any]) -> None:
    path = _path(event.subject_id)
    told = tell(event.author_ids, OWN, kind, path, subject_id=event.subject_id, **words)
    others = (_around(event.source_ids) | set(followers_of(event.subject_id))) - told
    tell(others, FOLLOWED, kind, path, subject_id=event.subject_id, **words)


def _around(source_ids: tuple[int, ...]) -> set[int]:
    return {user for source_id in source_ids for user in _interested(source_id)}


def on_dates(event: ConsultationDatesChanged) -> None:
    words: dict[str, Any] = {"title": event.title, "reason": event.reason}
    tell(followers_of_process(event.process_id), FOLLOWED, "dates", f"/consultations/{event.slug}", **words)


def on_evaluation(event: ConsultationEvaluated) -> None:
    path = f"/consultations/{event.slug}"
    tell(followers_of_process(event.process_id), FOLLOWED, "evaluated", path, title=event.title)


def on_follow_up(event: Any) -> None:
    others = set(followers_of(event.subject_id))
    tell(others, FOLLOWED, "follow_up", event.url_path, subject_id=event.subject_id, title=event.title)


def on_counted(event: Any) -> None:
    """The result of a poll is public: to all who follow it, and never who of them voted."""
    title = db.session.get_one(Subject, event.subject_id).title
    path = path_for("polls.results", id=event.subject_id)
    tell(set(followers_of(event.subject_id)), FOLLOWED, "poll_counted", path, subject_id=event.subject_id, title=title)


def on_objection_answered(event: Any) -> None:
    words: dict[str, Any] = {"title": event.title, "upheld": event.upheld}
    tell({event.author_id}, OWN, "objection_answered", event.url_path, subject_id=event.subject_id, **words)


def on_poll_final(event: Any) -> None:
    others = set(followers_of(event.subject_id))
    tell(others, FOLLOWED, "poll_final", _path(event.subject_id), subject_id=event.subject_id, title=event.title)


def on_account_deleted(event: AccountDeleted) -> None:
    forget(event.user_id)
