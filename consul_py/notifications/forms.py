"""What comes by mail."""

from __future__ import annotations

from typing import Any

from wtforms import SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from consul_py.kernel.forms import BaseForm, SelectChoice
from consul_py.kernel.i18n import lazy_gettext as _l
from consul_py.notifications.words import group_names


class ChoiceForm(BaseForm):
    groups = SelectMultipleField(
        _l("Write me an e-mail at once for"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups.choices = [SelectChoice(value, label) for value, label in group_names().items()]
