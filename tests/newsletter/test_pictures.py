"""Pictures stand on the page of an issue; the mail names them, loads nothing and leads there."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from consul_py.kernel import files
from consul_py.kernel.authz import Grant, Person
from consul_py.kernel.db import db
from consul_py.kernel.files import StoredFile
from consul_py.newsletter import library_queries
from consul_py.newsletter.desk_models import MailingPicture
from consul_py.newsletter.models import Mailing
from consul_py.polls.models import PollOption
from consul_py.proposals.models import ProposalPicture
from tests.cast import make_user
from tests.newsletter.make import make_subscription, seen
from tests.polls.make import make_poll
from tests.processes.make import make_process
from tests.proposals.make import make_proposal
from tests.watch import Client
from tests.workshops.make import make_follow_up, make_workshop

ISSUE = {"title": "Der Kreis lädt ein", "source": "Guten Tag.", "process_id": ""}
STAFF = Person(id=1, grants=(Grant("staff"),))


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


def test_a_picture_of_the_library_is_taken_once_and_goes_with_the_last_issue_that_shows_it(app, client, path):
    client.submit(f"{path}/pictures", picture=png(), alt="Dorfladen")
    first = db.session.query(MailingPicture).one()
    client.submit("/desk/newsletter/new", **ISSUE)
    other = f"/desk/newsletter/{db.session.query(Mailing.id).order_by(Mailing.id.desc()).first().id}"
    take = f"{other}/pictures/library/{first.file_id}"
    assert f'action="{take}"' in client.get(f"{other}/pictures").text
    for _ in range(2):
        client.submit(take)
    second = db.session.query(MailingPicture).filter(MailingPicture.id != first.id).one()
    assert second.alt == "Dorfladen" and second.file_id != first.file_id, "a copy, once"
    client.submit(f"{path}/pictures/{first.id}/remove")
    assert [file.id for file in library_queries.library(STAFF)] == [second.file_id]
    assert (files.folder() / db.session.query(StoredFile).one().name).is_file()
    client.submit(f"{other}/pictures/{second.id}/remove")
    assert not db.session.query(StoredFile).count()


def test_pictures_of_residents_are_not_in_the_library(app, client, path):
    client.submit(f"{path}/pictures", picture=png("red"), alt="Von uns")
    file = db.session.query(StoredFile).one()
    proposal = make_proposal()
    db.session.add(ProposalPicture(proposal_id=proposal.id, file_id=file.id))
    db.session.query(MailingPicture).delete()
    db.session.commit()
    assert not library_queries.library(STAFF)
    assert client.submit(f"{path}/pictures/library/{file.id}").status_code == 404


def poll_picture(client, poll):
    """The id of a picture beside an answer of a new question."""
    answers = {"answers-0-title": "Eins", "answers-1-title": "Zwei", "answers-0-picture": png("blue")}
    asked = {"title": "Wo?", "kind": "single", "minimum": "1", "maximum": "1", "points": "1", "method": "borda"}
    assert client.submit(f"/desk/polls/{poll.id}/questions/0", **(asked | answers)).status_code == 303
    return db.session.query(PollOption.picture_id).filter(PollOption.picture_id.is_not(None)).one()[0]


def test_pictures_of_a_poll_are_offered_once_it_is_public(app, client, path):
    poll = make_poll(questions=0, public=False)
    file_id = poll_picture(client, poll)
    take = f"{path}/pictures/library/{file_id}"
    assert f'action="{take}"' not in client.get(f"{path}/pictures").text
    assert client.submit(take).status_code == 404
    assert client.submit(f"/desk/polls/{poll.id}/publish").status_code == 303
    assert f'action="{take}"' in client.get(f"{path}/pictures").text
    client.submit(take)
    assert db.session.query(MailingPicture).one().file_id != file_id


def test_pictures_of_a_follow_up_are_offered_once_a_version_with_them_is_public(app, client, people, path):
    workshop = make_follow_up(make_workshop(starts=-2), published=False)
    desk, own = f"/desk/workshops/{workshop.id}", Client(app).sign_in(people.facilitator)
    for number, word, colour in ((1, "publish", "red"), (2, "correct", "blue")):
        sent = {"file": png(colour), "alt": f"Tisch {number}", "consent": "vor Ort"}
        assert own.submit(f"{desk}/parts/picture/new", **sent).status_code == 303
        assert len(library_queries.library(STAFF)) == number - 1
        assert own.submit(f"{desk}/follow-up/{word}", note="Ein Bild mehr").status_code == 303
        assert len(library_queries.library(STAFF)) == number


def test_drafts_of_other_processes_lend_no_picture(app, client, path):
    client.submit(f"{path}/pictures", picture=png(), alt="Noch geheim")
    file_id = db.session.query(MailingPicture).one().file_id
    process = make_process()
    neighbour = make_user("b@example.org", "Nachbarteam", role="staff", scope="process", scope_id=process.id)
    theirs = Client(app).sign_in(neighbour)
    theirs.submit("/desk/newsletter/new", **(ISSUE | {"process_id": str(process.id)}))
    own = f"/desk/newsletter/{db.session.query(Mailing.id).order_by(Mailing.id.desc()).first().id}/pictures"
    assert "Noch geheim" not in theirs.get(own).text
    assert theirs.submit(f"{own}/library/{file_id}").status_code == 404
    make_subscription()
    client.submit(f"{path}/send", seen=seen(db.session.get(Mailing, int(path.rsplit("/", 1)[1]))))
    assert "Noch geheim" in theirs.get(own).text


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


def test_discarding_an_issue_erases_its_pictures(app, client, path):
    client.submit(f"{path}/pictures", picture=png(), alt="Dorfladen")
    file = files.folder() / db.session.query(StoredFile).one().name
    client.submit(f"{path}/discard")
    assert not db.session.query(Mailing).count()
    assert not db.session.query(MailingPicture).count()
    assert not db.session.query(StoredFile).count() and not file.exists()
