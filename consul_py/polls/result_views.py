"""What comes after a vote: the result, how to check it, every file of it, and "check my number"."""

from __future__ import annotations

import json
from pathlib import PurePath
from typing import Any

from flask import Response, render_template, url_for
from flask.typing import ResponseReturnValue

from consul_py.ballots import publication
from consul_py.ballots import queries as urns
from consul_py.ballots.recount import normal, readable, well_formed
from consul_py.kernel import clock, limits, panels
from consul_py.kernel.authz import anyone, person
from consul_py.kernel.forms import sent
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.i18n import language, sentence
from consul_py.kernel.text import html_from_markdown, one_line
from consul_py.kernel.web import error_page, not_found
from consul_py.polls import feed as feeds
from consul_py.polls import outcome, rules, shown
from consul_py.polls.ballot import in_words
from consul_py.polls.views import area


def _frozen(poll_id: int) -> shown.Shown:
    """A poll that has an urn. Raises 404."""
    poll = shown.visible(poll_id)
    return poll if poll.urn is not None else not_found()


@area.page("/<int:id>/results", needs=anyone)
def results(id: int) -> ResponseReturnValue:
    poll = _frozen(id)
    found, definition = urns.result(id), urns.definition(id)
    if found is None:
        if rules.state(poll.urn, clock.now()) == rules.COUNTING:
            return render_template("polls/counting.html", poll=poll)
        return error_page(403, sentence(rules.NOT_OVER))
    assert poll.urn is not None
    channels = urns.channels(id)
    turnout = outcome.turnout(
        channels["eligible"], channels["turnout"], poll.urn.used, rules.SMALLEST_CELL,
        _("below %(n)s", n=rules.SMALLEST_CELL),
    )  # fmt: skip
    return render_template(
        "polls/results.html", poll=poll, result=found, outcomes=outcome.outcomes(definition, found), turnout=turnout,
        majority=rules.MAJORITIES[definition["majority"]], state=rules.state(poll.urn, clock.now()), small=rules.SMALL,
        files=file_list(id, final=True), panels=panels.collect("subject", poll, person()),
        aside=panels.collect("poll_result", poll, person()),
    )  # fmt: skip


FILE_WORDS = {
    "definition.json": lambda: _("What was asked and how it is counted"),
    "stimmzettel.jsonl": lambda: _("All ballots with their control numbers"),
    "checkpoints.jsonl": lambda: _("All signed checkpoints"),
    "ergebnis.json": lambda: _("The result"),
    "leaves.txt": lambda: _("The hashes of all sealed ballots"),
    "recount.py": lambda: _("The program that checks and counts again"),
}


def file_list(poll_id: int, *, final: bool) -> list[dict[str, str]]:
    """The published files with their addresses, for the component `files`."""
    names = publication.names(final)
    found = [
        {"name": name, "url": url_for("polls.file", id=poll_id, name=name), "note": FILE_WORDS[name]()}
        for name in names
    ]
    if not final:
        return found
    whole = {
        "name": f"abstimmung-{poll_id}.zip",
        "url": url_for("polls.archive", id=poll_id),
        "note": _("All files in one"),
    }
    return [whole, *found]


@area.page("/<int:id>/files/<name>", needs=anyone)
def file(id: int, name: str) -> ResponseReturnValue:
    poll = _frozen(id)
    if name not in publication.names(poll.is_counted):
        not_found()
    content = b"".join(publication.content(id, name))
    answer = Response(content, content_type=f"{publication.MEDIA_TYPES[PurePath(name).suffix]}; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@area.page("/<int:id>/archive.zip", needs=anyone)
def archive(id: int) -> ResponseReturnValue:
    if not _frozen(id).is_counted:
        not_found()
    limits.limit("poll archive", account="20/hour", network_limit="60/hour")
    answer = Response(publication.archive(id), mimetype="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="abstimmung-{id}.zip"'
    return answer


@area.page("/<int:id>/checkpoints", needs=anyone)
def checkpoints(id: int) -> ResponseReturnValue:
    poll = _frozen(id)
    return render_template("polls/checkpoints.html", poll=poll, points=_points(id))


def _points(poll_id: int) -> list[tuple[Any, dict[str, Any]]]:
    """Every checkpoint, newest first, with what its text says."""
    return [(one, json.loads(one.text)) for one in reversed(urns.checkpoints(poll_id))]


@area.page("/<int:id>/checkpoints.atom", needs=anyone)
def feed(id: int) -> ResponseReturnValue:
    poll = _frozen(id)
    assert poll.urn is not None
    return Response(feeds.feed(id, poll.title, poll.urn.frozen_at, _points(id)), content_type=feeds.MEDIA_TYPE)


@area.page("/<int:id>/audit", needs=anyone)
def audit(id: int) -> ResponseReturnValue:
    poll = _frozen(id)
    return render_template(
        "polls/audit.html", poll=poll, keys=urns.definition(id)["keys"], points=_points(id)[:1],
        files=file_list(id, final=poll.is_counted), state=rules.state(poll.urn, clock.now()),
    )  # fmt: skip


@area.page("/<int:id>/how", needs=anyone)
def how(id: int) -> ResponseReturnValue:
    """The whole way of a vote: in German in plain words ("Leichte Sprache"), in English plainly, too."""
    poll = shown.visible(id)
    words = render_template(f"polls/how/{language()}.md", small=rules.SMALL)
    return render_template("polls/how.html", poll=poll, html=html_from_markdown(words))


@area.page("/<int:id>/check", needs=anyone)
def check(id: int) -> ResponseReturnValue:
    return _check_page(_frozen(id), "")


def _looked_up(id: int) -> ResponseReturnValue:
    limits.limit("check number", network_limit="600/hour")
    return _check_page(_frozen(id), one_line(sent().get("number", ""))[:100])


@area.act("/<int:id>/check", needs=anyone, parked=False, prepare=_looked_up)
def find(id: int, prepared: ResponseReturnValue) -> ResponseReturnValue:
    """Find a ballot by its control number or the voter's own number; before the end a leaf by its hash.

    It changes nothing, but is no GET: a control number in an address would stand in logs beside who asked.
    """
    return prepared


def _check_page(poll: shown.Shown, typed: str) -> str:
    found: dict[str, Any] = {"ballots": [], "since": None} | _found(poll, typed)
    state = rules.state(poll.urn, clock.now())
    return render_template("polls/check.html", poll=poll, typed=typed, state=state, **found)


def _found(poll: shown.Shown, typed: str) -> dict[str, Any]:
    """`says` (what was found, as a word) and what belongs to it."""
    number, plain = normal(typed), "".join(typed.split()).lower()
    if not typed:
        return {"says": ""}
    if len(plain) == 64 and set(plain) <= set("0123456789abcdef"):
        return _leaf(poll.id, plain)
    if plain.isascii() and plain.isdigit() and 4 <= len(plain) <= 8:
        ballots = urns.ballots_with_own_number(poll.id, plain) if poll.is_counted else []
        return {"says": "own" if poll.is_counted else "later", "ballots": [_ballot(poll, one) for one in ballots]}
    if not well_formed(number):
        return {"says": "mistyped"}
    if not poll.is_counted:
        return {"says": "later"}
    one = urns.find_ballot(poll.id, number)
    return {"says": "ballot" if one else "missing", "ballots": [_ballot(poll, one)] if one else []}


def _ballot(poll: shown.Shown, one: urns.Ballot) -> dict[str, Any]:
    choice = json.loads(one.choice)
    return {
        "tracker": readable(one.tracker), "own": one.own_number, "line": one.position + 1, "blank": not choice,
        "words": in_words(poll, choice),
    }  # fmt: skip


def _leaf(poll_id: int, leaf: str) -> dict[str, Any]:
    """Whether a leaf is in the log, and since which checkpoint."""
    place = urns.has_leaf(poll_id, leaf)
    points = urns.checkpoints(poll_id)
    since = next((one for one in points if place is not None and one.size > place), None)
    return {"says": "sealed" if since else "not_sealed", "since": since}
