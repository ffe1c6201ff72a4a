"""The newsletter at the desk: all issues, one issue on its way with live numbers, and what can be done about it.

Writing an issue, addresses and settings have modules of their own, on the same area.
"""

from __future__ import annotations

from flask import make_response, render_template
from flask.typing import ResponseReturnValue

from consul_py.kernel import audit, headers, sheets
from consul_py.kernel.authz import may, person, require
from consul_py.kernel.forms import argument, sent
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.i18n import ngettext
from consul_py.kernel.refusal import ensure
from consul_py.newsletter import addresses, desk_pages, issue_queries, issues, queries
from consul_py.newsletter.desk_area import area, back_to, own_mailing, page_number, shown_language, staff
from consul_py.newsletter.desk_forms import ScheduleForm
from consul_py.newsletter.models import Mailing
from consul_py.newsletter.permissions import PERMISSIONS

FRAMED = headers.POLICY + "; frame-src 'self'"


@area.page("", needs=staff)
def index() -> ResponseReturnValue:
    page = issue_queries.mailings(person(), page_number())
    numbers = issue_queries.numbers_of([mailing.id for mailing in page.items])
    counts = queries.state_counts()
    return render_template(
        "newsletter/desk.html", page=page, numbers=numbers, counts=counts, writes=may(PERMISSIONS, "addresses"),
        may_write=may(PERMISSIONS, "write_some"),
    )  # fmt: skip


@area.page("/<int:id>", needs=staff)
def show(id: int) -> ResponseReturnValue:
    mailing = own_mailing(id)
    if desk_pages.is_prepared(mailing):
        return prepared_page(mailing)
    context = desk_pages.running(mailing, argument("state"), argument("q"), page_number())
    return render_template("newsletter/mailing.html", **context)


def prepared_page(mailing: Mailing, form: ScheduleForm | None = None, status: int = 200) -> ResponseReturnValue:
    answer = make_response(
        render_template("newsletter/prepared.html", **desk_pages.prepared(mailing, shown_language(), form)), status
    )
    answer.headers["Content-Security-Policy"] = FRAMED  # the mail as it looks stands in a frame
    return answer


@area.page("/<int:id>/progress", needs=staff)
def progress(id: int) -> ResponseReturnValue:
    """Only the numbers: what the page asks for every few seconds while the issue is on its way."""
    mailing = own_mailing(id)
    numbers = issue_queries.numbers_of([id])[id]
    return render_template("newsletter/_progress.html", mailing=mailing, numbers=numbers)


@area.act("/<int:id>/pause", needs=staff)
def pause(id: int) -> ResponseReturnValue:
    issues.pause(own_mailing(id, lock=True))
    return back_to(id, _("Paused. What is not sent yet waits until you resume."))


@area.act("/<int:id>/resume", needs=staff)
def resume(id: int) -> ResponseReturnValue:
    issues.resume(own_mailing(id, lock=True))
    return back_to(id, _("Sending goes on."))


@area.act("/<int:id>/stop", needs=staff)
def stop(id: int) -> ResponseReturnValue:
    number = issues.stop(own_mailing(id, lock=True))
    return back_to(
        id, ngettext("Stopped. One address gets nothing.", "Stopped. %(num)s addresses get nothing.", number)
    )


@area.act("/<int:id>/retry", needs=staff)
def retry(id: int) -> ResponseReturnValue:
    mailing = own_mailing(id, lock=True)
    ensure(addresses.can_retry(id))
    issues.retry_now(mailing)
    number = issues.retry_failed(mailing)
    return back_to(id, ngettext("One address is tried again.", "%(num)s addresses are tried again.", number))


@area.act("/deliveries/<int:id>/retry", needs=staff)
def retry_one(id: int) -> ResponseReturnValue:
    row = issue_queries.get_delivery(id)
    require(PERMISSIONS, "write", row.mailing.process_id)
    addresses.retry(row)
    return back_to(row.mailing_id, _("This address is tried again."))


@area.act("/<int:id>/deliveries.csv", needs=staff)
def export(id: int) -> ResponseReturnValue:
    """The deliveries as a table, all or in one state. It holds addresses, so it is written into the log."""
    mailing = own_mailing(id)
    require(PERMISSIONS, "addresses")
    state = sent().get("state", "")
    rows = issue_queries.delivery_rows(id, state)
    audit.record("newsletter.export", "mailing", id, mailing.title, state=state[:20], rows=len(rows))
    header = [_("Address"), _("State"), _("Attempts"), _("Answer of the mail server"), _("Created"), _("Done"),
              _("Message-ID")]  # fmt: skip
    return sheets.download(f"newsletter-{id}-{mailing.slug}", header, rows)
