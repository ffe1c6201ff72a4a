"""Forms around papers: whom one is handed to, what stands on it, that all are in."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, HiddenField, IntegerField
from wtforms.validators import InputRequired, Optional

from consul_py.ballots.recount import questions_of
from consul_py.kernel.forms import BaseForm, LineField, NumberRange, Required
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.i18n import lazy_gettext as _l
from consul_py.polls import paper_rules
from consul_py.residence.forms import BirthField, FindForm, NameField

MOST = 2_000_000_000


class AccountWay(FindForm):
    """Somebody with an account."""

    way = HiddenField(default="account")


class PersonWay(BaseForm):
    """Somebody who is proven or stands in the extract of the register of residents."""

    way = HiddenField(default="person")
    name = NameField()
    born_on = BirthField()


class CodeWay(BaseForm):
    """Somebody with the letter that holds a code."""

    way = HiddenField(default="code")
    code = LineField(_l("Code from the letter"), [Required(_l("Please enter the code from the letter."))], limit=40)


WAYS: dict[str, type[BaseForm]] = {"account": AccountWay, "person": PersonWay, "code": CodeWay}


def paper_number(label: Any) -> IntegerField:
    wrong = _l("Please enter a number.")
    return IntegerField(label, [InputRequired(wrong), NumberRange(min=0, max=MOST, message=wrong)])


def _hint(question: dict[str, Any]) -> str:
    """What is typed for a question; `n` is the number of its answers."""
    n = len(question["options"])
    match question["kind"]:
        case "single" | "yesno":
            return str(_("The number of the marked answer (1 to %(n)s), or e.", n=n))
        case "multiple" | "approval":
            return str(_("The numbers of all marked answers (1 to %(n)s), with spaces, or e.", n=n))
        case "ranking":
            return str(_("The %(n)s places as written, from top to bottom; a hyphen for an empty box; or e.", n=n))
        case "score":
            return str(_("The %(n)s numbers from 0 to 5 as written, from top to bottom; a hyphen for 0; or e.", n=n))
    return str(_("The %(n)s numbers of points as written, from top to bottom; a hyphen for none; or e.", n=n))


def entry_form(definition: dict[str, Any]) -> type[BaseForm]:
    """A form with the number of the paper and one line for each question."""
    fields: dict[str, Any] = {
        "number": paper_number(_l("Number on the paper")),
        "blank": BooleanField(_l("Blank or invalid as a whole")),
        "again": HiddenField(),
    }
    for question in definition["questions"]:
        fields[f"q{question['id']}"] = LineField(
            question["title"], [Optional()], limit=paper_rules.LONGEST, description=_hint(question)
        )
    return type("EntryForm", (BaseForm,), fields)


def choice_of(definition: dict[str, Any], form: Any) -> dict[str, Any] | None:
    """What the form says of a paper; None when something cannot be, with the error at its field."""
    typed = {question.id: form[f"q{question.id}"] for question in questions_of(definition)}
    if form.blank.data:
        if any(field.data for field in typed.values()):
            form.errors_at(
                "blank", _("A blank or invalid ballot has no answers. Please empty the fields or untick this.")
            )
            return None
        return {}
    choice: dict[str, Any] = {}
    for question in questions_of(definition):
        answer = paper_rules.read_answer(question.kind, question.options, typed[question.id].data or "")
        if answer is None or not question.allows(answer):
            form.errors_at(f"q{question.id}", _("This cannot stand on a valid ballot. If it does, type e."))
        choice[str(question.id)] = answer
    return None if form.errors else choice


class NumberForm(BaseForm):
    """Which paper is meant."""

    number = paper_number(_l("Number on the paper"))


class AllEnteredForm(BaseForm):
    """How many papers lay in the box."""

    said = paper_number(_l("Papers that lay in the box"))
