"""Moderation in public: the log, and the author's page of one decision."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from consul_py.comments import moderation_queries, moderation_service, rules
from consul_py.comments.forms import CATEGORY_NAMES, AppealForm
from consul_py.comments.models import Hiding
from consul_py.comments.permissions import PERMISSIONS
from consul_py.kernel import clock
from consul_py.kernel.authz import anyone, require, resident
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.web import Area, confirm

area = Area("moderation", __name__, url_prefix="/moderation")


@area.page("", needs=anyone)
def index() -> ResponseReturnValue:
    """How often and why something was hidden, by month."""
    months = moderation_queries.monthly_counts()
    totals = moderation_queries.log_totals()
    return render_template("comments/log.html", months=months, totals=totals, names=CATEGORY_NAMES)


@area.page("/decisions/<int:id>", needs=resident)
def show(id: int) -> ResponseReturnValue:
    """The author sees what was hidden and why, and may object."""
    hiding = moderation_queries.get_hiding(id)
    require(PERMISSIONS, "appeal", hiding)
    return _page(hiding, AppealForm())


@area.act("/decisions/<int:id>/appeal", needs=resident)
def appeal(id: int) -> ResponseReturnValue:
    hiding, form = moderation_queries.get_hiding(id), AppealForm.read()
    require(PERMISSIONS, "appeal", hiding)
    if not form.validate():
        return _page(hiding, form, 422)
    moderation_service.appeal(hiding, form.text.data)
    confirm(_("Your objection has been received. Somebody will look at it again and answer you."))
    return redirect(url_for("moderation.show", id=id), 303)


def _page(hiding: Hiding, form: AppealForm, status: int = 200) -> ResponseReturnValue:
    refusal = rules.can_appeal(
        hidden_at=hiding.hidden_at,
        restored=hiding.restored_at is not None,
        appealed=hiding.appeal is not None,
        now=clock.now(),
    )
    context = {
        "hiding": hiding,
        "form": form,
        "refusal": refusal,
        "until": hiding.hidden_at + rules.APPEAL_TIME,
        "category": CATEGORY_NAMES[hiding.category],
    }
    return render_template("comments/decision.html", **context), status
