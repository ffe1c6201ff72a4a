"""Following and no longer following, for residents."""

from __future__ import annotations

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from consul_py.follows import service
from consul_py.kernel.authz import person, resident
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.limits import limit
from consul_py.kernel.web import Area, confirm, way_back
from consul_py.processes.queries import visible_process
from consul_py.subjects.links import subject_path
from consul_py.subjects.queries import visible_subject

area = Area("follows", __name__)


def _me() -> int:
    limit("follow", account="100/10 minutes")
    who = person()
    assert who.id is not None
    return who.id


def _back(following: bool, fallback: str) -> Response:
    confirm(_("You follow this. We tell you when something happens.") if following else _("You no longer follow this."))
    return redirect(way_back(fallback), 303)


@area.act("/subjects/<int:id>/follow", needs=resident)
def follow(id: int) -> ResponseReturnValue:
    subject = visible_subject(id)
    service.follow(subject, _me())
    return _back(True, subject_path(subject))


@area.act("/subjects/<int:id>/unfollow", needs=resident)
def unfollow(id: int) -> ResponseReturnValue:
    subject = visible_subject(id)
    service.unfollow(subject, _me())
    return _back(False, subject_path(subject))


@area.act("/processes/<slug>/follow", needs=resident)
def follow_process(slug: str) -> ResponseReturnValue:
    process = visible_process(slug)
    service.follow_process(process, _me())
    return _back(True, url_for("processes.show", slug=slug))


@area.act("/processes/<slug>/unfollow", needs=resident)
def unfollow_process(slug: str) -> ResponseReturnValue:
    process = visible_process(slug)
    service.unfollow_process(process, _me())
    return _back(False, url_for("processes.show", slug=slug))
