"""The message of one reader: frozen texts, two own addresses, and the headers for leaving by one click."""

from __future__ import annotations

from email.message import EmailMessage

from flask import current_app

from consul_py.kernel import mail
from consul_py.kernel.text import one_line
from consul_py.kernel.web import public_url
from consul_py.newsletter import content
from consul_py.newsletter.claims import Item
from consul_py.newsletter.digest_text import Parts
from consul_py.newsletter.models import BY_HAND, MailingText


def message_for(item: Item, text: MailingText | Parts) -> EmailMessage:
    """The message of one reader, with the headers that mail programs need to offer leaving by one click."""
    leave = public_url("newsletter.leave", token=item.leave_token)
    manage = public_url("newsletter.manage", token=content.token_for(item.subscription_id, item.leave_token))
    config = current_app.config
    by_mail = f"mailto:{config['MAIL_REPLY_TO'] or config['MAIL_FROM']}?subject=unsubscribe%20{item.mark}"
    headers = {
        "List-ID": f"<newsletter.{mail.domain()}>",
        "List-Unsubscribe": f"<{leave}>, <{by_mail}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Precedence": "bulk",
        "Content-Language": text.language,
    }
    if item.trigger != BY_HAND:
        headers["Auto-Submitted"] = "auto-generated"
    return mail.build(
        to=one_line(item.email),
        subject=text.subject,
        text=content.fill(text.body_text, leave, manage),
        html=content.fill(text.body_html, leave, manage),
        message_id=item.message_id,
        headers=headers,
    )
