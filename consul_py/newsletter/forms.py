"""Forms of the newsletter: ordering, choosing, writing an issue."""

from __future__ import annotations

from typing import Any

from wtforms import SelectField, SelectMultipleField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.widgets import CheckboxInput, ListWidget

from consul_py.accounts.forms import EmailField
from consul_py.kernel.forms import BaseForm, BodyField, LineField, Required
from consul_py.kernel.i18n import LANGUAGES
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.i18n import lazy_gettext as _l
from consul_py.newsletter import queries
from consul_py.processes.queries import process_choices


class Checks(SelectMultipleField):
    """Check boxes; what is not offered is left out instead of refused: an old form must not keep anybody from leaving."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def pre_validate(self, form: Any) -> None:
        offered = [choice.value for choice in self.choices or () if isinstance(choice, SelectChoice)]
        self.data = [value for value in offered if value in (self.data or ())]


class InterestsForm(BaseForm):
    """What somebody wants to hear about. No kind means all kinds, no scope means the whole district."""

    interests = Checks(_l("What about?"))
    scopes = Checks(_l("Only some processes, topics or municipalities"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.interests.choices = [SelectChoice(value, label) for value, label in queries.kind_choices()]
        self.groups = queries.scope_choices()
        self.scopes.choices = [SelectChoice(value, label) for _heading, pairs in self.groups for value, label in pairs]

    @property
    def wanted(self) -> dict[str, Any]:
        return {"kinds": list(self.interests.data or ()), "scopes": list(self.scopes.data or ())}


class SubscribeForm(InterestsForm):
    email = EmailField(_l("E-mail address"))


class ManageForm(InterestsForm):
    language = SelectField(_l("Language"), choices=[SelectChoice(code, name) for code, name in LANGUAGES.items()])


class IssueForm(BaseForm):
    """An issue written by hand."""

    title = LineField(_l("Subject"), [Required(_l("Please write a subject."))], limit=160)
    source = BodyField(_l("Text"), [Required(_l("Please write the text."))])
    process_id = SelectField(_l("Recipients"), coerce=str)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everybody = SelectChoice("", _("Everybody who ordered the newsletter"))
        named = [
            SelectChoice(str(n), _("Only people interested in: %(title)s", title=title))
            for n, title in process_choices()
        ]
        self.process_id.choices = [everybody, *named]

    @property
    def chosen_process(self) -> int | None:
        return int(self.process_id.data) if self.process_id.data else None


class ReasonForm(BaseForm):
    """Why staff do something to an address."""

    reason = LineField(_l("Reason"), [Required(_l("Please give a reason."))], limit=300)
