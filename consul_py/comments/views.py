"""Comments in public: read, write, change, delete, find helpful, report."""

from __future__ import annotations

import secrets
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consul_py.comments import moderation_service, queries, rules, service, talk_queries
from consul_py.comments.forms import CommentForm, EditForm, ReportForm, row_id
from consul_py.comments.panels import blank_form
from consul_py.comments.permissions import PERMISSIONS, speaks_for
from consul_py.comments.shown import Shower
from consul_py.comments.thing_queries import Thing
from consul_py.kernel import clock
from consul_py.kernel.authz import anyone, person, require, resident
from consul_py.kernel.forms import choice, chosen_id
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.limits import limit
from consul_py.kernel.paging import number_from
from consul_py.kernel.refusal import ensure
from consul_py.kernel.web import Area, confirm, way_back
from consul_py.subjects.links import subject_path
from consul_py.subjects.models import Subject
from consul_py.subjects.queries import visible_subject

area = Area("comments", __name__)


@area.page("/subjects/<int:id>/comments", needs=anyone)
def index(id: int) -> ResponseReturnValue:
    """All comments, all arguments of one side (`side`), or one thread (`thread`)."""
    subject, number = visible_subject(id), number_from(request.args.get("page"))
    thread = chosen_id("thread")
    context = _thread(subject, thread, number) if thread else _tops(subject, number)
    return render_template("comments/index.html", subject=subject, path=subject_path(subject), **context)


def _shower(subject: Subject) -> Shower:
    now = clock.now()
    return Shower(subject.id, person(), now, is_open=talk_queries.why_closed(subject, now) is None)


def _tops(subject: Subject, number: int) -> dict[str, Any]:
    sort, side = choice("sort", queries.SORTS, "helpful"), choice("side", queries.SIDES, "")
    page = queries.tops_page(subject.id, person().id, side=side or None, sort=sort, number=number)
    replies = queries.reply_lines(page.items, person().id)
    threads = _shower(subject).threads(page.items, replies)
    totals = queries.side_totals(subject.id)
    return {"threads": threads, "page": page, "sort": sort, "side": side, "totals": totals, "thread": None}


def _thread(subject: Subject, root_id: int, number: int) -> dict[str, Any]:
    root = queries.get_line(root_id, subject.id, person().id)
    page = queries.thread_page(root_id, person().id, number)
    threads = _shower(subject).threads([root], page.items)
    return {"threads": threads, "page": page, "sort": "", "side": root.side, "totals": None, "thread": root_id}


@area.page("/comments/<int:id>", needs=anyone)
def show(id: int) -> ResponseReturnValue:
    """The permanent address of a comment: where it stands in its thread."""
    return redirect(place(queries.visible_comment(id)))


def place(comment: queries.Placed) -> str:
    """The address of a comment within its thread."""
    values: dict[str, Any] = {"thread": comment.root_id or comment.id, "_anchor": f"c{comment.id}"}
    number = queries.page_of(comment)
    if number > 1:
        values["page"] = number
    return url_for("comments.index", id=comment.subject_id, **values)


@area.page("/subjects/<int:id>/comments/new", needs=anyone)
def new(id: int) -> ResponseReturnValue:
    """A page of its own for an argument (`side`) or an answer (`parent_id`)."""
    subject = visible_subject(id)
    ensure(talk_queries.why_closed(subject, clock.now()))
    form = blank_form()
    form.as_argument.data = "1" if "side" in request.args else ""
    form.side.data = choice("side", queries.SIDES, "") or None
    form.parent_id.data = str(chosen_id("parent_id") or "")
    return _write_page(subject, form)


def _write_page(subject: Subject, form: CommentForm, status: int = 200) -> ResponseReturnValue:
    who = person()
    parent_id = row_id(form.parent_id.data)
    parent = queries.get_line(parent_id, subject.id, who.id) if parent_id else None
    context = {
        "subject": subject,
        "path": subject_path(subject),
        "form": form,
        "quoted": Shower(subject.id, who, clock.now(), is_open=False).item(parent) if parent else None,
        "may_speak_in_office": speaks_for(who, subject) and who.strong,
    }
    return render_template("comments/write.html", **context), status


@area.act("/subjects/<int:id>/comments", needs=resident)
def post(id: int) -> ResponseReturnValue:
    talk, now = talk_queries.visible_talk_now(id)
    form, who = CommentForm.read(), person()
    limit("comment", account="10/10 minutes")
    form.idempotency_key.data = form.idempotency_key.data or secrets.token_urlsafe(12)
    if not form.validate():
        return _write_page(visible_subject(id), form, 422)
    parent_id = row_id(form.parent_id.data)
    parent = talk_queries.held_parent(parent_id, talk.id) if parent_id else None
    comment = service.post(
        talk, who, form.body.data, parent=parent, side=form.side.data,
        in_office=form.in_office.data, key=form.idempotency_key.data, now=now,
    )  # fmt: skip
    confirm(_("Your comment is published. You can change it for 30 minutes."))
    if comment.root_id is None:
        return redirect(f"{subject_path(talk)}?comments=newest#c{comment.id}", 303)
    return redirect(place(comment), 303)


@area.act("/comments/<int:id>/vote", needs=resident)
def vote(id: int) -> ResponseReturnValue:
    """`value=helpful` or `none`; without a value it switches, as the button does."""
    who = person()
    comment, talk, voted = talk_queries.spoken(id, who.id)
    limit("comment_vote", account="60/10 minutes")
    value = request.form.get("value", "")
    helpful = value != "none" if value else not voted
    service.vote(comment, talk, who, helpful=helpful)
    confirm(_("Thank you. You find this comment helpful.") if helpful else _("You have taken that back."))
    return redirect(f"{way_back(place(comment).split('#')[0])}#c{id}", 303)


@area.page("/comments/<int:id>/edit", needs=resident)
def edit(id: int) -> ResponseReturnValue:
    comment = queries.visible_comment(id)
    require(PERMISSIONS, "edit", comment)
    ensure(rules.can_edit(created_at=comment.created_at, shown=comment.is_visible, now=clock.now()))
    return render_template("comments/edit.html", comment=comment, form=EditForm(obj=comment))


@area.act("/comments/<int:id>/edit", needs=resident)
def save(id: int) -> ResponseReturnValue:
    comment, form = queries.visible_comment(id), EditForm.read()
    require(PERMISSIONS, "edit", comment)
    if not form.validate():
        return render_template("comments/edit.html", comment=comment, form=form), 422
    service.edit(comment, form.body.data)
    confirm(_("Your comment is changed."))
    return redirect(place(comment), 303)


@area.page("/comments/<int:id>/delete", needs=resident)
def ask_remove(id: int) -> ResponseReturnValue:
    comment = queries.visible_comment(id)
    require(PERMISSIONS, "delete", comment)
    return render_template("comments/delete.html", comment=comment, back=place(comment))


@area.act("/comments/<int:id>/delete", needs=resident)
def remove(id: int) -> ResponseReturnValue:
    comment = queries.visible_comment(id)
    require(PERMISSIONS, "delete", comment)
    service.remove(comment)
    confirm(_("Your comment is deleted."))
    return redirect(subject_path(comment.subject) + "#comments", 303)


@area.page("/<any(subjects, comments):kind>/<int:id>/report", needs=anyone)
def report(kind: str, id: int) -> ResponseReturnValue:
    return _report_page(_reportable(kind, id), ReportForm())


@area.act("/<any(subjects, comments):kind>/<int:id>/report", needs=resident)
def send_report(kind: str, id: int) -> ResponseReturnValue:
    thing, form = _reportable(kind, id), ReportForm.read()
    limit("report", account="20/hour")
    if not form.validate():
        return _report_page(thing, form, 422)
    moderation_service.report(thing, person(), form.category.data, form.text.data)
    confirm(_("Thank you. The moderation team will look at it. What you wrote is not public."))
    return redirect(place(thing.comment) if thing.comment else subject_path(thing.subject), 303)


def _reportable(kind: str, id: int) -> Thing:
    """Only what is public can be reported."""
    if kind == "subjects":
        return Thing(visible_subject(id))
    comment = queries.visible_comment(id)
    return Thing(comment.subject, comment)


def _report_page(thing: Thing, form: ReportForm, status: int = 200) -> ResponseReturnValue:
    path = subject_path(thing.subject)
    return render_template("comments/report.html", thing=thing, form=form, path=path), status
