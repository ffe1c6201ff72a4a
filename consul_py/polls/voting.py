"""The way of a vote: filled in, reviewed with its control number, cast once, with a receipt."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consul_py.ballots import casting, slips
from consul_py.ballots import queries as urns
from consul_py.ballots.recount import canonical, questions_of, readable, valid_choice
from consul_py.kernel import clock, limits
from consul_py.kernel.authz import anyone, person
from consul_py.kernel.db import transaction
from consul_py.kernel.forms import sent
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.i18n import sentence
from consul_py.kernel.refusal import Refusal, Refused, ensure
from consul_py.kernel.web import confirm
from consul_py.polls import choices, receipts, rules, shown, voters
from consul_py.polls.ballot import Ballot, chosen, given, in_words
from consul_py.polls.views import area, page_of, path_of


def _reviewed(id: int) -> ResponseReturnValue:
    """Who may vote is decided here: with a code, or signed in. Only the place in the register needs a transaction."""
    poll = shown.visible(id)
    limits.limit("ballot", account="30/10 minutes", network_limit="2000/10 minutes")
    fields, code = given(), sent().get("code", "")[:40]
    try:
        ensure(_window(poll))
        choice, wrong = chosen(poll, fields)
        with transaction():
            place = voters.place_of(poll, person(), code)
    except Refused as refused:
        return _refused(poll, refused, fields, code)
    whole = choices.FOREIGN if choices.foreign(poll.questions, fields) else None
    if wrong or whole:
        return _again(poll, fields, code, wrong, whole)
    assert poll.urn is not None
    holder, frozen = voters.holder_of(person(), code), urns.definition(id)
    if not valid_choice(questions_of(frozen), choice):  # what the recount would not count never becomes a ballot
        return _again(poll, fields, code, {}, choices.FOREIGN)
    receipt_key = frozen["keys"]["receipt"]
    slip = slips.fill(id, holder, place, canonical(choice).decode(), poll.urn.definition_hash, receipt_key)
    return _review_page(poll, slip, code)


@area.act("/<int:id>/review", needs=anyone, parked=False, prepare=_reviewed)
def review(id: int, prepared: ResponseReturnValue) -> ResponseReturnValue:
    """The choice in words with its control number; drawn while no lock is held."""
    return prepared


@area.page("/<int:id>/review", needs=anyone)
@area.page("/<int:id>/change", needs=anyone, endpoint="change_again")
@area.page("/<int:id>/ballot", needs=anyone, endpoint="ballot_again")
def review_again(id: int) -> ResponseReturnValue:
    """Who loads such a page anew, or comes back to it from sign-in, begins again at the poll."""
    return redirect(path_of(shown.visible(id)), 303)


def _window(poll: shown.Shown) -> Refusal | None:
    """Whether a vote would be in time; decided again, by the database's clock, when it is cast."""
    state = rules.state(poll.urn, clock.now())
    if not poll.is_public or state == rules.DRAFT:
        return casting.NOT_PUBLIC
    return {rules.OPEN: None, rules.SCHEDULED: casting.NOT_BEGUN}.get(state, casting.OVER)


def _again(
    poll: shown.Shown, fields: choices.Given, code: str, wrong: dict[int, Refusal], whole: Refusal | None = None
) -> ResponseReturnValue:
    """The ballot with everything still in it and what is wrong."""
    ballot = Ballot(poll, person(), fields)
    ballot.refuse(wrong, whole)
    return render_template("polls/show.html", **page_of(poll, ballot, code)), 422


def _refused(poll: shown.Shown, refused: Refused, fields: choices.Given, code: str) -> ResponseReturnValue:
    """A wrong code stays at its field; everything else is a page that says what would help."""
    if refused.refusal.status is not None:
        return _no(poll.id, refused.refusal)
    ballot = Ballot(poll, person(), fields)
    ballot.refuse({}, refused.refusal)
    ballot.code_errors.append(sentence(refused.refusal))
    return render_template("polls/show.html", **page_of(poll, ballot, code)), 422


def _review_page(poll: shown.Shown, slip: slips.Slip, code: str, own: str = "", error: str = "") -> str:
    return render_template(
        "polls/review.html", poll=poll, words=in_words(poll, json.loads(slip.choice)), blank=slip.choice == "{}",
        tracker=readable(slip.tracker), slip=slips.closed(slip), code=code, own=own, error=error,
        minutes=slips.SLIP_SECONDS // 60,
    )  # fmt: skip


def _changed(id: int) -> ResponseReturnValue:
    poll, form = shown.visible(id), sent()
    code = form.get("code", "")[:40]
    slip = slips.opened(form.get("slip", ""), id, voters.holder_of(person(), code))
    fields = choices.fields_of(poll.questions, json.loads(slip.choice))
    return render_template("polls/show.html", **page_of(poll, Ballot(poll, person(), fields), code))


@area.act("/<int:id>/change", needs=anyone, parked=False, prepare=_changed)
def change(id: int, prepared: ResponseReturnValue) -> ResponseReturnValue:
    """Back from the review to the ballot, with the choice in it."""
    return prepared


class Filled(NamedTuple):
    """A ballot that is ready for the urn, and the answer once it is there; or the answer why it is not."""

    ballot: casting.Ready | None
    code: str
    answer: Response


def _filled(id: int) -> Filled:
    """All but the urn itself, before any lock is held. Whose slip it is says who votes; it carries all that is needed."""
    limits.limit("cast", account="30/10 minutes")
    form = request.form
    code, own = form.get("code", "")[:40], form.get("own_number", "").strip()[:40]
    try:
        slip = slips.opened(form.get("slip", ""), id, voters.holder_of(person(), code))
    except Refused as refused:
        return Filled(None, code, make_response(_no(id, refused.refusal)))
    try:
        ballot = casting.ready(slip, own)
    except Refused as refused:
        return Filled(None, code, make_response(_not_cast(slip, code, own, refused.refusal)))
    answer = make_response(redirect(url_for("polls.receipt", id=id), 303))
    receipts.give(answer, id, ballot.receipt, own)
    return Filled(ballot, code, answer)


@area.act("/<int:id>/ballot", needs=anyone, parked=False, prepare=_filled, one_statement=True)
def ballot(id: int, prepared: Filled) -> ResponseReturnValue:
    """Cast; the receipt leaves with the answer, after the commit."""
    if prepared.ballot is not None:
        try:
            casting.put(prepared.ballot)
        except Refused as refused:
            return _not_cast(prepared.ballot.slip, prepared.code, prepared.ballot.own_number, refused.refusal)
    return prepared.answer


def _not_cast(slip: slips.Slip, code: str, own: str, refusal: Refusal) -> ResponseReturnValue:
    if refusal.code == casting.OWN_NUMBER.code:
        poll = shown.visible(slip.poll_id)
        return _review_page(poll, slip, code, own, sentence(refusal)), 422
    return _no(slip.poll_id, refusal, readable(slip.tracker))


def _no(poll_id: int, refusal: Refusal, tracker: str = "") -> ResponseReturnValue:
    """Nothing was counted, and why, and what would help."""
    words: dict[str, Any] = {"refusal": refusal, "says": sentence(refusal), "poll_id": poll_id, "tracker": tracker}
    return render_template("polls/refused.html", **words), refusal.status or 422


@area.page("/<int:id>/receipt", needs=anyone)
def receipt(id: int) -> ResponseReturnValue:
    poll, held = shown.visible(id), receipts.held(id)
    tracker = readable(held["receipt"]["tracker"]) if held else ""
    page = render_template(
        "polls/receipt.html", poll=poll, held=held, tracker=tracker, state=rules.state(poll.urn, clock.now()),
        minutes=receipts.SECONDS // 60,
    )  # fmt: skip
    return _private(make_response(page))


@area.page("/<int:id>/receipt.json", needs=anyone)
def receipt_file(id: int) -> ResponseReturnValue:
    held = receipts.held(id)
    if held is None:
        return redirect(url_for("polls.receipt", id=id), 303)
    answer = Response(canonical(held["receipt"]) + b"\n", mimetype="application/json")
    name = f"quittung-{id}-{held['receipt']['tracker'][:4].lower()}.json"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return _private(answer)


def _private(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "no-store"
    return answer


@area.act("/<int:id>/receipt/delete", needs=anyone, parked=False)
def delete_receipt(id: int) -> ResponseReturnValue:
    poll = shown.visible(id)
    confirm(_("The receipt is deleted from this browser."))
    answer = make_response(redirect(path_of(poll), 303))
    receipts.delete(answer, id)
    return answer
