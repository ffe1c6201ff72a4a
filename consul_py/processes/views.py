"""Public pages of processes and consultations."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from consul_py.kernel.authz import anyone
from consul_py.kernel.paging import number_from
from consul_py.kernel.web import Area
from consul_py.processes import line_queries, pages

area = Area("processes", __name__, url_prefix="/processes")
consultations = Area("consultations", __name__, url_prefix="/consultations")


@area.page("", needs=anyone)
def index() -> ResponseReturnValue:
    return render_template("processes/index.html", **pages.process_list())


@area.page("/<slug>", needs=anyone)
def show(slug: str) -> ResponseReturnValue:
    return render_template("processes/show.html", **pages.process_page(*line_queries.visible_process(slug)))


@consultations.page("", needs=anyone, endpoint="index")
def consultation_index() -> ResponseReturnValue:
    number = number_from(request.args.get("page"))
    return render_template("processes/consultations.html", **pages.consultation_list(number))


@consultations.page("/<slug>", needs=anyone, endpoint="show")
def consultation(slug: str) -> ResponseReturnValue:
    found = line_queries.visible_consultation(slug)
    return render_template("processes/consultation.html", **pages.consultation_page(found))
