"""HeimatLeben 4.0 – Bergstraße-Odenwald: what a report on its start and a presentation say, as plain data."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")
STARTS, ENDS = datetime(2020, 9, 28, 0, 0, tzinfo=BERLIN), datetime(2020, 9, 28, 23, 0, tzinfo=BERLIN)
WHEN = datetime(2020, 9, 28, 21, 30, tzinfo=UTC)

SOURCE = (
    "Bericht über die Auftaktveranstaltung am 28. September 2020 und Präsentation „HeimatLeben 4.0 – "
    "Wertschöpfungsnetzwerke in der Region Bergstraße-Odenwald“, September 2020"
)

LABS = (
    "Bad Belzig und Wiesenburg/Mark", "Bad Berleburg und Partnerkommunen", "Bergstraße / Odenwald mit Transforum",
    "Brandis und Partnerkommunen", "Bremen, Bremerhaven und Partnerkommunen", "Gerbrunn und Würzburg",
    "Kreis Wesel, Essen, Lünen und Verwaltungsrebellen", "Kehl und Partnerkommunen mit der Eurométropole Strasbourg",
    "Landkreis Marburg-Biedenkopf und Partnerkommunen", "Merseburg, Schkopau und Saalekreis", "Merzenich und Kerpen",
    "Metropolregion Rhein-Neckar und Heidelberg", "Niederrhein: Moers, Geldern, Kleve",
)  # fmt: skip
WHY = (
    "soziale, wirtschaftliche und demografische Veränderungen im ländlichen Raum bewältigen",
    "Politik, Verwaltung, Wirtschaft und Zivilgesellschaft arbeiten kooperativ zusammen",
    "ländlicher Raum und dazugehörige Mittelzentren wirken zusammen",
    "Konzepte und Projekte entstehen, die sich umsetzen und auf andere Regionen übertragen lassen",
    "Digitalisierung als Chance für die Zukunft des ländlichen Raums",
    "regionale Identität als Erfolgsfaktor im Wettbewerb der Standorte",
)
BOARD = (
    "Herausforderungen", "Anforderungen der Anbieter", "Anforderungen an den Anbieter", "Nutzerbedürfnisse",
    "Politische Rahmenbedingungen / Interessante Anwendungsfälle",
)  # fmt: skip
USERS = ("Konsument / Kunde", "Jugend", "Familie", "Senioren")


def _list(items: tuple[str, ...]) -> str:
    return "\n".join(f"- {item}" for item in items)


PROCESS: dict[str, Any] = {
    "title": "HeimatLeben 4.0 – Bergstraße-Odenwald",
    "short_title": "HeimatLeben 4.0",
    "summary": "Ein Open Government Labor: Konzepte für Leben, Wohnen und Arbeiten im ländlichen Raum entstehen mit "
    "denen, die es betrifft.",
    "goal": "Regionale Wertschöpfungsnetzwerke zu vier Themenfeldern bilden",
    "body": "Ein Wertschöpfungsnetzwerk verknüpft Akteure, Aufgaben und Ressourcen so, dass alle Beteiligten etwas "
    "davon haben, und "
    "bearbeitet konkrete Anwendungsfälle. Im Mittelpunkt stehen die Menschen, die ein Angebot nutzen, mit ihren Bedürfnissen.\n\n"
    f"## Warum\n\n{_list(WHY)}\n\n"
    "## Themenlandkarte „Regionale Produkte & Lieferketten“\n\nDie Felder der Landkarte:\n\n"
    f"{_list(BOARD)}\n\nDie Gruppen, um die es geht:\n\n{_list(USERS)}\n\n"
    "## Dreizehn Labore\n\nKommunen und zivilgesellschaftliche Organisationen erproben bundesweit in 13 Laborprojekten, wie sich "
    "Lokalpolitik und Kommunalverwaltung für die Menschen öffnen. Am Ende soll das praktisch gezeigt sein. Die Labore:\n\n"
    f"{_list(LABS)}",
    "room": "Konzepte entstehen gemeinsam mit den Bürgerinnen und Bürgern, die sie betreffen",
    "fixed": "Die vier Themenfelder sind ausgewählt",
    "decided_by": "in den Berichten nicht genannt",
    "decision_due": "auch kein Zeitpunkt",
    "feedback": "Dazu sagen die Berichte nichts",
    "funding": "Gefördert vom Bundesministerium des Innern, für Bau und Heimat (BMI) als eines von 13 Regionalen Open Government "
    "Laboren, 2020 bis 2022",
    "lead_unit": "Bürgernetzwerk in der Region Bergstraße-Odenwald",
    "source": SOURCE,
}

PHASES: list[dict[str, Any]] = [
    {
        "title": "Regionale Open Government Labore", "starts_on": date(2020, 1, 1), "ends_on": date(2022, 12, 31),
        "when_text": "2020 bis 2022",
    },
]  # fmt: skip

PRODUCTS_GOAL = (
    "Die Region handelt und vermarktet mehr von ihren eigenen Produkten. Die Lieferkette vom Erzeuger zum Konsumenten "
    "wird stationär "
    "und digital weiterentwickelt und richtet sich nach den Bedürfnissen der Konsumenten. Vom Wertschöpfungsnetzwerk, "
    "das entsteht, "
    "profitieren alle Beteiligten."
)
TOPICS = [
    (
        "hof", "Regionale Produkte und Lieferketten", "Stationäre und digitale Wertschöpfung", "grain", PRODUCTS_GOAL,
        ("Wochen-, Regional- und Themenmärkte\nDorfladen / Regionalladen\nVernetzung digitaler und stationärer Angebote\n"
        "Regionaler Online-Handel / Marktplatz"),
    ),
    (
        "wohnen", "Wohnen, Arbeiten und Coworking", "Stationäre und digitale Wertschöpfung", "home", "",
        ("Pop-up-Nutzung von Leerständen\nHandwerker- und Dienstleistungsnetzwerke\n"
        "Gemeinschaftliches generationenübergreifendes Wohnen\nCoworking und Cohousing"),
    ),
    (
        "gesund", "Gesundheitsvorsorge und Pflege", "Stationäre und digitale Wertschöpfung", "care", "",
        ("Ärztehäuser und MVZ\nSatellitenpraxen\nVernetzung von PauLa und Pflegediensten mit der Nachbarschaftshilfe\n"
        "Telemedizin / Tele-Sprechstunde"),
    ),
    (
        "frei", "Erholung, Freizeit und Tourismus", "Stationäre und digitale Wertschöpfung", "hills", "",
        ("Umgang mit Regionalmarken\nNutzerorientierte Digitalplattformen\n"
        "Bildung für nachhaltige Entwicklung: Unterrichtsmodule\nInfostände / Regionalmobil"),
    ),
]  # fmt: skip

ACTOR_GROUPS: list[dict[str, Any]] = [
    {"title": title}
    for title in ("Bürgerinnen und Bürger", "Behörden", "Politik", "Wirtschaft", "Partner aus der Region")
]

TEAM: list[dict[str, Any]] = [
    {"title": "Arbeitsgruppe Gesundheitsvorsorge im ländlichen Raum"},
    {"title": "Arbeitsgruppe Erholung, Freizeit und Tourismus in der Region"},
    {
        "title": "Arbeitsgruppe Regionale Produkte und Lieferketten", "organisation": "Geschäftsführung DigiTS Bensheim",
        "summary": "Entwickelt das Themenfeld, moderiert das Wertschöpfungsnetzwerk und bringt 2,5 Jahre lang Wissen über "
        "Digitalisierung und Projektmanagement ein",
    },
    {"title": "Arbeitsgruppe Wohnen, Arbeiten und Coworking im ländlichen Raum"},
]  # fmt: skip

SO_FAR = "Stand September 2020"
EVENTS: list[dict[str, Any]] = [
    {
        "title": "Kick-off für 13 Regionale Open Government Labore mit dem BMI", "starts_on": date(2020, 6, 16),
        "ends_on": date(2020, 6, 17), "when_text": "16./17. Juni 2020",
    },
    {
        "title": "Kick-off-Workshop des Labors Bergstraße-Odenwald", "starts_on": date(2020, 6, 30),
        "summary": "Themen, Aufgaben, Personen, Projektplan",
    },
    {
        "title": "Tiefeninterviews", "when_text": SO_FAR,
        "summary": "Gespräche mit Akteuren und Multiplikatoren aus den vier Themenfeldern",
    },
    {"title": "Umfrage: Verbraucherinteressen Regionale Produkte und Wochenmärkte", "when_text": SO_FAR},
    {"title": "Umfrage: Erzeuger und Direktvermarkter von regionalen Produkten", "when_text": SO_FAR},
    {"title": "Umfrage: Mobiles Arbeiten und Coworking", "when_text": SO_FAR, "summary": "500 Gründer / Startups"},
    {
        "title": "Mehr Akteure gewinnen und in den Arbeitsgruppen vertiefen", "when_text": "im nächsten Schritt",
        "summary": "Wer beim Auftakt nicht dabei war, kommt dazu. Wertschöpfungsnetzwerk und Community wachsen, und aus "
            "Wissenstransfer "
        "werden konkrete Projekte in der Region.",
    },
    {
        "title": "Unterschiedliche Pilotprojekte in der Region", "when_text": "in den nächsten drei Jahren",
        "summary": "Daraus sollen Wertschöpfungsnetzwerke zu den vier Themenfeldern werden.",
    },
]  # fmt: skip

WORKSHOP: dict[str, Any] = {
    "announced": WHEN, "starts": STARTS, "ends": ENDS,
    "values": {
        "title": "Auftaktveranstaltung „HeimatLeben 4.0 – Bergstraße-Odenwald“",
        "summary": "Der Start des Open Government Labors, mit Arbeitsgruppen zu den vier Themenfeldern",
        "time_text": "Montag, Uhrzeit nicht genannt", "place": "Lautertal-Halle, Lautertal",
        "audience": "Wirtschaft, Politik und Bürgerschaft",
        "description": "Welche Möglichkeiten eröffnet die Digitalisierung der Region Bergstraße-Odenwald, und wie "
            "gelingt das? Darüber "
        "wurde gesprochen und später in Arbeitsgruppen vertieft. Für die Arbeitsgruppen nennt die Präsentation vom "
            "September 2020 "
        f"die Punkte der Agenda nach der Eröffnung.\n\nQuelle: {SOURCE}",
    },
    "agenda": [
        ("", "Eröffnungsansprache", "Mit guten Wünschen für die Arbeitsgruppen und dem Angebot zu helfen", "Landrat"),
        ("", "Die Einzelthemen im Wertschöpfungsnetzwerk", "Kurze Vorstellung", ""),
        ("", "Herausforderungen und Ideen", "Was Anbieter und Nutzer beschäftigt, und welche Anwendungsfälle denkbar sind", ""),
        ("", "Prioritäten", "Themen, Ideen und Anwendungsfälle für die Region Bergstraße-Odenwald ordnen", ""),
        ("", "Arbeitsgruppen", "Themen und Anwendungsfälle weiterentwickeln und umsetzen: Wen und was brauchen wir?", ""),
    ],
}  # fmt: skip
