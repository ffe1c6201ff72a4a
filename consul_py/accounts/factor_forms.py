"""The forms of the second factor: six digits from an app, or a recovery code."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField
from wtforms.validators import StopValidation

from consul_py.accounts import recovery
from consul_py.accounts.forms import PasswordForm, current_password
from consul_py.kernel.forms import BaseForm, LineField, Required
from consul_py.kernel.i18n import gettext
from consul_py.kernel.i18n import lazy_gettext as _l


class CodeField(LineField):
    """The second factor as somebody types it. What cannot be one is said before it costs a try."""

    def __init__(self, **kwargs: Any) -> None:
        required = Required(_l("Please enter the six digits or a recovery code."))
        super().__init__(
            _l("Code"), [required, _shape], limit=40, description=_l("Six digits, or a recovery code"), **kwargs
        )


def _shape(_form: BaseForm, field: LineField) -> None:
    if refusal := recovery.shape(field.data or ""):
        raise StopValidation(gettext(refusal.sentence))


class CodeForm(BaseForm):
    """The second step of a sign-in, or the way to the desk. `ticket` says whose password was right."""

    code = CodeField()
    ticket = HiddenField()
    next = HiddenField()


class EnrolForm(BaseForm):
    """There are no recovery codes yet: only the digits show that the app has the secret."""

    password = current_password()
    code = LineField(_l("Code"), [Required(_l("Please enter the six digits."))], limit=12)
    ticket = HiddenField()
    next = HiddenField()


class FactorForm(PasswordForm):
    """Password and second factor once more, before the latter changes."""

    code = CodeField()
