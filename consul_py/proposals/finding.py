"""The list of proposals: what its address asks for, which filters it offers, and what the page shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import request, url_for

from consul_py.kernel.clock import days_left, to_berlin
from consul_py.kernel.forms import argument, choice, chosen_id
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.i18n import ngettext, number
from consul_py.kernel.paging import Page
from consul_py.proposals import framing, listing, rules, words
from consul_py.proposals.framing import Frame
from consul_py.proposals.listing import Asked


def asked(now: datetime) -> tuple[Asked, Frame]:
    """What the address asks for. Odd values count as not asked."""
    frame = framing.frame()
    process = {row.slug: row.id for row in frame.processes}.get(argument("process"))
    consultation = {row.slug: row.id for row in frame.consultations}.get(argument("consultation"))
    topics = [int(value) for value in request.args.getlist("topic")[:50] if _is_id(value)]
    known = {row.id for row in frame.topics}
    seed = chosen_id("seed")
    return Asked(
        q=argument("q"),
        topics=tuple(dict.fromkeys(topic for topic in topics if topic in known)),
        states=tuple(state for state in rules.STATES if state in request.args.getlist("state")),
        municipality=chosen_id("municipality"),
        consultation=consultation,
        process=process,
        sort=choice("sort", listing.SORTS, "newest"),
        seed=seed if seed is not None else listing.daily_seed(to_berlin(now).date()),
    ), frame


def _is_id(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) < 10


def parameters(wish: Asked, frame: Frame) -> dict[str, Any]:
    """The address's parameters for a wish; what is not asked for is left out."""
    slugs = {row.id: row.slug for row in [*frame.processes]}
    windows = {row.id: row.slug for row in frame.consultations}
    values: dict[str, Any] = {
        "q": wish.q,
        "topic": list(wish.topics),
        "state": list(wish.states),
        "municipality": wish.municipality,
        "consultation": windows.get(wish.consultation or 0),
        "process": slugs.get(wish.process or 0),
        "sort": wish.sort if wish.sort != "newest" else None,
        "seed": wish.seed if wish.sort == "random" else None,
    }
    return {name: value for name, value in values.items() if value}


def list_page(wish: Asked, frame: Frame, found: Page[Any], now: datetime) -> dict[str, Any]:
    params = parameters(wish, frame)
    topics = _offered(wish, frame)
    window = _open_window(wish, frame, now)
    return {
        "wish": wish,
        "page": found,
        "entries": [words.entry(row, now) for row in found.items],
        "heading": _heading(found),
        "lead": _lead(window, now),
        "window": window,
        "at": lambda n: url_for("proposals.index", **params, page=n),
        "keep": {name: value for name, value in params.items() if name not in ("sort", "seed")},
        "tags": tags(wish, frame),
        "topics": [(row.id, row.title, row.number) for row in topics],
        "states": [("open", words.state_word("open")), ("waiting", words.state_word("waiting")),
                   ("answered", words.state_word("answered"))],
        "municipalities": [("", _("All municipalities")), *frame.municipalities],
        "consultations": [("", _("All consultations")), *[(row.slug, row.title) for row in frame.consultations]],
        "processes": [("", _("All processes")), *[(row.slug, row.title) for row in frame.processes]],
        "chosen": params,
        "sorts": [("newest", _("Newest first")), ("supported", _("Most supported")), ("discussed", _("Most discussed")),
                  ("random", _("Random, mixed daily"))],
    }  # fmt: skip


def _offered(wish: Asked, frame: Frame) -> list[Any]:
    """Topic fields of the process in question; of every public one while none is chosen."""
    process = wish.process
    if process is None and wish.consultation is not None:
        process = next(row.process_id for row in frame.consultations if row.id == wish.consultation)
    wanted = {process} if process is not None else {row.id for row in frame.processes}
    return [row for row in frame.topics if row.process_id in wanted]


def tags(wish: Asked, frame: Frame) -> list[tuple[str, str]]:
    """The filters that are set: their words, and the address without them."""

    def without(**changes: Any) -> str:
        return url_for("proposals.index", **parameters(replace(wish, **changes), frame))

    found: list[tuple[str, str]] = []
    if wish.q:
        found.append((_("“%(words)s”", words=wish.q), without(q="")))
    names = {row.id: row.title for row in frame.topics}
    found += [(names[one], without(topics=tuple(t for t in wish.topics if t != one))) for one in wish.topics]
    found += [(words.state_word(one), without(states=tuple(s for s in wish.states if s != one))) for one in wish.states]
    if wish.municipality is not None:
        found.append((dict(frame.municipalities).get(wish.municipality, "?"), without(municipality=None)))
    found += [(row.title, without(consultation=None)) for row in frame.consultations if row.id == wish.consultation]
    found += [(row.title, without(process=None)) for row in frame.processes if row.id == wish.process]
    return found


def _heading(found: Page[Any]) -> str:
    if found.total is None:
        return str(_("More than %(n)s proposals", n=number(found.limit)))
    return str(ngettext("%(num)s proposal", "%(num)s proposals", found.total))


def _open_window(wish: Asked, frame: Frame, now: datetime) -> Any:
    """The consultation one can propose in now: the chosen one, else the one that ends next."""
    running = [
        row
        for row in frame.consultations
        if row.may_propose and row.evaluated_at is None and row.opens_at <= now < row.closes_at
    ]
    if wish.consultation is not None:
        running = [row for row in running if row.id == wish.consultation]
    if wish.process is not None:
        running = [row for row in running if row.process_id == wish.process]
    return min(running, key=lambda row: (row.closes_at, row.id), default=None)


def _lead(window: Any, now: datetime) -> str:
    if window is None:
        return str(_("What people want to change here, and what became of it."))
    left = days_left(window.closes_at, now)
    if left < 1:
        return str(_("Today you can still write, support and have your say."))
    return str(
        ngettext(
            "%(num)s more day to write, support and have your say.",
            "%(num)s more days to write, support and have your say.",
            left,
        )
    )
