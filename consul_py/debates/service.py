"""Starting, changing, voting on and concluding debates."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from consul_py.comments import service as comments
from consul_py.comments.moderation_queries import hidden_page
from consul_py.debates import queries, rules
from consul_py.debates.events import DebateConcluded, DebatePublished
from consul_py.debates.models import Debate
from consul_py.kernel import audit, search
from consul_py.kernel.authz import Person
from consul_py.kernel.db import db
from consul_py.kernel.db import now as database_now
from consul_py.kernel.events import emit
from consul_py.kernel.refusal import Refusal, ensure
from consul_py.kernel.text import html_from_markdown, plain
from consul_py.processes import rules as windows
from consul_py.processes.models import Consultation
from consul_py.subjects.models import PUBLIC
from consul_py.subjects.service import enter
from consul_py.votes import service as votes

VALUES = {"agree": 1, "disagree": -1, "none": 0}


def start(
    consultation: Consultation, who: Person, *, title: str, body: str, topic_id: int | None = None, key: str = ""
) -> Debate:
    """Publish a debate. The same form sent twice makes one. Raises Refused."""
    assert who.id is not None
    ensure(windows.can("debate", consultation, database_now()))
    sent_key = _sent_key(key, who.id, title, body)
    debate = Debate(
        process_id=consultation.process_id, consultation_id=consultation.id, topic_id=topic_id, author_id=who.id,
        title=title, summary=plain(body), body=body, body_html=html_from_markdown(body), sent_key=sent_key,
    )  # fmt: skip
    try:
        with db.session.begin_nested():
            enter(debate)
    except IntegrityError:
        sent_before = queries.find_sent(sent_key)
        if sent_before is None:
            raise
        return sent_before
    search.index(debate.id, title, body)
    emit(DebatePublished(debate.id, who.id, title, consultation.process_id, consultation.id))
    return debate


def _sent_key(key: str, *parts: object) -> str:
    """A form's key with person and text: going back and asking something else is no double click."""
    return hashlib.sha256(repr((key, *parts)).encode()).hexdigest() if key else secrets.token_hex(32)


def edit(debate: Debate, *, title: str, body: str, topic_id: int | None) -> None:
    """Change one's own debate in its first 30 minutes. Raises Refused."""
    now = database_now()
    ensure(rules.can_edit(published_at=debate.published_at, concluded=debate.concluded_at is not None, now=now))
    debate.title, debate.topic_id = title, topic_id
    debate.body, debate.body_html, debate.summary = body, html_from_markdown(body), plain(body)
    debate.edited_at = now
    search.index(debate.id, title, body)


def why_closed(debate: Debate, now: datetime) -> Refusal | None:
    """None while people may take a side, else why not."""
    window = windows.can("debate", debate.consultation, now) if debate.consultation else rules.CONCLUDED
    return rules.can_vote(window=window, concluded=debate.concluded_at is not None)


def vote(debate: Debate, who: Person, value: int) -> None:
    """Take a side (1 or -1) or none (0). Raises Refused."""
    assert who.id is not None
    ensure(why_closed(debate, database_now()))
    counted = votes.cast(debate, who.id, value) if value else votes.take_back(debate, who.id)
    if counted is not None and counted.visibility != PUBLIC:  # moderation was quicker
        hidden_page(debate.id)


def conclude(debate: Debate, who: Person, conclusion: str) -> None:
    """Say what follows and close the debate, once. Raises Refused."""
    debate = db.session.get_one(Debate, debate.id, with_for_update=True, populate_existing=True)
    ensure(rules.can_conclude(public=debate.is_public, concluded=debate.concluded_at is not None))
    _write_conclusion(debate, conclusion)
    debate.concluded_at, debate.concluded_by_id = database_now(), who.id
    comments.close(debate.id)
    audit.record("debates.conclude", "debate", debate.id, debate.title)
    emit(DebateConcluded(debate.id, debate.author_id, debate.title))


def correct_conclusion(debate: Debate, conclusion: str) -> None:
    """Change the words of a conclusion; the debate stays closed and nobody is told again. Raises Refused."""
    ensure(rules.can_correct(public=debate.is_public))
    _write_conclusion(debate, conclusion)
    audit.record("debates.correct_conclusion", "debate", debate.id, debate.title)


def _write_conclusion(debate: Debate, conclusion: str) -> None:
    debate.conclusion, debate.conclusion_html = conclusion, html_from_markdown(conclusion)
