"""Writing proposals: the form, drafts, editing. Same addresses as `views`, which registers these on its area."""

from __future__ import annotations

import secrets
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from consul_py.kernel import clock, db, files
from consul_py.kernel.authz import anyone, person, require, resident
from consul_py.kernel.forms import argument
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.i18n import sentence
from consul_py.kernel.limits import limit
from consul_py.kernel.refusal import Refusal, Refused
from consul_py.kernel.web import confirm
from consul_py.municipalities import queries as municipalities
from consul_py.processes.models import Consultation
from consul_py.processes.queries import open_consultations, topic_choices, visible_consultation
from consul_py.processes.rules import can
from consul_py.proposals import pages, queries, service
from consul_py.proposals.forms import EditForm, ProposalForm
from consul_py.proposals.models import Proposal
from consul_py.proposals.permissions import PERMISSIONS
from consul_py.proposals.views import area
from consul_py.subjects.links import subject_path

# A picture that was read, why it could not be read, or nothing.
Prepared = files.Content | Refusal | None


@area.page("/new", needs=anyone)
def new() -> ResponseReturnValue:
    """The empty form; visitors may fill it and are led through sign-in when they send it."""
    slug = argument("consultation")
    if not slug:
        return _choose()
    consultation = visible_consultation(slug)
    refusal = can("propose", consultation, clock.now())
    if refusal is not None:
        return render_template("proposals/closed.html", consultation=consultation, refusal=refusal)
    form = ProposalForm(
        data={"consultation": slug, "form_key": secrets.token_urlsafe(16), "topic_id": consultation.topic_id}
    )
    return _page(form, consultation)


def _choose() -> ResponseReturnValue:
    """Without a consultation: the only open one, or a choice."""
    found = open_consultations(clock.now(), "propose")
    if len(found) == 1:
        return redirect(url_for("proposals.new", consultation=found[0].slug))
    return render_template("proposals/choose.html", consultations=found)


def _read_picture(**_values: Any) -> Prepared:
    """Decode the picture before the transaction holds any lock. What visitors send is only kept as text."""
    upload = request.files.get("picture")
    if upload is None or not upload.filename or not person().is_signed_in:
        return None
    try:
        return files.read_picture(upload)
    except Refused as refused:
        return refused.refusal


@area.act("/new", needs=anyone, prepare=_read_picture)
def create(prepared: Prepared) -> ResponseReturnValue:
    """Publish, save as a draft, or preview. Faults are shown before anybody has to sign in; only then `resident`."""
    form: ProposalForm = ProposalForm.read()
    consultation = visible_consultation(form.consultation.data or "")
    _offer(form, consultation)
    if "preview" in request.form:
        return _page(form, consultation, form.body.preview())
    draft = "draft" in request.form
    if draft:
        form.relax()
    if not _valid(form, prepared):
        return _page(form, consultation), 422
    resident.check(person())
    return _store(form, consultation, draft, None if isinstance(prepared, Refusal) else prepared)


def _valid(form: EditForm, prepared: Prepared) -> bool:
    """Whether everything is right, the picture too."""
    right = form.validate()
    if isinstance(prepared, Refusal):
        form.refuse(prepared, "picture")
    return right and not isinstance(prepared, Refusal)


def _store(
    form: ProposalForm, consultation: Consultation, draft: bool, picture: files.Content | None
) -> ResponseReturnValue:
    limit("propose", account="5/10 minutes", network_limit="60/10 minutes")
    author = person().id
    assert author is not None
    form_key = (form.form_key.data or "")[:40] or None
    now = db.now()
    try:
        with db.db.session.begin_nested():
            made = service.create(
                consultation, author, form.text(), now, draft=draft, form_key=form_key, picture=picture
            )  # fmt: skip
    except Refused as refused:
        return _refused(refused, form, consultation)
    return _stored(*made)


def _refused(
    refused: Refused, form: EditForm, consultation: Consultation, proposal: Proposal | None = None
) -> ResponseReturnValue:
    """The form again with everything typed, and the reason above it."""
    form.form_errors.append(sentence(refused.refusal))
    return _page(form, consultation, proposal=proposal), 422


def _stored(proposal: Proposal, fresh: bool) -> ResponseReturnValue:
    if proposal.visibility == "draft":
        confirm(_("Your draft is saved. Only you can see it; you find it under “My contributions”."))
        return redirect(url_for("proposals.edit", id=proposal.id), 303)
    if fresh:
        confirm(
            _("Your proposal is public. You can change it freely for 30 minutes. We will write to you at every step.")
        )
    return redirect(subject_path(proposal), 303)


def _offer(form: EditForm, consultation: Consultation) -> None:
    form.choose(topic_choices(consultation.process_id), municipalities.choices())


def _page(form: EditForm, consultation: Consultation, preview: str = "", proposal: Proposal | None = None) -> str:
    """The form with its choices, its preview, and what sounds similar once something was typed."""
    if form.topic_id.choices is None:
        _offer(form, consultation)
    title = form.title.data or ""
    but = proposal.id if proposal else None
    context: dict[str, Any] = {
        "form": form,
        "consultation": consultation,
        "proposal": proposal,
        "preview_html": preview,
        "rules_label": _rules_label(),
        "similar_items": pages.similar_items(consultation.process_id, title, but) if title else [],
        "days_left": clock.days_left(consultation.closes_at, clock.now()) if consultation.closes_at else 0,
    }
    return render_template("proposals/form.html", **context)


def _rules_label() -> Markup:
    """The label of the checkbox, with the house rules behind its word."""
    link = Markup('<a href="{}">{}</a>').format(url_for("site.rules"), _("house rules"))
    return Markup(_("I keep to the %(rules)s.", rules="{}")).format(link)  # noqa: S704  # from the catalogue


@area.page("/<int:id>/edit", needs=resident)
def edit(id: int) -> ResponseReturnValue:
    proposal = queries.visible(id)
    require(PERMISSIONS, "edit", proposal)
    form = EditForm()
    _offer(form, queries.open_window(proposal))
    form.show(proposal)
    return _page(form, queries.open_window(proposal), proposal=proposal)


@area.act("/<int:id>/edit", needs=resident, prepare=_read_picture)
def update(id: int, prepared: Prepared) -> ResponseReturnValue:
    """Change a public proposal, or a draft; a draft is published unless the button says draft."""
    proposal = queries.locked(id)
    require(PERMISSIONS, "edit", proposal)
    form: EditForm = EditForm.read()
    window = queries.open_window(proposal)
    _offer(form, window)
    if "preview" in request.form:
        return _page(form, window, form.body.preview(), proposal)
    stays_draft = proposal.visibility == "draft" and "draft" in request.form
    if stays_draft:
        form.relax()
    if not _valid(form, prepared):
        return _page(form, window, proposal=proposal), 422
    return _change(proposal, form, stays_draft, None if isinstance(prepared, Refusal) else prepared)


def _change(
    proposal: Proposal, form: EditForm, stays_draft: bool, picture: files.Content | None
) -> ResponseReturnValue:
    limit("propose_edit", account="30/10 minutes")
    now = db.now()
    try:
        with db.db.session.begin_nested():
            versioned = service.edit(proposal, form.text(), now, picture)
    except Refused as refused:
        again = queries.visible(proposal.id)
        return _refused(refused, form, queries.open_window(again), again)
    if proposal.visibility == "draft" and not stays_draft:
        db.db.session.flush()
        service.publish(proposal, now)
        return _stored(proposal, True)
    if stays_draft:
        return _stored(proposal, True)
    confirm(_("Your changes are public as a new version.") if versioned else _("Your changes are saved."))
    return redirect(subject_path(proposal), 303)


@area.act("/<int:id>/discard", needs=resident)
def discard(id: int) -> ResponseReturnValue:
    proposal = queries.locked(id)
    require(PERMISSIONS, "edit", proposal)
    service.discard(proposal)
    confirm(_("The draft is deleted."))
    return redirect(url_for("proposals.index"), 303)
