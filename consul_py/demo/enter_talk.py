"""Entering what residents say and what the district answers: proposals, comments, debates, polls, reports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from consul_py.ballots import casting, sealing, slips
from consul_py.ballots import queries as urns
from consul_py.ballots.recount import ABSTAIN, canonical
from consul_py.comments import moderation_service, talk_queries
from consul_py.comments import service as comments
from consul_py.comments.thing_queries import get_thing
from consul_py.debates import service as debates
from consul_py.debates.models import Debate
from consul_py.demo.ideas import Asked, Idea, Reply, Say
from consul_py.demo.stage import Stage
from consul_py.kernel import clock
from consul_py.kernel.authz import Person
from consul_py.kernel.db import db
from consul_py.polls import finality, shown, voters
from consul_py.polls import service as polls
from consul_py.polls.models import Poll
from consul_py.processes.models import Consultation
from consul_py.proposals import answering
from consul_py.proposals import service as proposals
from consul_py.proposals.models import Proposal
from consul_py.votes import service as votes
from consul_py.votes.models import AGAINST, FOR
from consul_py.votes.queries import voter_ids

AFTER_OBJECTIONS = 8  # days from the seal until nobody can object any more
ALL_DAY = 13 * 60  # minutes between seven and eight


def some_time(stage: Stage, day: int) -> datetime:
    """A moment of a day between seven in the morning and eight in the evening."""
    return stage.at((day, 7)) + timedelta(minutes=stage.chance.randrange(ALL_DAY))


def enter_idea(stage: Stage, consultation: Consultation, idea: Idea, when: datetime) -> Proposal:
    """A proposal by its author; its supports come with `enter_supports`."""
    text = proposals.Text(
        idea.title,
        idea.summary,
        stage.words(idea.body),
        idea.place,
        stage.topics[idea.topic].id,
        stage.towns[idea.town],
    )
    with stage.scene(idea.author, when):
        proposal, _fresh = proposals.create(consultation, stage.users[idea.author].id, text, when)
    stage.subjects[idea.key] = proposal
    return proposal


def enter_supports(stage: Stage, proposal: Proposal, number: int, since: datetime, until: datetime) -> None:
    """So many people support a proposal between two moments, early more than late; the threshold is found on the way."""
    done = {proposal.author_id, *voter_ids(proposal.id, FOR)}
    voters = [user for user in _people(stage) if user not in done]
    chosen = stage.chance.sample(voters, number)
    span = (until - since).total_seconds()
    times = sorted(since + timedelta(seconds=span * stage.chance.random() ** 1.6) for _ in chosen)
    votes.cast_many(proposal, list(zip(chosen, times, strict=True)), FOR)
    if proposal.threshold and len(done) == 1 and number >= proposal.threshold:
        reached = times[proposal.threshold - 1]
        with clock.fixed(reached):
            proposals.mark_threshold(proposal, reached)


def _people(stage: Stage) -> list[int]:
    return [*stage.crowd, *(user.id for user in stage.users.values() if user.email_key.split("@")[0] not in OFFICES)]


OFFICES = {"staff", "facilitator", "moderator", "administrator"}


def enter_reply(stage: Stage, proposal: Proposal, reply: Reply) -> None:
    """The district's answer, with its decision."""
    said = answering.Answer(
        reply.decision, stage.words(reply.answer), reply.forwarded_to, reply.unit, stage.words(reply.cost),
        stage.words(reply.decided),
    )  # fmt: skip
    with stage.scene("staff", (reply.day, 10, 14)) as moment:
        answering.answer(proposal, said, moment)


def enter_comments(stage: Stage, subject: Any, said: Sequence[Say]) -> int:
    """Threads of comments in the order of their days; answers are how many were written."""
    db.session.refresh(subject)
    waiting: list[tuple[Say, Say | None]] = [(say, None) for say in said]
    waiting += [(answer, say) for say in said for answer in say.answers]
    written: dict[int, comments.Posted] = {}
    latest = stage.at((-9999, 12))
    for say, parent in sorted(waiting, key=lambda pair: (pair[0].day, pair[1] is not None)):
        when = max(some_time(stage, say.day), latest + timedelta(minutes=4))
        latest = min(when, stage.at((say.day, 21)))
        with stage.scene(say.author, when):
            talk = talk_queries.visible_talk(subject.id)
            answered = talk_queries.held_parent(written[id(parent)].id, talk.id) if parent else None
            comment = comments.post(
                talk, stage.person(say.author), stage.words(say.text), parent=answered, side=say.side, in_office=say.in_office,
            )  # fmt: skip
            _found_helpful(stage, comment.id, say.helpful)
        written[id(say)] = comment
    return len(written)


def _found_helpful(stage: Stage, comment_id: int, number: int) -> None:
    comment, talk, _voted = talk_queries.spoken(comment_id, None)
    for user in stage.chance.sample(stage.crowd, number):
        comments.vote(comment, talk, Person(user), helpful=True)


def enter_debate(stage: Stage, key: str, values: dict[str, Any]) -> Debate:
    """A debate with its sides and comments, and the conclusion where there is one."""
    consultation = stage.consultations[values["consultation"]]
    author = stage.person(values["author"])
    with stage.scene(values["author"], values["when"]):
        debate = debates.start(
            consultation, author, title=values["title"], body=values["body"], topic_id=stage.topics[values["topic"]].id
        )
    stage.subjects[key] = debate
    since, day = stage.at(values["when"]), timedelta(days=1)
    people = stage.chance.sample(stage.crowd, values["agree"] + values["disagree"])
    times = [since + day * (index % 18 + stage.chance.random()) for index in range(len(people))]
    sides = list(zip(people, times, strict=True))
    votes.cast_many(debate, sides[: values["agree"]], FOR)
    votes.cast_many(debate, sides[values["agree"] :], AGAINST)
    enter_comments(stage, debate, values["comments"])
    if "concluded" in values:
        with stage.scene("staff", values["concluded"]):
            debates.conclude(debate, stage.person("staff"), values["conclusion"])
    return debate


def enter_poll(stage: Stage, key: str, values: dict[str, Any]) -> Poll:
    """A published poll, frozen on its day; the votes come with `enter_votes`."""
    settings = {
        "who": "account", "municipality_id": None, "minimum_age": None, "majority": "relative", "quorum": 0,
        "shuffled": False, "objection_days": 7, "seal_from": 25,
    }  # fmt: skip
    with stage.scene("staff", values["created"]):
        poll = polls.create(
            stage.consultations[values["consultation"]], values["title"], summary=values["summary"], body=values["body"],
            decision_rule=values["rule"], **(settings | values.get("settings", {})),
        )  # fmt: skip
        for question in values["questions"]:
            polls.save_question(poll, None, _question(stage, question))
        polls.publish(poll)
    stage.subjects[key] = poll
    return poll


def _question(stage: Stage, asked: Asked) -> polls.Question:
    answers = []
    for line in stage.words(asked.answers).splitlines():
        title, _bar, hint = line.partition("|")
        answers.append(polls.Answer(title.strip(), hint.strip()))
    return polls.Question(
        asked.title, asked.hint, asked.kind, asked.minimum, asked.maximum, asked.points, asked.method, answers
    )


def enter_votes(stage: Stage, poll: Poll, values: dict[str, Any]) -> int:
    """Everybody votes for themselves, in no order that says anything; the urn is sealed as it would have been.

    Answers how many voted.
    """
    day, sealed_on = values["votes"]
    with clock.fixed(stage.at((day, 12))):
        found = shown.visible(poll.id)
        ballots = _ballots(stage, found, values["questions"])
        keys = urns.definition(poll.id)["keys"]
        for user, choice in zip(stage.chance.sample(stage.crowd, len(ballots)), ballots, strict=True):
            place = voters.place_of(found, Person(user), "")
            assert found.urn is not None
            filled = canonical(choice).decode()
            casting.cast(slips.fill(poll.id, str(user), place, filled, found.urn.definition_hash, keys["receipt"]), "")
    with clock.fixed(stage.at((sealed_on, 19))):
        assert sealing.seal(poll.id)
    if (end := stage.at((sealed_on + AFTER_OBJECTIONS, 12))) < clock.now():
        with clock.fixed(end):
            finality.make_final(poll.id)
    return len(ballots)


def _ballots(stage: Stage, poll: shown.Shown, asked: Sequence[Asked]) -> list[dict[str, Any]]:
    """A ballot for every voter: each question's answers are dealt out so that its numbers come true."""
    columns = []
    for question, wanted in zip(poll.questions, asked, strict=True):
        ids = [option.id for option in question.options]
        column = [_answer(question.kind, ids, mark) for number, mark in wanted.votes for _n in range(number)]
        stage.chance.shuffle(column)
        columns.append((str(question.id), column))
    size = min(len(column) for _id, column in columns)
    return [{number: column[place] for number, column in columns} for place in range(size)]


def _answer(kind: str, ids: list[int], mark: Any) -> Any:
    """What a voter chose, from places in the list of answers: see `Asked.votes`."""
    if mark is None:
        return ABSTAIN
    if kind in ("score", "points"):
        return {str(ids[place]): number for place, number in enumerate(mark) if number or kind == "score"}
    chosen = [ids[place] for place in mark]
    return chosen if kind == "ranking" else sorted(chosen)


def _say(stage: Stage, subject: str, author: str, text: str) -> comments.Posted:
    return comments.post(talk_queries.visible_talk(stage.subjects[subject].id), stage.person(author), text)


def enter_report(stage: Stage, row: tuple[str, str, str, str, str, str]) -> None:
    """A comment that somebody reports; it waits for the moderation team."""
    subject, author, text, reporter, category, words = row
    with stage.scene(author, (-1, 20)):
        comment = _say(stage, subject, author, text)
    with stage.scene(reporter, (-1, 21)):
        thing = get_thing("comments", comment.id)
        moderation_service.report(thing, stage.person(reporter), category, words)


def enter_hiding(stage: Stage, row: tuple[str, str, str, str, str, int]) -> None:
    """A comment that the moderation team took off the page, with the reason its author received."""
    subject, author, text, category, reason, day = row
    with stage.scene(author, (day, 18)):
        comment = _say(stage, subject, author, text)
    with stage.scene("moderator", (day + 1, 8, 40)):
        thing = get_thing("comments", comment.id)
        moderation_service.hide(thing, stage.person("moderator"), category, reason)
