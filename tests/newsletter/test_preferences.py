"""Kinds, scopes and rhythm: in the form, on one's own page, in an import and in the export of one's own data."""

from __future__ import annotations

from pathlib import Path

from consul_py.kernel import clock
from consul_py.kernel.db import db, transaction
from consul_py.newsletter import content, queries, service
from consul_py.newsletter.importing import import_file
from consul_py.newsletter.models import KINDS, Subscription
from consul_py.processes.models import Process
from tests.newsletter.make import make_issue, make_subscription
from tests.newsletter.test_subscribing import link, mails, row
from tests.processes.make import make_process, make_topic


def test_an_order_for_the_week_is_weekly_once_it_is_confirmed_and_the_page_says_so(app, client):
    client.submit("/newsletter/subscribe", email="eva@example.org", interests=["measures"], rhythm="weekly")
    assert not row("eva@example.org").weekly
    page = client.get(link(mails()[0])).text
    assert "Maßnahmen und wie sie vorankommen" in page
    assert "Einmal in der Woche, alles in einer Mail" in page
    assert "Was bald endet" not in page
    client.submit(link(mails()[0]))
    eva = row("eva@example.org")
    assert (eva.weekly, eva.kinds) == (True, ["measures"])
    assert eva.consents[0].wanted == {"kinds": ["measures"], "scopes": [], "weekly": True}


def test_the_button_page_names_the_process_topic_and_place_that_were_asked_for(app, client):
    process = make_process(title="Digitalstrategie")
    health, shops = make_topic(process, "Gesundheit"), make_topic(process, "Läden")
    client.submit(
        "/newsletter/subscribe", email="eva@example.org", scopes=[f"topic:{health.id}", f"process:{process.id}"]
    )
    page = client.get(link(mails()[0])).text
    assert "Nur: Digitalstrategie, Gesundheit" in page
    assert shops.title not in page


def test_the_form_says_that_no_kind_means_every_kind(app, client):
    assert "Ohne Auswahl erhalten Sie alles davon." in client.get("/newsletter/subscribe").text


def test_the_box_of_the_first_page_offers_every_kind_and_orders_at_once(app, client):
    page = client.get("/").text
    assert all(f'value="{kind}"' in page for kind in KINDS)
    client.submit("/newsletter/subscribe", email="eva@example.org", interests=list(KINDS))
    client.submit(link(mails()[0]))
    assert not row("eva@example.org").weekly


def test_a_process_that_is_over_stays_chosen_until_it_is_unticked(app, client):
    process, other = make_process(title="Vorbei"), make_process(title="Läuft")
    topic = make_topic(process, "Gesundheit")
    eva = make_subscription("eva@example.org")
    with transaction():
        service.apply(eva, {"scopes": [f"process:{process.id}", f"topic:{topic.id}"]})
        db.session.get_one(Process, process.id).completed_at = clock.now()
    path = content.manage_url(eva).removeprefix("http://localhost")
    assert "Vorbei" in client.get(path).text
    assert "Vorbei" not in client.get("/newsletter/subscribe").text
    kept = [f"process:{process.id}", f"topic:{topic.id}"]
    client.submit(path, interests=["results"], scopes=kept, rhythm="at_once", language="de")
    eva = row("eva@example.org")
    assert (sorted(eva.scopes), eva.everything) == (sorted(kept), False)
    client.submit(path, interests=["results"], scopes=[f"process:{other.id}"], rhythm="at_once", language="de")
    assert row("eva@example.org").scopes == [f"process:{other.id}"]
    assert "Vorbei" not in client.get(path).text


def test_ones_own_page_says_what_one_receives(app, client, people):
    client.sign_in(people.resident)
    client.submit("/newsletter/join", rhythm="weekly")
    page = client.get("/account/me").text
    assert "Einmal in der Woche, alles in einer Mail" in page
    assert "Aus dem ganzen Kreis" in page


def test_an_import_takes_over_kinds_rhythm_and_language_and_names_what_it_does_not_know(app, tmp_path: Path):
    proof = "Ich will.,2025-03-01T10:00,2025-03-01T10:05,Alt"
    path = tmp_path / "liste.csv"
    path.write_text(
        "email,consent_text,consented_at,confirmed_at,source,kinds,rhythm,language\n"
        f"eva@example.org,{proof},openings results,weekly,en\n"
        f"ute@example.org,{proof},,,\n"
        f"ina@example.org,{proof},gossip,,\n"
        f"ada@example.org,{proof},,hourly,\n"
        f"ann@example.org,{proof},,,xx\n",
        encoding="utf-8",
    )
    result = import_file(path)
    assert (result.imported, [line for line, _words in result.rejected]) == (2, [4, 5, 6])
    assert "gossip" in result.rejected[0][1]
    rows = {found.email: found for found in db.session.query(Subscription)}
    assert set(rows) == {"eva@example.org", "ute@example.org"}
    eva, ute = rows["eva@example.org"], rows["ute@example.org"]
    assert (eva.kinds, eva.weekly, eva.language) == (["openings", "results"], True, "en")
    assert (ute.kinds, ute.weekly, ute.language) == (list(KINDS), False, "de")
    assert eva.consents[0].wanted["weekly"]


def test_the_export_of_ones_own_data_holds_choice_proof_and_what_was_sent(app, client, people):
    client.sign_in(people.resident)
    client.submit("/newsletter/join", rhythm="weekly")
    make_issue("Ein Brief")
    (known,) = queries.data_of(people.resident.id)
    assert (known["email"], known["weekly"], known["kinds"]) == ("resident@example.org", True, list(KINDS))
    (proof,) = known["consents"]
    assert proof["wanted"]["weekly"]
    assert len(proof["wording_sha256"]) == 64
    assert [one["title"] for one in known["sent"]] == ["Ein Brief"]
