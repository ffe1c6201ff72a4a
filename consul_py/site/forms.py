"""Forms of settings and pages."""

from __future__ import annotations

from wtforms import DecimalField, IntegerField
from wtforms.validators import Email, Optional, Regexp

from consul_py.kernel.forms import BaseForm, BodyField, LineField, NumberRange, Required
from consul_py.kernel.i18n import lazy_gettext as _l

WEB = r"https?://[^\s/?#]+\S*\Z"
WHOLE = _l("Please write a whole address, such as https://example.org/code.")


class SettingsForm(BaseForm):
    name = LineField(_l("Name of the district"), [Required()], limit=80)
    claim = LineField(_l("Words under the name"), limit=60)
    note = LineField(_l("Line at the top of every page"), limit=120)
    headline = BodyField(_l("Headline of the first page"), [Required()], limit=160)
    lead = BodyField(_l("Sentence under the headline"), limit=400)
    address = BodyField(_l("Address in the footer"), limit=300)
    contact_email = LineField(_l("E-mail address of the participation team"), [Required(), Email()], limit=254)
    source_url = LineField(_l("Address of the source code"), [Optional(), Regexp(WEB, message=WHOLE)], limit=300)
    hue = IntegerField(_l("Hue of the accent colour"), [NumberRange(0, 360)])
    chroma = DecimalField(_l("Strength of the accent colour"), [NumberRange(0, 0.2)], places=3)


class PageForm(BaseForm):
    title = LineField(_l("Title"), [Required()], limit=120)
    body = BodyField(_l("Text"), [Required()])
