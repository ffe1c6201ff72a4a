"""Acts that a visitor may begin and finish after signing in: what each is called, what it is about, what was typed.

Whatever is not named here is never kept: nothing of the desk, nothing of somebody's account, nothing that only an author
does. A parked act is sent with one click by whoever opens its link, so the page before shows everything it will do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import NotFound
from wtforms import HiddenField

from consul_py.comments.forms import CommentForm, ReportForm
from consul_py.comments.queries import visible_comment
from consul_py.debates.forms import DebateForm
from consul_py.kernel.forms import BaseForm
from consul_py.kernel.i18n import lazy_gettext as _l
from consul_py.kernel.parking import Told
from consul_py.kernel.text import plain
from consul_py.kernel.web import path_for
from consul_py.municipalities.queries import choices as places
from consul_py.polls.objection_forms import ObjectionForm
from consul_py.processes.queries import topic_choices, visible_consultation, visible_process
from consul_py.proposals.forms import ProposalForm
from consul_py.subjects.links import subject_path
from consul_py.subjects.queries import visible_subject

Sent = ImmutableMultiDict[str, str]
Values = Mapping[str, Any]
About = tuple[str, str]  # a title and its page

# Buttons with a name: what pressing them says is in the words of the act, or said so.
PRESSED = {"draft": _l("Save as draft"), "preview": _l("Show preview")}
OPINIONS = {"agree": _l("I agree"), "disagree": _l("I disagree"), "none": _l("Take back my opinion")}
HELPFUL = {"helpful": _l("Helpful"), "none": _l("Take back my opinion")}


@dataclass(frozen=True)
class Waiting:
    """One act. `values` are the words of what its buttons send as `value`."""

    words: Any
    about: Callable[[Values, Sent], About]
    form: Callable[[Sent], BaseForm] | None = None
    values: Mapping[str, Any] | None = None

    def told(self, values: Values, fields: list[tuple[str, str]]) -> Told:
        sent: Sent = ImmutableMultiDict(fields)
        try:
            title, url = self.about(values, sent)
        except NotFound:  # hidden meanwhile: what was typed can still be read and copied
            title, url = "", ""
        words = (self.values or {}).get(sent.get("value", ""), self.words)
        left = [(n, v) for n, v in fields if not (n == "value" and v in (self.values or {}))]
        return Told(str(words), title, url, list(_typed(self.form(sent) if self.form else None, left)))


def _typed(form: BaseForm | None, fields: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Label and words of each field but those that came with the form; what no form knows is shown as it is."""
    for name, value in fields:
        field = form._fields.get(name) if form is not None else None
        if name in PRESSED:
            yield str(PRESSED[name]), "✓"
        elif field is None:
            yield name, value
        elif not isinstance(field, HiddenField) and value.strip():
            yield str(field.label.text), _chosen(field, value)


def _chosen(field: Any, value: str) -> str:
    if field.type == "BooleanField":
        return "✓"
    choices = {str(one.value): str(one.label) for one in field.iter_choices()} if hasattr(field, "choices") else {}
    return choices.get(value, value)


def _subject(values: Values, _sent: Sent) -> About:
    subject = visible_subject(values["id"])
    return subject.title, subject_path(subject)


def _comment(values: Values, _sent: Sent) -> About:
    comment = visible_comment(values["id"])
    words = comment.body if comment.is_visible else comment.subject.title
    return plain(words, 120), path_for("comments.show", id=comment.id)


def _reported(values: Values, sent: Sent) -> About:
    return (_subject if values["kind"] == "subjects" else _comment)(values, sent)


def _process(values: Values, _sent: Sent) -> About:
    process = visible_process(values["slug"])
    return process.title, path_for("processes.show", slug=process.slug)


def _consultation(_values: Values, sent: Sent) -> About:
    consultation = visible_consultation(sent.get("consultation", ""))
    return consultation.title, path_for("consultations.show", slug=consultation.slug)


def _topics(sent: Sent) -> list[tuple[int, str]]:
    try:
        return topic_choices(visible_consultation(sent.get("consultation", "")).process_id)
    except NotFound:
        return []


def _proposal_form(sent: Sent) -> BaseForm:
    form = ProposalForm(sent)
    form.choose(_topics(sent), places())
    return form


def _debate_form(sent: Sent) -> BaseForm:
    form = DebateForm(sent)
    form.offer_topics(_topics(sent))
    return form


ACTS = {
    "proposals.create": Waiting(_l("Write a proposal"), _consultation, _proposal_form),
    "proposals.support": Waiting(_l("I support this"), _subject),
    "debates.create": Waiting(_l("Start a debate"), _consultation, _debate_form),
    "debates.vote": Waiting(_l("Vote"), _subject, values=OPINIONS),
    "comments.post": Waiting(_l("Write a comment"), _subject, CommentForm),
    "comments.vote": Waiting(_l("Helpful"), _comment, values=HELPFUL),
    "comments.send_report": Waiting(_l("Report a contribution"), _reported, ReportForm),
    "follows.follow": Waiting(_l("Follow"), _subject),
    "follows.follow_process": Waiting(_l("Follow this process"), _process),
    "polls.object_to": Waiting(_l("Send the objection"), _subject, ObjectionForm),
}
