"""Polls at the desk: prepare, publish, see the turnout."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from consul_py.kernel import audit, clock
from consul_py.kernel.authz import STAFF, desk, person, require
from consul_py.kernel.forms import chosen_id
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.web import Area, confirm, not_found
from consul_py.polls import queries, service
from consul_py.polls.forms import PollForm, QuestionForm
from consul_py.polls.models import Poll
from consul_py.polls.permissions import PERMISSIONS
from consul_py.processes.models import Consultation
from consul_py.processes.queries import get_consultation
from consul_py.processes.rules import state

area = Area("desk_polls", __name__, url_prefix="/desk/polls")
STAFFED = desk(STAFF)


def _own(poll_id: int) -> Poll:
    poll = queries.whole_poll(poll_id)
    require(PERMISSIONS, "edit", poll)
    return poll


@area.page("", needs=STAFFED)
def index() -> ResponseReturnValue:
    who, now = person(), clock.now()
    polls = [poll for poll in queries.desk_polls() if who.has(STAFF, process_id=poll.process_id)]
    states = {poll.id: state(poll.consultation, now) for poll in polls if poll.consultation}
    consultations = [c for c in queries.consultations_for_polls(now) if who.has(STAFF, process_id=c.process_id)]
    return render_template("polls/desk_index.html", polls=polls, states=states, consultations=consultations)


def _own_consultation(consultation_id: int) -> Consultation:
    consultation = get_consultation(consultation_id)
    if not person().has(STAFF, process_id=consultation.process_id):
        not_found()
    return consultation


@area.page("/new", needs=STAFFED)
def new() -> ResponseReturnValue:
    consultation = _own_consultation(chosen_id("consultation") or 0)
    return render_template("polls/desk_form.html", form=PollForm(), consultation=consultation, poll=None)


@area.act("/new/<int:consultation_id>", needs=STAFFED)
def create(consultation_id: int) -> ResponseReturnValue:
    consultation = _own_consultation(consultation_id)
    form = PollForm.read()
    if not form.validate():
        return render_template("polls/desk_form.html", form=form, consultation=consultation, poll=None), 422
    poll = service.create(consultation, **form.texts())
    confirm(_("The draft is saved. Now add the questions."))
    return redirect(url_for("desk_polls.show", id=poll.id), 303)


@area.page("/<int:id>", needs=STAFFED)
def show(id: int) -> ResponseReturnValue:
    poll = _own(id)
    assert poll.consultation is not None
    return render_template(
        "polls/desk_show.html", poll=poll, state=state(poll.consultation, clock.now()), missing=service.missing(poll),
        turnout=queries.turnout(poll.id), log=audit.latest("poll", poll.id),
    )  # fmt: skip


@area.page("/<int:id>/edit", needs=STAFFED)
def edit(id: int) -> ResponseReturnValue:
    poll = _own(id)
    form = PollForm(obj=poll, data={"municipality_id": poll.municipality_id or 0})
    return render_template("polls/desk_form.html", form=form, consultation=poll.consultation, poll=poll)


@area.act("/<int:id>/edit", needs=STAFFED)
def save(id: int) -> ResponseReturnValue:
    poll = _own(id)
    form = PollForm.read()
    if not form.validate():
        return render_template("polls/desk_form.html", form=form, consultation=poll.consultation, poll=poll), 422
    service.change(poll, **form.texts())
    audit.record("polls.change", "poll", poll.id, poll.title)
    confirm(_("The poll is saved."))
    return redirect(url_for("desk_polls.show", id=id), 303)


def _question_page(poll: Poll, form: QuestionForm, question_id: int) -> str:
    return render_template("polls/desk_question.html", poll=poll, form=form, question_id=question_id)


@area.page("/<int:id>/questions/<int:question_id>", needs=STAFFED)
def question(id: int, question_id: int) -> ResponseReturnValue:
    poll = _own(id)
    if question_id == 0:
        return _question_page(poll, QuestionForm(), 0)
    found = queries.find_question(poll, question_id)
    lines = "\n".join(f"{o.title} | {o.description}" if o.description else o.title for o in found.options)
    form = QuestionForm(data={"title": found.title, "description": found.description, "options": lines})
    return _question_page(poll, form, question_id)


@area.act("/<int:id>/questions/<int:question_id>", needs=STAFFED)
def save_question(id: int, question_id: int) -> ResponseReturnValue:
    poll = _own(id)
    form = QuestionForm.read()
    if not form.validate():
        return _question_page(poll, form, question_id), 422
    found = queries.find_question(poll, question_id) if question_id else None
    service.save_question(poll, found, form.title.data, form.description.data, form.options.data)
    confirm(_("The question is saved."))
    return redirect(url_for("desk_polls.show", id=id), 303)


@area.act("/<int:id>/questions/<int:question_id>/delete", needs=STAFFED)
def delete_question(id: int, question_id: int) -> ResponseReturnValue:
    poll = _own(id)
    service.delete_question(poll, queries.find_question(poll, question_id))
    confirm(_("The question is deleted."))
    return redirect(url_for("desk_polls.show", id=id), 303)


@area.act("/<int:id>/publish", needs=STAFFED)
def publish(id: int) -> ResponseReturnValue:
    poll = _own(id)
    service.publish(poll)
    confirm(_("The poll is public. Voting is possible as soon as the consultation is open."))
    return redirect(url_for("desk_polls.show", id=id), 303)
