"""Pictures stand on the page of an issue; the mail names them, loads nothing and leads there."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from consul_py.kernel.db import db
from consul_py.kernel.files import StoredFile
from consul_py.newsletter import writing_queries
from consul_py.newsletter.desk_models import MailingPicture
from consul_py.newsletter.models import Mailing
from consul_py.proposals.models import ProposalPicture
from tests.newsletter.make import make_subscription, seen
from tests.proposals.make import make_proposal

ISSUE = {"title": "Der Kreis lädt ein", "source": "Guten Tag.", "process_id": ""}


def only_issue() -> Mailing:
    return db.session.query(Mailing).one()


def png(colour: str = "green") -> tuple[io.BytesIO, str]:
    out = io.BytesIO()
    Image.new("RGB", (80, 50), colour).save(out, "PNG")
    out.seek(0)
    return out, "markt.png"


@pytest.fixture
def path(app, client, people):
    client.sign_in(people.staff)
    client.submit("/desk/newsletter/new", **ISSUE)
    return f"/desk/newsletter/{only_issue().id}"


def test_a_picture_is_on_the_page_and_only_its_words_are_in_the_mail(app, client, path):
    make_subscription()
    added = client.submit(f"{path}/pictures", picture=png(), alt="Der *neue* Dorfladen", follow=True)
    assert 'alt="Der *neue* Dorfladen"' in added.text
    client.submit(f"{path}/send", seen=seen(only_issue()))
    issue = only_issue()
    text = next(text for text in issue.texts if text.language == "de")
    page = f"http://localhost/newsletter/{issue.id}-{issue.slug}#picture-1"
    assert page in text.body_text
    assert "Der *neue* Dorfladen" in text.body_text
    assert page in text.body_html
    assert "<img" not in text.body_html
    assert "#picture-1" not in text.web_html
    shown = client.get(f"/newsletter/{issue.id}-{issue.slug}").text
    assert 'id="picture-1"' in shown
    assert 'alt="Der *neue* Dorfladen"' in shown


@pytest.mark.parametrize(
    ("upload", "alt"),
    [((io.BytesIO(b"no picture"), "x.png"), "Bild"), (None, "Bild"), ("png", ""), ((io.BytesIO(b""), "x.png"), "Bild")],
)
def test_what_is_no_picture_or_has_no_words_is_refused(app, client, path, upload, alt):
    fields = {"alt": alt} | ({"picture": png() if upload == "png" else upload} if upload else {})
    assert client.submit(f"{path}/pictures", **fields).status_code == 422
    assert not db.session.query(StoredFile).count()


def test_a_picture_of_the_library_is_taken_once_and_stays_there_when_taken_away(app, client, path):
    client.submit(f"{path}/pictures", picture=png(), alt="Dorfladen")
    picture = db.session.query(MailingPicture).one()
    take = f"{path}/pictures/library/{picture.file_id}"
    client.submit(take)
    assert db.session.query(MailingPicture).count() == 1, "it stands there already"
    client.submit(f"{path}/pictures/{picture.id}/remove")
    assert not db.session.query(MailingPicture).count()
    assert f'action="{take}"' in client.get(f"{path}/pictures").text
    client.submit(take)
    assert db.session.query(MailingPicture).one().alt == "Dorfladen"


def test_pictures_of_residents_are_not_in_the_library(app, client, path):
    client.submit(f"{path}/pictures", picture=png("red"), alt="Von uns")
    file = db.session.query(StoredFile).one()
    proposal = make_proposal()
    db.session.add(ProposalPicture(proposal_id=proposal.id, file_id=file.id))
    db.session.query(MailingPicture).delete()
    db.session.commit()
    assert not writing_queries.library()
    assert client.submit(f"{path}/pictures/library/{file.id}").status_code == 404


def test_another_picture_takes_the_approval_back(app, client, path):
    before = seen(only_issue())
    client.submit(f"{path}/pictures", picture=png(), alt="Dorfladen")
    assert seen(only_issue()) != before


def test_a_sent_issue_keeps_its_pictures(app, client, path):
    make_subscription()
    client.submit(f"{path}/pictures", picture=png(), alt="Dorfladen")
    picture = db.session.query(MailingPicture).one()
    client.submit(f"{path}/send", seen=seen(only_issue()))
    client.submit(f"{path}/pictures/{picture.id}/remove")
    client.submit(f"{path}/pictures", picture=png("blue"), alt="Später")
    assert db.session.query(MailingPicture).one().alt == "Dorfladen"
    assert db.session.query(StoredFile).count() == 1, "what is refused leaves no file"


def test_discarding_an_issue_leaves_the_library(app, client, path):
    client.submit(f"{path}/pictures", picture=png(), alt="Dorfladen")
    client.submit(f"{path}/discard")
    assert not db.session.query(Mailing).count()
    assert not db.session.query(MailingPicture).count()
    assert len(writing_queries.library()) == 1
