"""What was sent is public: pages by kind, and an Atom feed that readers can rely on."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest

from consul_py.kernel import clock
from consul_py.kernel.db import db
from consul_py.newsletter import jobs
from consul_py.newsletter.models import Mailing, Subscription
from tests.measures.make import make_measure
from tests.newsletter.make import make_issue, make_subscription
from tests.processes.make import make_consultation

ATOM = {"a": "http://www.w3.org/2005/Atom"}
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def publish(title: str, source: str = "Guten Tag.") -> Mailing:
    """A letter that somebody received."""
    if not db.session.query(Subscription).count():
        make_subscription()
    return make_issue(title, source)


def feed_of(client, path: str = "/newsletter/feed.atom") -> ET.Element:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(answer.data)


def texts(feed: ET.Element, path: str) -> list[str]:
    return [found.text or "" for found in feed.findall(path, ATOM)]


def check_atom(feed: ET.Element) -> None:
    """What RFC 4287 demands of a feed and its entries (sections 3.3, 4.1.1, 4.1.2, 4.2)."""
    assert feed.tag == "{http://www.w3.org/2005/Atom}feed"
    for thing in (feed, *feed.findall("a:entry", ATOM)):
        for name in ("id", "title", "updated"):
            assert len(thing.findall(f"a:{name}", ATOM)) == 1, name
            assert thing.findtext(f"a:{name}", namespaces=ATOM), name
        assert urlsplit(thing.findtext("a:id", namespaces=ATOM)).scheme == "tag"
        for stamp in texts(thing, "a:updated") + texts(thing, "a:published"):
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", stamp)
            assert datetime.fromisoformat(stamp)
        links = [(link.get("rel"), link.get("type"), link.get("hreflang")) for link in thing.findall("a:link", ATOM)]
        assert len(links) == len(set(links)), "no two alternates of one type and language"
        assert all(urlsplit(link.get("href", "")).netloc for link in thing.findall("a:link", ATOM)), "absolute"
    assert feed.findtext("a:author/a:name", namespaces=ATOM)
    for entry in feed.findall("a:entry", ATOM):
        assert len(entry.findall("a:link[@rel='alternate']", ATOM)) == 1
        content = entry.find("a:content", ATOM)
        assert content is not None
        assert content.get("type") == "html"
        assert content.get(LANG) in ("de", "en")
        assert 'href="/' not in (content.text or "")
    ids = texts(feed, "a:entry/a:id")
    assert len(ids) == len(set(ids))


def test_the_feed_has_every_issue_newest_first_in_its_language(app, client):
    publish("Brief <an> alle & jede")
    with clock.fixed(clock.now() + timedelta(hours=1)):
        make_measure(title="Arztbus")
    german, english = feed_of(client), feed_of(client, "/newsletter/feed.en.atom")
    for feed in (german, english):
        check_atom(feed)
    assert texts(german, "a:entry/a:title") == ["Maßnahme – In Umsetzung: Arztbus", "Brief <an> alle & jede"]
    assert texts(english, "a:entry/a:title")[0] == "Measure – In progress: Arztbus"
    assert german.get(LANG) == "de"
    assert english.get(LANG) == "en"
    links = [urlsplit(link.get("href")).path for link in german.findall("a:entry/a:link[@rel='alternate']", ATOM)]
    assert all(client.get(path).status_code == 200 for path in links)
    assert client.get(links[0]).text.count("feed.en.atom") == 1, "readers find it from the page"


def test_ids_stay_when_a_title_changes_and_nothing_is_sent_again_to_who_has_it(app, client):
    issue = publish("Alter Titel")
    first = client.get("/newsletter/feed.atom")
    ids = texts(ET.fromstring(first.data), "a:entry/a:id")
    same = client.get("/newsletter/feed.atom", headers={"If-None-Match": first.headers["ETag"]})
    assert (same.status_code, same.data) == (304, b"")
    assert "Set-Cookie" not in first.headers
    issue = db.session.get_one(Mailing, issue.id)
    issue.slug, issue.texts[0].subject = "neuer-titel", "Neuer Titel"
    db.session.commit()
    changed = client.get("/newsletter/feed.atom", headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert texts(ET.fromstring(changed.data), "a:entry/a:id") == ids


def test_an_empty_feed_is_a_feed_and_other_addresses_are_none(app, client):
    check_atom(feed_of(client))
    for code in ("fr", "de", "x" * 5_000, "..", "%00"):
        assert client.get(f"/newsletter/feed.{code}.atom").status_code == 404, code


def test_text_that_xml_cannot_hold_does_not_break_the_feed(app, client):
    publish("Ein \x0b Titel \ufffe ]]> &amp;", "Ein \x01 Text ]]> <b>fett</b>")
    check_atom(feed_of(client))


def test_drafts_dropped_issues_and_weekly_repetitions_are_not_in_the_feed(app, client):
    make_subscription("eva@example.org", weekly=True, confirmed_at=clock.now() - timedelta(days=30))
    make_measure(title="Arztbus")
    make_consultation(opens=-9, closes=-1)
    jobs.announce()
    assert {m.state for m in db.session.query(Mailing)} >= {"dropped", "sending"}
    assert [title.rpartition(": ")[2] for title in texts(feed_of(client), "a:entry/a:title")] == ["Arztbus"]
    page = client.get("/newsletter?kind=digest").text
    assert "Arztbus" in page
    assert page.count('class="entry"') == client.get("/newsletter?kind=measures").text.count('class="entry"') == 1
    weekly = re.search(r"/newsletter/\d+-[a-z0-9-]*woche[a-z0-9-]*", page)
    assert weekly
    shown = client.get(weekly[0])
    assert shown.status_code == 200
    assert "[[" not in shown.text


@pytest.mark.parametrize("kind", ["x", "x" * 10_000, "letters", "%00", ""])
def test_the_archive_opens_with_any_choice(app, client, kind):
    publish("Ein Brief")
    answer = client.get(f"/newsletter?kind={kind}")
    assert answer.status_code == 200
    assert "Ein Brief" in answer.text


def test_an_issue_leads_to_the_ones_before_and_after(app, client, count_statements):
    made = []
    for hour, title in enumerate(("Erster Brief", "Zweiter Brief", "Dritter Brief")):
        with clock.fixed(clock.now() + timedelta(hours=hour)):
            made.append(publish(title))
    with count_statements() as statements:
        page = client.get(f"/newsletter/{made[1].id}-zweiter-brief").text
    assert "Erster Brief" in page
    assert "Dritter Brief" in page
    assert len(statements) <= 12
    assert "Dritter Brief" not in client.get(f"/newsletter/{made[0].id}-erster-brief").text
