"""An issue before it goes out: its parts rendered, who gets it and why, a test mail to oneself."""

from __future__ import annotations

from consul_py.kernel import mail
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.mail import speaking
from consul_py.kernel.web import public_url
from consul_py.newsletter import content
from consul_py.newsletter.models import Mailing, MailingText


def of(mailing: Mailing, language: str) -> MailingText:
    """The text in one language as it would be frozen now; belongs to no session."""
    with speaking(language):
        archive_url = public_url("newsletter.issue", id=mailing.id, slug=mailing.slug)
        return content.render(content.by_hand(mailing.title, mailing.source), language, archive_url)


def send_to(mailing: Mailing, email: str, language: str) -> None:
    """A test mail through the lane of single mails; its links for leaving lead to the order page."""
    text = of(mailing, language)
    neutral = public_url("newsletter.subscribe")
    mail.post_ready(
        "newsletter/test",
        email,
        subject=_("Test: %(title)s", title=text.subject),
        text=content.fill(text.body_text, neutral, neutral),
        html=content.fill(text.body_html, neutral, neutral),
    )


def reasons() -> dict[str, str]:
    """Why a group of recipients gets an issue, in words."""
    return {
        "everybody": _("ordered the newsletter; this issue concerns everybody"),
        "everything": _("want to hear about everything in the district"),
        "process": _("chose this process"),
        "topic": _("chose a topic field of it"),
        "municipality": _("chose a municipality it concerns"),
    }
