"""What the pages of one issue at the desk need, gathered before they are drawn."""

from __future__ import annotations

from typing import Any

from flask import url_for

from consul_py.kernel import audit
from consul_py.kernel.authz import may, person
from consul_py.kernel.files import StoredFile
from consul_py.kernel.i18n import LANGUAGES
from consul_py.newsletter import audience, checks, issue_queries, issues, preview, writing, writing_queries
from consul_py.newsletter.addresses import can_retry, masked
from consul_py.newsletter.desk_forms import ScheduleForm
from consul_py.newsletter.desk_models import MailingPicture
from consul_py.newsletter.models import BY_HAND, PREPARED, Mailing
from consul_py.newsletter.permissions import PERMISSIONS


def parts(title: str, source: str, language: str) -> dict[str, Any]:
    """The parts of what is being written."""
    text = preview.drawn(title, source, language)
    return {"text": text, "plain": preview.filled(text)[0]}


def prepared(mailing: Mailing, language: str, form: ScheduleForm | None = None) -> dict[str, Any]:
    """An issue before it goes out: its looks, its readers, what is still to be done."""
    scope = issues.scope_of(mailing)
    groups = audience.counted(scope)
    text = preview.of(mailing, language)
    pictures = writing_queries.shown_with(mailing.id)
    return {
        "mailing": mailing,
        "language": language,
        "text": text,
        "plain": preview.filled(text)[0],
        "all": sum(number for _name, number in groups),
        "who": preview.who(groups),
        "languages": writing_queries.by_language(scope),
        "checks": checks.of(mailing, text, person().email),
        "pictures": [_shot(picture, file) for picture, file in pictures],
        "weekly": audience.weekly_number(scope),
        "language_tabs": _language_tabs(mailing.id, language),
        "language_name": LANGUAGES.get,
        "form": form or ScheduleForm(data={"scheduled_at": mailing.scheduled_at}),
        "log": audit.latest("mailing", mailing.id),
        **_steps(mailing, [picture for picture, _file in pictures]),
    }


def _shot(picture: MailingPicture, file: StoredFile) -> dict[str, Any]:
    return {"url": file.url, "alt": picture.alt, "width": file.width, "height": file.height}


def _language_tabs(mailing_id: int, shown: str) -> list[dict[str, Any]]:
    """The same issue in each language."""
    return [
        {"label": name, "url": url_for("desk_newsletter.show", id=mailing_id, language=code), "current": code == shown}
        for code, name in LANGUAGES.items()
    ]


def _steps(mailing: Mailing, pictures: list[Any]) -> dict[str, Any]:
    """Which steps are left for this person."""
    by_hand = mailing.trigger == BY_HAND
    return {
        "by_hand": by_hand,
        "needs_second": by_hand and writing.second_person(),
        "own": mailing.created_by_id is not None and mailing.created_by_id == person().id,
        "names": writing_queries.names_of([mailing.created_by_id, mailing.approved_by_id]),
        "seen": writing.fingerprint(mailing, pictures),
    }


def running(mailing: Mailing, state: str, search: str, number: int) -> dict[str, Any]:
    """An issue on its way or sent: numbers and deliveries. Addresses in full are for those who may see them."""
    open_addresses = may(PERMISSIONS, "addresses")
    return {
        "mailing": mailing,
        "numbers": issue_queries.numbers_of([mailing.id])[mailing.id],
        "page": issue_queries.deliveries(mailing.id, state, number, search if open_addresses else ""),
        "state": state,
        "q": search if open_addresses else "",
        "addresses": open_addresses,
        "masked": masked,
        "can_retry": can_retry(mailing.id) is None,
        "log": audit.latest("mailing", mailing.id),
    }


def is_prepared(mailing: Mailing) -> bool:
    return mailing.state == PREPARED
