"""Debates in public: list, show, start, change, take a side."""

from __future__ import annotations

import secrets

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consul_py.comments.moderation_queries import hidden_page
from consul_py.debates import line_queries, queries, rules, service
from consul_py.debates.forms import DebateForm
from consul_py.debates.models import Debate
from consul_py.debates.permissions import PERMISSIONS
from consul_py.kernel import clock
from consul_py.kernel.authz import anyone, may, person, require, resident
from consul_py.kernel.forms import argument, choice, sent
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.limits import limit
from consul_py.kernel.paging import number_from
from consul_py.kernel.panels import collect
from consul_py.kernel.refusal import ensure
from consul_py.kernel.text import html_from_markdown
from consul_py.kernel.web import Area, confirm, error_page, not_found
from consul_py.processes import rules as windows
from consul_py.processes.line_queries import open_and_coming
from consul_py.processes.models import Consultation
from consul_py.processes.queries import open_consultations, topic_choices, visible_consultation
from consul_py.subjects.links import subject_path
from consul_py.votes.queries import my_value

area = Area("debates", __name__, url_prefix="/debates")


@area.page("", needs=anyone)
def index() -> ResponseReturnValue:
    now, query = clock.now(), argument("q")
    state, sort = choice("state", queries.STATES, "all"), choice("sort", queries.SORTS, "newest")
    number = number_from(request.args.get("page"))
    page = line_queries.listed(state=state, sort=sort, query=query, now=now, number=number)
    keep = {"q": query, "state": state if state != "all" else ""}
    startable = [window for window in open_and_coming(now)[0] if window.may_debate]
    return render_template(
        "debates/index.html",
        page=page,
        q=query,
        state=state,
        sort_by=sort,
        keep=keep,
        startable=startable,
        state_of=state_of,
    )


def state_of(debate: Debate | line_queries.Line) -> str:
    """open, in_evaluation or closed, now."""
    window = debate.consultation
    running = window is not None and windows.state(window, clock.now()) == windows.OPEN
    return rules.state(concluded=debate.concluded_at is not None, window_open=running)


@area.page("/<int:id>-<slug>", needs=anyone)
def show(id: int, slug: str) -> ResponseReturnValue:
    if queries.is_hidden(id):
        hidden_page(id)
    debate, who = queries.visible_debate(id), person()
    if slug != debate.slug:
        return redirect(subject_path(debate), 301)
    edit_over = rules.can_edit(
        published_at=debate.published_at, concluded=debate.concluded_at is not None, now=clock.now()
    )
    context = {
        "debate": debate,
        "state": state_of(debate),
        "closed": service.why_closed(debate, clock.now()),
        "mine": my_value(id, who.id),
        "may_edit": edit_over is None and may(PERMISSIONS, "edit", debate),
        "may_conclude": may(PERMISSIONS, "conclude", debate),
        "panels": collect("subject", debate, who),
        "asides": collect("subject_aside", debate, who),
    }
    return render_template("debates/show.html", **context)


@area.page("/<int:id>", needs=anyone)
def find(id: int) -> ResponseReturnValue:
    """The short address leads to the full one."""
    return redirect(subject_path(queries.visible_debate(id)), 301)


@area.act("/<int:id>/vote", needs=resident)
def vote(id: int) -> ResponseReturnValue:
    """`value=agree|disagree|none`."""
    debate, value = queries.visible_debate(id), request.form.get("value", "")
    limit("debate_vote", account="60/10 minutes")
    if value not in service.VALUES:
        return error_page(400)
    service.vote(debate, person(), service.VALUES[value])
    thanks = {
        "agree": _("You agree. You can change your mind as long as the debate is open."),
        "disagree": _("You disagree. You can change your mind as long as the debate is open."),
        "none": _("You have taken back your opinion."),
    }
    confirm(thanks[value])
    return redirect(subject_path(debate), 303)


def _consultation(slug: str) -> Consultation:
    """The consultation named in the address, or the only open one."""
    if slug:
        return visible_consultation(slug)
    found = open_consultations(clock.now(), "debate")
    return found[0] if len(found) == 1 else not_found()


@area.page("/new", needs=anyone)
def new() -> ResponseReturnValue:
    consultation = _consultation(argument("consultation"))
    ensure(windows.can("debate", consultation, clock.now()))
    return _form_page(consultation, DebateForm(idempotency_key=secrets.token_urlsafe(12)))


@area.act("/new", needs=resident)
def create() -> ResponseReturnValue:
    form = DebateForm.read()
    consultation = _consultation(argument("consultation") or sent().get("consultation", ""))
    limit("debate", account="5/day")
    form.offer_topics(topic_choices(consultation.process_id))
    if "preview" in request.form:
        return _form_page(consultation, form, shown=form.body.preview())
    if not form.validate():
        return _form_page(consultation, form, status=422)
    debate = service.start(
        consultation, person(), title=form.title.data, body=form.body.data,
        topic_id=form.topic_id.data or None, key=form.idempotency_key.data,
    )  # fmt: skip
    confirm(_("Your debate is published. You can change it for 30 minutes."))
    return redirect(subject_path(debate), 303)


def _form_page(
    consultation: Consultation | None,
    form: DebateForm,
    *,
    debate: Debate | None = None,
    shown: str = "",
    status: int = 200,
) -> ResponseReturnValue:
    about = consultation or (debate.consultation if debate else None)
    form.offer_topics(topic_choices(about.process_id) if about else [])
    return render_template("debates/form.html", consultation=about, form=form, debate=debate, shown=shown), status


@area.page("/<int:id>/edit", needs=resident)
def edit(id: int) -> ResponseReturnValue:
    debate = queries.visible_debate(id)
    require(PERMISSIONS, "edit", debate)
    concluded = debate.concluded_at is not None
    ensure(rules.can_edit(published_at=debate.published_at, concluded=concluded, now=clock.now()))
    return _form_page(debate.consultation, DebateForm(obj=debate), debate=debate)


@area.act("/<int:id>/edit", needs=resident)
def save(id: int) -> ResponseReturnValue:
    debate, form = queries.visible_debate(id), DebateForm.read()
    require(PERMISSIONS, "edit", debate)
    form.offer_topics(topic_choices(debate.process_id))
    if "preview" in request.form:
        shown = form.body.preview()
        return _form_page(debate.consultation, form, debate=debate, shown=shown)
    if not form.validate():
        return _form_page(debate.consultation, form, debate=debate, status=422)
    service.edit(debate, title=form.title.data, body=form.body.data, topic_id=form.topic_id.data or None)
    confirm(_("Your debate is changed."))
    return redirect(url_for("debates.show", id=id, slug=debate.slug), 303)


@area.act("/preview", needs=anyone)
def preview() -> ResponseReturnValue:
    """What the Markdown will look like, as a fragment for the script."""
    limit("preview", network_limit="300/10 minutes")
    return html_from_markdown(sent().get("text", "")[:20_000])
