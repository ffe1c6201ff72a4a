"""Writing an issue: the preview while one writes, blocks that fill themselves, two people at one text."""

from __future__ import annotations

from datetime import timedelta

import pytest

from consul_py.kernel import clock
from consul_py.kernel.db import db
from consul_py.newsletter import blocks, content
from consul_py.newsletter.models import Mailing
from tests.cast import make_user
from tests.newsletter.make import make_issue, make_subscription, seen
from tests.processes.make import make_consultation, make_process

ISSUE = {"title": "Der Kreis lädt ein", "source": "Guten Tag.", "process_id": ""}


def only_issue() -> Mailing:
    return db.session.query(Mailing).one()


def test_the_live_preview_draws_both_parts_and_keeps_nothing(app, client, people):
    client.sign_in(people.staff)
    shown = client.submit("/desk/newsletter/preview", title="Neues", source="## Läden\n\n[Mehr](/workshops)")
    assert shown.status_code == 200
    assert "<h2>Läden</h2>" in shown.text
    assert 'href="http://localhost/workshops"' in shown.text
    assert "Mehr &lt;http://localhost/workshops&gt;" in shown.text, "the text part names the address"
    assert not shown.text.lstrip().lower().startswith("<!doctype")
    assert not db.session.query(Mailing).count()


def test_the_live_preview_says_what_is_wrong_with_a_block_and_shows_no_script(app, client, people):
    client.sign_in(people.staff)
    shown = client.submit(
        "/desk/newsletter/preview", title="<b>x", source="{{consultation:gibt-es-nicht}}\n\n<script>x"
    )
    assert "gibt-es-nicht" in shown.text
    assert "<script>" not in shown.text
    assert "<b>x" not in shown.text


def test_the_preview_works_without_javascript_and_nothing_is_saved(app, client, people):
    client.sign_in(people.staff)
    shown = client.submit("/desk/newsletter/new", **ISSUE, preview="1")
    assert shown.status_code == 200
    assert shown.text.count("Guten Tag.") >= 3, "in the field, in the HTML part, in the text part"
    assert not db.session.query(Mailing).count()


def test_a_consultation_is_inserted_without_javascript_and_fills_itself(app, client, people):
    make_subscription()
    consultation = make_consultation(title="Wege zum *Arzt*", summary="Wie kommen Sie hin?", slug="wege-zum-arzt")
    client.sign_in(people.staff)
    shown = client.submit("/desk/newsletter/new", **ISSUE, insert="1", consultation=consultation.slug)
    assert "{{consultation:wege-zum-arzt}}</textarea>" in shown.text.replace("\n", "")
    assert "Wege zum *Arzt*</a>" in shown.text, "the words of a title are no Markdown"
    source = f"Guten Tag.\n\n{blocks.block(consultation.slug)}\n\nBis bald."
    client.submit("/desk/newsletter/new", **(ISSUE | {"source": source}))
    path = f"/desk/newsletter/{only_issue().id}"
    client.submit(f"{path}/send", seen=seen(only_issue()))
    texts = {text.language: text for text in only_issue().texts}
    assert "http://localhost/consultations/wege-zum-arzt" in texts["de"].body_text
    assert "Wege zum *Arzt*" in texts["de"].body_text
    assert "Offen bis" in texts["de"].body_html
    assert "Open until" in texts["en"].body_html, "a block speaks the reader's language"
    assert "{{" not in texts["de"].body_text + texts["de"].body_html


def test_what_a_block_says_follows_the_clock_and_is_frozen_when_the_issue_goes_out(app):
    make_subscription()
    consultation = make_consultation(slug="laden", opens=-1, closes=3)
    source = blocks.block("laden")
    issue = make_issue(source=source)
    before = issue.texts[0].sha256
    with clock.fixed(clock.now() + timedelta(days=5)):
        assert "Beendet" in content.by_hand("x", source).markdown or "Ended" in content.by_hand("x", source).markdown
    assert issue.texts[0].sha256 == before
    assert consultation.slug in issue.texts[0].body_text


@pytest.mark.parametrize(
    "source",
    ["{{consultation:gibt-es-nicht}}", "Siehe {{consultation:entwurf}} dort", "{{consultation:entwurf}}",
     "{{workshop:5}}", "![Bild](https://example.org/x.png)", "{{consultation:../../etc}}"],
)  # fmt: skip
def test_a_block_that_cannot_be_filled_is_refused_at_the_field(app, client, people, source):
    make_consultation(slug="entwurf", published=False)
    client.sign_in(people.staff)
    refused = client.submit("/desk/newsletter/new", **(ISSUE | {"source": source}))
    assert refused.status_code == 422
    assert 'id="source-error"' in refused.text
    assert not db.session.query(Mailing).count()


def test_only_a_few_blocks_fit_into_one_issue(app):
    make_consultation(slug="laden")
    assert not blocks.complaints("\n\n".join([blocks.block("laden")] * blocks.MOST))
    assert len(blocks.complaints("\n\n".join([blocks.block("laden")] * (blocks.MOST + 1)))) == 1


def test_a_text_that_somebody_else_changed_meanwhile_is_not_lost_and_not_overwritten_by_accident(app, client, people):
    client.sign_in(people.staff)
    client.submit("/desk/newsletter/new", **ISSUE)
    issue = only_issue()
    path, began = f"/desk/newsletter/{issue.id}/edit", seen(issue)
    assert client.submit(path, **(ISSUE | {"source": "Von A."}), seen=began).status_code == 303
    overtaken = client.submit(path, **(ISSUE | {"source": "Von B."}), seen=began)
    assert overtaken.status_code == 409
    assert "Von B." in overtaken.text
    assert only_issue().source == "Von A."
    assert client.submit(path, **(ISSUE | {"source": "Von B."}), seen=seen(only_issue())).status_code == 303
    assert only_issue().source == "Von B."


def test_sending_is_refused_when_the_text_is_not_the_one_that_was_looked_at(app, client, people):
    make_subscription()
    client.sign_in(people.staff)
    client.submit("/desk/newsletter/new", **ISSUE)
    issue = only_issue()
    looked_at = seen(issue)
    client.submit(f"/desk/newsletter/{issue.id}/edit", **(ISSUE | {"source": "Anders."}), seen=looked_at)
    client.submit(f"/desk/newsletter/{issue.id}/send", seen=looked_at)
    assert only_issue().state == "prepared"
    client.submit(f"/desk/newsletter/{issue.id}/send", seen=seen(only_issue()))
    assert only_issue().state == "sending"


def test_the_page_of_a_prepared_issue_says_who_gets_it_and_why_in_sentences(app, client, people):
    process = make_process()
    everything = [make_subscription() for _ in range(3)]
    assert len(everything) == 3
    make_subscription(language="en")
    client.sign_in(people.staff)
    client.submit("/desk/newsletter/new", **(ISSUE | {"process_id": str(process.id)}))
    shown = client.get(f"/desk/newsletter/{only_issue().id}").text
    assert "4 Adressen" in shown
    assert "4 Personen möchten von allem im Kreis erfahren." in shown
    assert "English 1" in shown


def test_the_mail_is_shown_as_it_is_sent_in_a_box_that_can_do_nothing(app, client, people):
    client.sign_in(people.staff)
    client.submit("/desk/newsletter/new", **ISSUE)
    path = f"/desk/newsletter/{only_issue().id}"
    page = client.get(path)
    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]
    assert f'src="{path}/mail?language=de"' in page.text
    mail = client.get(f"{path}/mail?language=en")
    assert "sandbox" in mail.headers["Content-Security-Policy"]
    assert "default-src 'none'" in mail.headers["Content-Security-Policy"]
    assert "Guten Tag." in mail.text
    assert "[[" not in mail.text


def test_staff_of_another_process_see_nothing_of_an_issue(app, client):
    mine, other = make_process(), make_process()
    here = make_user("hier@example.org", "Hier", role="staff", scope="process", scope_id=mine.id)
    client.sign_in(make_user("dort@example.org", "Dort", role="staff", scope="process", scope_id=other.id))
    client.submit("/desk/newsletter/new", **(ISSUE | {"process_id": str(other.id)}))
    path = f"/desk/newsletter/{only_issue().id}"
    client.sign_in(here)
    for page in ("", "/mail", "/edit", "/pictures", "/progress"):
        assert client.get(path + page).status_code == 403, page
    for act in ("/send", "/approve", "/schedule", "/unschedule", "/discard", "/test", "/edit", "/pictures", "/stop"):
        assert client.submit(path + act, **ISSUE).status_code == 403, act
    assert only_issue().state == "prepared"
