"""What each kind of subject knows about its own way, from its row and its consultation alone: no statement here.

A step is a mapping as the component `way` shows it, with `at` (a moment or day) for the order. `overtaken` marks what
nobody waits for any more once a measure is there. Kinds register in KINDS.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, cast

from consul_py.debates.models import Debate
from consul_py.kernel.clock import to_berlin
from consul_py.kernel.i18n import date_long, date_medium, date_short, ngettext, number
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.text import plain
from consul_py.kernel.web import path_for
from consul_py.processes import rules as windows
from consul_py.processes.models import Consultation
from consul_py.proposals.models import Proposal
from consul_py.proposals.words import decision_word
from consul_py.subjects.links import subject_path
from consul_py.subjects.models import Subject
from consul_py.workshops.models import Workshop

Step = dict[str, Any]
DONE, NOW, NEXT = "done", "now", "next"
NOTE = 170  # characters of a reason shown in a step; the whole text is behind its link


def day(moment: datetime | date | None, now: datetime) -> str:
    """8. Sept.; with the year when it is another one."""
    if moment is None:
        return ""
    year = to_berlin(moment).year if isinstance(moment, datetime) else moment.year
    return date_short(moment) if year == to_berlin(now).year else date_medium(moment)


def step(state: str, name: str, at: datetime | date | None, now: datetime, note: str = "", **more: Any) -> Step:
    when = more.pop("when", None) or day(at, now)
    return {"state": state, "name": name, "at": at, "when": when, "note": note} | more


def of_subject(subject: Subject, now: datetime) -> list[Step]:
    """What a subject of any kind knows about its way."""
    return KINDS[subject.kind](subject, now)


def _evaluation(window: Consultation | None, now: datetime, decided: bool) -> list[Step]:
    """Where the evaluation of the consultation stands; left out when the decision came without it."""
    if window is None or window.published_at is None:
        return []
    if window.evaluated_at is not None:
        url = path_for("consultations.show", slug=window.slug) + "#evaluation"
        note = _("Read together with all contributions to “%(title)s”.", title=window.title)
        return [step(DONE, _("Evaluated"), window.evaluated_at, now, note, url=url, link=_("To the evaluation"))]
    if decided:
        return []
    due = date_long(window.evaluation_due) if window.evaluation_due else ""
    if windows.state(window, now) == windows.CLOSED:
        note = _("The district reads all contributions and answers by %(date)s.", date=due)
        return [step(NOW, _("Is being evaluated"), window.evaluation_due, now, note, when=_("today"))]
    closes = date_long(window.closes_at) if window.closes_at else ""
    note = _("The consultation runs until %(end)s. The evaluation follows by %(date)s.", end=closes, date=due)
    return [step(NEXT, _("Evaluation"), window.evaluation_due, now, note)]


def _proposal(subject: Subject, now: datetime) -> list[Step]:
    row = cast(Proposal, subject)
    steps = [step(DONE, _("Received"), row.published_at, now, _received(row))]
    if row.withdrawn_at:
        return [*steps, step(DONE, _("Withdrawn by its author"), row.withdrawn_at, now)]
    if row.merged_into_id:
        url = path_for("proposals.short", id=row.merged_into_id)
        note = _("It goes on together with a similar proposal; all supports went with it.")
        steps.append(step(DONE, _("Merged"), row.merged_at, now, note, url=url, link=_("To the common proposal")))
        return steps
    steps += _evaluation(row.consultation, now, row.decision is not None)
    if row.decision is not None:
        word = decision_word(row.decision)
        name = _("Decided: %(decision)s", decision=word[:1].lower() + word[1:])
        url = subject_path(row) + "#answer"
        return [
            *steps,
            step(DONE, name, row.answered_at, now, plain(row.answer, NOTE), url=url, link=_("To the reasons")),
        ]
    return [*steps, _answer_owed(row, now)]


def _received(row: Proposal) -> str:
    if row.threshold_reached_at and row.published_at:
        days = (to_berlin(row.threshold_reached_at).date() - to_berlin(row.published_at).date()).days
        return str(
            ngettext(
                "Published, and supported by %(people)s people within one day.",
                "Published, and supported by %(people)s people after %(num)s days.",
                max(1, days),
                people=number(row.threshold),
            )
        )
    if row.support_count:
        return str(
            ngettext(
                "Published. %(num)s person supports it.", "Published. %(num)s people support it.", row.support_count
            )
        )
    return str(_("Published."))


def _answer_owed(row: Proposal, now: datetime) -> Step:
    evaluated = row.consultation is not None and row.consultation.evaluated_at is not None
    state = NOW if row.answer_due is not None or evaluated else NEXT
    note = _("The district says what it adopts and what not, with the reasons.")
    if row.answer_due is not None:
        note = _("The district answers by %(date)s, with the reasons.", date=date_long(row.answer_due))
    return step(state, _("Decision"), row.answer_due, now, note, overtaken=True)


def _debate(subject: Subject, now: datetime) -> list[Step]:
    row = cast(Debate, subject)
    agree, disagree = number(row.support_count), number(row.against_count)
    note = _("Opened. %(agree)s agree, %(disagree)s disagree.", agree=agree, disagree=disagree)
    steps = [step(DONE, _("Received"), row.published_at, now, note)]
    steps += _evaluation(row.consultation, now, row.concluded_at is not None)
    if row.concluded_at is not None:
        text, url = plain(row.conclusion, NOTE), subject_path(row) + "#conclusion"
        return [*steps, step(DONE, _("Conclusion"), row.concluded_at, now, text, url=url, link=_("To the conclusion"))]
    note = _("The district says what follows from the debate.")
    return [*steps, step(NEXT, _("Conclusion"), None, now, note, overtaken=True)]


def _poll(subject: Subject, now: datetime) -> list[Step]:
    window = subject.consultation
    if window is None or window.opens_at is None or window.closes_at is None:
        return []
    current = windows.state(window, now)
    over = current in (windows.CLOSED, windows.EVALUATED)
    state = NEXT if current in (windows.DRAFT, windows.SCHEDULED) else DONE if over else NOW
    until = _("Open until %(date)s.", date=date_long(window.closes_at))
    steps = [step(state, _("Poll"), window.opens_at, now, until)]
    if not over:
        return [*steps, step(NEXT, _("Result"), window.closes_at, now, _("After the end, for everyone at once."))]
    url = path_for("polls.results", id=subject.id)
    steps.append(
        step(
            DONE,
            _("Result"),
            window.closes_at,
            now,
            _("Counted after the end, for everyone to check."),
            url=url,
            link=_("To the result"),
        )
    )
    return steps + _evaluation(window, now, decided=False)


def _workshop(subject: Subject, now: datetime) -> list[Step]:
    row = cast(Workshop, subject)
    if row.cancelled_at is not None:
        return [step(DONE, _("Cancelled"), row.cancelled_at, now, row.cancel_reason)]
    held = row.ends_at <= now
    running = row.starts_at <= now < row.ends_at
    state = DONE if held else NOW if running else NEXT
    steps = [step(state, _("Workshop"), row.starts_at, now, row.place)]
    published = row.follow_up.published_at if row.follow_up is not None else None
    if published is not None:
        url = path_for("workshops.follow_up", id=row.id)
        note = _("Minutes, results and proposed measures are public.")
        return [*steps, step(DONE, _("Follow-up published"), published, now, note, url=url, link=_("To the follow-up"))]
    note = _("Minutes, results and proposed measures appear here.")
    return [*steps, step(NOW if held else NEXT, _("Follow-up"), None, now, note)]


KINDS: dict[str, Callable[[Subject, datetime], list[Step]]] = {
    "proposal": _proposal,
    "debate": _debate,
    "poll": _poll,
    "workshop": _workshop,
    "measure": lambda _subject, _now: [],
}


def expects_measure(subject: Subject) -> bool:
    """Whether a measure is still to follow from it: it was adopted, wholly or in part."""
    return subject.kind == "proposal" and cast(Proposal, subject).decision in ("adopted", "partly")
