"""What tests of accounts need: codes, links out of mails, a registration."""

from __future__ import annotations

import re

import pyotp
from sqlalchemy import select
from werkzeug.test import TestResponse

from consul_py.accounts.models import User
from consul_py.accounts.queries import email_key
from consul_py.kernel import clock
from consul_py.kernel.db import db
from consul_py.kernel.mail import MailOut
from tests.cast import PASSWORD, TOTP_SECRET
from tests.watch import Client

GOOD_PASSWORD = "Kiesel Laterne Dachboden 9"


def mails(recipient: str = "") -> list[MailOut]:
    """The mails so far, oldest first."""
    statement = select(MailOut).order_by(MailOut.id)
    return [m for m in db.session.scalars(statement) if recipient in m.recipient]


def path_in(mail: MailOut, part: str) -> str:
    """The path of the link in a mail whose address holds `part`."""
    found = re.search(rf"http://localhost(\S*{part}\S*)", mail.body_text)
    assert found, mail.body_text
    return found[1]


def code(secret: str = TOTP_SECRET, steps: int = 0) -> str:
    """The code of now, or some steps away."""
    return pyotp.HOTP(secret).at(int(clock.now().timestamp()) // 30 + steps)


def register(client: Client, email: str = "neu@example.org", name: str = "Bachlauf", **more: str) -> TestResponse:
    fields = {
        "email": email, "display_name": name, "password": GOOD_PASSWORD, "password_confirm": GOOD_PASSWORD,
        "accept_terms": "y",
    }  # fmt: skip
    return client.submit("/account/register", **(fields | more))


def sign_in(client: Client, email: str, password: str = PASSWORD, **more: str) -> TestResponse:
    return client.submit("/account/login", email=email, password=password, **more)


def user_of(email: str) -> User | None:
    return db.session.scalar(
        select(User).where(User.email_key == email_key(email)).execution_options(populate_existing=True)
    )


def set_cookies(answer: TestResponse) -> str:
    return " ".join(answer.headers.getlist("Set-Cookie"))
