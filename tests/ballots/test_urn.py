"""Casting, sealing and the end of an urn, on whichever database the suite runs."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import DatabaseError

from consul_py.ballots import casting, freezing, keys, paper, publication, queries, recount, sealing, slips
from consul_py.ballots.models import RegisterPlace, SealedBallot, Urn, WaitingBallot
from consul_py.kernel import clock
from consul_py.kernel.db import db, transaction
from consul_py.kernel.refusal import Refused
from tests.ballots.make import make_urn, slip_for, vote

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def number(model: type) -> int:
    return db.session.execute(select(func.count()).select_from(model)).scalar_one()


def refusal(error: pytest.ExceptionInfo[Refused]) -> str:
    return error.value.refusal.code


def sealed(poll_id: int) -> bool:
    with transaction():
        return sealing.seal(poll_id)


def test_a_vote_takes_the_place_and_answers_a_receipt_that_verifies_without_the_choice(app: Flask) -> None:
    poll = make_urn()
    receipt = vote(poll.id, "anna", 12, own="4711")
    assert (number(RegisterPlace), number(WaitingBallot), queries.used(poll.id)) == (1, 1, 1)
    signed = {name: value for name, value in receipt.items() if name != "signature"}
    public = queries.definition(poll.id)["keys"]["receipt"]
    assert recount.verify_signature(public, recount.canonical(signed), receipt["signature"])
    assert set(signed) == {"format", "definition", "tracker", "leaf"}


def test_a_second_vote_of_the_same_person_is_refused_and_leaves_one_ballot(app: Flask) -> None:
    poll = make_urn()
    vote(poll.id, "anna", 11)
    with pytest.raises(Refused) as error:
        vote(poll.id, "anna", 12)
    assert refusal(error) == "already_voted" and error.value.refusal.status == 409
    assert (number(RegisterPlace), number(WaitingBallot)) == (1, 1)


@pytest.mark.parametrize(("second", "code"), [(-1, ""), (0, "over"), (1, "over")])
def test_the_last_second_counts_and_the_first_after_it_does_not(app: Flask, second: int, code: str) -> None:
    with clock.fixed(NOON):
        poll = make_urn(opens=timedelta(0), closes=timedelta(hours=1))
        slip = slip_for(poll.id, "anna")
    with clock.fixed(NOON + timedelta(hours=1, seconds=second)):
        if not code:
            with transaction():
                casting.cast(slip, "")
            return
        with pytest.raises(Refused) as error, transaction():
            casting.cast(slip, "")
        assert refusal(error) == code and number(WaitingBallot) == number(RegisterPlace) == 0


def test_before_the_opening_nothing_is_taken(app: Flask) -> None:
    poll = make_urn(opens=timedelta(seconds=60))
    with pytest.raises(Refused) as error:
        vote(poll.id, "anna")
    assert refusal(error) == "not_begun" and number(WaitingBallot) == 0


def test_a_clock_that_is_set_back_opens_no_sealed_urn(app: Flask) -> None:
    with clock.fixed(NOON):
        poll = make_urn(opens=timedelta(0), closes=timedelta(hours=1))
        vote(poll.id, "anna")
    with clock.fixed(NOON + timedelta(hours=2)):
        assert sealed(poll.id)
    with clock.fixed(NOON + timedelta(minutes=30)), pytest.raises(Refused) as error:
        vote(poll.id, "berta")
    assert refusal(error) == "over" and number(WaitingBallot) == 0


def test_a_hidden_poll_takes_no_ballot(app: Flask) -> None:
    poll = make_urn()
    slip = slip_for(poll.id, "anna")
    poll.visibility = "hidden"
    db.session.commit()
    with pytest.raises(Refused) as error, transaction():
        casting.cast(slip, "")
    assert refusal(error) == "not_public"


def test_a_listed_place_is_needed_where_codes_vote(app: Flask) -> None:
    poll = make_urn()
    key = queries.person_key(poll.id, "code:ABC")
    assert key
    with transaction():
        freezing.list_places(poll.id, [key], "code")
    with pytest.raises(Refused) as error:
        vote(poll.id, "code:XYZ", listed=True)
    assert refusal(error) == "no_code" and number(WaitingBallot) == 0
    vote(poll.id, "code:ABC", listed=True)
    with pytest.raises(Refused) as error:
        vote(poll.id, "code:ABC", listed=True)
    assert refusal(error) == "already_voted" and number(WaitingBallot) == 1


@pytest.mark.parametrize("own", ["123", "123456789", "12a4", "١٢٣٤", " 1234", "-123"])
def test_an_own_number_that_is_none_is_refused(app: Flask, own: str) -> None:
    poll = make_urn()
    with pytest.raises(Refused) as error:
        vote(poll.id, "anna", own=own)
    assert refusal(error) == "own_number" and number(RegisterPlace) == 0


def test_without_the_receipt_key_nothing_is_written(app: Flask) -> None:
    poll = make_urn()
    slip = slip_for(poll.id, "anna")
    (keys.folder() / keys.RECEIPT).rename(keys.folder() / "away")
    try:
        with pytest.raises(Refused) as error, transaction():
            casting.cast(slip, "")
    finally:
        (keys.folder() / "away").rename(keys.folder() / keys.RECEIPT)
    assert error.value.refusal.status == 503 and number(WaitingBallot) == number(RegisterPlace) == 0


def test_a_slip_is_opened_only_by_its_holder_for_its_poll_and_unchanged(app: Flask) -> None:
    poll = make_urn()
    slip = slip_for(poll.id, "anna")
    closed = slips.closed(slip)
    assert slips.opened(closed, poll.id, "anna") == slip
    for text_, poll_id, holder in (
        (closed, poll.id, "berta"), (closed, poll.id + 1, "anna"), (closed[:-4] + "AAA=", poll.id, "anna"),
        ("", poll.id, "anna"), ("ä" * 50, poll.id, "anna"),
    ):  # fmt: skip
        with pytest.raises(Refused):
            slips.opened(text_, poll_id, holder)
    assert slip.choice not in closed and slip.tracker not in closed


def test_a_batch_needs_its_number_and_an_hour_and_is_ordered_by_control_number(app: Flask) -> None:
    with clock.fixed(NOON):
        poll = make_urn(opens=timedelta(0), closes=timedelta(days=3))
        for n in range(24):
            vote(poll.id, f"p{n}")
        assert not sealed(poll.id)
        vote(poll.id, "p24")
        assert sealed(poll.id)
        for n in range(25, 60):
            vote(poll.id, f"p{n}")
        assert not sealed(poll.id)
    with clock.fixed(NOON + timedelta(hours=1)):
        assert sealed(poll.id)
    trackers = list(db.session.scalars(select(SealedBallot.tracker).order_by(SealedBallot.position)))
    assert trackers[:25] == sorted(trackers[:25]) and trackers[25:] == sorted(trackers[25:]) and len(trackers) == 60
    assert number(WaitingBallot) == 0
    assert [(one.number, one.size, one.is_final) for one in queries.checkpoints(poll.id)] == [
        (1, 25, False),
        (2, 60, False),
    ]
    assert queries.result(poll.id) is None and not list(queries.ballots(poll.id))
    assert queries.find_ballot(poll.id, trackers[0]) is None


def test_what_is_published_after_the_end_is_recounted_by_the_tool_without_a_defect(app: Flask, tmp_path: Path) -> None:
    with clock.fixed(NOON):
        poll = make_urn(opens=timedelta(0), closes=timedelta(hours=1))
        receipts = [vote(poll.id, f"p{n}", (11, 12, 13, 0)[n % 4]) for n in range(40)]
    with clock.fixed(NOON + timedelta(hours=1)):
        assert sealed(poll.id)
        assert not sealed(poll.id)
    publication.write(poll.id, tmp_path)
    (tmp_path / "receipt.json").write_text(json.dumps(receipts[7]))
    code, report = recount.check(tmp_path, [tmp_path / "receipt.json"])
    assert code == 0, report
    result = queries.result(poll.id)
    assert result
    assert (result["ballots"], result["blank"]) == (40, 10)
    assert result["questions"][0]["counts"] == {"11": 10, "12": 10, "13": 10}


def test_register_and_urn_that_disagree_are_not_sealed_and_the_desk_is_told(app: Flask) -> None:
    with clock.fixed(NOON):
        poll = make_urn(opens=timedelta(0), closes=timedelta(hours=1))
        vote(poll.id, "anna")
    db.session.execute(delete(WaitingBallot))
    db.session.commit()
    with clock.fixed(NOON + timedelta(hours=1)):
        assert not sealed(poll.id)
    urn = queries.find_urn(poll.id)
    assert urn and urn.trouble == sealing.UNEQUAL and urn.sealed_at is None and not queries.checkpoints(poll.id)


def test_a_missing_checkpoint_key_stops_sealing_and_loses_nothing(app: Flask) -> None:
    with clock.fixed(NOON):
        poll = make_urn(opens=timedelta(0), closes=timedelta(hours=1))
        vote(poll.id, "anna")
    private = keys.folder() / keys.CHECKPOINT
    private.rename(keys.folder() / "away")
    with clock.fixed(NOON + timedelta(hours=1)):
        assert not sealed(poll.id)
        (keys.folder() / "away").rename(private)
        assert number(WaitingBallot) == 1
        assert sealed(poll.id)
    assert number(SealedBallot) == 1


def test_paper_is_counted_in_the_same_urn_and_the_seal_waits_for_it(app: Flask) -> None:
    with clock.fixed(NOON):
        poll = make_urn(opens=timedelta(0), closes=timedelta(hours=1))
        key = queries.person_key(poll.id, "carl")
        assert key
        vote(poll.id, "anna", 11)
        with transaction():
            paper.issue(poll.id, slips.Place(key, "desk"))
        for refused in (lambda: vote(poll.id, "carl"), lambda: paper.issue(poll.id, slips.Place(key, "desk"))):
            with pytest.raises(Refused) as error, transaction():
                refused()
            assert refusal(error) == "already_voted"
    with clock.fixed(NOON + timedelta(hours=2)):
        assert not sealed(poll.id)
        with transaction():
            paper.count(poll.id, {"1": [12]})
        with pytest.raises(Refused), transaction():
            paper.count(poll.id, {"1": [12]})
        with transaction():
            paper.finish(poll.id)
        assert sealed(poll.id)
    last = queries.last_checkpoint(poll.id)
    assert last
    stated = json.loads(last.text)
    assert (stated["size"], stated["used"], stated["paper_issued"], stated["paper_counted"]) == (2, 2, 1, 1)


def test_the_register_goes_with_its_key_only_after_the_objections(app: Flask) -> None:
    with clock.fixed(NOON):
        poll = make_urn(opens=timedelta(0), closes=timedelta(hours=1))
        vote(poll.id, "anna")
    with clock.fixed(NOON + timedelta(hours=1)):
        sealed(poll.id)
    with clock.fixed(NOON + timedelta(days=7)), pytest.raises(Refused), transaction():
        freezing.destroy(poll.id)
    with clock.fixed(NOON + timedelta(days=7, hours=2)), transaction():
        freezing.destroy(poll.id)
    assert number(RegisterPlace) == 0 and queries.person_key(poll.id, "anna") is None
    urn = queries.find_urn(poll.id)
    assert urn and urn.used == 1 and queries.result(poll.id)


def test_an_unused_urn_can_be_thawed_before_it_opens_and_not_afterwards(app: Flask) -> None:
    poll = make_urn(opens=timedelta(hours=1))
    with transaction():
        freezing.thaw(poll.id)
    assert not queries.is_frozen(poll.id)
    begun = make_urn()
    with pytest.raises(Refused) as error, transaction():
        freezing.thaw(begun.id)
    assert refusal(error) == "begun" and queries.is_frozen(begun.id)


@pytest.mark.parametrize(
    "statement",
    [
        update(Urn).values(definition="{}"),
        delete(Urn),
        update(RegisterPlace).values(used=0),
        delete(RegisterPlace),
        update(WaitingBallot).values(choice="{}"),
        text("UPDATE subject SET title = 'anders' WHERE kind = 'poll'"),
        text("UPDATE poll SET quorum = 9"),
        text("DELETE FROM poll"),
        text("UPDATE consultation SET closes_at = '2030-01-01 00:00:00+00:00'"),
    ],
    ids=str,
)
def test_the_database_itself_refuses_to_change_what_is_frozen(app: Flask, statement: object) -> None:
    poll = make_urn()
    vote(poll.id, "anna")
    with pytest.raises(DatabaseError), transaction():
        db.session.execute(statement)  # type: ignore[call-overload]  # text and Core in one list
    db.session.rollback()


@pytest.mark.parametrize("table", ["ballot_log", "ballot_checkpoint"])
@pytest.mark.parametrize("verb", ["DELETE FROM {}", "UPDATE {} SET poll_id = 99"])
def test_log_and_checkpoints_are_only_appended_to(app: Flask, table: str, verb: str) -> None:
    with clock.fixed(NOON):
        poll = make_urn(opens=timedelta(0), closes=timedelta(hours=1))
        vote(poll.id, "anna")
    with clock.fixed(NOON + timedelta(hours=1)):
        sealed(poll.id)
    with pytest.raises(DatabaseError), transaction():
        db.session.execute(text(verb.format(table)))
    db.session.rollback()
