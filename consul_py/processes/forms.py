"""Forms of the desk. Field names are the models' names."""

from __future__ import annotations

from typing import Any

from werkzeug.datastructures import FileStorage
from wtforms import BooleanField, DateField, FileField, IntegerField, SelectField
from wtforms.validators import Optional, StopValidation

from consul_py.kernel.forms import (
    BaseForm,
    BerlinTimeField,
    BodyField,
    LineField,
    NumberRange,
    Required,
    SelectChoice,
    plausible,
)
from consul_py.kernel.i18n import lazy_gettext as _l
from consul_py.processes.models import ActorGroup, BuildingBlock, Phase, ProcessDocument, ProcessEvent, TeamMember
from consul_py.processes.models import TopicField as Topic

ICONS = {
    "bulb": _l("Light bulb"), "basket": _l("Shopping basket"), "care": _l("Health"), "home": _l("House"),
    "grain": _l("Grain"), "hills": _l("Landscape"), "book": _l("Education"), "bus": _l("Bus"), "wifi": _l("Network"),
    "people": _l("People"), "tools": _l("Tools"), "globe": _l("World"), "heart": _l("Heart"), "chart": _l("Numbers"),
    "board": _l("Administration"), "talk": _l("Conversation"),
}  # fmt: skip


class ProcessForm(BaseForm):
    title = LineField(_l("Title"), [Required(_l("Please give the process a title."))], limit=160)
    short_title = LineField(_l("Short title"), limit=40)
    summary = BodyField(_l("Summary"), limit=600)
    body = BodyField(_l("What it is about"))
    goal = BodyField(_l("Goal"), limit=2000)
    room = BodyField(_l("What is open to change"), limit=2000)
    fixed = BodyField(_l("What is fixed"), limit=2000)
    decided_by = LineField(_l("Who decides"), limit=300)
    decision_due = LineField(_l("By when"), limit=120)
    feedback = LineField(_l("When people hear back"), limit=300)
    budget = LineField(_l("Money"), limit=300)
    funding = BodyField(_l("Funding"), limit=2000)
    lead_unit = LineField(_l("Responsible office"), limit=200)
    source = BodyField(_l("Source of the facts"), limit=2000)


def _number_or_none(value: Any) -> int | None:
    return int(value) if value not in (None, "", "None") else None


class ConsultationForm(BaseForm):
    title = LineField(_l("Title"), [Required(_l("Please give the consultation a title."))], limit=160)
    summary = BodyField(_l("Summary"), limit=600)
    body = BodyField(_l("What it is about"))
    topic_id = SelectField(_l("Topic field"), coerce=_number_or_none, validators=[Optional()])
    may_propose = BooleanField(_l("Write proposals"))
    may_support = BooleanField(_l("Support proposals"))
    may_debate = BooleanField(_l("Debate questions"))
    may_comment = BooleanField(_l("Comment"))
    may_vote = BooleanField(_l("Vote"))
    support_threshold = IntegerField(_l("Threshold of supports"), [Optional(), NumberRange(0, 1_000_000)], default=0)
    opens_at = BerlinTimeField(_l("Beginning"), validators=[Optional()])
    closes_at = BerlinTimeField(_l("End"), validators=[Optional()])
    evaluation_due = DateField(_l("Day of the answer"), validators=[Optional(), plausible])

    def with_topics(self, topics: list[tuple[int, str]], *, draft: bool) -> ConsultationForm:
        """Offer the topic fields of its process; published dates are changed elsewhere, with a reason."""
        field: Any = self.topic_id
        field.choices = [SelectChoice(value, label) for value, label in [("", _l("All topic fields")), *topics]]
        if not draft:
            for name in ("opens_at", "closes_at", "evaluation_due"):
                del self[name]
        return self

    def values(self) -> dict[str, Any]:
        return {**self.data, "support_threshold": self.support_threshold.data or 0}


class DatesForm(BaseForm):
    opens_at = BerlinTimeField(_l("Beginning"), validators=[Required(_l("Please enter a date and a time."))])
    closes_at = BerlinTimeField(_l("End"), validators=[Required(_l("Please enter a date and a time."))])
    evaluation_due = DateField(_l("Day of the answer"), validators=[Required(_l("Please enter a date.")), plausible])
    reason = LineField(_l("Reason"), [Required(_l("Please give a reason: it is shown in public."))], limit=500)


class ReasonForm(BaseForm):
    reason = LineField(_l("Reason"), [Required(_l("Please give a reason: it is shown in public."))], limit=500)


class EvaluationForm(BaseForm):
    evaluation = BodyField(_l("Evaluation"), [Required(_l("Please write the evaluation first."))], limit=60_000)


# Parts of a process.


class PartForm(BaseForm):
    title = LineField(_l("Title"), [Required(_l("Please give it a title."))], limit=200)
    summary = BodyField(_l("Description"), limit=2000)


class PhaseForm(PartForm):
    starts_on = DateField(_l("First day"), validators=[Optional(), plausible])
    ends_on = DateField(_l("Last day"), validators=[Optional(), plausible])
    when_text = LineField(
        _l("Time in words"), limit=120, description=_l("Is shown instead of the days, e.g. “spring 2027”.")
    )
    note = LineField(_l("Result in a few words"), limit=200, description=_l("e.g. “1,204 answers”"))


class EventForm(PartForm):
    starts_on = DateField(_l("First day"), validators=[Optional(), plausible])
    ends_on = DateField(_l("Last day"), validators=[Optional(), plausible])
    time_text = LineField(_l("Time of day"), limit=60)
    when_text = LineField(
        _l("Time in words"), limit=120, description=_l("Is shown instead of the days, e.g. “spring 2027”.")
    )
    place = LineField(_l("Place"), limit=200)


class TeamForm(PartForm):
    title = LineField(_l("Function"), [Required(_l("Please give it a title."))], limit=200)
    organisation = LineField(_l("Organisation"), limit=200)
    contact = LineField(_l("Contact"), limit=254, description=_l("An e-mail address or a telephone number, public."))


class TopicForm(PartForm):
    icon = SelectField(_l("Sign"), choices=[SelectChoice(name, word) for name, word in ICONS.items()], default="bulb")
    goal = BodyField(_l("Goal"), limit=2000)
    use_cases = BodyField(_l("Examples of use"), limit=4000, description=_l("One per line."))


class UploadRequired:
    """A file must really have been sent; a browser sends an empty one when none was chosen."""

    field_flags = {"required": True}

    def __call__(self, _form: Any, field: Any) -> None:
        if not isinstance(field.data, FileStorage) or not field.data.filename:
            field.data = None
            raise StopValidation(str(_l("Please choose a PDF document.")))


class DocumentForm(BaseForm):
    title = LineField(_l("Title"), [Required(_l("Please give it a title."))], limit=200)
    dated = DateField(_l("Date of the document"), validators=[Optional()])
    file = FileField(_l("PDF document"), [UploadRequired()])
    is_strategy = BooleanField(
        _l("This is a version of the strategy"),
        description=_l("A draft or the final one. Everybody who wants results of this process hears of it once."),
    )


class DocumentEditForm(BaseForm):
    title = LineField(_l("Title"), [Required(_l("Please give it a title."))], limit=200)
    dated = DateField(_l("Date of the document"), validators=[Optional()])


class Kind:
    """A list of parts as the desk knows it: model, forms, words."""

    def __init__(self, model: Any, form: type[BaseForm], name: Any, one: Any, new_form: type[BaseForm] | None = None):
        self.model, self.form, self.name, self.one = model, form, name, one
        self.new_form = new_form or form


KINDS = {
    "phases": Kind(Phase, PhaseForm, _l("Phases"), _l("Phase")),
    "topics": Kind(Topic, TopicForm, _l("Topic fields"), _l("Topic field")),
    "blocks": Kind(BuildingBlock, PartForm, _l("Building blocks"), _l("Building block")),
    "events": Kind(ProcessEvent, EventForm, _l("Timeline"), _l("Entry of the timeline")),
    "groups": Kind(ActorGroup, PartForm, _l("Actor groups"), _l("Actor group")),
    "team": Kind(TeamMember, TeamForm, _l("Team"), _l("Function in the team")),
    "documents": Kind(ProcessDocument, DocumentEditForm, _l("Documents"), _l("Document"), DocumentForm),
}
