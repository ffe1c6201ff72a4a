"""The main job end to end, with real servers: from subscribing to a newsletter to the measure that came of a proposal."""

from __future__ import annotations

import time
import urllib.request
from datetime import datetime, timedelta
from typing import Any

import pytest

from consul_py.kernel.clock import BERLIN
from tests.journeys.actor import PASSWORD, Actor
from tests.journeys.conftest import Accessibility
from tests.journeys.inbox import Inbox, link_in
from tests.journeys.stage import Stage

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

CONSULTATION = "Was fehlt Ihnen im Dorf?"
PROPOSAL = "Rollender Dorfladen für Hainfeld"
WORKSHOP = "Werkstatt Nahversorgung"
POLL = "Welches Dorfbüro soll zuerst öffnen?"
MEASURE = "Ein Warenkorb für fünf Dorfläden"


def minute(ahead: int) -> datetime:
    """A full minute in Berlin, at least `ahead` minutes and a little from now."""
    return (datetime.now(BERLIN) + timedelta(minutes=ahead, seconds=59)).replace(second=0, microsecond=0)


def typed(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M")


def wait_until(moment: datetime) -> None:
    """Wait for the clock on the wall: that is what opens a consultation."""
    while datetime.now(BERLIN) < moment:
        time.sleep(0.2)


class Story:
    """The cast and the steps; each step is what one person does in one sitting."""

    def __init__(self, browser: Any, stage: Stage, axe: Accessibility) -> None:
        self.browser, self.stage, self.axe = browser, stage, axe
        self.inbox: Inbox = stage.inbox
        self.opens = self.ends = minute(1)

    def actor(self, **options: Any) -> Actor:
        return Actor(self.browser, self.stage, self.axe, **options)

    def subscribe(self, email: str, *, confirm: bool) -> None:
        visitor = self.actor()
        visitor.go("/")
        visitor.send("newsletter", email=email)
        mail = self.inbox.wait_for(email)
        if confirm:
            visitor.go(link_in(mail, "/newsletter/confirm/").removeprefix(self.stage.base))
            visitor.send("/newsletter/confirm/")

    def prepare(self) -> Actor:
        """Staff make a process, a consultation that opens by the clock, a poll in it, and a workshop."""
        self.stage.run(
            "user", "create", "staff@example.org", "--name", "Beteiligungsteam", "--role", "staff", "--password-stdin",
            stdin=PASSWORD + "\n",
        )  # fmt: skip
        staff = self.actor()
        staff.sign_in("staff@example.org")
        staff.open_desk()
        staff.publish_a_process()
        self.opens = minute(1)
        staff.send(
            "/desk/consultations/new", title=CONSULTATION, summary="Schreiben Sie Vorschläge.", may_propose=True,
            may_support=True, may_comment=True, may_debate=True, may_vote=True, support_threshold="2",
            opens_at=typed(self.opens), closes_at=typed(self.opens + timedelta(days=14)),
            evaluation_due=(self.opens + timedelta(days=40)).date().isoformat(),
        )  # fmt: skip
        staff.draft_a_poll(POLL, "Einfache Mehrheit")
        answers = {f"answers-{place}-title": name for place, name in enumerate(("Hainfeld", "Rodenau", "Oberlinden"))}
        staff.send("/questions/0", title="Wo zuerst?", **answers)
        staff.send("/publish")
        return staff

    def prepare_workshop(self, staff: Actor) -> str:
        """A workshop that begins in a moment and is over soon; answers its desk address."""
        begins = minute(1)
        self.ends = begins + timedelta(minutes=1)
        staff.go("/desk/workshops/new")
        staff.send(
            "/desk/workshops/new", title=WORKSHOP, summary="Was fehlt, und was hilft?", starts_at=typed(begins),
            ends_at=typed(self.ends), place="Bürgerhaus Hainfeld", capacity="20",
        )  # fmt: skip
        address = staff.path.removesuffix("/edit")
        staff.go(address)
        staff.send("/announce")
        return address

    def register(self, resident: Actor, email: str, name: str) -> None:
        """From the sign-in page to a confirmed account, by the link in the mail."""
        resident.press("main a[href*='/account/register']")
        resident.send(
            "/account/register", email=email, display_name=name, password=PASSWORD, password_confirm=PASSWORD,
            accept_terms=True,
        )  # fmt: skip
        mail = self.inbox.wait_for(email)
        resident.go(link_in(mail, "/account/confirm/").removeprefix(self.stage.base))
        resident.send("/account/confirm/")

    def propose(self, resident: Actor) -> str:
        """A visitor writes first and registers then; nothing typed is lost. Answers the proposal's address."""
        resident.go("/consultations/was-fehlt-ihnen-im-dorf")
        resident.press("main a[href*='/proposals/new']")
        resident.send(
            "/proposals/new", title=PROPOSAL, summary="Ein Wagen hält dreimal in der Woche am Bürgerhaus.",
            body="Wer kein Auto hat, **kommt nicht weg**.", municipality_id="0",
            accept_rules=True,
        )  # fmt: skip
        assert "/account/login" in resident.path, resident.path
        self.register(resident, "waldrand@example.org", "Waldrand")
        resident.sees(PROPOSAL)
        resident.send("/proposals/new")
        resident.sees(PROPOSAL)
        return resident.path


@pytest.fixture
def story(browser: Any, scene: Stage, axe: Accessibility) -> Story:
    return Story(browser, scene, axe)


def test_the_whole_line_from_subscribing_to_the_measure(story: Story) -> None:
    inbox, reader = story.inbox, "leserin@example.org"
    story.subscribe(reader, confirm=True)
    story.subscribe("nie-bestaetigt@example.org", confirm=False)
    staff = story.prepare()
    desk_workshop = story.prepare_workshop(staff)

    # Two people take their seats: one with an account, one without.
    neighbour = story.actor(viewport={"width": 360, "height": 740})
    neighbour.go("/account/login")
    story.register(neighbour, "feldweg@example.org", "Feldweg")
    neighbour.go("/workshops")
    neighbour.press(f"main a:has-text('{WORKSHOP}')")
    neighbour.send("/registration")
    calendar = inbox.wait_for("feldweg@example.org", WORKSHOP)
    assert any(part.get_content_type() == "text/calendar" for part in calendar.walk())

    # It opens by the clock, and everyone who confirmed is told once.
    wait_until(story.opens)
    told = inbox.wait_for(reader, CONSULTATION)
    assert told["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    for _again in range(3):
        story.stage.run("announce")
    assert len(inbox.to(reader, CONSULTATION)) == 1
    assert not inbox.to("nie-bestaetigt@example.org", CONSULTATION)

    # Propose, support, comment, vote.
    author = story.actor()
    proposal = story.propose(author)
    author.send("/support")
    neighbour.go(proposal)
    neighbour.send("/support")
    neighbour.send("/comments", body="Hält der Wagen auch nach 18 Uhr?")
    neighbour.sees("Hält der Wagen auch nach 18 Uhr?")
    neighbour.go("/polls")
    neighbour.press(f"main a:has-text('{POLL}')")
    poll = neighbour.path
    neighbour.page.locator("main form[action*='/review'] input[type=radio]").first.check()
    neighbour.press("main form[action*='/review'] button[type='submit']")
    neighbour.press("main form[action*='/ballot'] button[type='submit']")
    neighbour.go(poll)
    assert neighbour.page.locator("main form[action*='/review']").count() == 0

    # The workshop is over; what came of it is published, and told.
    story_follow_up(story, staff, desk_workshop)
    inbox.wait_for(reader, WORKSHOP)

    # The district answers and turns it into a measure; the author sees the whole way.
    number = proposal.split("/")[2].split("-")[0]
    staff.go(f"/desk/proposals/{number}/answer")
    staff.send(
        "/answer",
        decision="partly",
        answer="Die Bestellung kommt, ein eigener Wagen vorerst nicht.",
        responsible_unit="Stabsstelle",
    )
    staff.go(f"/desk/measures/new?source={number}")
    staff.send(
        "/desk/measures/new",
        title=MEASURE,
        summary="Fünf Läden nutzen dieselbe Bestellung.",
        responsible_unit="Stabsstelle",
        status="in_progress",
    )
    author.go(proposal)
    author.sees(MEASURE)
    author.go("/account/me")
    author.sees(PROPOSAL)
    author.sees(MEASURE)

    # One POST, without cookie or page, and the next letter skips this address.
    leave = next(part.strip("<> ") for part in str(told["List-Unsubscribe"]).split(",") if "http" in part)
    request = urllib.request.Request(leave, data=b"List-Unsubscribe=One-Click", method="POST")  # our own server
    with urllib.request.urlopen(request, timeout=10) as answer:
        assert answer.status == 200
    story.subscribe("neue-leserin@example.org", confirm=True)
    before = len(inbox.to(reader))
    staff.go("/desk/newsletter/new")
    staff.send("/desk/newsletter/new", title="Wie es weitergeht", source="Der Kreistag berät am 30. November.")
    staff.send("/send")
    inbox.wait_for("neue-leserin@example.org", "Wie es weitergeht")
    assert len(inbox.to(reader)) == before


def story_follow_up(story: Story, facilitator: Actor, address: str) -> None:
    """Minutes, one result, one proposed measure; published once the workshop is over."""
    facilitator.go(f"{address}/follow-up")
    facilitator.send("/follow-up", minutes="Wir haben über Läden und Wege gesprochen.")
    for kind, fields in (
        ("group", {"title": "Gruppe 1: Läden"}),
        ("result", {"title": "Ein Warenkorb für alle Läden", "points": "9"}),
        ("measure", {"title": MEASURE, "body": "Fünf Läden, eine Bestellung."}),
    ):
        facilitator.go(f"{address}/follow-up")
        facilitator.press(f"main a[href*='/parts/{kind}/new']")
        facilitator.send(f"/parts/{kind}/new", **fields)
    wait_until(story.ends)
    facilitator.go(f"{address}/follow-up")
    facilitator.send("/publish")
