"""Forms of debates."""

from __future__ import annotations

from wtforms import HiddenField, SelectField

from consul_py.kernel.forms import BaseForm, BodyField, LineField, Required, SelectChoice
from consul_py.kernel.i18n import lazy_gettext as _l


class DebateForm(BaseForm):
    title = LineField(_l("Question"), [Required(_l("Please ask a question."))], limit=160)
    body = BodyField(_l("What is it about?"), [Required(_l("Please explain what it is about."))], limit=8000)
    topic_id = SelectField(
        _l("Topic field"), choices=[], coerce=lambda value: int(value) if str(value).isdigit() else 0, default=0
    )
    consultation = HiddenField()
    idempotency_key = HiddenField(filters=[lambda value: (value or "")[:100]])

    def offer_topics(self, topics: list[tuple[int, str]]) -> None:
        self.topic_id.choices = [
            SelectChoice(str(value), label) for value, label in [(0, _l("Not one of them")), *topics]
        ]


class ConclusionForm(BaseForm):
    conclusion = BodyField(_l("Conclusion"), [Required(_l("Please write what follows from the debate."))])
