"""The fictional Landkreis Lindental, entered in the order in which it happened."""

from __future__ import annotations

from datetime import timedelta

from consul_py.demo import (
    enter_frame,
    enter_measures,
    enter_talk,
    enter_workshops,
    lindental_answers,
    lindental_frame,
    lindental_measures,
    lindental_talk,
    people,
)
from consul_py.demo.ideas import Idea
from consul_py.demo.lindental_ideas import IDEAS
from consul_py.demo.lindental_more_ideas import FIRST_ROUND
from consul_py.demo.lindental_more_ideas import IDEAS as MORE_IDEAS
from consul_py.demo.lindental_workshops import FOLLOW_UP, WORKSHOPS
from consul_py.demo.stage import Stage
from consul_py.follows import service as follows
from consul_py.kernel.db import db
from consul_py.processes import consultation_service
from consul_py.processes import service as processes
from consul_py.proposals import answering
from consul_py.proposals import service as proposals
from consul_py.proposals.models import Proposal
from consul_py.workshops.models import Workshop

SUBSCRIBERS = 40
SUPPORTS = 212  # of the best supported proposal, with those that came over from a similar one


def play(stage: Stage) -> None:
    """Everything, from the first account to the news of today."""
    people.enter_towns(stage)
    people.enter_officials(stage)
    people.enter_residents(stage)
    people.enter_crowd(stage)
    _frame(stage)
    _first_round(stage)
    _open_round(stage)
    _workshops_and_measures(stage)
    _today(stage)


def _frame(stage: Stage) -> None:
    with stage.scene("staff", (-252, 9)):
        process = enter_frame.enter_process(stage, lindental_frame)
        processes.set_municipalities(process, list(stage.towns.values()))
        processes.publish(process)
    with stage.scene("staff", (-86, 11)):
        enter_frame.enter_documents(stage, process, lindental_frame.DOCUMENTS)
    for key, values in lindental_frame.CONSULTATIONS.items():
        with stage.scene("staff", values["published"]):
            stage.consultations[key] = enter_frame.enter_consultation(stage, values)
    for key, values in lindental_talk.POLLS.items():
        enter_talk.enter_poll(stage, key, values)


def _ideas(stage: Stage, name: str, ideas: list[Idea]) -> None:
    """The proposals of a consultation in the order of their days, each with its comments."""
    consultation = stage.consultations[name]
    assert consultation.opens_at is not None
    earliest = consultation.opens_at + timedelta(minutes=20)
    for idea in sorted(ideas, key=lambda idea: idea.day):
        when = max(enter_talk.some_time(stage, idea.day), earliest)
        enter_talk.enter_idea(stage, consultation, idea, when)


def _gather(stage: Stage, ideas: list[Idea], latest: int) -> None:
    for idea in ideas:
        until = min(idea.until, latest)
        proposal = _proposal(stage, idea.key)
        assert proposal.published_at is not None
        enter_talk.enter_supports(stage, proposal, idea.supports, proposal.published_at, stage.at((until, 20)))


def _proposal(stage: Stage, key: str) -> Proposal:
    found = stage.subjects[key]
    assert isinstance(found, Proposal)
    return found


def _talk(stage: Stage, ideas: list[Idea]) -> None:
    for idea in ideas:
        enter_talk.enter_comments(stage, stage.subjects[idea.key], lindental_talk.COMMENTS.get(idea.key, []))
        if idea.key in lindental_answers.REPLIES:
            enter_talk.enter_reply(stage, _proposal(stage, idea.key), lindental_answers.REPLIES[idea.key])


def _first_round(stage: Stage) -> None:
    """The round that is over: proposals with answers, a debate with its conclusion, a poll with its result."""
    _ideas(stage, "zuerst", FIRST_ROUND)
    _gather(stage, FIRST_ROUND, -169)
    _talk(stage, FIRST_ROUND)
    enter_talk.enter_debate(stage, "bezahlkarte", lindental_talk.DEBATES["bezahlkarte"])
    _vote(stage, "labor")
    values = lindental_frame.CONSULTATIONS["zuerst"]
    with stage.scene("staff", values["evaluated"]):
        consultation_service.evaluate(stage.consultations["zuerst"], values["evaluation"])


def _vote(stage: Stage, key: str) -> None:
    poll = stage.subjects[key]
    enter_talk.enter_votes(stage, poll, lindental_talk.POLLS[key])  # type: ignore[arg-type]  # the subject under this key is a poll


def _open_round(stage: Stage) -> None:
    """What is open today."""
    ideas = [*IDEAS, *MORE_IDEAS]
    _ideas(stage, "dorf", ideas)
    _gather(stage, ideas, -1)
    edited = _proposal(stage, "dorfladen")
    with stage.scene("waldrand", (-24, 20, 2)) as moment:
        body = edited.body + "\n\nWer erst nach 18 Uhr nach Hause kommt, holt die Ware bis 21 Uhr aus den Kühlfächern."
        text = proposals.Text(edited.title, edited.summary, body, edited.place, edited.topic_id, edited.municipality_id)
        proposals.edit(edited, text, moment)
    with stage.scene("staff", (-10, 16)) as moment:
        reason = "Beide wollen, dass ein Wagen in Orte ohne Laden kommt."
        answering.merge(_proposal(stage, "laden2"), edited, reason, moment)
    db.session.refresh(edited)
    enter_talk.enter_supports(stage, edited, SUPPORTS - edited.support_count, stage.at((-10, 17)), stage.at((-1, 20)))
    _talk(stage, ideas)
    with stage.scene("werkbank", (-6, 18)) as moment:
        proposals.withdraw(_proposal(stage, "drohne"), moment)
    enter_talk.enter_debate(stage, "buergerbuero", lindental_talk.DEBATES["buergerbuero"])
    _vote(stage, "dorfbuero")


def _workshops_and_measures(stage: Stage) -> None:
    for key, values in WORKSHOPS.items():
        workshop = enter_workshops.enter_workshop(stage, key, values)
        enter_workshops.enter_registrations(stage, workshop, values["registrations"], values["announced"][0] + 5)
    past = stage.subjects["workshop:nah"]
    assert isinstance(past, Workshop)
    enter_workshops.note_attendance(stage, past, WORKSHOPS["nah"]["attended"], -46)
    proposed = enter_workshops.enter_follow_up(stage, past, FOLLOW_UP)
    enter_workshops.correct_points(stage, past, FOLLOW_UP)
    for key, values in lindental_measures.MEASURES.items():
        enter_measures.enter_measure(stage, key, values, proposed)


def _today(stage: Stage) -> None:
    """What waits at the desk, who follows what, and who gets the newsletter."""
    enter_talk.enter_hiding(stage, lindental_talk.HIDDEN)
    for row in lindental_talk.REPORTED:
        enter_talk.enter_report(stage, row)
    for place, (name, user) in enumerate(stage.users.items()):
        with stage.scene(name, (-15, 18)):
            for key in ("dorfladen", "nachtbus", "workshop:gesund")[: 1 + place % 3]:
                follows.follow(stage.subjects[key], user.id)
    enter_measures.enter_subscriptions(stage, SUBSCRIBERS)
