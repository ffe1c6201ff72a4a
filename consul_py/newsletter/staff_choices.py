"""What goes out by itself: for each process and trigger, automatic, with approval or off."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectField

from consul_py.kernel import audit
from consul_py.kernel.authz import may, require
from consul_py.kernel.forms import BaseForm, SelectChoice
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.web import confirm
from consul_py.newsletter import choices
from consul_py.newsletter.desk_area import area, staff
from consul_py.newsletter.models import CHOICES, TRIGGERS
from consul_py.newsletter.permissions import PERMISSIONS
from consul_py.processes.models import Process
from consul_py.processes.queries import get_process, scope_choices


class ChoicesForm(BaseForm):
    """One field for each trigger."""

    opened = SelectField()
    closes_soon = SelectField()
    evaluated = SelectField()
    workshop = SelectField()
    follow_up = SelectField()
    measure = SelectField()
    strategy = SelectField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words, offered = choices.trigger_words(), choices.choice_words()
        for trigger in TRIGGERS:
            field: Any = self[trigger]
            field.choices = [SelectChoice(value, label) for value, label in offered.items()]
            field.label.text = words[trigger]


def _own(process_id: int, *, lock: bool = False) -> Process:
    """A process for which the person may write. Raises 404, Forbidden."""
    process = get_process(process_id, lock=lock)
    require(PERMISSIONS, "write", process.id)
    return process


@area.page("/choices", needs=staff)
def choices_index() -> ResponseReturnValue:
    own = [(number, title) for number, title in scope_choices() if may(PERMISSIONS, "write", number)]
    chosen, names = choices.of_all([number for number, _title in own]), choices.trigger_words()
    rows = [(number, title, [_named(names, chosen[number], choice) for choice in CHOICES]) for number, title in own]
    words, settles = choices.choice_words(), may(PERMISSIONS, "addresses")
    return render_template("newsletter/choices_index.html", rows=rows, words=words, settles=settles)


def _named(names: dict[str, str], chosen: dict[str, str], choice: str) -> str:
    """The news for which this was chosen, in words."""
    found = [name for trigger, name in names.items() if chosen[trigger] == choice]
    return _("everything") if len(found) == len(names) else ", ".join(found)


def _form(process: Process, form: ChoicesForm, status: int = 200) -> ResponseReturnValue:
    log = [entry for entry in audit.latest("process", process.id) if entry.action == "newsletter.choose"]
    return render_template("newsletter/choices.html", process=process, form=form, triggers=TRIGGERS, log=log), status


@area.page("/choices/<int:id>", needs=staff, endpoint="choices")
def choices_page(id: int) -> ResponseReturnValue:
    process = _own(id)
    return _form(process, ChoicesForm(data=choices.of(process.id)))


@area.act("/choices/<int:id>", needs=staff)
def save_choices(id: int) -> ResponseReturnValue:
    process = _own(id, lock=True)
    form: ChoicesForm = ChoicesForm.read()
    if not form.validate():
        return _form(process, form, 422)
    choices.save(process, {trigger: form[trigger].data for trigger in TRIGGERS})
    confirm(_("Saved. It holds for the news of this process from now on."))
    return redirect(url_for("desk_newsletter.choices", id=process.id), 303)
