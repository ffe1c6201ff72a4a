"""Threats 12 and 13 among officials: a grant for one process, municipality or workshop ends at its border."""

from __future__ import annotations

from itertools import count

import pytest
from flask import Flask
from sqlalchemy import select

from consul_py.accounts.models import RoleGrant, User
from consul_py.kernel import clock
from consul_py.kernel.db import db
from consul_py.measures.models import Measure, MeasureSource
from consul_py.municipalities.queries import all_municipalities
from consul_py.workshops.followup_queries import proposed_of
from tests.cast import People, make_user
from tests.comments.make import make_debate
from tests.measures.make import form_of as measure_form
from tests.measures.make import make_measure
from tests.polls.make import make_poll
from tests.processes.make import make_consultation, make_municipality, make_process, make_topic
from tests.proposals.make import make_proposal
from tests.watch import Client
from tests.workshops.make import make_follow_up, make_workshop

_number = count(1)


def official(role: str, scope: str, scope_id: int) -> User:
    number = next(_number)
    return make_user(f"scope{number}@example.org", f"Fachbereich {number}", role=role, scope=scope, scope_id=scope_id)


@pytest.mark.parametrize(("own", "published"), [(False, False), (False, True), (True, False)])
def test_a_follow_up_becomes_no_source_by_its_number_before_it_is_public_or_elsewhere(
    client: Client, own: bool, published: bool
) -> None:
    measure = make_measure()
    process = measure.process if own else None
    workshop = make_follow_up(make_workshop(starts=-5, process=process), published=published)
    [proposed] = proposed_of(workshop.id)
    client.sign_in(official("staff", "process", measure.process_id))
    assert client.submit(f"/desk/measures/{measure.id}/sources", proposed=proposed.id).status_code == 404
    assert client.get(f"/desk/measures/new?proposed={proposed.id}").status_code == 404
    answer = client.submit("/desk/measures/new", **measure_form(measure.process, proposed=proposed.id))
    assert answer.status_code == 404
    assert db.session.scalars(select(MeasureSource)).all() == []
    assert db.session.scalars(select(Measure.id)).all() == [measure.id]


def test_what_is_taken_up_already_is_refused_with_words_and_not_as_if_it_were_unknown(client: Client) -> None:
    workshop = make_follow_up(make_workshop(starts=-5))
    [proposed] = proposed_of(workshop.id)
    measure = make_measure(workshop.process, proposed=proposed)
    client.sign_in(official("staff", "process", measure.process_id))
    answer = client.submit(f"/desk/measures/{measure.id}/sources", follow=True, proposed=proposed.id)
    assert "Diese vorgeschlagene Maßnahme ist schon aufgenommen." in answer.text


def test_what_nobody_can_read_yet_becomes_no_source(client: Client) -> None:
    """Public by its own mark, but its process or consultation is not."""
    measure, hidden = make_measure(), make_process(published=False)
    drafts = [
        make_workshop(process=hidden, title="Unveröffentlicht"),
        make_proposal(make_consultation(process=hidden), title="Unveröffentlicht"),
        make_proposal(make_consultation(process=measure.process, published=False), title="Unveröffentlicht"),
        make_poll(public=False),
    ]
    client.sign_in(official("staff", "process", measure.process_id))
    path = f"/desk/measures/{measure.id}/sources"
    for subject in drafts:
        assert client.submit(path, source=subject.id).status_code == 404
        assert client.get(f"/desk/measures/new?source={subject.id}").status_code == 404
        assert "Unveröffentlicht" not in client.get(f"{path}?q={subject.id}").text
    client.submit("/desk/measures/new", **measure_form(measure.process, source=[subject.id for subject in drafts]))
    assert "Unveröffentlicht" not in client.get(f"{path}?q=unveröffentlicht").text
    assert db.session.scalars(select(MeasureSource)).all() == []


@pytest.mark.parametrize("scope", ["process", "municipality"])
def test_what_belongs_to_the_whole_site_is_not_changed_by_staff_of_a_part(client: Client, scope: str) -> None:
    process, town = make_process(), make_municipality("Kaltenborn", ags="06431999")
    client.sign_in(official("staff", scope, process.id if scope == "process" else town.id))
    for path in ("/desk/pages", "/desk/pages/imprint/de", "/desk/municipalities", "/desk/municipalities/new",
                 f"/desk/municipalities/{town.id}", "/desk/settings", "/desk/log", "/desk/people/",
                 "/desk/newsletter/settings"):  # fmt: skip
        assert client.get(path).status_code == 403, path
    foreign: dict[str, dict[str, str]] = {
        "/desk/pages/imprint/de": {"title": "Impressum", "body": "Übernommen"}, "/desk/settings": {"name": "Übernommen"},
        "/desk/municipalities/new": {"name": "Übernommen"}, "/desk/newsletter/settings": {},
        f"/desk/municipalities/{town.id}": {"name": "Übernommen", "ags": "06431001"},
    }  # fmt: skip
    for path, fields in foreign.items():
        assert client.submit(path, **fields).status_code == 403, path
    assert "Übernommen" not in client.get("/imprint").text
    assert [(row.name, row.ags) for row in all_municipalities()] == [("Kaltenborn", "06431999")]
    for path in ("/desk/", "/desk/processes"):
        page = client.get(path).text
        assert "/desk/pages" not in page and "/desk/municipalities" not in page, path


def test_a_grant_of_another_role_for_the_whole_installation_does_not_widen_that_of_staff(client: Client) -> None:
    """Staff of a process and moderator everywhere: neither writes for the whole installation."""
    user = official("staff", "process", make_process().id)
    db.session.add(
        RoleGrant(user_id=user.id, role="moderator", scope="installation", scope_id=0, granted_at=clock.now())
    )
    db.session.commit()
    client.sign_in(user)
    for path in ("/desk/pages", "/desk/municipalities", "/desk/newsletter/settings", "/desk/newsletter/subscribers"):
        assert client.get(path).status_code == 403, path


@pytest.mark.parametrize("role", ["staff", "facilitator", "moderator"])
def test_the_work_list_shows_the_acts_of_others_to_administrators_only(
    app: Flask, client: Client, people: People, role: str
) -> None:
    process = make_process()
    client.sign_in(people.administrator)
    client.submit("/desk/municipalities/new", name="Weidenbach am Wald")
    assert "Weidenbach am Wald" in client.get("/desk/").text
    other = Client(app).sign_in(official(role, "process", process.id))
    assert "Weidenbach am Wald" not in other.get("/desk/").text
    everywhere = Client(app).sign_in(people.staff)
    assert "Weidenbach am Wald" not in everywhere.get("/desk/").text
    everywhere.submit("/desk/municipalities/new", name="Hainfeld")
    own = everywhere.get("/desk/").text
    assert "Hainfeld" in own and "/desk/log" not in own


def test_drafts_need_the_second_factor_of_their_staff(app: Flask, client: Client, people: People) -> None:
    """What is not public yet is the desk's, and the desk opens with the second factor only."""
    poll, debate = make_poll(public=False), make_debate(people.resident)
    draft = make_process(published=False)
    unpublished = make_consultation(process=draft, published=False)
    drafts = [
        f"/polls/{poll.id}", f"/processes/{draft.slug}", f"/consultations/{unpublished.slug}",
        f"/workshops/{make_workshop(announced=False).id}", f"/workshops/{make_workshop(process=draft).id}",
    ]  # fmt: skip
    strong, weak = client.sign_in(people.staff), Client(app).sign_in(people.staff, strong=False)
    for path in drafts:
        assert strong.get(path, follow_redirects=True).status_code == 200, path
        assert weak.get(path).status_code == 404, path
    link = f"/desk/debates/{debate.id}"
    assert link in strong.get(f"/debates/{debate.id}", follow_redirects=True).text
    assert link not in weak.get(f"/debates/{debate.id}", follow_redirects=True).text


@pytest.mark.parametrize("scope", ["workshop", "process", "municipality"])
def test_the_form_of_a_new_workshop_tells_nothing_of_processes_of_others(client: Client, scope: str) -> None:
    draft = make_topic(make_process(published=False, title="Noch geheim"), title="Vertrauliches Feld")
    own = {
        "workshop": make_workshop().id, "process": make_process().id, "municipality": make_municipality().id,
    }[scope]  # fmt: skip
    client.sign_in(official("staff" if scope == "municipality" else "facilitator", scope, own))
    shown = client.get(f"/desk/workshops/new?process={draft.process_id}")
    fields = {"process_id": str(draft.process_id), "topic_id": str(draft.id), "title": "Treffen"}
    sent = client.submit("/desk/workshops/new", **fields)
    assert sent.status_code == 422
    for page in (shown.text, sent.text):
        assert "Vertrauliches Feld" not in page and "Noch geheim" not in page
    assert ("/desk/workshops/new" in client.get("/desk/workshops").text) == (scope == "process")
