"""What the five documents report stands on the public pages; what they do not report stands nowhere."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from consul_py.demo import hessen_bergstrasse, hessen_heimatleben, hessen_werra_meissner, hessen_wetterau, scenarios
from consul_py.kernel.db import db
from consul_py.kernel.mail import MailOut
from consul_py.newsletter.models import Mailing
from tests import watch
from tests.demo.crawl import crawl, words_of

WETTERAU = "/processes/wetteraukreis-smart-resilient"
HEIMAT = "/processes/heimatleben-4-0-bergstrasse-odenwald"
WERRA = "/processes/digitalisierungsplan-werra-meissner-kreis"
BERGSTRASSE = "/processes/innovationstag-des-kreises-bergstrasse"
FACTS = {
    WETTERAU: (
        "Smarte.Land.Regionen", "Prozessmanagement", "Netzwerkarbeit", "Erarbeitung einer Digitalstrategie",
        "Öffentlichkeitsarbeit und Consul", "Aufbau von Digitalkompetenzen", "Nahversorgung, Einzelhandel und Gewerbe",
        "Newsletter über CONSUL", "kleine und mittlere Unternehmen", "neuland+", "Regionalentwicklung und Umwelt",
    ),
    "follow-up": (
        "Wirtschaft 4.0 – Transformation, Qualifizierung, Fachkräfte", "26. Januar 2023", "Bad Salzhausen", "Parksaal",
        "am Vormittag", "ca. 25", "Bildung, Qualifizierung und Fachkräfte", "Fortbildungsangebote", "anwerben und halten",
        "Proaktive Transformationsbegleitung", "Kompetenzen und Ressourcen", "Wirtschaftsförderung", "regionaler Träger",
        "KDLR", "HoDT", "Mittelstand-Digital Zentrum Darmstadt", "IT-Sicherheit", "16 März", "Plenarsaal in Friedberg",
        "praxisnahe Sicherheitsmaßnahmen", "CONSUL", "Kooperation",
    ),
    HEIMAT: (
        "Open Government Labor", "13 Regionalen", "Bundesministerium des Innern, für Bau und Heimat", "2020 bis 2022",
        "Regionale Produkte und Lieferketten", "Wohnen, Arbeiten und Coworking", "Gesundheitsvorsorge und Pflege",
        "Erholung, Freizeit und Tourismus", "Themenmärkte", "Dorfladen / Regionalladen", "Online-Handel / Marktplatz",
        "Pop-up-Nutzung von Leerständen", "generationenübergreifendes Wohnen", "Coworking und Cohousing", "Satellitenpraxen",
        "Ärztehäuser und MVZ", "PauLa", "Telemedizin / Tele-Sprechstunde", "Regionalmarken", "Digitalplattformen",
        "Unterrichtsmodule", "Infostände / Regionalmobil", "Konsumenten", "16./17. Juni 2020", "30. Juni 2020",
        "Tiefeninterviews", "Wochenmärkte", "Direktvermarkter", "500 Gründer / Startups", "in den nächsten drei Jahren",
        "Bad Belzig", "Bad Berleburg", "Transforum", "Brandis", "Bremerhaven", "Gerbrunn", "Kreis Wesel",
        "Eurométropole Strasbourg",
        "Marburg-Biedenkopf", "Merseburg", "Merzenich", "Rhein-Neckar", "Niederrhein: Moers, Geldern, Kleve",
        "Anforderungen der Anbieter", "Anforderungen an den Anbieter", "Nutzerbedürfnisse", "Politische Rahmenbedingungen",
        "Jugend", "Familie", "Senioren", "DigiTS Bensheim", "2,5 Jahre", "Bürgernetzwerk",
    ),
    "auftaktveranstaltung": (
        "28. September 2020", "Lautertal-Halle, Lautertal", "Eröffnungsansprache", "Landrat", "Herausforderungen",
        "Prioritäten", "Wen und was brauchen wir?", "vier Themenfeldern", "Wirtschaft, Politik und Bürgerschaft",
    ),
    WERRA: (
        "Ende 2019", "ExperConsult", "Dortmund", "Wirtschaft", "Wissenschaft", "Verwaltung", "Bildung", "Gesellschaft", "Jugend",
        "Beteiligungsformaten", "9. November 2021", "allen Bürgerinnen und Bürgern", "Wirtschaftsförderung Werra-Meißner",
        "Neu-Eichenberg",
    ),
    "werra-meissner-lab": (
        "Leuchtturmprojekt", "virtuelles und physisches Zentrum", "Starke Heimat Hessen", "beantragt", "90 %", "zwei Jahre",
        "falls bewilligt", "Showroom", "Seminare und Workshops", "Coworking-Space", "mobile Container", "In Prüfung",
    ),
    BERGSTRASSE: (
        "vereinfachen?", "bürgerfreundlicher?", "Wie könnte ein digitaler Kreis Bergstraße aussehen?", "Heppenheim",
        "House of Digital Transformation", "NTT Data Deutschland", "Mut", "am Nachmittag", "Digitale Bergstraße", "am Abend",
        "Digitalministerin", "Videokonferenzen", "Selbstzweck", "Verbände",
    ),
}  # fmt: skip
# Surnames of everybody whom the documents name.
NAMES = (
    "Engelhardt", "Heun", "Meissner", "Meister", "Schlitt", "Bode", "Reuß", "Kleeberg", "Thomas", "Sperling", "Klein",
    "Bühler", "Ziegler", "Blöhbaum", "Kutscher", "Sinemus", "Schlüter", "Grunwitz",
)  # fmt: skip
YEARS = {"2019", "2020", "2021", "2022", "2023"}
DAYS = {"26. Jan", "16. Mär", "28. Sep", "16. Jun", "17. Jun", "30. Jun", "9. Nov"}


_read: dict[str, str] = {}  # the pages are read once for all tests of this file


@pytest.fixture
def pages(app: Flask, client: watch.Client) -> dict[str, str]:
    if not _read:
        scenarios.enter("hessen")
        _read.update({path: words_of(page) for path, page in crawl(client).items()})
    return _read


def test_every_reported_fact_stands_on_its_page(pages: dict[str, str]) -> None:
    missing = []
    for place, facts in FACTS.items():
        page = next(text for path, text in pages.items() if place in path)
        missing += [f"{place}: {fact}" for fact in facts if fact not in page]
    assert not missing, missing


def test_nobody_is_named(pages: dict[str, str]) -> None:
    named = [(path, name) for path, page in pages.items() for name in NAMES if re.search(rf"\b{name}\b", page)]
    assert not named


def test_no_date_appears_that_is_not_reported(pages: dict[str, str]) -> None:
    for path, page in pages.items():
        if path.startswith(("/processes", "/workshops", "/measures")):
            assert set(re.findall(r"\b(?:19|20)\d\d\b", page)) <= YEARS, path
            assert set(re.findall(r"\b\d\d?\. (?:Jan|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez)", page)) <= DAYS, path


def test_every_process_and_everything_in_it_names_its_source(pages: dict[str, str]) -> None:
    sources = [m.SOURCE for m in (hessen_wetterau, hessen_heimatleben, hessen_werra_meissner, hessen_bergstrasse)]
    for path, page in pages.items():
        if re.match(r"/(processes|workshops|measures)/[\w-]+(/follow-up)?$", path) and page:
            assert any(source in page for source in sources), path


def test_a_second_time_changes_nothing_and_nothing_was_mailed(app: Flask) -> None:
    assert scenarios.enter("hessen")["processes"] == 4
    before = scenarios.counts()
    assert scenarios.enter("hessen") == {}
    assert scenarios.counts() == before
    assert not db.session.query(MailOut).count()
    assert not db.session.query(Mailing).count(), "no newsletter of ours told it"


def test_both_scenarios_can_stand_side_by_side(app: Flask) -> None:
    scenarios.enter("lindental")
    assert scenarios.enter("hessen")["processes"] == 4
