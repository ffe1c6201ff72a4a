"""The bell: one's notifications, marking them as read, choosing what comes by mail."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consul_py.kernel.authz import person, resident
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.paging import number_from
from consul_py.kernel.web import Area, confirm
from consul_py.notifications import queries, service
from consul_py.notifications.forms import ChoiceForm
from consul_py.notifications.words import sentence

area = Area("notifications", __name__, url_prefix="/account/notifications")


@area.page("", needs=resident)
def index() -> ResponseReturnValue:
    page = queries.notifications_of(person().id or 0, number_from(request.args.get("page")))
    entries = [(row, sentence(row.kind, row.words)) for row in page.items]
    unread = sum(row.read_at is None for row in page.items)
    return render_template("notifications/index.html", page=page, entries=entries, unread=unread)


@area.act("/read", needs=resident)
def read_all() -> ResponseReturnValue:
    service.mark_read(person().id or 0)
    return redirect(url_for("notifications.index"), 303)


@area.act("/<int:id>/read", needs=resident)
def read(id: int) -> ResponseReturnValue:
    service.mark_read(person().id or 0, id)
    return redirect(url_for("notifications.index"), 303)


@area.page("/settings", needs=resident)
def settings() -> ResponseReturnValue:
    chosen = [group for group, mail in queries.choices_of(person().id or 0).items() if mail]
    return render_template("notifications/settings.html", form=ChoiceForm(data={"groups": chosen}))


@area.act("/settings", needs=resident)
def save_settings() -> ResponseReturnValue:
    form: ChoiceForm = ChoiceForm.read()
    if not form.validate():
        return render_template("notifications/settings.html", form=form), 422
    service.choose(person().id or 0, form.groups.data or ())
    confirm(_("Saved. On this site you find all notifications in any case."))
    return redirect(url_for("notifications.index"), 303)
