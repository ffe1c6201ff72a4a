"""Landkreis Lindental: the process and its consultations, as plain data. Days count from today."""

from __future__ import annotations

from typing import Any

SITE: dict[str, Any] = {}

PROCESS: dict[str, Any] = {
    "title": "Digitalstrategie Lindental 2031",
    "short_title": "Digitalstrategie",
    "summary": "Der Kreis schreibt auf, was er in den nächsten fünf Jahren digital besser machen will. "
    "Sie entscheiden mit, wo es anfängt.",
    "goal": "Am Ende steht eine Strategie mit Maßnahmen, für die es Zuständige, Geld und Termine gibt.",
    "body": "In vielen Orten schließt der letzte Laden, Praxen suchen Nachfolge, und wer pendelt, verliert zwei Stunden "
    "am Tag. Digitale Angebote lösen das nicht allein. Sie können aber Wege sparen, Nachbarn verbinden und Betriebe "
    "halten.\n\n"
    "Jeder Beitrag geht denselben Weg: Er wird gelesen, ausgewertet und beantwortet. Wird eine Maßnahme daraus, sehen "
    "Sie hier, wer sie umsetzt, was sie kostet und wie weit sie ist. Wird keine daraus, steht hier, warum nicht.",
    "room": "Welche Maßnahmen kommen und in welcher Reihenfolge",
    "fixed": "Glasfaserausbau und Schul-IT laufen schon",
    "decided_by": "der Kreistag",
    "decision_due": "im {monat:120}",
    "feedback": "auf jeden Beitrag, spätestens am {tag:39}",
    "budget": "4,2 Mio. Euro bis 2031",
    "funding": "Eigenmittel des Kreises; für einzelne Maßnahmen kommen Förderprogramme des Landes dazu",
    "lead_unit": "Stabsstelle Digitalisierung",
}

PHASES: list[dict[str, Any]] = [
    {"title": "Umfrage", "starts_on": -250, "ends_on": -185, "note": "1.204 Antworten"},
    {"title": "Auswertung", "starts_on": -184, "ends_on": -75, "note": "sechs Themenfelder"},
    {"title": "Vorschläge und Workshops", "starts_on": -74, "ends_on": 40},
    {"title": "Kreistag berät und beschließt", "starts_on": 41, "ends_on": 130},
    {"title": "Umsetzung", "starts_on": 131, "when_text": "ab {monat:131}, Bericht jedes Halbjahr"},
]

# Short name, title, summary, icon, goal, use cases.
TOPICS: list[tuple[str, str, str, str, str, str]] = [
    (
        "nah", "Nahversorgung, Einzelhandel und Gewerbe", "Einkaufen, Post, Bank und Handwerk in erreichbarer Nähe", "basket",
        "In jedem Ort ist das Nötige zu Fuß, mit dem Bus oder durch eine Lieferung erreichbar.",
        "Dorfläden mit gemeinsamem Warenkorb\nAbholfächer an Bürgerhäusern\nKalender für freie Handwerkstermine",
    ),
    (
        "gesund", "Gesundheit und Pflege", "Praxis, Apotheke und Hilfe, auch ohne Auto", "care",
        "Wer Hilfe braucht, bekommt sie, ohne einen halben Tag unterwegs zu sein.",
        "Sprechstunde per Video im Rathaus\nTelefonlotsen für Hausbesuche\nNachbarschaftshilfe mit Pflegediensten vernetzen",
    ),
    (
        "wohnen", "Wohnen – Arbeiten – Coworking", "Arbeiten, wo man wohnt, und leere Häuser nutzen", "home",
        "Wer will, arbeitet zwei Tage in der Woche im Ort statt auf der Straße.",
        "Dorfbüros in leeren Räumen\nListe leerer Gebäude mit Fotos\nDigitallabor im alten Bahnhof",
    ),
    (
        "hof", "Regionale Produkte und Lieferketten", "Vom Hof auf den Tisch, mit kurzen Wegen", "grain",
        "Höfe verkaufen mehr vor Ort, und jede Küche im Kreis weiß, woher ihr Essen kommt.",
        "Karte der Hofläden mit Öffnungszeiten\nKühlbox-Stationen\nGemeinsame Lieferung an Schulküchen",
    ),
    (
        "frei", "Erholung und Tourismus", "Wandern, Radfahren und wissen, was offen hat", "hills",
        "Gäste und Einheimische finden Wege, Rast und Rückfahrt, ohne zu suchen.",
        "WLAN an Wanderparkplätzen\nÖffnungszeiten der Gasthäuser\nMeldung gesperrter Wege",
    ),
    (
        "bildung", "Bildung", "Lernen in jedem Alter, in der Schule und daneben", "book",
        "Jede und jeder kann mit digitalen Diensten umgehen, oder findet jemanden, der hilft.",
        "Digitalpaten in Bibliotheken\nLernwerkstatt in den Ferien\nLeihgeräte für Schulen",
    ),
]  # fmt: skip

ACTOR_GROUPS: list[dict[str, Any]] = [
    {"title": "Wirtschaft", "summary": "Handel, Handwerk, Höfe und Gründungen"},
    {"title": "Wissenschaft", "summary": "Hochschule und Forschungsstellen der Region"},
    {"title": "Verwaltung", "summary": "Kreis und vierzehn Kommunen"},
    {"title": "Bildung", "summary": "Schulen, Volkshochschule und Bibliotheken"},
    {"title": "Gesellschaft", "summary": "Vereine, Kirchen, Nachbarschaften und Pflege"},
    {"title": "Jugend", "summary": "Jugendräte, Schülervertretungen und Jugendpflege"},
]

TEAM: list[dict[str, Any]] = [
    {
        "title": "Leitung der Strategie", "organisation": "Stabsstelle Digitalisierung",
        "summary": "Führt den Prozess und berichtet dem Kreistag", "contact": "beteiligung@example.org",
    },
    {
        "title": "Beteiligungsteam", "organisation": "Kreisverwaltung",
        "summary": "Liest jeden Beitrag, holt Antworten aus den Fachämtern und hält Fristen nach",
        "contact": "beteiligung@example.org",
    },
    {
        "title": "Begleitung der Workshops", "organisation": "Volkshochschule Lindental",
        "summary": "Plant die Abende, führt die Gruppen und schreibt die Nachbereitung",
    },
    {
        "title": "Beirat", "organisation": "je eine Stimme aus den sechs Akteursgruppen",
        "summary": "Trifft sich jeden Monat öffentlich und prüft, ob etwas vergessen wurde",
    },
]  # fmt: skip

BLOCKS: list[dict[str, Any]] = [
    {"title": "Hinhören", "summary": "Umfrage, Gespräche auf Märkten und in Vereinen"},
    {"title": "Ideen sammeln", "summary": "Vorschläge, Debatten und Workshops zu sechs Themenfeldern"},
    {"title": "Ausprobieren", "summary": "Kleine Vorhaben beginnen schon, während die Strategie entsteht"},
    {"title": "Entscheiden", "summary": "Der Kreistag berät öffentlich und beschließt mit Gründen"},
    {"title": "Berichten", "summary": "Zu jeder Maßnahme erscheint ein Bericht, bis sie fertig ist"},
]

EVENTS: list[dict[str, Any]] = [
    {
        "title": "Auftrag des Kreistags zur Digitalstrategie", "starts_on": -283, "place": "Kreishaus, großer Saal",
        "summary": "Einstimmig beschlossen, mit dem Auftrag, alle Kommunen zu beteiligen.",
    },
    {
        "title": "Auftakt mit 160 Menschen", "starts_on": -240, "time_text": "17 bis 20 Uhr", "place": "Stadthalle Lindental",
        "summary": "Alle Kommunen waren vertreten. Daraus entstanden die sechs Themenfelder.",
    },
    {
        "title": "Umfrage zum Alltag", "starts_on": -235, "ends_on": -185, "place": "online und auf Papier",
        "summary": "1.204 Antworten, davon 311 auf Papier.",
    },
    {
        "title": "Der Kreistag berät den Zwischenbericht", "starts_on": 45, "time_text": "17 Uhr",
        "place": "Kreishaus, großer Saal", "summary": "Die Sitzung ist öffentlich.",
    },
    {
        "title": "Der Kreistag beschließt die Strategie", "starts_on": 122, "time_text": "17 Uhr",
        "place": "Kreishaus, großer Saal", "summary": "Danach beginnen die Maßnahmen, die noch nicht laufen.",
    },
]  # fmt: skip

# Title, day of the document, the lines of the PDF.
DOCUMENTS: list[tuple[str, int, list[str]]] = [
    (
        "Auswertung der Umfrage", -86,
        ["Auswertung der Umfrage zum Alltag im Landkreis Lindental", "", "1.204 Antworten, davon 311 auf Papier.",
         "Am häufigsten genannt: Einkaufen ohne Auto (412), Arzttermine (388),", "Arbeiten im Ort (301), schnelles Netz (274).",
         "", "Jede zweite Antwort kam aus einem Ort ohne eigenen Laden."],
    ),
    (
        "Auftrag des Kreistags zur Digitalstrategie", -283,
        ["Beschluss des Kreistags", "", "1. Der Kreisausschuss erarbeitet eine Digitalstrategie bis 2031.",
         "2. Alle vierzehn Kommunen und die Öffentlichkeit werden beteiligt.",
         "3. Auf jeden Beitrag folgt eine Antwort mit Gründen.",
         "4. Dem Kreistag wird halbjährlich berichtet."],
    ),
]  # fmt: skip

CONSULTATIONS: dict[str, dict[str, Any]] = {
    "zuerst": {
        "title": "Was soll als Erstes leichter werden?",
        "summary": "Die erste Runde: Vorschläge aus allen Themenfeldern, und die Frage, wo das Digitallabor hinsoll.",
        "body": "Nennen Sie, was Ihren Alltag leichter machen würde. Die Vorschläge mit den meisten Unterstützungen "
        "prüfen wir einzeln, alle anderen beantwortet die Auswertung.",
        "published": (-212, 9), "opens": (-205, 8), "closes": (-168, 18), "due": -140, "evaluated": (-143, 10),
        "verbs": ("propose", "support", "comment", "debate", "vote"), "threshold": 150,
        "evaluation": "**Elf Vorschläge, eine Debatte und eine Abstimmung haben wir gelesen und beantwortet.**\n\n"
        "Drei Dinge zogen sich durch: Wege sparen, Öffnungszeiten finden und Räume teilen. Drei Vorschläge setzen wir um, "
        "zwei zum Teil. Zwei gehen an andere Stellen, die zuständig sind. Drei lehnen wir ab und sagen bei jedem, warum.\n\n"
        "Die Abstimmung über den Ort des Digitallabors ging klar aus: Es kommt in den alten Bahnhof Weidenbach.",
    },
    "dorf": {
        "title": "Was fehlt Ihnen im Dorf – und was könnte digital helfen?",
        "summary": "Schreiben Sie einen eigenen Vorschlag oder unterstützen Sie einen, der schon da ist.",
        "body": "Gesucht sind Vorschläge, die im Alltag helfen: beim Einkaufen, auf dem Weg zur Arbeit, in der Pflege, im "
        "Verein. Sie müssen nicht wissen, wie man es baut. Schreiben Sie, **was besser würde und für wen**.\n\n"
        "- Vorschläge ab 200 Unterstützungen prüft das zuständige Amt einzeln.\n"
        "- Alle anderen beantwortet die Auswertung.\n- Was wir ablehnen, lehnen wir mit Gründen ab.",
        "published": (-36, 9), "opens": (-29, 8), "closes": (12, 18), "due": 39,
        "verbs": ("propose", "support", "comment", "debate"), "threshold": 200,
    },
    "buero": {
        "title": "Dorfbüros: Wo fangen wir an?", "topic": "wohnen",
        "summary": "Der Kreis baut vier Dorfbüros. Die Reihenfolge bestimmen Sie mit.",
        "body": "In einem Dorfbüro arbeiten Sie tageweise mit schnellem Netz und gutem Stuhl, statt zu pendeln. Alle vier "
        "kommen. Offen ist, welches den Anfang macht.",
        "published": (-20, 9), "opens": (-9, 8), "closes": (5, 18), "due": 20,
        "verbs": ("vote", "comment"), "threshold": 0,
    },
    "praxis": {
        "title": "Wege zu Arztpraxis, Apotheke und Pflege", "topic": "gesund",
        "summary": "Die nächste Runde: Wie kommen Sie zur Praxis, und was könnte Ihnen den Weg ersparen?",
        "body": "Bis zum Beginn können Sie hier lesen, worum es geht. Danach sammeln wir Vorschläge und Erfahrungen, auch "
        "aus dem Workshop „Gesundheit und Pflege“.",
        "published": (-3, 9), "opens": (9, 8), "closes": (44, 18), "due": 75,
        "verbs": ("propose", "support", "comment", "debate"), "threshold": 200,
    },
}  # fmt: skip
