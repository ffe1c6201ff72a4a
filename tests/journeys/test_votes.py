"""A poll from freezing to the recount by the published tool, with real servers and the clock on the wall."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.actor import PASSWORD, Actor
from tests.journeys.conftest import Accessibility
from tests.journeys.inbox import text_of
from tests.journeys.stage import Stage
from tests.journeys.test_whole_line import minute, typed, wait_until

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

POLL = "Welches Dorfbüro soll zuerst öffnen?"
OBSERVER = "presse@example.org"
NUMBER = r"(?:[0-9A-Z]{4}-){4}[0-9A-Z]"


def prepare(staff: Actor) -> str:
    """A consultation that is open now for two minutes, and a frozen poll in it; answers its desk address."""
    staff.publish_a_process()
    closes = minute(1)
    staff.send(
        "/desk/consultations/new", title="Wo zuerst?", summary="Stimmen Sie ab.", may_propose=False, may_support=False,
        may_comment=False, may_debate=False, may_vote=True, opens_at=typed(closes - timedelta(minutes=3)),
        closes_at=typed(closes), evaluation_due=(closes + timedelta(days=40)).date().isoformat(),
    )  # fmt: skip
    poll = staff.draft_a_poll(POLL, "Die meisten Stimmen.")
    staff.send(
        "/questions/0", title="Wo zuerst?", **{"answers-0-title": "Hainfeld", "answers-1-title": "Rodenau"}
    )  # fmt: skip
    staff.go(f"{poll}/observers")
    staff.send("/observers", name="Lindentaler Bote", email=OBSERVER)
    staff.go(poll)
    staff.send("/publish")
    return poll


def vote(resident: Actor, poll: str, answer: str, own: str) -> dict[str, str]:
    """Choose, change one's mind, review, cast; answers the receipt after looking at it, and notes the number."""
    resident.go(poll)
    resident.page.get_by_role("radio", name="Ich enthalte mich").check()
    resident.press("main form[action*='/review'] button[type='submit'] >> nth=0")
    resident.press("main button[formaction*='/change']")
    resident.page.get_by_role("radio", name=answer).check()
    resident.press("main form[action*='/review'] button[type='submit'] >> nth=0")
    resident.sees(answer)
    noted = re.search(NUMBER, resident.page.locator("main").inner_text())
    assert noted
    resident.fill("main form[action*='/ballot']", own_number=own)
    action = str(resident.page.locator("main form[action*='/ballot']").get_attribute("action"))
    inputs = resident.page.locator("main form[action*='/ballot'] input[name]").all()
    form = {str(field.get_attribute("name")): field.input_value() for field in inputs}
    resident.press("main form[action*='/ballot'] button[type='submit'] >> nth=0")
    resident.sees(noted[0])
    with resident.page.expect_download() as download:
        resident.page.locator("main a[href*='receipt.json']").click()
    receipt: dict[str, str] = json.loads(Path(download.value.path()).read_text())
    assert receipt["tracker"] == noted[0].replace("-", "")
    assert answer not in json.dumps(receipt)
    again = resident.context.request.post(
        action, form=form
    )  # the button pressed twice, the answer lost, the page reloaded
    assert again.status == 409
    assert noted[0] in again.text()
    return receipt


def test_a_poll_from_freezing_to_the_recount_by_the_published_tool(
    browser: Any, scene: Stage, axe: Accessibility, tmp_path: Path
) -> None:
    for name, *role in (("staff", "--role", "staff"), ("resident",), ("neighbour",)):
        scene.run(
            "user", "create", f"{name}@example.org", "--name", name.title(), *role, "--password-stdin",
            stdin=PASSWORD + "\n",
        )  # fmt: skip
    staff = Actor(browser, scene, axe)
    staff.sign_in("staff@example.org")
    staff.open_desk()
    closes = minute(1)
    desk = prepare(staff)
    closes = max(closes, minute(0))
    staff.press("main a[href*='/polls/']:not([href*='/desk'])")
    poll = staff.path

    receipts: list[dict[str, str]] = []
    for name, answer, own, phone in (("resident", "Hainfeld", "4711", True), ("neighbour", "Rodenau", "", False)):
        options: dict[str, Any] = {"viewport": {"width": 360, "height": 740}} if phone else {}
        voter = Actor(browser, scene, axe, accept_downloads=True, **options)
        voter.sign_in(f"{name}@example.org")
        receipts.append(vote(voter, poll, answer, own))
        voter.go(poll)
        assert voter.page.locator("main form[action*='/review']").count() == 0

    # Nobody sees a result before the end; then the urn is sealed, once, and the observer is told.
    number = re.search(r"/polls/(\d+)", poll)
    assert number
    public = f"/polls/{number[1]}"
    voter.go(f"{public}/results", 403)
    wait_until(closes)
    scene.run("polls", "seal")  # what the worker does every minute
    final = scene.inbox.wait_for(OBSERVER, "Der letzte Prüfpunkt")
    voter.go(f"{public}/results")
    voter.sees("Gleichstand")
    voter.go(f"{public}/check")
    voter.send("/check", number=receipts[0]["tracker"].lower())
    voter.sees("Hainfeld")
    voter.sees("4711")

    # Everybody counts again with what is published.
    voter.go(f"{public}/audit")
    with voter.page.expect_download() as download:
        voter.page.locator("main a[href*='archive.zip']").click()
    with zipfile.ZipFile(io.BytesIO(Path(download.value.path()).read_bytes())) as archive:
        archive.extractall(tmp_path)
    folder = next(path.parent for path in tmp_path.rglob("recount.py"))
    kept: list[str] = []
    for place, receipt in enumerate(receipts):
        kept += ["--receipt", str(tmp_path / f"receipt-{place}.json")]
        (tmp_path / f"receipt-{place}.json").write_text(json.dumps(receipt))
    kept += ["--receipt", str(tmp_path / "observer.json")]
    (tmp_path / "observer.json").write_text(next(line for line in text_of(final).splitlines() if line.startswith("{")))
    tool = [sys.executable, "-I", str(folder / "recount.py"), str(folder), *kept]
    done = subprocess.run(tool, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Kein Mangel gefunden" in done.stdout and "Stimmzettel: 2" in done.stdout

    # A ballot that is changed is found, and so is a log that is not the one the observer was told of.
    ballots = folder / "stimmzettel.jsonl"
    changed = re.sub(r'"choice":\{[^}]*\}', '"choice":{}', ballots.read_text(), count=1)
    ballots.write_text(changed)
    done = subprocess.run(tool, capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "MANGEL" in done.stdout
    lines = (folder / "checkpoints.jsonl").read_bytes().splitlines(keepends=True)
    (folder / "checkpoints.jsonl").write_bytes(b"".join(lines[:-1]))
    done = subprocess.run(tool, capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "MANGEL observer.json" in done.stdout
    staff.go(desk)
    staff.sees("Vorläufiges Ergebnis")
