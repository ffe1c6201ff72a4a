"""Forms of the newsletter: ordering and choosing."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from wtforms import RadioField, SelectField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from consul_py.accounts.forms import EmailField
from consul_py.kernel.forms import BaseForm, Required, SelectChoice
from consul_py.kernel.i18n import LANGUAGES
from consul_py.kernel.i18n import lazy_gettext as _l
from consul_py.newsletter import queries
from consul_py.newsletter.queries import AT_ONCE, WEEKLY


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
    rhythm = RadioField(_l("How often?"), default=AT_ONCE, validate_choice=False)
    scopes = Checks(_l("Only some processes, topics or municipalities"))

    def __init__(self, *args: Any, kept: Collection[str] = (), **kwargs: Any) -> None:
        """`kept` are scopes that were chosen before and are offered although their process is over."""
        super().__init__(*args, **kwargs)
        self.interests.choices = [SelectChoice(value, label) for value, label in queries.kind_choices()]
        self.rhythm.choices = [SelectChoice(value, label) for value, label in queries.rhythm_choices()]
        self.groups = queries.scope_choices(kept)
        self.scopes.choices = [SelectChoice(value, label) for _heading, pairs in self.groups for value, label in pairs]

    @property
    def wanted(self) -> dict[str, Any]:
        return {
            "kinds": list(self.interests.data or ()),
            "scopes": list(self.scopes.data or ()),
            "weekly": self.rhythm.data == WEEKLY,
        }


class SubscribeForm(InterestsForm):
    email = EmailField(_l("E-mail address"))


class ManageForm(InterestsForm):
    """Changing what one receives. Here no kind at all is a question: everything, or nothing any more?"""

    interests = Checks(_l("What about?"), [Required(_l("Please choose at least one, or unsubscribe."))])
    language = SelectField(_l("Language"), choices=[SelectChoice(code, name) for code, name in LANGUAGES.items()])
