"""A world with everything in it that has a form: the fictional district, and one thing in each unfinished state."""

from __future__ import annotations

import io
import re

from flask import Flask
from sqlalchemy import func, select

from consul_py.accounts.models import User
from consul_py.comments.moderation_service import appeal
from consul_py.demo import scenarios
from consul_py.follows import service as follows
from consul_py.kernel import clock, settings
from consul_py.kernel.db import db, transaction
from consul_py.kernel.files import StoredFile
from consul_py.kernel.mail import MailOut
from consul_py.measures.models import Measure
from consul_py.municipalities.models import Municipality
from consul_py.newsletter import content, issues, writing
from consul_py.newsletter.desk_models import MailingPicture
from consul_py.processes.models import Process, TopicField
from consul_py.residence.models import LetterBatch
from consul_py.subjects.models import Subject
from consul_py.votes import service as votes
from consul_py.votes.models import Vote
from consul_py.workshops import followup_service
from tests.comments import make as talk
from tests.house.urns import make_urns
from tests.newsletter.make import make_issue, make_subscription
from tests.polls.make import make_poll
from tests.processes.make import make_consultation, make_process
from tests.proposals.make import make_proposal
from tests.watch import Client
from tests.workshops.make import make_follow_up, make_workshop

ROLES = ("", "resident", "staff", "facilitator", "moderator", "administrator")


def somebody(name: str) -> User:
    return db.session.scalars(select(User).where(User.email == f"{name}@example.org")).one()


def client_of(app: Flask, role: str) -> Client:
    client = Client(app)
    return client.sign_in(somebody(role)) if role else client


def build(app: Flask) -> dict[str, list[str]]:
    """Enter everything; role → addresses that no link on a page leads to."""
    scenarios.enter("lindental")
    staff, resident, moderator = somebody("staff"), somebody("resident"), somebody("moderator")
    window = make_consultation()
    debate = talk.make_debate(resident, window)
    comment = talk.make_comment(debate, resident)
    hidings = [talk.hidden(talk.make_comment(debate, resident), moderator, app) for _ in range(2)]
    with app.test_request_context():
        appeal(hidings[1], "Das war sachlich.")
        db.session.commit()
        poll = make_poll(public=False)
        with transaction():
            draft = writing.write("Entwurf", "Guten Tag.", None)
            paused = make_issue()
            issues.pause(paused)
        running = make_issue()
        with transaction():  # with everything a draft can wait for
            settings.save({"newsletter_second_person": "1"})
            draft.scheduled_at = clock.in_days(2)
            approved = writing.write("Freigegeben", "Guten Tag.", None)
            approved.approved_at = clock.now()
            file = db.session.scalars(select(StoredFile.id).where(StoredFile.media_type.like("image/%")).limit(1)).one()
            db.session.add(MailingPicture(mailing_id=draft.id, file_id=file, alt="Ein Bild"))
    idea, own = (
        make_proposal(window, author_id=resident.id),
        make_proposal(window, author_id=resident.id, visibility="draft"),
    )
    workshop, held = make_workshop(announced=False), make_follow_up(make_workshop(starts=-7), published=False)
    told = make_follow_up(make_workshop(starts=-7))
    reader = make_subscription("leser@example.org")
    leave, manage = reader.leave_token, content.manage_token(reader)
    district = db.session.scalars(select(Process).where(Process.slug == "digitalstrategie-lindental-2031")).one()
    topic = db.session.scalars(select(TopicField.id).where(TopicField.process_id == district.id).limit(1)).one()
    measure = db.session.scalars(select(Measure.id).order_by(Measure.id).limit(1)).one()
    followup_service.write(told, {"intro": "48 Menschen kamen.", "body": "1. Liefern", "minutes": "Gut."})
    votes.cast(idea, staff.id, 1)
    follows.follow_process(district, resident.id)
    db.session.commit()
    unpublished = make_process(published=False)
    planned = make_consultation(published=False, opens=1, summary="Worum es geht.", body="Alles.")
    open_workshop = make_workshop()
    client_of(app, "resident")  # a second session
    batch = _residence(app)
    with app.test_request_context():
        urns = make_urns(staff, resident)
    return {
        "": [f"/newsletter/manage/{manage}", f"/newsletter/unsubscribe/{leave}", *_from_mails(app, open_workshop.id)],
        "resident": [
            *urns["resident"], "/processes/digitalstrategie-lindental-2031",
            "/account/residence/code", "/account/residence/register", "/account/residence/delete",
            f"/proposals/{idea.id}/edit", f"/proposals/{own.id}/edit", f"/proposals/{idea.id}/withdraw",
            f"/debates/{debate.id}/edit", f"/comments/{comment.id}/edit", f"/moderation/decisions/{hidings[0].id}",
        ],
        "staff": [
            *urns["staff"],
            f"/desk/polls/{poll.id}", f"/desk/polls/new?consultation={poll.consultation_id}", f"/desk/workshops/{workshop.id}",
            f"/desk/polls/{poll.id}/questions/{poll.questions[0].id}", f"/desk/workshops/{held.id}/follow-up/preview",
            f"/desk/workshops/{held.id}/follow-up", f"/desk/workshops/{told.id}/follow-up",
            *(f"/desk/newsletter/{issue.id}" for issue in (draft, approved, paused, running)),
            f"/desk/newsletter/{draft.id}/edit",
            f"/desk/consultations/{planned.id}", f"/desk/consultations/{window.id}", f"/desk/processes/{unpublished.id}",
            f"/desk/processes/{district.id}/topics", f"/desk/processes/{district.id}/topics/{topic}",
            f"/desk/measures/{measure}/sources?q=Dorf", f"/proposals/{idea.id}",
        ],
        "administrator": [f"/desk/people/{staff.id}", f"/desk/residence/letters/batches/{batch}", _at_the_desk(app)],
        "moderator": [f"/desk/moderation/hidings/{hidings[1].id}/decide"],
    }  # fmt: skip


def _residence(app: Flask) -> int:
    """A proof, a letter that is printed, one that waits, an extract; answers the batch."""
    staff, place = client_of(app, "staff"), str(db.session.scalars(select(Municipality.id).limit(1)).one())
    address = {"street": "Am Bach 7", "postcode": "12345", "place": "Auental", "municipality_id": place}
    for role in ("resident", "moderator"):
        client_of(app, role).submit("/account/residence/letter", name="Eva Stein", born_on="4.3.1965", **address)
        if role == "resident":
            staff.submit("/desk/residence/letters/print")
    rows = f"Familienname;Vorname;Geburtsdatum;Gemeinde\nStein;Eva;4.3.1965;{db.session.get_one(Municipality, int(place)).name}\n"
    staff.submit("/desk/residence/extract", file=(io.BytesIO(rows.encode()), "auszug.csv"))
    client_of(app, "resident").submit("/account/residence/register", name="Eva Stein", born_on="4.3.1965")
    return db.session.scalars(select(LetterBatch.id)).one()


def _at_the_desk(app: Flask) -> str:
    """The page of somebody who stands in front of the desk."""
    found = client_of(app, "administrator").submit("/desk/residence/find", account="resident@example.org")
    return str(found.location)


def _from_mails(app: Flask, workshop_id: int) -> list[str]:
    """The links in the mails that a visitor can cause."""
    visitor, password = Client(app), "Kiesel Laterne Dachboden 9"
    name = {"email": "neu@example.org", "display_name": "Bachlauf", "password": password, "password_confirm": password}
    visitor.submit("/account/register", **name, accept_terms="y")
    visitor.submit("/account/reset", email="moderator@example.org")
    visitor.submit("/newsletter/subscribe", email="abo@example.org")
    visitor.submit(f"/workshops/{workshop_id}/registration", name="Gast", email="gast@example.org")
    moved = {"email": "anders@example.org", "password": "Birnbaum-Feldweg-Kanne"}
    client_of(app, "resident").submit("/account/email", **moved)
    texts = " ".join(db.session.scalars(select(MailOut.body_text)))
    return sorted(set(re.findall(r"http://localhost(/[^\s)]+)", texts)))


def miscounted() -> list[int]:
    """Subjects whose counter is not the number of the rows that it counts."""
    supports = select(func.count()).where(Vote.subject_id == Subject.id, Vote.value == 1).scalar_subquery()
    return list(db.session.scalars(select(Subject.id).where(Subject.support_count != supports)))
