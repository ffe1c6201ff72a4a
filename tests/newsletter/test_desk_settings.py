"""Settings of the newsletter: understood as people write them, refused with a sentence, kept as others read them."""

from __future__ import annotations

import pytest

from consul_py.kernel.audit import AuditEntry
from consul_py.kernel.db import db
from consul_py.kernel.settings import site
from consul_py.newsletter import desk_settings
from tests.cast import make_user
from tests.processes.make import make_process

PATH = "/desk/newsletter/settings"
GOOD = {
    "newsletter_pace": "10", "newsletter_domain_pace": "", "newsletter_digest_day": "5", "newsletter_digest_hour": "7",
}  # fmt: skip


def test_the_defaults_are_on_the_page(app, client, people):
    client.sign_in(people.staff)
    page = client.get(PATH).text
    assert '<option selected value="5">Freitag</option>' in page
    assert '<option selected value="7">7 Uhr</option>' in page


def test_settings_are_kept_tidy_and_logged(app, client, people):
    client.sign_in(people.staff)
    lines = "GMX.de: 3\n\n@gmail.com 2,5\ngmail.com 2"
    saved = client.submit(
        PATH, **(GOOD | {"newsletter_second_person": "y", "newsletter_pace": "0,5", "newsletter_domain_pace": lines})
    )
    assert saved.status_code == 303
    assert site().newsletter_second_person == "1"
    assert desk_settings.pace(site().newsletter_pace) == 0.5
    assert site().newsletter_domain_pace == "gmail.com 2\ngmx.de 3"
    assert desk_settings.domain_paces(site().newsletter_domain_pace) == {"gmail.com": 2.0, "gmx.de": 3.0}
    client.submit(PATH, **GOOD)
    assert site().newsletter_second_person == ""
    assert db.session.query(AuditEntry).filter_by(action="newsletter.settings").count() == 2


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("newsletter_pace", ""), ("newsletter_pace", "viel"), ("newsletter_pace", "-1"), ("newsletter_pace", "1e9"),
        ("newsletter_pace", "1001"), ("newsletter_pace", "٣"), ("newsletter_domain_pace", "gmail.com"),
        ("newsletter_domain_pace", "gmail.com 0"), ("newsletter_domain_pace", "nur worte 3"),
        ("newsletter_domain_pace", "<b>.de 3"), ("newsletter_domain_pace", "a.de 2\n" * 1000),
        ("newsletter_digest_day", "8"), ("newsletter_digest_hour", "24"), ("newsletter_digest_hour", "x"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused_at_its_field(app, client, people, name, value):
    client.sign_in(people.staff)
    before = getattr(site(), name)
    refused = client.submit(PATH, **(GOOD | {name: value}))
    assert refused.status_code == 422
    assert f'id="{name}-error"' in refused.text
    assert getattr(site(), name) == before


def test_settings_are_for_those_who_are_responsible_for_everything(app, client, people):
    process = make_process()
    client.sign_in(make_user("hier@example.org", "Hier", role="staff", scope="process", scope_id=process.id))
    assert client.get(PATH).status_code == 403
    assert client.submit(PATH, **GOOD).status_code == 403
