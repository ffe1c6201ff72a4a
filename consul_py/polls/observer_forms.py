"""The form for an observer."""

from __future__ import annotations

from wtforms import SelectField

from consul_py.accounts.forms import EmailField
from consul_py.kernel.forms import BaseForm, LineField, Required, SelectChoice
from consul_py.kernel.i18n import lazy_gettext as _l


class ObserverForm(BaseForm):
    name = LineField(_l("Name"), [Required(_l("Please enter a name."))], limit=60)
    organisation = LineField(_l("Organisation"), limit=57)
    email = EmailField(_l("E-mail address"))
    language = SelectField(
        _l("Language of the mails"),
        choices=[SelectChoice("de", "Deutsch"), SelectChoice("en", "English")],
        default="de",
    )
