"""Three lists: areas at URLs · event → handler · panels on pages; and the jobs. The only place that knows everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Request, request, url_for

from consul_py.accounts import sessions
from consul_py.kernel.authz import Person
from consul_py.kernel.events import Handler
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.jobs import Job
from consul_py.kernel.panels import PanelFunction
from consul_py.kernel.web import Area

if TYPE_CHECKING:
    pass


def areas() -> list[Area]:
    """Every area, public ones first."""
    return []


def handlers() -> list[tuple[type, Handler]]:
    """Event → handler, called inside the transaction that emits the event."""
    return []


def panels() -> list[tuple[str, PanelFunction]]:
    """Slot → panel function."""
    return []


def jobs() -> list[Job]:
    """What the worker does every minute, and what a bell wakes."""
    return []


def load_person(asked: Request) -> Person | None:
    """The signed-in person of a request, for flask-login."""
    return sessions.load(asked)


def theme_url() -> str:
    return url_for("site.theme")


def navigation() -> list[dict[str, Any]]:
    """The main navigation: label, address, whether it is where we are."""
    area = (request.blueprint or "") if request else ""
    entries = [
        (_("Take part"), "site.home", ("site",)),
        (_("Proposals"), "proposals.index", ("proposals",)),
    ]
    return [
        {"label": label, "url": url_for(endpoint), "current": area in blueprints} for label, endpoint, blueprints in entries
    ]
