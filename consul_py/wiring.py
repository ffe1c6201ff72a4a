"""Three lists: areas at URLs · event → handler · panels on pages; and the jobs. The only place that knows everybody."""

from __future__ import annotations

from typing import Any

from flask import Request, current_app, request, url_for

from consul_py.accounts import sessions
from consul_py.kernel.authz import Person, person
from consul_py.kernel.events import Handler
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.jobs import Job
from consul_py.kernel.panels import PanelFunction
from consul_py.kernel.web import Area
from consul_py.polls import panels as poll_panels
from consul_py.polls import staff_views as polls_desk
from consul_py.polls import views as polls
from consul_py.site import staff_views as site_desk
from consul_py.site import views as site


def areas() -> list[Area]:
    """Every area, public ones first."""
    return [
        site.area,
        site_desk.area,
        polls.area,
        polls_desk.area,
    ]


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


def _entries(entries: list[tuple[str, str, tuple[str, ...]]]) -> list[dict[str, Any]]:
    here = request.blueprint or ""
    return [
        {"label": label, "url": url_for(endpoint), "current": here in blueprints}
        for label, endpoint, blueprints in entries
        if endpoint in current_app.view_functions
    ]


def navigation() -> list[dict[str, Any]]:
    """The main navigation: label, address, whether it is where we are."""
    return _entries(
        [
            (_("Take part"), "site.home", ("site",)),
            (_("Proposals"), "proposals.index", ("proposals",)),
            (_("Debates"), "debates.index", ("debates",)),
            (_("Polls"), "polls.index", ("polls",)),
            (_("Workshops"), "workshops.index", ("workshops",)),
            (_("What became of it"), "measures.index", ("measures",)),
        ]
    )


def desk_navigation() -> list[dict[str, Any]]:
    """The navigation of the desk: what the person's roles open."""
    staff, moderation, admin = person().has("staff"), person().has("moderator", "staff"), person().has("administrator")
    workshops = person().has("staff", "facilitator")
    wanted = [
        (True, (_("Work list"), "desk.index", ("desk",))),
        (staff, (_("Processes"), "desk_processes.index", ("desk_processes",))),
        (staff, (_("Consultations"), "desk_consultations.index", ("desk_consultations",))),
        (staff, (_("Proposals"), "desk_proposals.index", ("desk_proposals",))),
        (staff, (_("Debates"), "desk_debates.index", ("desk_debates",))),
        (staff, (_("Polls"), "desk_polls.index", ("desk_polls",))),
        (workshops, (_("Workshops"), "desk_workshops.index", ("desk_workshops",))),
        (staff, (_("Measures"), "desk_measures.index", ("desk_measures",))),
        (staff, (_("Newsletter"), "desk_newsletter.index", ("desk_newsletter",))),
        (moderation, (_("Moderation"), "desk_moderation.index", ("desk_moderation",))),
        (admin, (_("People"), "desk_people.index", ("desk_people",))),
        (admin, (_("Settings"), "desk.settings", ())),
    ]
    return _entries([entry for shown, entry in wanted if shown])


def footer_groups() -> list[dict[str, Any]]:
    """The groups of links at the foot of every page."""
    groups = [
        (
            _("Take part"),
            [
                (_("What is open now"), "site.home"),
                (_("All consultations"), "consultations.index"),
                (_("All proposals"), "proposals.index"),
                (_("Workshops and results"), "workshops.index"),
                (_("Newsletter archive"), "newsletter.index"),
            ],
        ),
        (
            _("Help and rules"),
            [
                (_("How it works"), "site.how_it_works"),
                (_("House rules"), "site.rules"),
                (_("Easy language"), "site.easy_language"),
                (_("Sign language"), "site.sign_language"),
                (_("Moderation report"), "moderation.index"),
            ],
        ),
        (
            _("Legal"),
            [
                (_("Legal notice"), "site.imprint"),
                (_("Privacy"), "site.privacy"),
                (_("Accessibility"), "site.accessibility"),
            ],
        ),
    ]
    known = current_app.view_functions
    return [
        {"label": label, "links": [{"label": text, "url": url_for(name)} for text, name in links if name in known]}
        for label, links in groups
    ]
