"""Freezing, taking back, and what others may not do to a consultation with a published poll."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select, update
from werkzeug.datastructures import FileStorage

from consul_py.ballots import queries as urns
from consul_py.ballots.recount import is_definition, sha256
from consul_py.kernel import clock, files
from consul_py.kernel.db import db, transaction
from consul_py.kernel.refusal import Refused
from consul_py.polls import kinds, service
from consul_py.polls.models import Poll, PollOption, PollQuestion
from consul_py.processes import consultation_service
from consul_py.processes.date_rules import Dates
from consul_py.processes.models import Consultation
from consul_py.subjects.models import Subject
from tests.cast import People
from tests.polls.make import asked, make_poll, seal, texts
from tests.processes.make import make_consultation


def refusal(error: pytest.ExceptionInfo[Any]) -> str:
    return str(error.value.refusal.code)


def test_a_published_poll_has_an_urn_whose_hash_everybody_can_recompute(app: Flask) -> None:
    poll = make_poll(questions=[asked(kind) for kind in kinds.KINDS], settings={"quorum": 9, "shuffled": True})
    text = urns.definition_text(poll.id)
    definition, urn = json.loads(text), urns.find_urn(poll.id)
    assert urn and urn.definition_hash == sha256(text.encode()) and is_definition(definition)
    assert [question["kind"] for question in definition["questions"]] == list(kinds.KINDS)
    assert (definition["quorum"], definition["order"], definition["who"]["kind"]) == (9, "shuffled", "account")
    assert definition["closes"] == urn.closes_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    yes_no = next(one for one in definition["questions"] if one["kind"] == "yesno")
    assert len(yes_no["options"]) == 2 and yes_no["minimum"] == yes_no["maximum"] == 1


def test_in_an_open_consultation_voting_opens_at_once_else_with_it(app: Flask) -> None:
    running, coming = make_poll(opens=-1), make_poll(opens=1)
    now, waits = urns.find_urn(running.id), urns.find_urn(coming.id)
    assert now and abs((now.opens_at - clock.now()).total_seconds()) < 5
    assert waits and coming.consultation and waits.opens_at == coming.consultation.opens_at


def test_nothing_changes_a_frozen_poll(app: Flask) -> None:
    poll = make_poll()
    question = poll.questions[0]
    for change in (
        lambda: service.change(poll, title="Anders", **texts()),
        lambda: service.save_question(poll, question, asked(title="Anders")),
        lambda: service.save_question(poll, None, asked()),
        lambda: service.delete_question(poll, question),
        lambda: service.publish(poll),
    ):
        with pytest.raises(Refused) as error, transaction():
            change()
        assert refusal(error) == "frozen"
    assert db.session.scalars(select(PollQuestion.title)).all() == ["Frage 1"]


def test_it_can_be_taken_back_before_it_opens_and_published_again(app: Flask) -> None:
    poll = make_poll(opens=1)
    with transaction():
        service.take_back(poll)
    assert poll.visibility == "draft" and urns.find_urn(poll.id) is None
    with transaction():
        service.change(poll, title="Anders", **texts())
        service.publish(poll)
    assert urns.definition(poll.id)["title"] == "Anders"


def test_it_cannot_be_taken_back_once_voting_has_begun(app: Flask) -> None:
    poll = make_poll()
    with pytest.raises(Refused) as error, transaction():
        service.take_back(poll)
    assert refusal(error) == "begun" and urns.is_frozen(poll.id)


@pytest.mark.parametrize("published", [True, False])
def test_a_poll_needs_a_published_consultation_and_a_question(app: Flask, published: bool) -> None:
    consultation = make_consultation(verbs=("vote",), opens=1, published=published)
    poll = make_poll(consultation, questions=0 if published else 1, public=False)
    assert service.missing(poll, clock.now())
    with pytest.raises(Refused) as error, transaction():
        service.publish(poll)
    assert refusal(error) == "incomplete" and poll.visibility == "draft"


def test_a_poll_is_not_published_after_the_end(app: Flask) -> None:
    poll = make_poll(public=False)
    with clock.fixed(clock.in_days(9)), pytest.raises(Refused) as error, transaction():
        service.publish(poll)
    assert refusal(error) == "incomplete"


def consultation_of(poll: Poll) -> Consultation:
    return db.session.get_one(Consultation, poll.consultation_id)


@pytest.mark.parametrize("act", [consultation_service.close_now, consultation_service.open_now])
def test_the_times_of_its_consultation_stay(app: Flask, people: People, act: Any) -> None:
    poll = make_poll(opens=1 if act is consultation_service.open_now else -1)
    with pytest.raises(Refused) as error, transaction():
        act(consultation_of(poll), "Es eilt.")
    assert refusal(error) == "dates_frozen" and error.value.refusal.values["title"] == poll.title
    free = consultation_of(make_poll(public=False))
    wished = Dates(free.opens_at, clock.in_days(9), free.evaluation_due)
    with transaction():
        consultation_service.change_dates(free, wished, "Länger Zeit.")


def test_its_consultation_is_evaluated_after_the_count(app: Flask, people: People) -> None:
    poll = make_poll()
    with clock.fixed(clock.in_days(8)):
        with pytest.raises(Refused) as error, transaction():
            consultation_service.evaluate(consultation_of(poll), "So kam es.")
        assert refusal(error) == "not_counted"
        seal(poll)
        with transaction():
            consultation_service.evaluate(consultation_of(poll), "So kam es.")


def picture() -> FileStorage:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(out, "PNG")
    return FileStorage(io.BytesIO(out.getvalue()), "a.png")


def test_pictures_and_documents_of_answers_are_hashed_into_the_definition_and_go_with_their_answer(app: Flask) -> None:
    with transaction():
        poll = service.create(make_consultation(verbs=("vote",)), "Mit Bild", **texts())
        document = files.Content(b"%PDF-1.7 %%EOF", "application/pdf", ".pdf")
        shown = service.Answer("A", picture=files.read_picture(picture()), document=document)
        question = service.save_question(poll, None, service.Question("Was?", answers=[shown, service.Answer("B")]))
    kept = question.options[0]
    assert kept.picture and kept.document
    names = [kept.picture.name, kept.document.name]
    same = [service.Answer("B", id=question.options[1].id), service.Answer("A neu", id=kept.id)]
    with transaction():
        service.save_question(poll, question, service.Question("Was?", answers=same))
    assert [(one.title, bool(one.picture)) for one in question.options] == [("B", False), ("A neu", True)]
    with transaction():
        service.publish(poll)
    option = urns.definition(poll.id)["questions"][0]["options"][1]
    assert option["picture"] == kept.picture.sha256 and option["document"] == sha256(document.data)
    other = make_poll(public=False)
    with transaction():
        taken = service.save_question(other, other.questions[0], service.Question("Was?", answers=[
            service.Answer("A", picture=files.read_picture(picture())), service.Answer("B")]))  # fmt: skip
        gone = taken.options[0].picture
        assert gone
        service.delete_question(other, taken)
    assert not (files.folder() / gone.name).exists() and all((files.folder() / name).exists() for name in names)


def test_an_answer_of_another_question_is_not_taken_over(app: Flask) -> None:
    poll = make_poll(questions=2, public=False)
    one, two = poll.questions
    stolen = service.Answer("Gestohlen", id=one.options[0].id)
    with transaction():
        service.save_question(poll, two, service.Question("Was?", answers=[stolen, service.Answer("B")]))
    assert db.session.get_one(PollOption, one.options[0].id).title == "Hainfeld"


def test_whoever_publishes_second_is_told(app: Flask) -> None:
    poll = make_poll(public=False)
    db.session.execute(update(Subject).where(Subject.id == poll.id).values(visibility="public"))
    db.session.commit()
    with pytest.raises(Refused) as error, transaction():
        service.publish(poll)
    assert refusal(error) == "frozen" and not urns.is_frozen(poll.id)
