"""Papers at the desk: blank ballots, handing out, entering with four eyes, and the end of it."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from consul_py.ballots import queries as ballots
from consul_py.kernel import clock, letters, limits
from consul_py.kernel.authz import person, require
from consul_py.kernel.forms import chosen_id, sent
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.i18n import sentence
from consul_py.kernel.refusal import Refused
from consul_py.kernel.web import confirm
from consul_py.polls import paper_places, paper_queries, paper_rules, paper_service
from consul_py.polls.kinds import KINDS
from consul_py.polls.paper_forms import WAYS, AllEnteredForm, NumberForm, choice_of, entry_form
from consul_py.polls.paper_queries import DeskPoll
from consul_py.polls.permissions import PERMISSIONS
from consul_py.polls.staff_views import STAFFED, area

FIELD = {"account": "account", "person": "name", "code": "code"}


def own(poll_id: int) -> DeskPoll:
    """A frozen poll of the person's own process. Raises 404, 403, and Refused for a draft."""
    poll = paper_queries.desk_poll(poll_id)
    require(PERMISSIONS, "edit", poll)
    return poll


def _me() -> int:
    return person().id or 0


def _page(poll: DeskPoll, status: int = 200, **forms: Any) -> ResponseReturnValue:
    """All about the papers of a poll; `forms` are those that came back with errors."""
    now, kind = clock.now(), ballots.definition(poll.id)["who"]["kind"]
    ways = [forms.get(way) or WAYS[way](prefix="") for way in paper_places.WAYS_OF[kind]]
    can_hand_out = poll.urn.opens_at <= now < poll.urn.closes_at and poll.urn.sealed_at is None
    context = {
        "poll": poll, "urn": poll.urn, "ways": ways, "can_hand_out": can_hand_out, "begun": poll.urn.opens_at <= now,
        "can_enter": paper_rules.can_enter(poll.urn, now) is None, "papers": paper_queries.open_papers(poll.id),
        "finish": paper_queries.find_finish(poll.id), "finish_form": forms.get("finish") or AllEnteredForm(),
        "me": _me(), "pdf": letters.available(), "form": next(iter(forms.values()), None),
        "log": paper_queries.log(poll.id),
    }  # fmt: skip
    return render_template("polls/paper.html", **context), status


@area.page("/<int:id>/paper", needs=STAFFED)
def paper(id: int) -> ResponseReturnValue:
    return _page(own(id))


@area.page("/<int:id>/paper/blank", needs=STAFFED)
def paper_blank(id: int) -> ResponseReturnValue:
    """The blank ballot: a PDF file where one can be made, else a page to print. `large` is for weak eyes."""
    poll, large = own(id), chosen_id("large") == 1
    definition = ballots.definition(poll.id)
    context = {"definition": definition, "large": large, "kinds": KINDS, "hash": poll.urn.definition_hash}
    if not letters.available() or chosen_id("page") == 1:
        return letters.page("polls/print_ballot.html", **context)
    name = f"stimmzettel-{poll.id}{'-gross' if large else ''}"
    return letters.download(name, letters.pdf(letters.render("polls/print_ballot.html", **context)))


@area.act("/<int:id>/paper/find", needs=STAFFED)
def paper_find(id: int) -> ResponseReturnValue:
    poll = own(id)
    limits.limit("paper-find", account="300/hour")
    form = WAYS.get(sent().get("way", ""), WAYS["account"]).read()
    form.way.data = form.way.data if form.way.data in WAYS else "account"
    if form.validate():
        try:
            found = paper_places.find(poll, form)
            ticket = paper_places.closed(poll.id, _me(), found.place)
            return render_template("polls/paper_found.html", poll=poll, found=found, ticket=ticket)
        except Refused as refused:
            form.refuse(refused.refusal, FIELD[form.way.data])
            return _page(poll, refused.refusal.status or 422, **{form.way.data: form})
    return _page(poll, 422, **{form.way.data: form})


@area.act("/<int:id>/paper/issue", needs=STAFFED)
def paper_issue(id: int) -> ResponseReturnValue:
    poll = own(id)
    place = paper_places.opened(sent().get("ticket", ""), poll.id, _me())
    issued = paper_service.hand_out(poll, place)
    confirm(_("The place is taken. Please hand over one ballot now. %(n)s are handed out.", n=issued))
    return redirect(url_for("desk_polls.paper", id=id), 303)


def _entry_page(poll: DeskPoll, form: Any, status: int = 200) -> ResponseReturnValue:
    options = {f"q{question['id']}": question for question in ballots.definition(poll.id)["questions"]}
    return render_template("polls/paper_entry.html", poll=poll, form=form, questions=options), status


@area.page("/<int:id>/paper/entry", needs=STAFFED)
def paper_entry(id: int) -> ResponseReturnValue:
    poll = own(id)
    refusal = paper_rules.can_enter(poll.urn, clock.now())
    if refusal is not None:
        raise Refused(refusal)
    asked = chosen_id("number")
    form = entry_form(ballots.definition(id))(data={"again": "1"} if asked else {})
    number: Any = form["number"]
    number.data = asked or paper_queries.next_number(poll.urn, _me()) or None
    return _entry_page(poll, form)


@area.act("/<int:id>/paper/entry", needs=STAFFED)
def paper_enter(id: int) -> ResponseReturnValue:
    poll = own(id)
    definition = ballots.definition(id)
    form = entry_form(definition).read()
    choice = choice_of(definition, form) if form.validate() else None
    if choice is None:
        return _entry_page(poll, form, 422)
    try:
        counted = paper_service.enter(poll, form.number.data, _me(), choice, again=bool(form.again.data))
    except Refused as refused:
        if refused.refusal.status is not None:
            raise
        form.errors_at("number", sentence(refused.refusal))
        return _entry_page(poll, form, 422)
    number = form.number.data
    in_the_urn = _("Paper %(n)s was read alike by two people: it is in the urn.", n=number)
    confirm(in_the_urn if counted else _("Paper %(n)s is entered.", n=number))
    return redirect(url_for("desk_polls.paper_entry", id=id), 303)


@area.act("/<int:id>/paper/discard", needs=STAFFED)
def paper_discard(id: int) -> ResponseReturnValue:
    poll, form = own(id), NumberForm.read()
    if form.validate():
        paper_service.discard(poll, form.number.data)
        confirm(_("The entries are gone. Please enter paper %(n)s anew, two people each.", n=form.number.data))
    return redirect(url_for("desk_polls.paper", id=id), 303)


@area.act("/<int:id>/paper/all-entered", needs=STAFFED)
def paper_all_entered(id: int) -> ResponseReturnValue:
    poll, form = own(id), AllEnteredForm.read()
    if form.validate():
        try:
            paper_service.say_all_entered(poll, _me(), form.said.data)
            confirm(_("Noted. Somebody else has to confirm it; then the urn is sealed."))
            return redirect(url_for("desk_polls.paper", id=id), 303)
        except Refused as refused:
            if refused.refusal.status is not None:
                raise
            form.refuse(refused.refusal, "said")
    return _page(poll, 422, finish=form)


@area.act("/<int:id>/paper/confirm", needs=STAFFED)
def paper_confirm(id: int) -> ResponseReturnValue:
    poll = own(id)
    paper_service.confirm_all_entered(poll, _me())
    confirm(_("All papers are in. The urn is sealed within minutes, and the result is public then."))
    return redirect(url_for("desk_polls.paper", id=id), 303)
