"""The forms of accounts: shape and plausibility of what people type."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from email_validator import EmailNotValidError, validate_email
from wtforms import BooleanField, HiddenField, PasswordField, SelectField, StringField, ValidationError
from wtforms.validators import EqualTo, Length, StopValidation

from consul_py.accounts.passwords import weakness
from consul_py.kernel.authz import ROLES, SCOPES
from consul_py.kernel.forms import BaseForm, BodyField, LineField, Required, SelectChoice
from consul_py.kernel.i18n import LANGUAGES, gettext
from consul_py.kernel.i18n import lazy_gettext as _l
from consul_py.kernel.settings import site
from consul_py.kernel.text import one_line

EMAIL_LIMIT = 254
ROLE_NAMES = {
    "staff": _l("Staff"),
    "facilitator": _l("Facilitator"),
    "moderator": _l("Moderator"),
    "administrator": _l("Administrator"),
}


def options(pairs: Iterable[tuple[Any, Any]]) -> list[Any]:
    """Pairs of value and label for a select field."""
    return [SelectChoice(str(value), label) for value, label in pairs]


class EmailField(StringField):
    """An e-mail address in its normal form; domains with umlauts become what mail servers understand."""

    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        super().__init__(label, [Required(_l("Please enter your e-mail address."))], **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = one_line(valuelist[0]) if valuelist else ""

    def pre_validate(self, form: Any) -> None:
        if not self.data:
            return
        address = normal_address(self.data)
        if address is None:
            raise StopValidation(gettext("Please enter an address such as name@example.org."))
        self.data = address


def normal_address(typed: str) -> str | None:
    """An address as mail servers understand it; None when it is none."""
    try:
        address = validate_email(typed, check_deliverability=False, allow_smtputf8=False, strict=True).ascii_email
    except EmailNotValidError:
        return None
    return address if address and len(address) <= EMAIL_LIMIT else None


def current_password() -> PasswordField:
    return PasswordField(
        _l("Your current password"), [Required(_l("Please enter your password.")), Length(max=500)], id="password"
    )


class ResetForm(BaseForm):
    """A new password twice, behind a link. `hints` are words close to the person that make it easy to guess."""

    hints: tuple[str, ...] = ()
    password = PasswordField(_l("New password"), [Required(_l("Please choose a password."))])
    password_confirm = PasswordField(
        _l("Repeat the password"),
        [Required(_l("Please repeat the password.")), EqualTo("password", _l("The two passwords differ."))],
    )

    def validate_password(self, field: PasswordField) -> None:
        check_strength(field, self.hints)


class RegisterForm(BaseForm):
    email = EmailField(_l("E-mail address"))
    display_name = LineField(_l("Name shown on the site"), [Required(_l("Please choose a name."))], limit=60)
    password = PasswordField(_l("Password"), [Required(_l("Please choose a password."))])
    password_confirm = PasswordField(
        _l("Repeat the password"),
        [Required(_l("Please repeat the password.")), EqualTo("password", _l("The two passwords differ."))],
    )
    municipality_id = SelectField(_l("Municipality"), coerce=lambda v: _id_or_none(v), choices=[])
    accept_terms = BooleanField(
        _l("I accept the house rules and have read the privacy notice."),
        [Required(_l("Please accept the house rules to take part."))],
    )
    next = HiddenField()

    def validate_password(self, field: PasswordField) -> None:
        check_strength(field, (self.email.data or "", self.display_name.data or ""))


class LoginForm(BaseForm):
    email = EmailField(_l("E-mail address"))
    password = PasswordField(_l("Password"), [Required(_l("Please enter your password.")), Length(max=500)])
    next = HiddenField()


class EmailForm(BaseForm):
    """Only an address: to ask for a link."""

    email = EmailField(_l("E-mail address"))
    next = HiddenField()


class ProfileForm(BaseForm):
    display_name = LineField(_l("Name shown on the site"), [Required(_l("Please choose a name."))], limit=60)
    municipality_id = SelectField(_l("Municipality"), coerce=lambda v: _id_or_none(v), choices=[])
    locale = SelectField(_l("Language of the site and of mails"), choices=options(LANGUAGES.items()))


class ChangeEmailForm(BaseForm):
    email = EmailField(_l("New e-mail address"))
    password = current_password()


class ChangePasswordForm(BaseForm):
    hints: tuple[str, ...] = ()
    password = current_password()
    new_password = PasswordField(_l("New password"), [Required(_l("Please choose a password."))])
    password_confirm = PasswordField(
        _l("Repeat the new password"),
        [Required(_l("Please repeat the password.")), EqualTo("new_password", _l("The two passwords differ."))],
    )

    def validate_new_password(self, field: PasswordField) -> None:
        check_strength(field, self.hints)


class PasswordForm(BaseForm):
    """The password once more before something that cannot be undone."""

    password = current_password()


class GrantForm(BaseForm):
    """`scope` holds kind and id, such as `process:3`, so that one list offers everything."""

    role = SelectField(_l("Role"), choices=options((role, ROLE_NAMES[role]) for role in ROLES))
    scope = SelectField(_l("Counts for"), choices=[])

    def chosen(self) -> tuple[str, int]:
        """The scope as kind and id."""
        kind, _, number = str(self.scope.data).partition(":")
        return (kind if kind in SCOPES else "", int(number or 0))


class DecisionForm(BaseForm):
    """Something an administrator does to an account, with the reason that the log keeps."""

    what = SelectField(_l("What should happen?"), choices=[])
    reason = BodyField(_l("Reason"), [Required(_l("Please say why."))], limit=500)


def _id_or_none(value: Any) -> int | None:
    """The id behind a choice; `''` is none. ValueError becomes 'not a valid choice'."""
    if value in (None, "", "None"):
        return None
    return int(value)


def check_strength(field: PasswordField, hints: tuple[str, ...]) -> None:
    """Put what makes a password easy to guess at its field."""
    found = weakness(field.data or "", [*hints, site().name])
    if found:
        raise ValidationError(" ".join(gettext(r.sentence, **r.values) for r in found))
