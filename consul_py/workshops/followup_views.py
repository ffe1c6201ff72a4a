"""The follow-up at the desk: texts, preview, publishing, corrections."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from consul_py.kernel import clock
from consul_py.kernel.authz import person
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.web import confirm, not_found
from consul_py.workshops import desk_pages, followup_content, followup_queries, followup_service, pages
from consul_py.workshops.desk_area import NEEDED, area
from consul_py.workshops.forms import CorrectionForm, FollowUpForm
from consul_py.workshops.models import Workshop


def _page(workshop: Workshop, form: Any, correction: Any = None, status: int = 200) -> ResponseReturnValue:
    context = desk_pages.follow_up_page(workshop, form, clock.now())
    filled = form or FollowUpForm(obj=context["copy"])
    shown = context | {"form": correction or filled, "texts": filled, "correction": correction or CorrectionForm()}
    return render_template("workshops/desk_follow_up.html", **shown), status


@area.page("/<int:id>/follow-up", needs=NEEDED)
def follow_up(id: int) -> ResponseReturnValue:
    return _page(desk_pages.mine(id), None)


@area.act("/<int:id>/follow-up", needs=NEEDED)
def save_follow_up(id: int) -> ResponseReturnValue:
    workshop = desk_pages.mine(id)
    form = FollowUpForm.read()
    if not form.validate():
        return _page(workshop, form, status=422)
    followup_service.write(workshop, {name: form[name].data for name in followup_service.FIELDS})
    confirm(_("Saved. Nothing of it is public before you publish it."))
    return redirect(url_for("desk_workshops.follow_up", id=id), 303)


@area.page("/<int:id>/follow-up/preview", needs=NEEDED)
def preview(id: int) -> ResponseReturnValue:
    workshop = desk_pages.mine(id)
    copy = followup_queries.whole(id)
    if copy is None:
        not_found()
    content = followup_content.content_of(copy)
    context = pages.follow_up_page(workshop, content, person(), clock.now(), version=copy.version + 1, at=None, note="")
    return render_template("workshops/follow_up.html", preview=True, **context)


@area.act("/<int:id>/follow-up/publish", needs=NEEDED)
def publish(id: int) -> ResponseReturnValue:
    followup_service.publish(desk_pages.mine(id))
    confirm(_("The follow-up is published. Those who were there and everybody interested will be told."))
    return redirect(url_for("workshops.follow_up", id=id), 303)


@area.act("/<int:id>/follow-up/correct", needs=NEEDED)
def correct(id: int) -> ResponseReturnValue:
    workshop = desk_pages.mine(id)
    form = CorrectionForm.read()
    if not form.validate():
        return _page(workshop, None, form, 422)
    number = followup_service.correct(workshop, form.note.data)
    confirm(_("Version %(n)s is published; the correction is marked.", n=number))
    return redirect(url_for("workshops.follow_up", id=id), 303)
