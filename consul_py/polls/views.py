"""Polls in public: list, poll with its ballot."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from consul_py.kernel import clock, panels
from consul_py.kernel.authz import anyone, person
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.web import Area
from consul_py.polls import outcome, queries, rules, shown, voters
from consul_py.polls.ballot import Ballot

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


@area.page("/<int:id>-<slug>", needs=anyone)
def show(id: int, slug: str) -> ResponseReturnValue:
    poll = shown.visible(id)
    if slug != poll.slug:
        return redirect(path_of(poll), 301)
    return render_template("polls/show.html", **page_of(poll, Ballot(poll, person())))


def page_of(poll: shown.Shown, ballot: Ballot, code: str = "") -> dict[str, Any]:
    """The context of a poll's page; everything is read before it renders."""
    who, now = person(), clock.now()
    state, standing = rules.state(poll.urn, now), voters.standing(poll, who)
    return {
        "poll": poll, "ballot": ballot, "form": ballot, "state": state, "code": code, "small": rules.SMALL,
        "voted": standing.recorded, "refusal": standing.refusal, "open": state == rules.OPEN and poll.is_public,
        "by_code": poll.who == rules.CODES, "majority": rules.MAJORITIES[poll.majority], "who": rules.WHO[poll.who],
        "eligible": outcome.turnout(poll.eligible, {}, 0, rules.SMALLEST_CELL, _("below %(n)s", n=rules.SMALLEST_CELL)),
        "panels": panels.collect("subject", poll, who), "aside": panels.collect("subject_aside", poll, who),
    }  # fmt: skip


@area.page("/<int:id>", needs=anyone)
def short(id: int) -> ResponseReturnValue:
    return redirect(path_of(shown.visible(id)), 301)


def path_of(poll: shown.Shown) -> str:
    return url_for("polls.show", id=poll.id, slug=poll.slug)
