"""An issue before it goes out: its parts rendered, who gets it and why, a test mail to oneself."""

from __future__ import annotations

from consul_py.kernel import mail
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.i18n import ngettext
from consul_py.kernel.mail import speaking
from consul_py.kernel.web import public_url
from consul_py.newsletter import content, issue_queries, writing_queries
from consul_py.newsletter.models import BY_HAND, Mailing, MailingText

PLACE = "https://example.org/"  # where the addresses of a reader would stand, while an issue has no page yet


def of(mailing: Mailing, language: str) -> MailingText:
    """The text in one language as it would be sent now; that of an issue written by hand belongs to no session."""
    if mailing.trigger != BY_HAND and mailing.texts:
        return issue_queries.text_in(mailing, language)
    pictures = [picture.alt for picture in writing_queries.pictures_of(mailing.id)]
    archive_url = public_url("newsletter.issue", id=mailing.id, slug=mailing.slug)
    return drawn(mailing.title, mailing.source, language, archive_url, pictures)


def drawn(
    title: str, source: str, language: str, archive_url: str = PLACE, pictures: list[str] | None = None
) -> MailingText:
    """What somebody is writing at this moment, as it would be sent."""
    with speaking(language):
        return content.render(content.by_hand(title, source, pictures or ()), language, archive_url)


def filled(text: MailingText) -> tuple[str, str]:
    """Text part and HTML part with addresses that lead to the order page instead of a reader's own."""
    neutral = public_url("newsletter.subscribe")
    return content.fill(text.body_text, neutral, neutral), content.fill(text.body_html, neutral, neutral)


def send_to(mailing: Mailing, email: str, language: str) -> None:
    """A test mail through the lane of single mails; its links for leaving lead to the order page."""
    text = of(mailing, language)
    plain, html = filled(text)
    mail.post_ready("newsletter/test", email, subject=_("Test: %(title)s", title=text.subject), text=plain, html=html)


def who(groups: list[tuple[str, int]]) -> list[str]:
    """One sentence for each group of recipients: how many, and why they get it."""
    return [_sentence(name, number) for name, number in groups]


def _sentence(name: str, n: int) -> str:
    if name == "everybody":
        return ngettext(
            "%(num)s person ordered the newsletter; this issue concerns everybody.",
            "%(num)s people ordered the newsletter; this issue concerns everybody.",
            n,
        )
    if name == "everything":
        return ngettext(
            "%(num)s person wants to hear about everything in the district.",
            "%(num)s people want to hear about everything in the district.",
            n,
        )
    if name == "process":
        return ngettext("%(num)s person chose this process.", "%(num)s people chose this process.", n)
    if name == "topic":
        return ngettext("%(num)s person chose a topic field of it.", "%(num)s people chose a topic field of it.", n)
    return ngettext(
        "%(num)s person chose a municipality it concerns.", "%(num)s people chose a municipality it concerns.", n
    )
