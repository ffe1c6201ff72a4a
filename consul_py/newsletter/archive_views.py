"""The public archive and its feed: every issue that was sent, to read again."""

from __future__ import annotations

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consul_py.kernel.authz import anyone
from consul_py.kernel.forms import choice
from consul_py.kernel.i18n import LANGUAGES, language
from consul_py.kernel.mail import speaking
from consul_py.kernel.paging import number_from
from consul_py.kernel.web import not_found
from consul_py.newsletter import archive_queries, atom, issue_queries, writing_queries
from consul_py.newsletter.archive_queries import FILTERS
from consul_py.newsletter.views import area


@area.page("", needs=anyone)
def index() -> ResponseReturnValue:
    kind = choice("kind", FILTERS, "")
    page = archive_queries.archive(kind, number_from(request.args.get("page")))
    entries = [(mailing, issue_queries.text_in(mailing, language())) for mailing in page.items]
    kinds = archive_queries.filter_choices()
    return render_template(
        "newsletter/index.html", page=page, entries=entries, kind=kind, kinds=kinds, names=dict(kinds),
        summaries={mailing.id: atom.summary(mailing, text.web_html, 200) for mailing, text in entries},
    )  # fmt: skip


@area.page("/<int:id>-<slug>", needs=anyone)
def issue(id: int, slug: str) -> ResponseReturnValue:
    mailing = issue_queries.public_issue(id)
    if slug != mailing.slug:
        return redirect(url_for("newsletter.issue", id=id, slug=mailing.slug), 301)
    text = issue_queries.text_in(mailing, language())
    around = [
        (one, issue_queries.text_in(one, language()).subject) if one else None
        for one in archive_queries.neighbours(mailing)
    ]
    shown = writing_queries.shown_with(id)
    kind = dict(archive_queries.filter_choices())["digest" if mailing.trigger == "digest" else mailing.kind]
    return render_template(
        "newsletter/issue.html", mailing=mailing, text=text, around=around, pictures=shown, kind=kind
    )


@area.page("/feed.atom", needs=anyone)
def feed() -> ResponseReturnValue:
    """The archive for feed readers, in German."""
    return _feed("de")


@area.page("/feed.<code>.atom", needs=anyone)
def feed_in(code: str) -> ResponseReturnValue:
    """The same in another language."""
    if code not in LANGUAGES or code == "de":
        not_found()
    return _feed(code)


def _feed(code: str) -> ResponseReturnValue:
    """Nothing is sent again to a reader that has it already."""
    with speaking(code):
        body = atom.feed(archive_queries.for_feed(), code)
    answer = make_response(body)
    answer.headers["Content-Type"] = atom.MEDIA_TYPE
    answer.set_etag(atom.mark(body))
    answer.make_conditional(request)
    return answer
