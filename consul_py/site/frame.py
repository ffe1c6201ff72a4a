"""What stands around every page: navigation, the thin line on top, the groups of links at its foot."""

from __future__ import annotations

from typing import Any

from flask import current_app, request, url_for

from consul_py.kernel.authz import may, person
from consul_py.kernel.i18n import LANGUAGES, language
from consul_py.kernel.i18n import gettext as _
from consul_py.residence.permissions import PERMISSIONS as RESIDENCE


def theme_url() -> str:
    return url_for("site.theme")


def _entries(entries: list[tuple[str, str, tuple[str, ...]]]) -> list[dict[str, Any]]:
    here, page, known = request.blueprint or "", request.endpoint, current_app.view_functions
    return [
        {"label": label, "url": url_for(endpoint), "current": here in blueprints or page == endpoint}
        for label, endpoint, blueprints in entries
        if endpoint in known
    ]


def navigation() -> list[dict[str, Any]]:
    """The main navigation: label, address, whether it is where we are."""
    return _entries(
        [
            (_("Take part"), "site.home", ()),
            (_("Processes"), "processes.index", ("processes", "consultations")),
            (_("Proposals"), "proposals.index", ("proposals",)),
            (_("Polls"), "polls.index", ("polls",)),
            (_("Workshops"), "workshops.index", ("workshops",)),
            (_("State of implementation"), "measures.index", ("measures",)),
        ]
    )


def account_link() -> dict[str, Any]:
    """The last entry of the navigation: sign in, or one's own page."""
    if not person().is_signed_in:
        path = request.full_path.rstrip("?") if request.method == "GET" else ""
        apart = (request.blueprint or "") == "accounts" or path in ("", "/")
        url = url_for("accounts.login", next=None if apart else path)
        return {"label": _("Sign in"), "url": url, "current": request.endpoint == "accounts.login"}
    here = request.blueprint in ("accounts", "notifications", "residence")
    return {
        "label": _("My contributions"),
        "url": url_for("accounts.me"),
        "current": here,
        "count": person().unread or 0,
    }


def service_links() -> list[dict[str, Any]]:
    """The thin line on top: easy language, sign language, the other language, the desk, sign out."""
    path = request.full_path.rstrip("?") if request.method == "GET" else "/"
    known = current_app.view_functions
    inclusive = [(_("Easy language"), "site.easy_language"), (_("Sign language"), "site.sign_language")]
    links: list[dict[str, Any]] = [{"label": text, "url": url_for(name)} for text, name in inclusive if name in known]
    links += [
        {"label": name, "url": url_for("language.choose", code=code, next=path), "lang": code}
        for code, name in LANGUAGES.items()
        if code != language()
    ]
    if person().is_official:
        links.append({"label": _("Desk"), "url": url_for("desk.index")})
    if person().is_signed_in:
        links.append({"label": _("Sign out"), "url": url_for("accounts.logout"), "post": True})
    return links


def desk_navigation() -> list[dict[str, Any]]:
    """The navigation of the desk: what the person's roles open."""
    staff, moderation, admin = person().has("staff"), person().has("moderator", "staff"), person().has("administrator")
    workshops = person().has("staff", "facilitator")
    residence = may(RESIDENCE, "work")
    wanted = [
        (True, (_("Work list"), "desk.index", ())),
        (staff, (_("Processes"), "desk_processes.index", ("desk_processes",))),
        (staff, (_("Consultations"), "desk_consultations.index", ("desk_consultations",))),
        (staff, (_("Proposals"), "desk_proposals.index", ("desk_proposals",))),
        (staff, (_("Debates"), "desk_debates.index", ("desk_debates",))),
        (staff, (_("Polls"), "desk_polls.index", ("desk_polls",))),
        (workshops, (_("Workshops"), "desk_workshops.index", ("desk_workshops",))),
        (staff, (_("Measures"), "desk_measures.index", ("desk_measures",))),
        (staff, (_("Newsletter"), "desk_newsletter.index", ("desk_newsletter",))),
        (moderation, (_("Moderation"), "desk_moderation.index", ("desk_moderation",))),
        (residence, (_("Residence"), "desk_residence.index", ("desk_residence",))),
        (admin, (_("People"), "desk_people.index", ("desk_people",))),
        (admin, (_("Settings"), "desk.settings", ())),
    ]
    return _entries([entry for shown, entry in wanted if shown])


def footer_groups(source_url: str) -> list[dict[str, Any]]:
    """The groups of links at the foot of every page; `source_url` is that of the setting."""
    groups = [
        (
            _("Take part"),
            [
                (_("What is open now"), "site.home"),
                (_("All consultations"), "consultations.index"),
                (_("All proposals"), "proposals.index"),
                (_("All debates"), "debates.index"),
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
    found: list[dict[str, Any]] = [
        {"label": label, "links": [{"label": text, "url": url_for(name)} for text, name in links if name in known]}
        for label, links in groups
    ]
    # AGPL, section 13: who uses the program over a network is offered its source.
    found[-1]["links"].append(
        {"label": _("Source code"), "url": source_url or url_for("site.imprint", _anchor="source")}
    )
    return found
