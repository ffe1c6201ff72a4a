"""Shapes of input for proposals."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, FileField, HiddenField, RadioField, SelectField
from wtforms.validators import InputRequired

from consul_py.kernel.forms import BaseForm, BodyField, LineField, MaxSize, Required
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.i18n import lazy_gettext as _l
from consul_py.proposals.models import DECISIONS, Proposal
from consul_py.proposals.service import Text
from consul_py.proposals.words import decision_word

TITLE_LIMIT, SUMMARY_LIMIT, BODY_LIMIT = 80, 300, 10_000
WHOLE_DISTRICT = "0"
PICTURE_MEGABYTES = 5


class EditForm(BaseForm):
    """What an author writes. `choose` fills the selects before anything is checked."""

    title = LineField(_l("Title"), [Required(_l("Give your proposal a title."))], limit=TITLE_LIMIT)
    summary = LineField(
        _l("Your proposal in one sentence"),
        [Required(_l("Write your proposal in one sentence, such as: “A van stops at the hall three times a week.”"))],
        limit=SUMMARY_LIMIT,
    )
    body = BodyField(
        _l("Description"), [Required(_l("Describe what would get better, and for whom."))], limit=BODY_LIMIT
    )
    municipality_id = SelectField(
        _l("Place"), [Required(_l("Choose a place or “whole district”."))], validate_choice=True
    )
    topic_id = SelectField(_l("Topic field"), [Required(_l("Choose a topic field."))], validate_choice=True)
    place = LineField(_l("Where exactly"), limit=160)
    picture = FileField(_l("Picture"), [MaxSize(PICTURE_MEGABYTES)])

    def choose(self, topics: list[tuple[int, str]], municipalities: list[tuple[int, str]]) -> None:
        """Offer the topic fields of the process and the municipalities."""
        please = ("", _("Please choose"))
        whole = (WHOLE_DISTRICT, _("whole district"))
        self.municipality_id.choices = [please, whole, *[(str(key), name) for key, name in municipalities]]
        self.topic_id.choices = [please, *[(str(key), name) for key, name in topics]]
        for field in (self.municipality_id, self.topic_id):
            field.data = field.data or ""  # a field that was not sent is empty, not an unknown choice
        if not topics:
            self.relax(("topic_id",))

    def relax(
        self, names: tuple[str, ...] = ("summary", "body", "municipality_id", "topic_id", "accept_rules")
    ) -> None:
        """Demand less: a draft needs a title only."""
        for name in names:
            if name in self._fields:
                kept = [check for check in self._fields[name].validators if not isinstance(check, Required)]
                self._fields[name].validators = kept

    def show(self, proposal: Proposal) -> None:
        """Fill in what is stored."""
        for name in ("title", "summary", "body", "place"):
            self._fields[name].data = getattr(proposal, name)
        self.topic_id.data = str(proposal.topic_id or "")
        nowhere = "" if proposal.visibility == "draft" and not proposal.body else WHOLE_DISTRICT
        self.municipality_id.data = str(proposal.municipality_id or nowhere)

    def text(self) -> Text:
        return Text(
            title=self.title.data or "",
            summary=self.summary.data or "",
            body=self.body.data or "",
            place=self.place.data or "",
            topic_id=_id(self.topic_id.data),
            municipality_id=_id(self.municipality_id.data),
        )


class ProposalForm(EditForm):
    """The form of a new proposal; `form_key` makes a form that is sent twice count once."""

    accept_rules = BooleanField(_l("I keep to the house rules."), [Required(_l("Please agree to the house rules."))])
    form_key = HiddenField()
    consultation = HiddenField()


class AnswerForm(BaseForm):
    """The district's answer; `reason` is only asked for a correction."""

    decision = RadioField(_l("Decision"), [InputRequired(_l("Choose a decision."))])
    answer = BodyField(_l("Reason"), [Required(_l("Give the reason in words that people understand."))])
    forwarded_to = LineField(_l("Passed on to"), limit=200)
    responsible_unit = LineField(_l("Responsible unit"), limit=200)
    cost_note = LineField(_l("Costs"), limit=200)
    decided_by_note = LineField(_l("Decision of the council"), limit=200)
    reason = LineField(_l("Why the answer changes"), limit=500)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.decision.choices = [(key, decision_word(key)) for key in DECISIONS]


class MergeForm(BaseForm):
    """Which proposal takes this one in."""

    into_id = SelectField(_l("Merge into"), [Required(_l("Choose the proposal that stays."))])
    reason = LineField(_l("Reason"), [Required(_l("Say why both are the same idea."))], limit=500)


def _id(value: str | None) -> int | None:
    return int(value) if value and value != WHOLE_DISTRICT else None
