"""Notifications in words: one sentence per kind, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from consul_py.kernel.i18n import date_long, pgettext
from consul_py.kernel.i18n import gettext as _
from consul_py.measures.words import status_word
from consul_py.notifications.models import FOLLOWED, OWN, REPLIES

Words = dict[str, Any]


def _decision(words: Words) -> str:
    names = {
        "adopted": pgettext("answer", "Adopted"),
        "partly": _("Partly adopted"),
        "rejected": _("Rejected"),
        "forwarded": _("Forwarded"),
    }
    return str(names.get(words.get("decision", ""), ""))


def _status(words: Words) -> str:
    return status_word(words.get("status", ""))


def _threshold(w: Words) -> str:
    due = date_long(datetime.fromisoformat(w["answer_due"]))
    told: str = _(
        "“%(title)s” has reached %(threshold)s supports. The district answers by %(date)s.",
        title=w["title"], threshold=w["threshold"], date=due,
    )  # fmt: skip
    return told


SENTENCES: dict[str, Callable[[Words], str]] = {
    "reply": lambda w: _("Somebody replied to your comment on “%(title)s”.", title=w["title"]),
    "comment": lambda w: _("There is a new comment on your contribution “%(title)s”.", title=w["title"]),
    "threshold": _threshold,
    "answered": lambda w: _(
        "The district has answered “%(title)s”: %(decision)s.", title=w["title"], decision=_decision(w)
    ),
    "answer_corrected": lambda w: _(
        "The district has corrected its answer to “%(title)s”: %(decision)s.", title=w["title"], decision=_decision(w)
    ),
    "merged": lambda w: _(
        "“%(title)s” was merged with “%(into)s”. Your support counts there.", title=w["title"], into=w["into"]
    ),
    "merged_own": lambda w: _(
        "Your proposal “%(title)s” was merged with “%(into)s” because both want the same.",
        title=w["title"], into=w["into"],
    ),
    "hidden": lambda w: _(
        "Your contribution on “%(title)s” was hidden. Reason: %(reason)s", title=w["title"], reason=w["reason"]
    ),
    "restored": lambda w: _("Your contribution on “%(title)s” is visible again.", title=w["title"]),
    "appeal": lambda w: (
        _("Your objection concerning “%(title)s” was granted.", title=w["title"])
        if w["granted"]
        else _("Your objection concerning “%(title)s” was not granted. %(answer)s", title=w["title"], answer=w["answer"])
    ),
    "concluded": lambda w: _("The debate “%(title)s” has a conclusion by the district.", title=w["title"]),
    "measure": lambda w: _("A measure followed from it: “%(title)s” (%(status)s).", title=w["title"], status=_status(w)),
    "measure_own": lambda w: _(
        "Your contribution led to a measure: “%(title)s” (%(status)s).", title=w["title"], status=_status(w)
    ),
    "measure_status": lambda w: _("Measure “%(title)s”: %(status)s.", title=w["title"], status=_status(w)),
    "measure_report": lambda w: _("News of the measure “%(title)s”: %(summary)s", title=w["title"], summary=w["summary"]),
    "dates": lambda w: _("The dates of “%(title)s” have changed. Reason: %(reason)s", title=w["title"], reason=w["reason"]),
    "evaluated": lambda w: _("“%(title)s” has been evaluated.", title=w["title"]),
    "objection_answered": lambda w: (
        _("Your objection to the result of “%(title)s” was upheld. The reason stands on its page.", title=w["title"])
        if w["upheld"]
        else _("Your objection to the result of “%(title)s” was rejected. The reason stands on its page.", title=w["title"])
    ),
    "poll_counted": lambda w: _("The result of the poll “%(title)s” is there.", title=w["title"]),
    "poll_final": lambda w: _("The result of the poll “%(title)s” is final.", title=w["title"]),
    "follow_up": lambda w: _("The results of the workshop “%(title)s” are published.", title=w["title"]),
}  # fmt: skip


def sentence(kind: str, words: Words) -> str:
    """The sentence of a notification; a kind of an older version is told by its title."""
    return SENTENCES[kind](words) if kind in SENTENCES else str(words.get("title", ""))


def group_names() -> dict[str, str]:
    return {
        REPLIES: _("Replies to my comments and comments on my contributions"),
        OWN: _("What becomes of my contributions"),
        FOLLOWED: _("News of what I follow or support"),
    }
