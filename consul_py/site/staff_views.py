"""The desk: what waits first; settings, pages, the audit log, the components."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consul_py.kernel import audit, panels
from consul_py.kernel.authz import ADMINISTRATOR, STAFF, desk, person
from consul_py.kernel.i18n import LANGUAGES
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.paging import number_from
from consul_py.kernel.refusal import Refused
from consul_py.kernel.settings import site
from consul_py.kernel.web import Area, confirm, not_found
from consul_py.site import queries, service
from consul_py.site.component_examples import gallery
from consul_py.site.forms import PageForm, SettingsForm

area = Area("desk", __name__, url_prefix="/desk")
ADMINISTRATORS = desk(ADMINISTRATOR, everywhere=True)
# The legal notice and the like speak for the district: staff of one process or municipality do not write them.
EDITORS = desk(ADMINISTRATOR, STAFF, everywhere=True)


@area.page("/", needs=desk())
def index() -> ResponseReturnValue:
    who = person()
    whole_log = who.everywhere(ADMINISTRATOR)  # it names what others have in draft; everybody else sees their own acts
    log = audit.latest(limit=8) if whole_log else audit.latest_of(who.id)
    return render_template(
        "site/desk.html", items=queries.work(who), running=panels.collect("desk_running", who), log=log,
        whole_log=whole_log, edits_pages=who.everywhere(STAFF),
    )  # fmt: skip


@area.page("/log", needs=ADMINISTRATORS)
def log() -> ResponseReturnValue:
    return render_template("site/log.html", page=queries.log(number_from(request.args.get("page"))))


@area.page("/components", needs=desk())
def components() -> ResponseReturnValue:
    return render_template("site/components.html", **gallery())


@area.page("/settings", needs=ADMINISTRATORS)
def settings() -> ResponseReturnValue:
    return render_template("site/settings.html", form=SettingsForm(data=site().values))


@area.act("/settings", needs=ADMINISTRATORS)
def save_settings() -> ResponseReturnValue:
    form = SettingsForm.read()
    if form.validate():
        try:
            service.save_settings(form.data)
        except Refused as refused:
            form.refuse(refused.refusal, "hue")
        else:
            confirm(_("The settings are saved and visible within a few seconds."))
            return redirect(url_for("desk.settings"), 303)
    return render_template("site/settings.html", form=form), 422


@area.page("/pages", needs=EDITORS)
def pages() -> ResponseReturnValue:
    edited = {(page.key, page.language): page for page in queries.edited_pages()}
    return render_template("site/pages.html", keys=queries.PAGES, edited=edited)


def _known(key: str, language: str) -> None:
    if key not in queries.PAGES or language not in LANGUAGES:
        not_found()


@area.page("/pages/<key>/<language>", needs=EDITORS)
def page(key: str, language: str) -> ResponseReturnValue:
    _known(key, language)
    title, body, _html = queries.page_text(key, language)
    form = PageForm(data={"title": title, "body": body})
    return render_template("site/page_form.html", form=form, key=key, language=language)


@area.act("/pages/<key>/<language>", needs=EDITORS)
def save_page(key: str, language: str) -> ResponseReturnValue:
    _known(key, language)
    form = PageForm.read()
    if not form.validate():
        return render_template("site/page_form.html", form=form, key=key, language=language), 422
    service.save_page(key, language, form.title.data, form.body.data)
    confirm(_("The page is saved and public."))
    return redirect(url_for("desk.pages"), 303)
