"""Objections to a result in public: numbers and outcomes, one's own, and the form."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from consul_py.kernel import clock, limits
from consul_py.kernel.authz import anyone, person, resident
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.web import confirm
from consul_py.polls import objection_queries, objection_rules, objection_service, rules, shown
from consul_py.polls.objection_forms import ObjectionForm
from consul_py.polls.views import area


def _page(poll: shown.Shown, form: Any, status: int = 200) -> ResponseReturnValue:
    now = clock.now()
    return render_template(
        "polls/objections.html", poll=poll, urn=poll.urn, form=form, state=rules.state(poll.urn, now),
        can_object=objection_rules.can_object(poll.urn, now) is None, n=objection_queries.numbers(poll.id),
        own=objection_queries.own(poll.id, person().id), summaries=objection_queries.summaries(poll.id),
        statement=objection_queries.statement(poll.id),
    ), status  # fmt: skip


@area.page("/<int:id>/objections", needs=anyone)
def objections(id: int) -> ResponseReturnValue:
    return _page(shown.visible(id), ObjectionForm())


@area.act("/<int:id>/objections", needs=resident)
def object_to(id: int) -> ResponseReturnValue:
    poll, form = shown.visible(id), ObjectionForm.read()
    limits.limit("objection", account="20/day")
    if not form.validate():
        return _page(poll, form, 422)
    leaf = objection_rules.leaf_of(form.receipt.data or "") or ""
    objection_service.write(poll.id, person().id or 0, form.text.data, leaf)
    confirm(_("Your objection is there. The district answers with a reason, and you are told."))
    return redirect(url_for("polls.objections", id=id), 303)
