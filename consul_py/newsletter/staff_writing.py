"""Writing at the desk: the text with its preview, pictures, a test, approval, a time, and sending."""

from __future__ import annotations

from typing import Any

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consul_py.kernel import files, limits
from consul_py.kernel.authz import may, person
from consul_py.kernel.forms import sent
from consul_py.kernel.i18n import LANGUAGES, date_time, language, ngettext
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.refusal import Refusal, Refused
from consul_py.kernel.text import clean
from consul_py.kernel.web import confirm
from consul_py.newsletter import blocks, desk_pages, library_queries, preview, rules, writing, writing_queries
from consul_py.newsletter.desk_area import area, back_to, own_mailing, shown_language, staff
from consul_py.newsletter.desk_forms import IssueForm, PictureForm, ScheduleForm
from consul_py.newsletter.models import Mailing
from consul_py.newsletter.permissions import PERMISSIONS
from consul_py.newsletter.staff_views import prepared_page

# The mail as it is drawn brings its own styles and may load nothing at all; only our own page may frame it.
AS_MAIL = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
TEST_LIMIT = "30/hour"


def _writing(form: IssueForm, mailing: Mailing | None = None, status: int = 200, **context: Any) -> ResponseReturnValue:
    known = {"form": form, "mailing": mailing, "language": shown_language(), "text": None, "plain": ""}
    return render_template("newsletter/write.html", **(known | context)), status


def _aside(form: IssueForm, mailing: Mailing | None) -> ResponseReturnValue | None:
    """What a browser without JavaScript asks the server for while writing: a block, or the preview."""
    if "insert" in request.form:
        form.insert_block()
    elif "preview" not in request.form:
        return None
    shown = desk_pages.parts(form.title.data or "", form.source.data or "", language())
    return _writing(form, mailing, **shown)


def _written(form: IssueForm) -> bool:
    """Whether the form is right and the person may write to those recipients."""
    if not form.validate():
        return False
    if not may(PERMISSIONS, "write", form.chosen_process):
        form.errors_at("process_id", _("You can write to people interested in your own processes only."))
        return False
    return True


@area.page("/new", needs=staff)
def new() -> ResponseReturnValue:
    return _writing(IssueForm())


@area.act("/new", needs=staff)
def create() -> ResponseReturnValue:
    form: IssueForm = IssueForm.read()
    if (shown := _aside(form, None)) is not None:
        return shown
    if not _written(form):
        return _writing(form, status=422)
    mailing = writing.write(form.title.data or "", form.source.data or "", form.chosen_process)
    return back_to(mailing.id, _("Saved. Nothing is sent yet."))


@area.page("/<int:id>/edit", needs=staff)
def edit(id: int) -> ResponseReturnValue:
    mailing = own_mailing(id)
    if rules.can_write(mailing.state, mailing.trigger):
        return redirect(url_for("desk_newsletter.show", id=id))
    seen = writing.fingerprint(mailing, writing_queries.pictures_of(id))
    given = {
        "title": mailing.title,
        "source": mailing.source,
        "process_id": str(mailing.process_id or ""),
        "seen": seen,
    }
    return _writing(IssueForm(data=given), mailing)


@area.act("/<int:id>/edit", needs=staff)
def save(id: int) -> ResponseReturnValue:
    mailing = own_mailing(id, lock=True)
    form: IssueForm = IssueForm.read()
    if (shown := _aside(form, mailing)) is not None:
        return shown
    if not _written(form):
        return _writing(form, mailing, 422)
    try:
        writing.edit(mailing, form.title.data or "", form.source.data or "", form.chosen_process, seen=form.seen.data)
    except Refused as refused:
        return _overtaken(refused, form, mailing)
    return back_to(id, _("Saved. Nothing is sent yet."))


def _overtaken(refused: Refused, form: IssueForm, mailing: Mailing) -> ResponseReturnValue:
    """Somebody else changed the issue meanwhile: what was typed stays, saving once more puts it in their place."""
    if refused.refusal is not rules.CHANGED:
        raise refused
    form.errors_at(
        "source", _("Somebody changed this issue meanwhile. Your text is still here; saving again replaces theirs.")
    )
    form.seen.data = writing.fingerprint(mailing, writing_queries.pictures_of(mailing.id))
    return _writing(form, mailing, 409)


@area.act("/preview", needs=staff)
def live_preview() -> ResponseReturnValue:
    """Both parts of what is being written, as a piece of a page; nothing is kept."""
    limits.limit("preview", network_limit="300/10 minutes")
    given = sent()
    code = given.get("language", "")
    code = code if code in LANGUAGES else language()
    source = given.get("source", "")[:20_000]
    shown = desk_pages.parts(given.get("title", "")[:160], source, code)
    return render_template("newsletter/_parts.html", complaints=blocks.complaints(source), **shown)


@area.page("/<int:id>/mail", needs=staff)
def as_mail(id: int) -> ResponseReturnValue:
    """The HTML part exactly as it is sent, for a frame: in a box of its own, without scripts or anything loaded."""
    text = preview.of(own_mailing(id), shown_language())
    answer = make_response("<!-- a mail -->\n" + preview.filled(text)[1].lstrip())
    answer.headers["Content-Security-Policy"] = AS_MAIL
    return answer


@area.act("/<int:id>/test", needs=staff)
def test(id: int) -> ResponseReturnValue:
    limits.limit("newsletter-test", account=TEST_LIMIT)
    preview.send_to(own_mailing(id), person().email, shown_language())
    return back_to(
        id, _("A test mail is on its way to %(email)s.", email=person().email), language=request.args.get("language")
    )


def _seen() -> str:
    """What this person looked at, as their page says it."""
    return clean(request.form.get("seen", ""))[:64]


@area.act("/<int:id>/approve", needs=staff)
def approve(id: int) -> ResponseReturnValue:
    writing.approve(own_mailing(id, lock=True), _seen())
    return back_to(id, _("Approved. The issue may be sent now."))


@area.act("/<int:id>/send", needs=staff)
def send(id: int) -> ResponseReturnValue:
    number = writing.release(own_mailing(id, lock=True), _seen())
    return back_to(
        id, ngettext("The issue goes out to one address now.", "The issue goes out to %(num)s addresses now.", number)
    )


@area.act("/<int:id>/schedule", needs=staff)
def schedule(id: int) -> ResponseReturnValue:
    mailing = own_mailing(id, lock=True)
    form: ScheduleForm = ScheduleForm.read()
    if not form.validate():
        return prepared_page(mailing, form, 422)
    try:
        assert form.scheduled_at.data is not None  # the form demands it
        writing.schedule(mailing, form.scheduled_at.data, _seen())
    except Refused as refused:
        if refused.refusal.code not in ("past", "far"):
            raise
        form.refuse(refused.refusal, "scheduled_at")
        return prepared_page(mailing, form, 422)
    return back_to(id, _("The issue goes out by itself on %(when)s.", when=date_time(form.scheduled_at.data)))


@area.act("/<int:id>/unschedule", needs=staff)
def unschedule(id: int) -> ResponseReturnValue:
    writing.unschedule(own_mailing(id, lock=True))
    return back_to(id, _("The issue waits until somebody sends it."))


@area.act("/<int:id>/discard", needs=staff)
def discard(id: int) -> ResponseReturnValue:
    writing.discard(own_mailing(id, lock=True))
    confirm(_("The draft is discarded."))
    return redirect(url_for("desk_newsletter.index"), 303)


def _pictures(mailing: Mailing, form: PictureForm, status: int = 200) -> ResponseReturnValue:
    shown = writing_queries.shown_with(mailing.id)
    used = {file.sha256 for _picture, file in shown}
    library = [file for file in library_queries.library(person()) if file.sha256 not in used]
    return render_template("newsletter/pictures.html", mailing=mailing, form=form, shown=shown, library=library), status


@area.page("/<int:id>/pictures", needs=staff)
def pictures(id: int) -> ResponseReturnValue:
    mailing = own_mailing(id)
    if rules.can_write(mailing.state, mailing.trigger):
        return redirect(url_for("desk_newsletter.show", id=id))
    return _pictures(mailing, PictureForm())


def _read_picture(**_values: Any) -> files.Content | Refusal | None:
    """Decode the picture before the transaction holds any lock."""
    upload = request.files.get("picture")
    if upload is None or not upload.filename:
        return None
    try:
        return files.read_picture(upload)
    except Refused as refused:
        return refused.refusal


@area.act("/<int:id>/pictures", needs=staff, prepare=_read_picture)
def add_picture(id: int, prepared: files.Content | Refusal | None) -> ResponseReturnValue:
    mailing = own_mailing(id, lock=True)
    form: PictureForm = PictureForm.read()
    right = form.validate()
    if prepared is None:
        form.errors_at("picture", _("Please choose a picture."))
    elif isinstance(prepared, Refusal):
        form.refuse(prepared, "picture")
    if not right or not isinstance(prepared, files.Content):
        return _pictures(mailing, form, 422)
    writing.add_picture(mailing, prepared, form.alt.data or "")
    return back_to(id, _("The picture stands on the page of this issue."), "pictures")


@area.act("/<int:id>/pictures/library/<int:file>", needs=staff)
def take_picture(id: int, file: int) -> ResponseReturnValue:
    writing.add_from_library(own_mailing(id, lock=True), file, sent().get("alt", ""))
    return back_to(id, _("The picture stands on the page of this issue."), "pictures")


@area.act("/<int:id>/pictures/<int:picture>/remove", needs=staff)
def remove_picture(id: int, picture: int) -> ResponseReturnValue:
    writing.remove_picture(own_mailing(id, lock=True), picture)
    return back_to(id, _("The picture is taken away."), "pictures")
