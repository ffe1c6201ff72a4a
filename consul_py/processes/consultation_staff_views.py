"""Consultations at the desk: verbs and times, checklist, publishing, changes of dates with a reason, evaluation."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consul_py.kernel import audit, clock
from consul_py.kernel.authz import person, require
from consul_py.kernel.forms import BaseForm, choice, chosen_id
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.paging import number_from
from consul_py.kernel.refusal import Refused
from consul_py.kernel.web import Area, confirm
from consul_py.processes import consultation_service as service
from consul_py.processes import date_rules, page_queries, queries, rules, steps
from consul_py.processes.date_rules import Dates
from consul_py.processes.forms import ConsultationForm, DatesForm, EvaluationForm, ReasonForm
from consul_py.processes.models import Consultation, Process
from consul_py.processes.permissions import PERMISSIONS
from consul_py.processes.service import FieldRefused
from consul_py.processes.staff_views import STAFFED, own_process

area = Area("desk_consultations", __name__, url_prefix="/desk/consultations")


def _own(consultation_id: int, *, lock: bool = False) -> Consultation:
    consultation = queries.get_consultation(consultation_id, lock=lock)
    require(PERMISSIONS, "edit_consultation", consultation)
    return consultation


def _refuse(form: BaseForm, refused: Refused, otherwise: str) -> None:
    """Put a refusal at the field it speaks of."""
    field = refused.field if isinstance(refused, FieldRefused) and refused.field in form else otherwise
    form.refuse(refused.refusal, field)


def _done(consultation: Consultation, message: str) -> ResponseReturnValue:
    confirm(message)
    return redirect(url_for("desk_consultations.show", id=consultation.id), 303)


@area.page("", needs=STAFFED)
def index() -> ResponseReturnValue:
    now, who = clock.now(), person()
    filters: dict[str, Any] = {"state": choice("state", rules.STATES, ""), "process_id": chosen_id("process")}
    sort, down = choice("sort", page_queries.DESK_SORTS, "opens"), choice("down", ("0", "1"), "1") == "1"
    number = number_from(request.args.get("page"))
    page = page_queries.desk_consultations(who, now, **filters, sort=sort, descending=down, number=number)
    rows = [(one, rules.state(one, now), date_rules.days_owed(one, now)) for one in page.items]
    return render_template(
        "processes/desk_consultations.html", page=page, rows=rows, filters=filters, sort=sort, down=down,
        processes=page_queries.desk_processes(who).items, states=rules.STATES,
    )  # fmt: skip


@area.page("/new", needs=STAFFED)
def new() -> ResponseReturnValue:
    chosen = chosen_id("process")
    processes = page_queries.open_processes(person())
    if chosen is None and len(processes) == 1:
        chosen = processes[0].id
    if chosen is None:
        return render_template("processes/desk_choose.html", processes=processes)
    process = own_process(chosen)
    form = ConsultationForm(data={"may_propose": True, "may_support": True, "may_comment": True})
    return _form(_with_topics(form, process), process)


@area.act("/new/<int:process_id>", needs=STAFFED)
def create(process_id: int) -> ResponseReturnValue:
    process = own_process(process_id)
    form = _with_topics(ConsultationForm.read(), process)
    if "preview" in request.form:
        return _form(form, process)
    if not form.validate():
        return _form(form, process), 422
    try:
        consultation = service.create(process, **form.values())
    except Refused as refused:
        _refuse(form, refused, "title")
        return _form(form, process), 422
    return _done(consultation, _("The draft is saved. The checklist says what is still missing."))


def _with_topics(form: ConsultationForm, process: Process, *, draft: bool = True) -> ConsultationForm:
    return form.with_topics(queries.topic_choices(process.id), draft=draft)


def _form(form: ConsultationForm, process: Process, consultation: Consultation | None = None) -> str:
    return render_template(
        "processes/desk_consultation_form.html",
        form=form,
        process=process,
        consultation=consultation,
        begun=consultation is not None and date_rules.may_change_verbs(consultation, clock.now()) is not None,
        preview_html=form.body.preview() if "preview" in request.form else "",
    )


@area.page("/<int:id>", needs=STAFFED)
def show(id: int) -> ResponseReturnValue:
    consultation, now = _own(id), clock.now()
    changes = page_queries.changes_of(consultation.id)
    return render_template(
        "processes/desk_consultation.html",
        consultation=consultation,
        state=rules.state(consultation, now),
        points=rules.consultation_points(consultation, consultation.process),
        steps=steps.consultation_steps(consultation, now),
        days_owed=date_rules.days_owed(consultation, now),
        changes=[(change, steps.change_lines(change)) for change in changes],
        log=audit.latest("consultation", consultation.id),
    )


@area.page("/<int:id>/edit", needs=STAFFED)
def edit(id: int) -> ResponseReturnValue:
    consultation = _own(id)
    form = ConsultationForm(obj=consultation)
    draft = consultation.published_at is None
    return _form(_with_topics(form, consultation.process, draft=draft), consultation.process, consultation)


@area.act("/<int:id>/edit", needs=STAFFED)
def save(id: int) -> ResponseReturnValue:
    consultation = _own(id, lock=True)
    process, draft = consultation.process, consultation.published_at is None
    form = _with_topics(ConsultationForm.read(), process, draft=draft)
    if "preview" in request.form:
        return _form(form, process, consultation)
    if not form.validate():
        return _form(form, process, consultation), 422
    try:
        service.edit(consultation, **form.values())
    except Refused as refused:
        _refuse(form, refused, "may_propose")
        return _form(form, process, consultation), 422
    return _done(consultation, _("The consultation is saved."))


@area.act("/<int:id>/publish", needs=STAFFED)
def publish(id: int) -> ResponseReturnValue:
    consultation = _own(id, lock=True)
    service.publish(consultation)
    return _done(consultation, _("It is announced in public now and opens by itself at the hour you chose."))


def _dates_form(form: BaseForm, consultation: Consultation) -> str:
    return render_template("processes/desk_dates.html", form=form, consultation=consultation)


@area.page("/<int:id>/dates", needs=STAFFED)
def dates(id: int) -> ResponseReturnValue:
    consultation = _own(id)
    return _dates_form(DatesForm(obj=consultation), consultation)


@area.act("/<int:id>/dates", needs=STAFFED)
def save_dates(id: int) -> ResponseReturnValue:
    consultation, form = _own(id, lock=True), DatesForm.read()
    if not form.validate():
        return _dates_form(form, consultation), 422
    wished = Dates(form.opens_at.data, form.closes_at.data, form.evaluation_due.data)
    try:
        service.change_dates(consultation, wished, form.reason.data)
    except Refused as refused:
        _refuse(form, refused, "reason")
        return _dates_form(form, consultation), 422
    return _done(consultation, _("The dates are changed. The reason is public, and who follows is told."))


@area.page("/<int:id>/close", needs=STAFFED)
def close(id: int) -> ResponseReturnValue:
    return render_template("processes/desk_close.html", form=ReasonForm(), consultation=_own(id))


@area.act("/<int:id>/close", needs=STAFFED)
def close_now(id: int) -> ResponseReturnValue:
    consultation, form = _own(id, lock=True), ReasonForm.read()
    if form.validate():
        try:
            service.close_now(consultation, form.reason.data)
            return _done(consultation, _("It is closed. The evaluation is owed by the day you announced."))
        except Refused as refused:
            form.refuse(refused.refusal, "reason")
    return render_template("processes/desk_close.html", form=form, consultation=consultation), 422


def _evaluation_form(form: EvaluationForm, consultation: Consultation) -> str:
    return render_template(
        "processes/desk_evaluation.html",
        form=form,
        consultation=consultation,
        state=rules.state(consultation, clock.now()),
        preview_html=form.evaluation.preview() if "preview" in request.form else "",
    )


@area.page("/<int:id>/evaluation", needs=STAFFED)
def evaluation(id: int) -> ResponseReturnValue:
    consultation = _own(id)
    return _evaluation_form(EvaluationForm(obj=consultation), consultation)


@area.act("/<int:id>/evaluation", needs=STAFFED)
def save_evaluation(id: int) -> ResponseReturnValue:
    consultation, form = _own(id, lock=True), EvaluationForm.read()
    if "preview" in request.form:
        return _evaluation_form(form, consultation)
    if not form.validate():
        return _evaluation_form(form, consultation), 422
    try:
        return _keep(consultation, form.evaluation.data)
    except Refused as refused:
        form.refuse(refused.refusal, "evaluation")
        return _evaluation_form(form, consultation), 422


def _keep(consultation: Consultation, text: str) -> ResponseReturnValue:
    if "publish" in request.form and consultation.evaluated_at is None:
        service.evaluate(consultation, text)
        return _done(consultation, _("The evaluation is public. Who took part or follows is told."))
    service.save_evaluation(consultation, text)
    return _done(consultation, _("The evaluation is saved."))
