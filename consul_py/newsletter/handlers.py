"""What the newsletter makes of the news of others, in the transaction of the fact.

Events of the siblings are known by their fields only: their modules are not imported here.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from consul_py.kernel.db import db
from consul_py.kernel.i18n import date_time
from consul_py.kernel.i18n import gettext as _
from consul_py.newsletter import content, issues
from consul_py.newsletter.models import FOLLOW_UP, OPENINGS, RESULTS, WORKSHOP
from consul_py.processes.events import ConsultationEvaluated
from consul_py.processes.models import Consultation


class Told(Protocol):
    """What the events of a workshop have in common."""

    @property
    def subject_id(self) -> int: ...
    @property
    def process_id(self) -> int: ...
    @property
    def topic_id(self) -> int | None: ...
    @property
    def municipality_id(self) -> int | None: ...
    @property
    def title(self) -> str: ...
    @property
    def summary(self) -> str: ...
    @property
    def url_path(self) -> str: ...


class Announced(Told, Protocol):
    @property
    def starts_at(self) -> datetime: ...
    @property
    def place(self) -> str: ...


def on_evaluation(event: ConsultationEvaluated) -> None:
    consultation = db.session.get_one(Consultation, event.consultation_id)
    db.session.refresh(consultation, ["process"])
    issues.tell_evaluation(consultation)


def on_follow_up(event: Told) -> None:
    """The facilitator's results of a workshop are public."""
    _tell(
        FOLLOW_UP,
        RESULTS,
        event,
        lambda: content.News(
            subject=_("Workshop results: %(title)s", title=event.title),
            heading=event.title,
            lead=event.summary or _("The results of the workshop are published."),
            label=_("Read the results"),
            url=content.absolute(event.url_path),
        ),
    )


def on_workshop(event: Announced) -> None:
    _tell(
        WORKSHOP,
        OPENINGS,
        event,
        lambda: content.News(
            subject=_("Workshop: %(title)s", title=event.title),
            heading=event.title,
            lead=event.summary,
            facts=[(_("When"), date_time(event.starts_at)), (_("Where"), event.place)],
            label=_("See the programme and register"),
            url=content.absolute(event.url_path),
        ),
    )


def _tell(trigger: str, kind: str, event: Told, compose: issues.Compose) -> None:
    issues.tell_subject(
        trigger,
        kind,
        event.title,
        compose,
        subject_id=event.subject_id,
        process_id=event.process_id,
        topic_id=event.topic_id,
        municipality_id=event.municipality_id,
    )
