"""Measures in public: all of them, one of them, and all as a file."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consul_py.kernel import clock, sheets
from consul_py.kernel.authz import anyone, person
from consul_py.kernel.forms import argument, choice, chosen_id
from consul_py.kernel.paging import number_from
from consul_py.kernel.web import Area
from consul_py.measures import listing, pages, sheet, shown
from consul_py.measures.models import STATUSES
from consul_py.processes.queries import find_process

area = Area("measures", __name__, url_prefix="/measures")
VIEWS = ("board", "list", "timeline")


def _asked() -> listing.Asked:
    """What the address asks for; odd values ask for nothing."""
    slug = argument("process", limit=80)
    process = find_process(slug) if slug else None
    given = request.args.getlist("status")
    return listing.Asked(
        statuses=tuple(status for status in STATUSES if status in given), topic_id=chosen_id("topic"),
        process_id=process.id if process else None, process_slug=process.slug if process else "", q=argument("q"),
    )  # fmt: skip


@area.page("", needs=anyone)
def index() -> ResponseReturnValue:
    asked = _asked()
    view = choice("view", VIEWS, "list" if asked.q or asked.statuses else "board")
    context = pages.index_page(asked, view, number_from(request.args.get("page")), clock.now())
    return render_template("measures/index.html", **context)


@area.page("/all.csv", needs=anyone)
def export() -> ResponseReturnValue:
    """Every public measure as a table."""
    header, rows = sheet.of(listing.exported())
    return sheets.download("massnahmen", header, rows)


@area.page("/<int:id>-<slug>", needs=anyone)
def show(id: int, slug: str) -> ResponseReturnValue:
    measure = shown.visible(id)
    if slug != measure.slug:
        return redirect(_path(measure), 301)
    return render_template("measures/show.html", **pages.show_page(measure, person(), clock.now()))


@area.page("/<int:id>", needs=anyone)
def short(id: int) -> ResponseReturnValue:
    """The number alone, as in a letter."""
    return redirect(_path(shown.visible(id)), 301)


def _path(measure: shown.Shown) -> str:
    return url_for("measures.show", id=measure.id, slug=measure.slug)
