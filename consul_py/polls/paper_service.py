"""Papers: handing out, entering with four eyes, and saying that all are in."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, insert, select, update

from consul_py.ballots import paper, queries
from consul_py.ballots.casting import ALREADY_VOTED
from consul_py.ballots.models import Urn
from consul_py.ballots.recount import canonical, questions_of, valid_choice
from consul_py.ballots.slips import Place
from consul_py.kernel import audit, clock
from consul_py.kernel.db import db, insert_once
from consul_py.kernel.db import now as database_now
from consul_py.kernel.refusal import N_, Refusal, Refused, ensure
from consul_py.polls import paper_queries
from consul_py.polls import paper_rules as rules
from consul_py.polls.paper_queries import DeskPoll
from consul_py.polls.part_models import PaperCounted, PaperEntry, PaperFinish

NO_ANSWER = Refusal("no_answer", N_("This ballot cannot be read like that."))


def hand_out(poll: DeskPoll, place: Place) -> int:
    """Give somebody a paper: their place is used from now on. Answers how many are out. Raises Refused (409)."""
    try:
        paper.issue(poll.id, place)
    except Refused as refused:
        if refused.refusal.code == ALREADY_VOTED.code:
            raise Refused(rules.HAS_VOTED) from refused
        raise
    issued = _urn(poll.id).paper_issued
    audit.record("polls.paper_issue", "poll", poll.id, poll.title, issued=issued)
    return issued


def enter(poll: DeskPoll, number: int, person_id: int, choice: dict[str, Any], *, again: bool = False) -> bool:
    """Write down what somebody reads on a paper; True when somebody else read the same, and it is in the urn now.

    Both entries go then. `again` is a second look: it takes the place of one's own entry. Raises Refused.
    """
    urn = _alone(poll.id)
    ensure(rules.can_enter(urn, database_now()))
    ensure(rules.number_of(number, urn.paper_issued))
    if paper_queries.is_counted(poll.id, number):
        raise Refused(rules.COUNTED)
    if not valid_choice(questions_of(queries.definition(poll.id)), choice):
        raise Refused(NO_ANSWER)
    text = canonical(choice).decode()
    before = paper_queries.entries(poll.id, number)
    other = next((entry for entry in before if entry.by_id != person_id), None)
    _write(poll.id, number, person_id, text, before, again=again)
    if other is None or other.choice != text:
        return False
    if not insert_once(PaperCounted, {"poll_id": poll.id, "number": number}):
        raise Refused(rules.COUNTED)
    paper.count(poll.id, choice)
    _forget(poll.id, number)
    return True


def _write(poll_id: int, number: int, person_id: int, text: str, before: list[PaperEntry], *, again: bool) -> None:
    own = next((entry for entry in before if entry.by_id == person_id), None)
    if own is not None:
        if not (again or len(before) == 2):
            raise Refused(rules.ENTERED)
        own.choice = text
        db.session.flush()
        return
    if len(before) == 2:
        raise Refused(rules.TWO_ENTERED)
    slot = 2 if any(entry.slot == 1 for entry in before) else 1
    values = {"poll_id": poll_id, "number": number, "slot": slot, "by_id": person_id, "choice": text}
    db.session.execute(insert(PaperEntry), values)


def discard(poll: DeskPoll, number: int) -> None:
    """Two cannot agree, or one of them is gone: both entries of a paper go, and it is entered anew."""
    _alone(poll.id)
    if _forget(poll.id, number):
        audit.record("polls.paper_discard", "poll", poll.id, poll.title, paper=number)


def _forget(poll_id: int, number: int) -> int:
    db.session.expire_all()
    gone: Any = db.session.execute(
        delete(PaperEntry)
        .where(PaperEntry.poll_id == poll_id, PaperEntry.number == number)
        .execution_options(synchronize_session=False)
    )
    return int(gone.rowcount)


def say_all_entered(poll: DeskPoll, person_id: int, said: int) -> None:
    """The first of two: as many papers as `said` lay in the box, and all are in the urn. Raises Refused."""
    urn = _alone(poll.id)
    ensure(rules.can_enter(urn, database_now()))
    ensure(rules.can_say_all(said, urn.paper_counted, paper_queries.waiting(poll.id)))
    db.session.execute(delete(PaperFinish).where(PaperFinish.poll_id == poll.id, PaperFinish.confirmed_by_id.is_(None)))
    issued, counted = urn.paper_issued, urn.paper_counted
    values = {"poll_id": poll.id, "issued": issued, "counted": counted, "said_by_id": person_id, "said_at": clock.now()}
    if not insert_once(PaperFinish, values):
        raise Refused(rules.PAPER_OVER)
    audit.record("polls.paper_all_entered", "poll", poll.id, poll.title, issued=issued, counted=counted)


def confirm_all_entered(poll: DeskPoll, person_id: int) -> None:
    """The second of two: from now on the urn may be sealed finally. Raises Refused."""
    urn = _alone(poll.id)
    ensure(rules.can_enter(urn, database_now()))
    finish = paper_queries.find_finish(poll.id)
    if finish is not None and finish.said_by_id == person_id:
        raise Refused(rules.SAME_PERSON)
    same = (PaperFinish.issued == urn.paper_issued, PaperFinish.counted == urn.paper_counted)
    hit: Any = db.session.execute(
        update(PaperFinish)
        .where(PaperFinish.poll_id == poll.id, PaperFinish.confirmed_by_id.is_(None), *same)
        .where(PaperFinish.said_by_id != person_id)
        .values(confirmed_by_id=person_id, confirmed_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    if not hit.rowcount or paper_queries.waiting(poll.id):
        raise Refused(rules.NOTHING_SAID)
    paper.finish(poll.id)
    audit.record("polls.paper_finish", "poll", poll.id, poll.title, issued=urn.paper_issued, counted=urn.paper_counted)


def _alone(poll_id: int) -> Urn:
    """The urn, for one act about papers at a time."""
    return db.session.scalars(
        select(Urn).where(Urn.poll_id == poll_id).with_for_update().execution_options(populate_existing=True)
    ).one()


def _urn(poll_id: int) -> queries.Line:
    urn = queries.find_urn(poll_id)
    assert urn is not None
    return urn
