"""The forms of the desk: a measure's texts, its status, a report, a milestone, a source."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, DateField, HiddenField, IntegerField, SelectField
from wtforms.validators import InputRequired, Optional, ValidationError

from consul_py.kernel.authz import person
from consul_py.kernel.forms import BaseForm, BodyField, LineField, NumberRange, Required, plausible
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.i18n import lazy_gettext as _l
from consul_py.kernel.text import one_line
from consul_py.measures import desk_queries, rules, words
from consul_py.municipalities.queries import choices as municipality_choices


def _day(label: Any, **kwargs: Any) -> DateField:
    return DateField(label, [Optional(), plausible], **kwargs)


def _progress() -> IntegerField:
    message = _l("Please enter a whole number from 0 to 100.")
    return IntegerField(
        _l("Progress in percent"), [InputRequired(message), NumberRange(0, 100, message)], default=0
    )  # fmt: skip


class MeasureForm(BaseForm):
    """What a measure says about itself."""

    title = LineField(_l("Title"), [Required()], limit=160)
    summary = BodyField(_l("What happens, in one or two sentences"), [Required()], limit=600)
    body = BodyField(_l("Description"))
    process_id = SelectField(_l("Process"), coerce=int)
    topic_id = SelectField(_l("Topic field"), coerce=int)
    municipality_id = SelectField(_l("Municipality"), coerce=int)
    responsible_unit = LineField(_l("Responsible unit"), limit=200)
    cost = LineField(_l("Costs"), limit=200, description=_l("In words, for example: 38,000 euros in the trial year"))
    funding_programme = LineField(_l("Funding programme"), limit=200)
    funding_share = LineField(_l("Share of the funding"), limit=120)
    funding_duration = LineField(_l("Duration of the funding"), limit=120)
    decided_by = LineField(_l("Decided by"), limit=200, description=_l("The body whose decision it is"))
    decided_on = _day(_l("Day of the decision"))
    starts_on = _day(_l("Planned beginning"))
    ends_on = _day(_l("Planned end"))
    next_report_on = _day(
        _l("Next report"), description=_l("By this day you say how it goes. After it the report counts as late.")
    )

    def __init__(self, *args: Any, process_id: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        processes = desk_queries.process_choices(person())
        if process_id is not None:  # an existing measure stays in its process
            del self.process_id
            processes = [(number, title) for number, title in processes if number == process_id] or [(process_id, "")]
        else:
            self.process_id.choices = processes
        self.fixed_process = process_id
        names = dict(processes)
        self.topics = desk_queries.topic_choices([number for number, _title in processes])
        several = len(processes) > 1
        found = [(n, f"{names[process]}: {title}" if several else title) for n, process, title in self.topics]
        self.topic_id.choices = [(0, _("None")), *found]
        self.municipality_id.choices = [(0, _("The whole district")), *municipality_choices()]

    def chosen_process(self) -> int:
        return self.fixed_process or int(self.process_id.data or 0)

    def validate_topic_id(self, field: Any) -> None:
        process = {number: process for number, process, _title in self.topics}.get(field.data)
        if process is not None and process != self.chosen_process():
            raise ValidationError(_(rules.OTHER_PROCESS))

    def validate_ends_on(self, field: Any) -> None:
        refusal = rules.can_last(self.starts_on.data, field.data)
        if refusal:
            raise ValidationError(_(refusal.sentence))

    def texts(self) -> dict[str, Any]:
        chosen = {"topic_id": self.topic_id.data or None, "municipality_id": self.municipality_id.data or None}
        return self.data | chosen


class NewMeasureForm(MeasureForm):
    """A new one also says where it stands."""

    status = SelectField(_l("Status"))
    status_reason = BodyField(_l("Reason or note on the status"), limit=rules.REASON_LIMIT)
    progress = _progress()
    sent_key = HiddenField(filters=[lambda value: one_line(value or "")[:40]])
    proposed = HiddenField(filters=[lambda value: one_line(value or "")[:9]])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.status.choices = words.status_choices()

    def validate_status_reason(self, field: Any) -> None:
        if self.status.data in rules.STOPPED and not field.data:
            raise ValidationError(_(rules.REASON))


class StatusForm(BaseForm):
    status = SelectField(_l("New status"))
    reason = BodyField(_l("Reason"), limit=rules.REASON_LIMIT)
    progress = _progress()
    is_slip = BooleanField(_l("This only corrects a slip: do not show it in the public history and tell nobody"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.status.choices = words.status_choices()


class ReportForm(BaseForm):
    body = BodyField(_l("How it goes"), [Required()], limit=5000)
    progress = _progress()
    next_report_on = _day(_l("Next report"), description=_l("When people hear from you again"))


class MilestoneForm(BaseForm):
    title = LineField(_l("Milestone"), [Required()], limit=200)
    planned_on = _day(_l("Planned for"))
    when_text = LineField(
        _l("Rough time in words"), limit=80, description=_l("Instead of a day, for example: autumn 2027")
    )  # fmt: skip
    reached_on = _day(_l("Reached on"))
    note = LineField(_l("Note"), limit=500)


class SourceForm(BaseForm):
    source = HiddenField()
    proposed = HiddenField()
    note = LineField(_l("What came from it"), limit=300)
