"""Objections at the desk: read, decide with a reason, and the statement after an upheld one."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from consul_py.kernel.authz import person
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.web import confirm
from consul_py.polls import objection_queries, objection_service, paper_queries
from consul_py.polls.objection_forms import AnswerForm, StatementForm
from consul_py.polls.paper_queries import DeskPoll
from consul_py.polls.paper_staff_views import own
from consul_py.polls.staff_views import STAFFED, area


def _page(poll: DeskPoll, form: Any, status: int = 200) -> ResponseReturnValue:
    return render_template(
        "polls/desk_objections.html", poll=poll, urn=poll.urn, form=form, n=objection_queries.numbers(poll.id),
        objections=objection_queries.at_the_desk(poll.id), statement=objection_queries.statement(poll.id),
        log=paper_queries.log(poll.id),
    ), status  # fmt: skip


@area.page("/<int:id>/objections", needs=STAFFED)
def objections(id: int) -> ResponseReturnValue:
    poll = own(id)
    said = objection_queries.statement(poll.id)
    return _page(poll, StatementForm(data={"body": said.body if said else ""}))


@area.act("/<int:id>/statement", needs=STAFFED)
def statement(id: int) -> ResponseReturnValue:
    poll, form = own(id), StatementForm.read()
    if not form.validate():
        return _page(poll, form, 422)
    objection_service.state_publicly(poll, person().id or 0, form.body.data)
    confirm(_("The statement is public. The result becomes final when the time for objections is over."))
    return redirect(url_for("desk_polls.objections", id=id), 303)


def _one_page(poll: DeskPoll, objection_id: int, form: Any, status: int = 200) -> ResponseReturnValue:
    one = objection_queries.one(poll.id, objection_id)
    return render_template("polls/desk_objection.html", poll=poll, one=one, objection=one.objection, form=form), status


@area.page("/<int:id>/objections/<int:objection_id>", needs=STAFFED)
def objection(id: int, objection_id: int) -> ResponseReturnValue:
    return _one_page(own(id), objection_id, AnswerForm())


@area.act("/<int:id>/objections/<int:objection_id>", needs=STAFFED)
def objection_answer(id: int, objection_id: int) -> ResponseReturnValue:
    poll, form = own(id), AnswerForm.read()
    found = objection_queries.one(poll.id, objection_id).objection
    if not form.validate():
        return _one_page(poll, objection_id, form, 422)
    decided = form.outcome.data, form.reason.data, form.summary.data
    objection_service.answer(poll, found, person().id or 0, *decided)
    confirm(_("The objection is answered. Its author is told."))
    return redirect(url_for("desk_polls.objections", id=id), 303)
