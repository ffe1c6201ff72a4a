"""The desk's proposals: what waits, the answer, merging duplicates."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from consul_py.kernel import audit, clock, db, sheets
from consul_py.kernel.authz import desk, person, require
from consul_py.kernel.forms import argument, choice
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.i18n import ngettext
from consul_py.kernel.paging import number_from
from consul_py.kernel.web import Area, confirm
from consul_py.proposals import answering, desk_queries, pages, queries, rules, words
from consul_py.proposals.forms import AnswerForm, MergeForm
from consul_py.proposals.models import Proposal
from consul_py.proposals.permissions import PERMISSIONS
from consul_py.subjects.links import subject_path

area = Area("desk_proposals", __name__, url_prefix="/desk/proposals")
STAFF = desk("staff", "administrator")


def _asked() -> dict[str, Any]:
    """State, words and order out of the address."""
    sort = choice("sort", desk_queries.SORTS, "due")
    return {
        "state": choice("state", desk_queries.STATES, "waiting"),
        "q": argument("q"),
        "sort": sort,
        "desc": request.args.get("desc", "0" if sort in ("due", "title") else "1") == "1",
    }


@area.page("/", needs=STAFF)
def index() -> ResponseReturnValue:
    now, asked = clock.now(), _asked()
    page = desk_queries.table(person(), **asked, now=now, page=number_from(request.args.get("page")))
    return render_template("proposals/desk/index.html", **pages.desk_table(page, asked, now))


@area.page("/export.csv", needs=STAFF)
def export() -> ResponseReturnValue:
    now = clock.now()
    rows = desk_queries.export(person(), **_asked(), now=now)
    header, table = words.sheet(rows, now)
    return sheets.download("vorschlaege", header, table)


def _proposal(id: int, verb: str = "answer", *, lock: bool = False) -> Proposal:
    proposal = queries.locked(id) if lock else queries.visible(id)
    require(PERMISSIONS, verb, proposal)
    return proposal


def _answer_page(proposal: Proposal, form: AnswerForm, merge_form: MergeForm | None = None, preview: str = "") -> str:
    merge_form = merge_form or MergeForm()
    targets = queries.merge_targets(proposal)
    merge_form.into_id.choices = [("", _("Please choose")), *[(str(row.id), row.title) for row in targets]]
    return render_template(
        "proposals/desk/answer.html", proposal=proposal, form=form, merge_form=merge_form, preview_html=preview,
        alike=pages.similar_items(proposal.process_id, proposal.title, proposal.id), log=audit.latest("proposal", proposal.id),
        overdue=rules.is_overdue(proposal.answer_due, proposal.answered_at, clock.now()),
        refusal=rules.can_answer(proposal), act_word=words.act_word,
    )  # fmt: skip


@area.page("/<int:id>/answer", needs=STAFF)
def answer(id: int) -> ResponseReturnValue:
    proposal = _proposal(id)
    return _answer_page(proposal, AnswerForm(obj=proposal))


@area.act("/<int:id>/answer", needs=STAFF)
def save_answer(id: int) -> ResponseReturnValue:
    proposal = _proposal(id, lock=True)
    form = AnswerForm.read()
    if "preview" in request.form:
        return _answer_page(proposal, form, preview=form.answer.preview())
    if not _complete(form, proposal):
        return _answer_page(proposal, form), 422
    answering.answer(proposal, answering.Answer(**form.data), db.now())
    confirm(_("The answer is public. The author, the supporters and all who follow are told."))
    return redirect(subject_path(proposal) + "#answer", 303)


def _complete(form: AnswerForm, proposal: Proposal) -> bool:
    if not form.validate():
        return False
    missing = rules.complete_answer(
        form.decision.data, form.forwarded_to.data or "", proposal.answered_at is not None, form.reason.data or ""
    )
    for name, refusal in missing.items():
        form.refuse(refusal, name)
    return not missing


@area.act("/<int:id>/merge", needs=STAFF)
def merge(id: int) -> ResponseReturnValue:
    proposal = _proposal(id, "merge")  # the merge locks it, together with the other one
    form = MergeForm.read()
    form.into_id.choices = [(str(row.id), row.title) for row in queries.merge_targets(proposal)]
    if not form.validate():
        return _answer_page(proposal, AnswerForm(obj=proposal), form), 422
    into = _proposal(int(form.into_id.data), "merge")
    carried = answering.merge(proposal, into, form.reason.data, db.now())
    confirm(ngettext("Merged. %(num)s supporter came over.", "Merged. %(num)s supporters came over.", carried))
    return redirect(subject_path(into), 303)
