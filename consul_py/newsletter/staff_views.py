"""The newsletter at the desk: issues with live numbers, writing one, addresses with everything sent to them."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Forbidden

from consul_py.kernel import audit
from consul_py.kernel.authz import STAFF, desk, may, person, require
from consul_py.kernel.forms import argument
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.i18n import language, ngettext
from consul_py.kernel.paging import number_from
from consul_py.kernel.web import Area, confirm
from consul_py.newsletter import addresses, audience, issue_queries, issues, preview, queries
from consul_py.newsletter.forms import IssueForm, ReasonForm
from consul_py.newsletter.models import PREPARED, Mailing
from consul_py.newsletter.permissions import PERMISSIONS

area = Area("desk_newsletter", __name__, url_prefix="/desk/newsletter")
staff = desk(STAFF)


def _page() -> int:
    return number_from(request.args.get("page"))


def _mailing(id: int, *, lock: bool = False) -> Mailing:
    """An issue that the person may write."""
    mailing = issue_queries.get_mailing(id, lock=lock)
    require(PERMISSIONS, "write", mailing.process_id)
    return mailing


@area.page("", needs=staff)
def index() -> ResponseReturnValue:
    page = issue_queries.mailings(_page())
    numbers = issue_queries.numbers_of([mailing.id for mailing in page.items])
    counts = queries.state_counts()
    writes = may(PERMISSIONS, "addresses")
    return render_template("newsletter/desk.html", page=page, numbers=numbers, counts=counts, writes=writes)


@area.page("/new", needs=staff)
def new() -> ResponseReturnValue:
    return render_template("newsletter/write.html", form=IssueForm(), mailing=None)


def _written(form: IssueForm) -> bool:
    """Whether the form is right and the person may write to those recipients."""
    if not form.validate():
        return False
    if not may(PERMISSIONS, "write", form.chosen_process):
        form.errors_at("process_id", _("You can write to people interested in your own processes only."))
        return False
    return True


@area.act("/new", needs=staff)
def create() -> ResponseReturnValue:
    form: IssueForm = IssueForm.read()
    if not _written(form):
        return render_template("newsletter/write.html", form=form, mailing=None), 422
    mailing = issues.write(form.title.data or "", form.source.data or "", form.chosen_process)
    return redirect(url_for("desk_newsletter.show", id=mailing.id), 303)


@area.page("/<int:id>/edit", needs=staff)
def edit(id: int) -> ResponseReturnValue:
    mailing = _mailing(id)
    given = {"title": mailing.title, "source": mailing.source, "process_id": str(mailing.process_id or "")}
    return render_template("newsletter/write.html", form=IssueForm(data=given), mailing=mailing)


@area.act("/<int:id>/edit", needs=staff)
def save(id: int) -> ResponseReturnValue:
    mailing = _mailing(id, lock=True)
    form: IssueForm = IssueForm.read()
    if not _written(form):
        return render_template("newsletter/write.html", form=form, mailing=mailing), 422
    issues.edit(mailing, form.title.data or "", form.source.data or "", form.chosen_process)
    return redirect(url_for("desk_newsletter.show", id=id), 303)


@area.page("/<int:id>", needs=staff)
def show(id: int) -> ResponseReturnValue:
    mailing = _mailing(id)
    log = audit.latest("mailing", id)
    if mailing.state == PREPARED:
        groups = audience.counted(issues.scope_of(mailing))
        text = preview.of(mailing, language())
        return render_template(
            "newsletter/prepared.html", mailing=mailing, groups=groups, reasons=preview.reasons(), text=text, log=log
        )
    state = argument("state")
    context: dict[str, Any] = {
        "numbers": issue_queries.numbers_of([id])[id],
        "page": issue_queries.deliveries(id, state, _page()),
        "state": state,
        "addresses": may(PERMISSIONS, "addresses"),
    }
    return render_template("newsletter/mailing.html", mailing=mailing, log=log, **context)


@area.act("/<int:id>/test", needs=staff)
def test(id: int) -> ResponseReturnValue:
    preview.send_to(_mailing(id), person().email, language())
    confirm(_("A test mail is on its way to %(email)s.", email=person().email))
    return redirect(url_for("desk_newsletter.show", id=id), 303)


@area.act("/<int:id>/send", needs=staff)
def send(id: int) -> ResponseReturnValue:
    number = issues.release(_mailing(id, lock=True))
    confirm(ngettext("The issue goes out to one address now.", "The issue goes out to %(num)s addresses now.", number))
    return redirect(url_for("desk_newsletter.show", id=id), 303)


@area.act("/<int:id>/discard", needs=staff)
def discard(id: int) -> ResponseReturnValue:
    issues.discard(_mailing(id, lock=True))
    confirm(_("The draft is discarded."))
    return redirect(url_for("desk_newsletter.index"), 303)


@area.act("/<int:id>/pause", needs=staff)
def pause(id: int) -> ResponseReturnValue:
    issues.pause(_mailing(id, lock=True))
    confirm(_("Paused. What is not sent yet waits until you resume."))
    return redirect(url_for("desk_newsletter.show", id=id), 303)


@area.act("/<int:id>/resume", needs=staff)
def resume(id: int) -> ResponseReturnValue:
    issues.resume(_mailing(id, lock=True))
    confirm(_("Sending goes on."))
    return redirect(url_for("desk_newsletter.show", id=id), 303)


@area.act("/<int:id>/retry", needs=staff)
def retry(id: int) -> ResponseReturnValue:
    mailing = _mailing(id, lock=True)
    issues.retry_now(mailing)
    number = issues.retry_failed(mailing)
    confirm(ngettext("One address is tried again.", "%(num)s addresses are tried again.", number))
    return redirect(url_for("desk_newsletter.show", id=id), 303)


@area.page("/subscribers", needs=staff)
def subscribers() -> ResponseReturnValue:
    require(PERMISSIONS, "addresses")
    state, q = argument("state"), argument("q")
    page = queries.subscribers(state, q, _page())
    return render_template("newsletter/subscribers.html", page=page, state=state, q=q, counts=queries.state_counts())


@area.page("/subscribers/<int:id>", needs=staff)
def subscriber(id: int) -> ResponseReturnValue:
    require(PERMISSIONS, "addresses")
    return _subscriber(id, ReasonForm())


def _subscriber(id: int, form: ReasonForm, status: int = 200) -> ResponseReturnValue:
    row = queries.get_subscription(id)
    context = {"row": row, "page": queries.sent_to(id, _page()), "form": form, "log": audit.latest("subscription", id)}
    return render_template("newsletter/subscriber.html", **context), status


@area.act("/subscribers/<int:id>", needs=staff)
def change_subscriber(id: int) -> ResponseReturnValue:
    """Suppress, allow again or remove, by the button's name; the first and the last need a reason."""
    require(PERMISSIONS, "addresses")
    row = queries.get_subscription(id)
    if "allow" in request.form:
        addresses.unsuppress(row)
        confirm(_("This address may receive mail again."))
        return redirect(url_for("desk_newsletter.subscriber", id=id), 303)
    form: ReasonForm = ReasonForm.read()
    if not form.validate():
        return _subscriber(id, form, 422)
    reason = form.reason.data or ""
    if "remove" in request.form:
        addresses.remove(row, reason)
        confirm(_("The address is removed and cannot be entered again by import or by strangers."))
    else:
        addresses.suppress(row, reason)
        confirm(_("Nothing more is sent to this address."))
    return redirect(url_for("desk_newsletter.subscriber", id=id), 303)


@area.act("/deliveries/<int:id>/retry", needs=staff)
def retry_one(id: int) -> ResponseReturnValue:
    row = issue_queries.get_delivery(id)
    if not may(PERMISSIONS, "write", row.mailing.process_id):
        raise Forbidden
    addresses.retry(row)
    confirm(_("This address is tried again."))
    return redirect(url_for("desk_newsletter.show", id=row.mailing_id), 303)
