"""Workshops in public: the list, one workshop, registration, the calendar file, the follow-up."""

from __future__ import annotations

from typing import Any

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consul_py.kernel import clock
from consul_py.kernel.authz import anyone, may, person, resident
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.i18n import language
from consul_py.kernel.limits import limit
from consul_py.kernel.paging import number_from
from consul_py.kernel.refusal import ensure
from consul_py.kernel.web import Area, confirm, not_found
from consul_py.subjects.links import subject_url
from consul_py.workshops import (
    followup_content,
    followup_queries,
    pages,
    queries,
    registration_queries,
    registration_service,
    rules,
    shown,
    words,
)
from consul_py.workshops.calendar import calendar
from consul_py.workshops.forms import NeedsForm, RegistrationForm
from consul_py.workshops.models import REGISTERED, WorkshopRegistration
from consul_py.workshops.permissions import PERMISSIONS

area = Area("workshops", __name__, url_prefix="/workshops")


@area.page("", needs=anyone)
def index() -> ResponseReturnValue:
    return render_template(
        "workshops/index.html", **pages.index_page(clock.now(), number_from(request.args.get("page")))
    )


@area.page("/<int:id>-<slug>", needs=anyone)
def show(id: int, slug: str) -> ResponseReturnValue:
    workshop = shown.visible(id)
    if slug != workshop.slug:
        return redirect(_path(workshop), 301)
    return _page(workshop, RegistrationForm())


@area.page("/<int:id>", needs=anyone)
def short(id: int) -> ResponseReturnValue:
    """The number alone, as in a letter or on a poster."""
    return redirect(_path(shown.visible(id)), 301)


def _path(workshop: shown.Shown) -> str:
    return url_for("workshops.show", id=workshop.id, slug=workshop.slug)


def _page(workshop: shown.Shown, form: Any, status: int = 200) -> ResponseReturnValue:
    return render_template("workshops/show.html", **pages.show_page(workshop, person(), clock.now(), form)), status


@area.act("/<int:id>/registration", needs=anyone)
def register(id: int) -> ResponseReturnValue:
    limit("workshop_registration", account="20/hour", network_limit="60/hour")
    workshop = shown.visible(id)
    if not person().is_signed_in:
        return _request(workshop)
    form = NeedsForm.read()
    if not form.validate():
        return _page(workshop, form, 422)
    row = registration_service.register(id, person(), form.needs.data, language())
    confirm(_said(row))
    return redirect(_path(workshop) + "#registration", 303)


def _request(workshop: shown.Shown) -> ResponseReturnValue:
    form = RegistrationForm.read()
    ensure(rules.can_register(workshop, clock.now()))
    if not form.validate():
        return _page(workshop, form, 422)
    registration_service.request(workshop.id, form.name.data, form.email.data, form.needs.data, language())
    confirm(_("We have sent you an e-mail. Please confirm your registration with its link within 24 hours."))
    return redirect(_path(workshop) + "#registration", 303)


def _said(row: WorkshopRegistration) -> str:
    if row.state == REGISTERED:
        return str(_("You are registered. We have sent you an e-mail with the date for your calendar."))
    return str(_("You are on the waiting list. We will write to you as soon as a seat is free."))


@area.act("/<int:id>/registration/cancel", needs=resident)
def leave(id: int) -> ResponseReturnValue:
    workshop = shown.visible(id)
    row = registration_queries.of_person(id, person())
    if row is not None:
        registration_service.leave(row)
    confirm(_("You are no longer registered. Thank you for letting us know: somebody else can have the seat."))
    return redirect(_path(workshop), 303)


@area.page("/registration/<token>", needs=anyone)
def registration_page(token: str) -> ResponseReturnValue:
    """Where the link in a mail leads: buttons to confirm and to cancel; opening it changes nothing."""
    row = registration_queries.by_token(token)
    if row is None:
        return render_template("workshops/registration_gone.html"), 404
    now = clock.now()
    workshop = shown.visible(row.workshop_id)
    box = pages.registration_box(workshop, row, now)
    url = _path(workshop)
    return render_template(
        "workshops/registration.html", workshop=workshop, row=row, box=box, token=token, url=url,
        hours=words.hours(workshop),
    )  # fmt: skip


@area.act("/registration/<token>/confirm", needs=anyone)
def confirm_registration(token: str) -> ResponseReturnValue:
    row = registration_queries.by_token(token)
    if row is None:
        return render_template("workshops/registration_gone.html"), 404
    registration_service.confirm(row)
    confirm(_said(row))
    return redirect(url_for("workshops.registration_page", token=token), 303)


@area.act("/registration/<token>/cancel", needs=anyone)
def cancel_registration(token: str) -> ResponseReturnValue:
    row = registration_queries.by_token(token)
    if row is None:
        return render_template("workshops/registration_gone.html"), 404
    registration_service.leave(row)
    confirm(_("You are no longer registered. Thank you for letting us know: somebody else can have the seat."))
    return redirect(_path(shown.visible(row.workshop_id)), 303)


@area.page("/<int:id>.ics", needs=anyone)
def calendar_file(id: int) -> ResponseReturnValue:
    workshop = queries.visible(id)
    mine = registration_queries.of_person(id, person())
    online = pages.is_in(mine) or may(PERMISSIONS, "manage", workshop)
    text = calendar(workshop, subject_url(workshop), clock.now(), online=online)
    answer = Response(text, content_type="text/calendar; charset=utf-8; method=PUBLISH")
    answer.headers["Content-Disposition"] = f'attachment; filename="workshop-{id}.ics"'
    return answer


@area.page("/<int:id>/follow-up", needs=anyone)
def follow_up(id: int) -> ResponseReturnValue:
    workshop = queries.visible(id)
    published = workshop.follow_up
    if published is None or published.published_at is None:
        not_found()
    version = followup_queries.version(published.id, published.version)
    context = pages.follow_up_page(
        workshop, version.content, person(), clock.now(), version=version.version, at=version.created_at,
        note=version.note,
    )  # fmt: skip
    return render_template("workshops/follow_up.html", preview=False, **context)


@area.page("/<int:id>/follow-up/versions/<int:number>", needs=anyone)
def follow_up_version(id: int, number: int) -> ResponseReturnValue:
    """A version with what it changed, line by line."""
    workshop = queries.visible(id)
    if workshop.follow_up is None or workshop.follow_up.published_at is None:
        not_found()
    version, before = followup_queries.with_predecessor(workshop.follow_up.id, number)
    lines = followup_content.differences(before.content if before else None, version.content)
    return render_template("workshops/version.html", workshop=workshop, version=version, lines=lines)
