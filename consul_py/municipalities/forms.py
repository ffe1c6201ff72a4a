"""The form of a municipality."""

from __future__ import annotations

from wtforms import FloatField
from wtforms.validators import Optional

from consul_py.kernel.forms import BaseForm, LineField, NumberRange, Required
from consul_py.kernel.i18n import lazy_gettext as _l

OUT_OF_RANGE = _l("This is no place in Europe. Latitude lies near 50, longitude near 9.")


class MunicipalityForm(BaseForm):
    name = LineField(_l("Name"), [Required(_l("Please enter the name."))], limit=120)
    ags = LineField(_l("Official key (AGS)"), limit=8)
    latitude = FloatField(_l("Latitude"), [Optional(), NumberRange(34, 72, OUT_OF_RANGE)])
    longitude = FloatField(_l("Longitude"), [Optional(), NumberRange(-25, 45, OUT_OF_RANGE)])
