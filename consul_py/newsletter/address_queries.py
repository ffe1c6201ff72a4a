"""Everything that is stored about one address: what was sent to it and why, what came back, the proof of consent.

The same facts make the page at the desk and the answers to data requests.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from consul_py.kernel.audit import AuditEntry
from consul_py.kernel.clock import to_berlin
from consul_py.kernel.db import db
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.mail import MailOut
from consul_py.municipalities.models import Municipality
from consul_py.newsletter import queries
from consul_py.newsletter.audience import Scope
from consul_py.newsletter.desk_models import Bounce
from consul_py.newsletter.models import DIGEST, Delivery, Mailing, Subscription
from consul_py.processes.models import Process, ProcessMunicipality, TopicField

SINGLE = 200  # single mails are kept for some months only


def bounces_of(subscription_id: int) -> list[tuple[Bounce, str]]:
    """Mails that came back, newest first, each with the title of its issue."""
    statement = (
        select(Bounce, Mailing.title)
        .join(Delivery, Delivery.id == Bounce.delivery_id)
        .join(Mailing, Mailing.id == Delivery.mailing_id)
        .where(Bounce.subscription_id == subscription_id)
        .order_by(Bounce.at.desc(), Bounce.id.desc())
    )
    return [(bounce, title) for bounce, title in db.session.execute(statement)]


def single_mails(email: str) -> list[MailOut]:
    """Confirmations and the like that are still in the queue's memory, newest first."""
    if not email:
        return []
    statement = select(MailOut).where(MailOut.recipient == email, MailOut.template.like("newsletter/%"))
    return list(db.session.scalars(statement.order_by(MailOut.id.desc()).limit(SINGLE)))


def kind_names(row: Subscription) -> str:
    """What kinds of news a person wants, in words."""
    names = dict(queries.kind_choices())
    return ", ".join(names[kind] for kind in row.kinds if kind in names)


def interest_names(row: Subscription) -> list[str]:
    """What a person chose, by name; everything when nothing."""
    names: list[str] = []
    tables: list[tuple[Any, Any, str]] = [
        (Process, Process.title, "process_id"),
        (TopicField, TopicField.title, "topic_id"),
        (Municipality, Municipality.name, "municipality_id"),
    ]
    for model, label, column in tables:
        chosen = [number for interest in row.interests if (number := getattr(interest, column)) is not None]
        if chosen:
            names += db.session.scalars(select(label).where(model.id.in_(chosen)).order_by(label))
    return names


def why(row: Subscription, mailings: Iterable[Mailing]) -> dict[int, str]:
    """Why each of these issues went to this address, in words, by what the person chose. At most two statements."""
    mailings = list(mailings)
    process_ids = {mailing.process_id for mailing in mailings if mailing.process_id is not None}
    if row.everything or not process_ids:
        return {mailing.id: _reason(row, mailing, [], []) for mailing in mailings}
    topics = db.session.execute(
        select(TopicField.id, TopicField.process_id, TopicField.title).where(
            TopicField.id.in_([i.topic_id for i in row.interests if i.topic_id is not None])
        )
    ).all()
    places = db.session.execute(
        select(Municipality.id, ProcessMunicipality.process_id, Municipality.name)
        .join(ProcessMunicipality, ProcessMunicipality.municipality_id == Municipality.id)
        .where(Municipality.id.in_([i.municipality_id for i in row.interests if i.municipality_id is not None]))
    ).all()
    return {mailing.id: _reason(row, mailing, topics, places) for mailing in mailings}


def _reason(row: Subscription, mailing: Mailing, topics: Sequence[Any], places: Sequence[Any]) -> str:
    scope = Scope(mailing.kind, mailing.process_id, mailing.topic_id, mailing.municipality_id)
    if mailing.trigger == DIGEST:
        return str(_("chose one mail a week"))
    if scope.process_id is None:
        return str(_("ordered the newsletter; this issue concerned everybody"))
    if row.everything:
        return str(_("wants to hear about everything"))
    return _chosen(row, scope, topics, places) or str(_("had chosen it then and changed the choice since"))


def _chosen(row: Subscription, scope: Scope, topics: Sequence[Any], places: Sequence[Any]) -> str:
    """Which of the choices concerns an issue, in the order of `audience.reasons`."""
    if any(interest.process_id == scope.process_id for interest in row.interests):
        return str(_("chose the process of this issue"))
    for number, process_id, title in topics:
        if number == scope.topic_id or (scope.topic_id is None and process_id == scope.process_id):
            return str(_("chose the topic field “%(title)s”", title=title))
    for number, process_id, name in places:
        if number == scope.municipality_id or (scope.municipality_id is None and process_id == scope.process_id):
            return str(_("chose the municipality %(name)s", name=name))
    return ""


def last(action: str, kind: str, number: int) -> datetime | None:
    """When staff last did this to something, by the log; None when they never did."""
    return db.session.scalar(
        select(func.max(AuditEntry.at)).where(
            AuditEntry.object_kind == kind, AuditEntry.object_id == number, AuditEntry.action == action
        )
    )


def all_sent(subscription_id: int) -> list[Delivery]:
    """Every delivery to one address with its issue, oldest first."""
    statement = (
        select(Delivery).where(Delivery.subscription_id == subscription_id).options(joinedload(Delivery.mailing))
    )
    return list(db.session.scalars(statement.order_by(Delivery.id)))


def record_of(row: Subscription) -> dict[str, Any]:
    """All of it as plain data, for the person who asks what is stored about them."""
    sent = all_sent(row.id)
    reasons = why(row, [delivery.mailing for delivery in sent])
    return {
        "address": row.email,
        "language": row.language,
        "kinds": row.kinds,
        "weekly": row.weekly,
        "only": interest_names(row),
        "entered_at": row.created_at,
        "confirmed_at": row.confirmed_at,
        "left_at": row.left_at,
        "blocked_at": row.suppressed_at,
        "blocked_because": row.suppressed_reason,
        "consents": [_consent(consent) for consent in row.consents],
        "issues": [_sent(delivery, reasons) for delivery in sent],
        "single_mails": [_single(mail) for mail in single_mails(row.email)],
        "returned": [
            {"at": bounce.at, "issue": title, "kind": bounce.kind, "status": bounce.status, "words": bounce.words}
            for bounce, title in bounces_of(row.id)
        ],
    }


def _consent(consent: Any) -> dict[str, Any]:
    names = ("wording", "wording_sha256", "language", "source", "wanted", "asked_at", "confirmed_at", "withdrawn_at",
             "message_id", "smtp_answer")  # fmt: skip
    return {name: getattr(consent, name) for name in names}


def _sent(delivery: Delivery, reasons: dict[int, str]) -> dict[str, Any]:
    return {
        "issue": delivery.mailing.title,
        "why": reasons[delivery.mailing_id],
        "state": delivery.state,
        "attempts": delivery.attempts,
        "answer": delivery.answer,
        "message_id": delivery.message_id,
        "queued_at": delivery.created_at,
        "done_at": delivery.done_at,
    }


def _single(mail: MailOut) -> dict[str, Any]:
    return {
        "subject": mail.subject,
        "state": mail.state,
        "answer": mail.answer,
        "message_id": mail.message_id,
        "queued_at": mail.created_at,
        "done_at": mail.done_at,
    }


def as_text(value: Any) -> Any:
    """Times as people and programs read them; for `json.dumps(default=…)`."""
    return to_berlin(value).isoformat(timespec="seconds") if isinstance(value, datetime) else str(value)


def table_of(record: dict[str, Any]) -> list[list[Any]]:
    """Every mail of a record as rows: what, why, how it stands, when."""
    issues = [
        [entry["issue"], entry["why"], entry["state"], entry["answer"], entry["queued_at"], entry["done_at"],
         entry["message_id"]]
        for entry in record["issues"]
    ]  # fmt: skip
    singles = [
        [entry["subject"], _("single mail"), entry["state"], entry["answer"], entry["queued_at"], entry["done_at"],
         entry["message_id"]]
        for entry in record["single_mails"]
    ]  # fmt: skip
    return sorted(issues + singles, key=lambda line: line[4])
