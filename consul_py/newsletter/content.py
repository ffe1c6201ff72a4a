"""The texts of an issue: composed from facts, rendered once per language, frozen with a hash.

What differs from reader to reader is only two addresses; they are places in the frozen text, filled at sending.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from flask import current_app, render_template
from itsdangerous import BadSignature, URLSafeSerializer
from markupsafe import Markup

from consul_py.kernel import clock
from consul_py.kernel.i18n import LANGUAGES, date_time, weekday_date
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.mail import speaking
from consul_py.kernel.text import html_from_markdown, one_line
from consul_py.kernel.web import public_url
from consul_py.newsletter import plaintext
from consul_py.newsletter.blocks import fill as fill_blocks
from consul_py.newsletter.blocks import plain, verbs
from consul_py.newsletter.models import Mailing, MailingText, Subscription
from consul_py.processes.models import Consultation

LEAVE, MANAGE = "[[leave-url]]", "[[manage-url]]"


@dataclass(frozen=True)
class News:
    """What an issue says in one language: plain words, or Markdown for issues written by hand."""

    subject: str
    heading: str
    over: str = ""
    lead: str = ""
    facts: Sequence[tuple[str, str]] = field(default_factory=tuple)
    markdown: str = ""
    label: str = ""
    url: str = ""
    pictures: Sequence[str] = ()  # what they show; a mail names them and leads to the page where they are


def absolute(path: str) -> str:
    return str(current_app.config["BASE_URL"]) + path


def opened(consultation: Consultation) -> News:
    """A consultation that is open now. Called once per language."""
    assert consultation.closes_at is not None
    return News(
        subject=_("Open now: %(title)s", title=consultation.title),
        heading=consultation.title,
        over=consultation.process.title,
        lead=consultation.summary,
        facts=[
            (_("Open until"), date_time(consultation.closes_at)),
            (_("What you can do"), ", ".join(verbs(consultation))),
            (_("Answer by the district"), _answer_due(consultation)),
        ],
        label=_("Take part"),
        url=absolute(f"/consultations/{consultation.slug}"),
    )


def closes_soon(consultation: Consultation) -> News:
    assert consultation.closes_at is not None
    return News(
        subject=_("Ends soon: %(title)s", title=consultation.title),
        heading=consultation.title,
        over=consultation.process.title,
        lead=_("You can take part until %(when)s.", when=date_time(consultation.closes_at)),
        facts=[(_("What you can do"), ", ".join(verbs(consultation)))],
        label=_("Take part"),
        url=absolute(f"/consultations/{consultation.slug}"),
    )


def evaluated(consultation: Consultation) -> News:
    return News(
        subject=_("Results: %(title)s", title=consultation.title),
        heading=consultation.title,
        over=consultation.process.title,
        lead=_("The contributions have been evaluated. Read what the district makes of them."),
        markdown=_beginning(consultation.evaluation or ""),
        label=_("Read the evaluation"),
        url=absolute(f"/consultations/{consultation.slug}"),
    )


def _beginning(markdown: str, most: int = 1500) -> str:
    """A long text ends with a whole paragraph; the rest is on the page."""
    return markdown if len(markdown) <= most else markdown[:most].rsplit("\n\n", 1)[0]


def _answer_due(consultation: Consultation) -> str:
    due = consultation.evaluation_due
    return _("by %(date)s", date=weekday_date(due)) if due else ""


def by_hand(title: str, markdown: str, pictures: Sequence[str] = ()) -> News:
    """What staff wrote, with its blocks filled in the current language."""
    return News(subject=title, heading=title, markdown=fill_blocks(markdown), pictures=tuple(pictures))


def _html(markdown: str) -> Markup:
    # No relative addresses in a mail: Markdown of this site may link to its own pages by path.
    html = html_from_markdown(markdown).replace('href="/', f'href="{absolute("/")}')
    return Markup(html)  # noqa: S704  # sanitised by html_from_markdown


def _with_pictures(news: News, archive_url: str) -> str:
    """The Markdown of a mail: nothing is loaded from afar, so pictures are named with a link to the page."""
    if not news.pictures:
        return news.markdown
    lines = [f"- [{plain(alt)}]({archive_url}#picture-{n})" for n, alt in enumerate(news.pictures, 1)]
    return "\n\n".join([news.markdown, "**" + _("Pictures of this issue, on our page:") + "**", "\n".join(lines)])


def render(news: News, language: str, archive_url: str) -> MailingText:
    """The three parts of one language. Call inside `speaking(language)`."""
    markdown = _with_pictures(news, archive_url)
    context = {
        "news": news,
        "html": _html(markdown),
        "archive_url": archive_url,
        "leave_url": LEAVE,
        "manage_url": MANAGE,
        "subject": news.subject,
        "web": False,
    }
    web = render_template(
        "mail/newsletter/issue/content.html", **(context | {"web": True, "html": _html(news.markdown)})
    )
    words = replace(news, markdown=plaintext.from_markdown(markdown, absolute("")))
    text = render_template("mail/newsletter/issue/body.txt", **(context | {"news": words})).strip() + "\n"
    full = render_template("mail/newsletter/issue/body.html", **context)
    subject = one_line(news.subject)[:300]
    digest = hashlib.sha256(f"{subject}\x00{text}\x00{full}".encode()).hexdigest()
    return MailingText(language=language, subject=subject, web_html=web, body_text=text, body_html=full, sha256=digest)


def texts_of(mailing: Mailing, compose: Callable[[], News]) -> list[MailingText]:
    """What an issue says in every language, belonging to no session."""
    archive_url = public_url("newsletter.issue", id=mailing.id, slug=mailing.slug)
    texts = []
    for language in LANGUAGES:
        with speaking(language):
            texts.append(render(compose(), language, archive_url))
    return texts


def freeze(mailing: Mailing, compose: Callable[[], News]) -> None:
    """Compose and render an issue in every language, replacing what was there."""
    before = {text.language: text for text in mailing.texts}
    for text in texts_of(mailing, compose):
        if (row := before.get(text.language)) is None:
            mailing.texts.append(text)
            continue
        for part in ("subject", "web_html", "body_text", "body_html", "sha256"):
            setattr(row, part, getattr(text, part))


def manage_token(subscription: Subscription) -> str:
    return token_for(subscription.id, subscription.leave_token)


def token_for(subscription_id: int, leave_token: str) -> str:
    """A signed link's token: it opens the interests of one subscription and dies with its leave token."""
    return str(_signer().dumps([subscription_id, leave_token[:8]]))


def read_manage_token(token: str) -> tuple[int, str] | None:
    """Subscription id and the beginning of its leave token; None when tampered with."""
    try:
        number, part = _signer().loads(token[:300])
    except (BadSignature, ValueError, TypeError):
        return None
    return (number, part) if isinstance(number, int) and isinstance(part, str) else None


def _signer() -> URLSafeSerializer:
    return _signer_with(current_app.config["SECRET_KEY"])


@cache
def _signer_with(key: str) -> URLSafeSerializer:
    return URLSafeSerializer(key, salt="newsletter-manage")


def leave_url(subscription: Subscription) -> str:
    return public_url("newsletter.leave", token=subscription.leave_token)


def manage_url(subscription: Subscription) -> str:
    return public_url("newsletter.manage", token=manage_token(subscription))


def fill(text: str, leave: str, manage: str) -> str:
    """A frozen text with the two addresses of its reader."""
    return text.replace(LEAVE, leave).replace(MANAGE, manage)


def now_in_words() -> str:
    return date_time(clock.now())
