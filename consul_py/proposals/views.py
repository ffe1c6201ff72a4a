"""Proposals in public: the list, one proposal, its support and its versions. Writing is in `writing`."""

from __future__ import annotations

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from consul_py.kernel import clock, db
from consul_py.kernel.authz import anyone, person, require, resident
from consul_py.kernel.forms import argument, sent
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.limits import limit
from consul_py.kernel.paging import number_from
from consul_py.kernel.text import html_from_markdown
from consul_py.kernel.web import Area, confirm
from consul_py.processes.queries import visible_consultation
from consul_py.proposals import finding, listing, pages, queries, service, shown
from consul_py.proposals.permissions import PERMISSIONS
from consul_py.subjects.links import subject_path

area = Area("proposals", __name__, url_prefix="/proposals")


@area.page("", needs=anyone)
def index() -> ResponseReturnValue:
    now = clock.now()
    asked, frame = finding.asked(now)
    found = listing.listed(asked, now, number_from(request.args.get("page")))
    return render_template("proposals/index.html", **finding.list_page(asked, frame, found, now))


@area.page("/<int:id>-<slug>", needs=anyone)
def show(id: int, slug: str) -> ResponseReturnValue:
    proposal = shown.visible(id, person().id)
    if slug != proposal.slug:
        return redirect(subject_path(proposal), 301)
    return render_template("proposals/show.html", **pages.show_page(proposal, person(), clock.now()))


@area.page("/<int:id>", needs=anyone)
def short(id: int) -> ResponseReturnValue:
    """The number alone, as in a letter or on a poster."""
    return redirect(subject_path(queries.visible(id)), 301)


@area.act("/<int:id>/support", needs=resident)
def support(id: int) -> ResponseReturnValue:
    limit("support", account="60/10 minutes", network_limit="600/10 minutes")
    who = person().id
    assert who is not None
    proposal, now = shown.visible_now(id, who)
    if service.support(proposal, who, now):
        confirm(_("Thank you for your support. We will write to you when the district answers."))
    else:
        confirm(_("You support this proposal already."))
    return redirect(subject_path(proposal) + "#support", 303)


@area.act("/<int:id>/unsupport", needs=resident)
def unsupport(id: int) -> ResponseReturnValue:
    limit("support", account="60/10 minutes", network_limit="600/10 minutes")
    who = person().id
    assert who is not None
    proposal, now = shown.visible_now(id, who)
    service.unsupport(proposal, who, now)
    confirm(_("You no longer support this proposal. You can change your mind while the consultation is open."))
    return redirect(subject_path(proposal) + "#support", 303)


@area.page("/<int:id>/versions/<int:number>", needs=anyone)
def version(id: int, number: int) -> ResponseReturnValue:
    proposal = queries.visible(id)
    new, old = queries.version_pair(id, number)
    parts = pages.compared(new, old)
    return render_template("proposals/version.html", proposal=proposal, new=new, old=old, parts=parts)


@area.page("/<int:id>/withdraw", needs=resident)
def ask_withdraw(id: int) -> ResponseReturnValue:
    proposal = queries.visible(id)
    require(PERMISSIONS, "withdraw", proposal)
    return render_template("proposals/withdraw.html", proposal=proposal)


@area.act("/<int:id>/withdraw", needs=resident)
def withdraw(id: int) -> ResponseReturnValue:
    proposal = queries.locked(id)
    require(PERMISSIONS, "withdraw", proposal)
    service.withdraw(proposal, db.now())
    confirm(_("Your proposal is withdrawn. It no longer appears in lists and cannot be supported any more."))
    return redirect(subject_path(proposal), 303)


@area.page("/similar", needs=anyone)
def similar() -> ResponseReturnValue:
    """A fragment for the form: proposals of the same process that sound alike."""
    consultation = visible_consultation(argument("consultation"))
    items = pages.similar_items(consultation.process_id, argument("q"))
    return render_template("proposals/_similar.html", items=items)


@area.act("/preview", needs=anyone)
def preview() -> ResponseReturnValue:
    """A fragment for the form: what the Markdown will look like. Writes nothing; POST because texts are long."""
    limit("preview", network_limit="300/10 minutes")
    return render_template("proposals/_preview.html", html=Markup(html_from_markdown(sent().get("text", "")[:10_000])))  # noqa: S704  # cleaned
