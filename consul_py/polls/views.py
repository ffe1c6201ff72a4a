"""Polls in public: list, ballot, result."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from consul_py.kernel import clock, limits, panels
from consul_py.kernel.authz import anyone, person, resident
from consul_py.kernel.forms import BaseForm, sent
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.web import Area, confirm, error_page
from consul_py.polls import queries, rules, service, shown
from consul_py.polls.forms import ballot_form, choices_of
from consul_py.polls.keys import person_key
from consul_py.processes.rules import can, state

area = Area("polls", __name__, url_prefix="/polls")


@area.page("", needs=anyone)
def index() -> ResponseReturnValue:
    now = clock.now()
    return render_template(
        "polls/index.html",
        open_now=queries.open_polls(now),
        coming=queries.scheduled_polls(now),
        ended=queries.ended_polls(now),
    )


def _page(poll: shown.Shown, form: BaseForm) -> dict[str, Any]:
    """The context of a poll's page; everything is read before it renders."""
    who, now = person(), clock.now()
    voted = who.id is not None and queries.has_voted(poll.id, person_key(poll.id, who.id))
    return {
        "poll": poll, "form": form, "state": state(poll.consultation, now), "voted": voted,
        "open": can("vote", poll.consultation, now) is None and poll.is_public, "small": rules.SMALL,
        "panels": panels.collect("subject", poll, who), "aside": panels.collect("subject_aside", poll, who),
    }  # fmt: skip


@area.page("/<int:id>-<slug>", needs=anyone)
def show(id: int, slug: str) -> ResponseReturnValue:
    poll = shown.visible(id)
    if slug != poll.slug:
        return redirect(_path(poll), 301)
    return render_template("polls/show.html", **_page(poll, ballot_form(poll)()))


@area.act("/<int:id>/ballot", needs=resident, parked=False)
def ballot(id: int) -> ResponseReturnValue:
    poll = shown.visible(id)
    limits.limit("ballot", account="30/10 minutes")
    choices = choices_of(poll, sent())
    if choices is None:
        form = ballot_form(poll).read()
        form.validate()
        return render_template("polls/show.html", **_page(poll, form)), 422
    service.cast(poll, person(), choices)
    confirm(_("Your vote is in the urn. The result appears here after the end."))
    return redirect(_path(poll), 303)


@area.page("/<int:id>/results", needs=anyone)
def results(id: int) -> ResponseReturnValue:
    poll = shown.visible(id)
    if not service.is_over(poll):
        return error_page(403, _(rules.NOT_OVER.sentence))
    return render_template(
        "polls/results.html", poll=poll, tallies=queries.tallies(poll), turnout=queries.turnout(poll.id), small=rules.SMALL,
        panels=panels.collect("subject", poll, person()),
    )  # fmt: skip


@area.page("/<int:id>", needs=anyone)
def short(id: int) -> ResponseReturnValue:
    return redirect(_path(shown.visible(id)), 301)


def _path(poll: shown.Shown) -> str:
    return url_for("polls.show", id=poll.id, slug=poll.slug)
