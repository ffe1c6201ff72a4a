"""The extract at the desk: take one in, see when and how many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.i18n import ngettext
from consul_py.kernel.web import confirm
from consul_py.residence import extracts, queries
from consul_py.residence.desk_area import NEEDED, area, covered, own_places
from consul_py.residence.forms import UploadForm


@dataclass(frozen=True)
class Prepared:
    """The form, and what is in its file when it could be read; hashed before any lock is taken."""

    form: Any
    taken: extracts.Taken | None = None


def _page(form: Any, wrong: list[tuple[int, str]], status: int = 200) -> ResponseReturnValue:
    places = covered()
    return render_template(
        "residence/desk_extract.html",
        form=form,
        wrong=wrong[: extracts.MOST_TOLD],
        wrong_number=len(wrong),
        extracts=queries.extracts(places),
        rows=queries.rows_now(places),
    ), status


@area.page("/extract", needs=NEEDED)
def extract() -> ResponseReturnValue:
    return _page(UploadForm(), [])


def _prepare() -> Prepared:
    places = own_places()
    form = UploadForm.read()
    if not form.validate():
        return Prepared(form)
    try:
        return Prepared(form, extracts.read(form.file.data.read(), places))
    except extracts.BadExtract as error:
        form.errors_at("file", str(error))
        return Prepared(form)


@area.act("/extract", needs=NEEDED, prepare=_prepare)
def take_extract(prepared: Prepared) -> ResponseReturnValue:
    if prepared.taken is None:
        return _page(prepared.form, [], 422)
    number = extracts.keep(prepared.taken, own_places(), whole=covered() is None)
    said = ngettext("The extract is taken in: %(num)s person.", "The extract is taken in: %(num)s people.", number)
    confirm(said + " " + _("It takes the place of the one before."))
    if prepared.taken.wrong:
        return _page(UploadForm(), prepared.taken.wrong)
    return redirect(url_for("desk_residence.extract"), 303)
