"""Polls at the desk: prepare, publish, take back, see the turnout."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from consul_py.ballots import queries as urns
from consul_py.kernel import audit, clock, panels
from consul_py.kernel.authz import STAFF, desk, person, require
from consul_py.kernel.forms import chosen_id
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.refusal import Refused
from consul_py.kernel.web import Area, confirm, not_found
from consul_py.polls import asked, kinds, queries, rules, service
from consul_py.polls.forms import PollForm, QuestionForm, fresh_poll_form, poll_form_of, question_form_of
from consul_py.polls.models import Poll
from consul_py.polls.permissions import PERMISSIONS
from consul_py.processes.models import Consultation
from consul_py.processes.queries import get_consultation
from consul_py.processes.rules import state

area = Area("desk_polls", __name__, url_prefix="/desk/polls")
STAFFED = desk(STAFF)


def own_poll(poll_id: int, *, lock: bool = False) -> Poll:
    """A poll with all that belongs to it, of a process of theirs; held for acts. Raises 404 and Forbidden."""
    poll = queries.whole_poll(poll_id, lock=lock)
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


def _form_page(form: PollForm, consultation: Consultation | None, poll: Poll | None) -> str:
    return render_template("polls/desk_form.html", form=form, consultation=consultation, poll=poll)


@area.page("/new", needs=STAFFED)
def new() -> ResponseReturnValue:
    return _form_page(fresh_poll_form(), _own_consultation(chosen_id("consultation") or 0), None)


@area.act("/new/<int:consultation_id>", needs=STAFFED)
def create(consultation_id: int) -> ResponseReturnValue:
    consultation = _own_consultation(consultation_id)
    form = PollForm.read()
    if not form.validate():
        return _form_page(form, consultation, None), 422
    poll = service.create(consultation, **form.settings())
    confirm(_("The draft is saved. Now add the questions."))
    return redirect(url_for("desk_polls.show", id=poll.id), 303)


@area.page("/<int:id>", needs=STAFFED)
def show(id: int) -> ResponseReturnValue:
    poll, now = own_poll(id), clock.now()
    urn = urns.find_urn(id)
    return render_template(
        "polls/desk_show.html", poll=poll, urn=urn, state=rules.state(urn, now), missing=service.missing(poll, now),
        turnout=urns.used(id) if urn else 0, asks=_asks(poll), log=audit.latest("poll", poll.id),
        who=rules.WHO[poll.who], majority=rules.MAJORITIES[poll.majority], by_code=poll.who == rules.CODES,
        panels=panels.collect("desk_poll", poll, person()),
    )  # fmt: skip


def _asks(poll: Poll) -> dict[int, tuple[str, str]]:
    """What kind every question is and how it is counted, in words."""
    return {
        question.id: (_(kinds.KINDS[question.kind].name), _(kinds.counted(question.kind, question.method)))
        for question in poll.questions
    }


@area.page("/<int:id>/edit", needs=STAFFED)
def edit(id: int) -> ResponseReturnValue:
    poll = own_poll(id)
    return _form_page(poll_form_of(poll), poll.consultation, poll)


@area.act("/<int:id>/edit", needs=STAFFED)
def save(id: int) -> ResponseReturnValue:
    poll = own_poll(id, lock=True)
    form = PollForm.read()
    if not form.validate():
        return _form_page(form, poll.consultation, poll), 422
    service.change(poll, **form.settings())
    audit.record("polls.change", "poll", poll.id, poll.title)
    confirm(_("The poll is saved."))
    return redirect(url_for("desk_polls.show", id=id), 303)


def _question_page(poll: Poll, form: QuestionForm, question_id: int) -> str:
    """`files` says by answer which picture and document it has."""
    options = {str(option.id): option for question in poll.questions for option in question.options}
    return render_template(
        "polls/desk_question.html", poll=poll, form=form, question_id=question_id, options=options, kinds=kinds
    )


@area.page("/<int:id>/questions/<int:question_id>", needs=STAFFED)
def question(id: int, question_id: int) -> ResponseReturnValue:
    poll = own_poll(id)
    found = queries.find_question(poll, question_id) if question_id else None
    return _question_page(poll, question_form_of(found), question_id)


def _read_question(**_values: Any) -> asked.Sent:
    return asked.read()


@area.act("/<int:id>/questions/<int:question_id>", needs=STAFFED, prepare=_read_question)
def save_question(id: int, question_id: int, prepared: asked.Sent) -> ResponseReturnValue:
    poll = own_poll(id, lock=True)
    found = queries.find_question(poll, question_id) if question_id else None
    if prepared.question is None:
        return _question_page(poll, prepared.form, question_id), 422
    try:
        service.save_question(poll, found, prepared.question)
    except Refused as refused:
        if refused.refusal.status is not None:
            raise
        prepared.form.refuse(refused.refusal, FIELD_OF.get(refused.refusal.code, "title"))
        prepared.form.offer_more()
        return _question_page(poll, prepared.form, question_id), 422
    confirm(_("The question is saved."))
    return redirect(url_for("desk_polls.show", id=id), 303)


FIELD_OF = {
    "odd_limits": "maximum",
    "no_method": "method",
    "odd_points": "points",
}


@area.act("/<int:id>/questions/<int:question_id>/delete", needs=STAFFED)
def delete_question(id: int, question_id: int) -> ResponseReturnValue:
    poll = own_poll(id, lock=True)
    service.delete_question(poll, queries.find_question(poll, question_id))
    confirm(_("The question is deleted."))
    return redirect(url_for("desk_polls.show", id=id), 303)


@area.act("/<int:id>/publish", needs=STAFFED)
def publish(id: int) -> ResponseReturnValue:
    service.publish(own_poll(id))
    confirm(_("The poll is public, and nobody can change it any more."))
    return redirect(url_for("desk_polls.show", id=id), 303)


@area.act("/<int:id>/take-back", needs=STAFFED)
def take_back(id: int) -> ResponseReturnValue:
    service.take_back(own_poll(id))
    confirm(_("The poll is a draft again."))
    return redirect(url_for("desk_polls.show", id=id), 303)
