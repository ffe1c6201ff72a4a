"""How the newsletter works here: the second person, the pace, the day of the weekly mail."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from consul_py.kernel.authz import require
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.web import confirm
from consul_py.newsletter import desk_settings
from consul_py.newsletter.desk_area import area, staff
from consul_py.newsletter.desk_forms import NewsletterSettingsForm
from consul_py.newsletter.permissions import PERMISSIONS


@area.page("/settings", needs=staff)
def settings() -> ResponseReturnValue:
    require(PERMISSIONS, "settings")
    return render_template("newsletter/settings.html", form=NewsletterSettingsForm(data=desk_settings.current()))


@area.act("/settings", needs=staff)
def save_settings() -> ResponseReturnValue:
    require(PERMISSIONS, "settings")
    form: NewsletterSettingsForm = NewsletterSettingsForm.read()
    if not form.validate():
        return render_template("newsletter/settings.html", form=form), 422
    desk_settings.save(form.data)
    confirm(_("The settings are saved and hold within a few seconds."))
    return redirect(url_for("desk_newsletter.settings"), 303)
