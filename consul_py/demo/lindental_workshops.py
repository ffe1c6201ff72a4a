"""Workshops of Lindental with their follow-up, as plain data. Days count from today."""

from __future__ import annotations

from typing import Any

WORKSHOPS: dict[str, dict[str, Any]] = {
    "nah": {
        "topic": "nah", "town": "Kaltenborn", "announced": (-75, 9), "starts": (-47, 18), "ends": (-47, 21),
        "values": {
            "title": "Nahversorgung, Einzelhandel und Gewerbe",
            "summary": "Was hält ein Dorf am Laufen? Ein Abend mit Handel, Handwerk und allen, die einkaufen.",
            "place": "Bürgerhaus Kaltenborn", "address": "Bahnhofstraße 4, Kaltenborn, fünf Minuten vom Bahnhof",
            "access": "Stufenlos erreichbar, mit Kinderbetreuung. Gebärdensprache auf Wunsch.",
            "audience": "Alle, die im Kreis einkaufen, verkaufen oder etwas herstellen", "capacity": 60,
            "description": "Zuerst sehen wir Zahlen, dann arbeiten wir in drei Gruppen. Am Ende verteilen alle fünf "
            "Punkte an die Ergebnisse, die ihnen am wichtigsten sind.",
        },
        "registrations": 49, "attended": 47,
        "agenda": [
            ("18:00", "Begrüßung", "", "Leitung der Stabsstelle Digitalisierung"),
            ("18:10", "Zahlen zur Nahversorgung", "Was es im Kreis noch gibt und was fehlt", "Wirtschaftsförderung"),
            ("18:30", "Arbeit in drei Gruppen", "Einkaufen und Liefern · Handwerk und Gewerbe · Räume und Treffpunkte", ""),
            ("20:10", "Die Gruppen stellen vor", "", "je eine Person aus der Gruppe"),
            ("20:40", "Punkte vergeben", "Fünf Punkte für jede und jeden", "Workshop-Begleitung"),
        ],
    },
    "gesund": {
        "topic": "gesund", "town": "Weidenbach", "announced": (-14, 9), "starts": (10, 18), "ends": (10, 21),
        "values": {
            "title": "Gesundheit und Pflege", "summary": "Wege zur Praxis, Hilfe zu Hause, Pflege im Ort: Was fehlt am meisten?",
            "place": "Bürgerhaus Weidenbach", "address": "Kirchgasse 2, Weidenbach. Bus 21 bis Dorfplatz.",
            "access": "Stufenlos, mit Kinderbetreuung und Höranlage", "capacity": 60,
            "audience": "Alle, die pflegen, behandeln oder Hilfe brauchen. Vorwissen braucht niemand.",
            "description": "Wir sammeln, was im Alltag fehlt, und bereiten die nächste Beteiligung vor. Menschen aus Praxis, "
            "Apotheke und Pflegedienst sind dabei.",
        },
        "registrations": 57,
        "agenda": [
            ("18:00", "Ankommen und Begrüßung", "", "Beteiligungsteam"),
            ("18:15", "Drei kurze Berichte", "Aus einer Praxis, einer Apotheke und einem Pflegedienst", ""),
            ("18:45", "Gruppen an vier Tischen", "Wege, Termine, Pflege zu Hause, Notfall", "Workshop-Begleitung"),
            ("20:30", "Vorstellen und Ausblick", "", ""),
        ],
    },
    "coworking": {
        "topic": "wohnen", "town": None, "announced": (-9, 9), "starts": (23, 19), "ends": (23, 21),
        "values": {
            "title": "Wohnen – Arbeiten – Coworking", "summary": "Arbeiten, wo man wohnt: online, mit Einwahl auch per Telefon.",
            "online_url": "https://konferenz.example.org/lindental-arbeiten", "capacity": 80,
            "access": "Einwahl auch per Telefon. Schriftdolmetschen wird eingeblendet.",
            "audience": "Pendlerinnen und Pendler, Betriebe und alle, die leere Räume kennen",
            "description": "Zwei Stunden am Bildschirm, in kleinen Runden. Die Ergebnisse stehen danach hier.",
        },
        "registrations": 21,
        "agenda": [
            ("19:00", "Einwahl und Begrüßung", "", "Beteiligungsteam"),
            ("19:10", "Vier Dorfbüros, ein Zwischenstand", "", "Stabsstelle Digitalisierung"),
            ("19:30", "Kleine Runden", "Räume, Technik, Kosten", "Workshop-Begleitung"),
            ("20:40", "Ergebnisse und nächste Schritte", "", ""),
        ],
    },
}  # fmt: skip

FOLLOW_UP: dict[str, Any] = {
    "published": (-35, 11), "corrected": (-30, 15), "correction": "In Gruppe 2 waren 3 Punkte doppelt gezählt.",
    "texts": {
        "intro": "47 Menschen haben an einem Abend gefragt, was ein Dorf am Laufen hält. Ihre Antwort: gemeinsam liefern, "
        "sichtbar werden, Räume teilen.",
        "body": "- **Liefern geht nur zusammen.** Kein Laden schafft es allein, fünf zusammen schon.\n"
        "- **Wer nicht im Netz steht, wird nicht gefunden.** Öffnungszeiten und Angebot gehören an eine Stelle, die "
        "gepflegt wird.\n"
        "- **Leere Räume sind eine Einladung.** Der alte Bahnhof soll Werkstatt, Büro und Abholpunkt zugleich werden.",
        "minutes": "Nach den Zahlen der Wirtschaftsförderung (31 Orte ohne Laden, 14 davon ohne Bus am Nachmittag) ging es "
        "in drei Gruppen.\n\n"
        "**Gruppe 1** stritt zuerst, ob geliefert oder abgeholt werden soll, und fand beides: liefern bis zum Bürgerhaus, "
        "abholen bis 21 Uhr. **Gruppe 2** wollte weniger Anrufe und weniger Anträge. **Gruppe 3** hat sieben leere Räume "
        "aufgeschrieben und bei dreien schon gewusst, wer den Schlüssel hat.\n\n"
        "Zum Schluss bekam jede und jeder fünf Punkte.",
        "attended": 47, "attended_note": "davon 11 aus Handel und Handwerk",
        "dots_note": "Alle Anwesenden hatten fünf Punkte. So viele gingen an jedes Ergebnis.",
    },
    "feedback_until": (13, 18),
    "groups": [
        ("Gruppe 1 · Einkaufen und Liefern", "Wie kommt das Nötige in Orte ohne Laden?", [
            ("Gemeinsamer Warenkorb der Dorfläden", "auch per Telefon und Zettel", 38),
            ("Kühlfächer an Bürgerhäusern", "abholen bis 21 Uhr", 21),
            ("Bargeld beim Bäcker sichtbar machen", "Zeichen an der Tür, Karte im Netz", 12),
            ("Pakete auf dem Rückweg mitnehmen", "", 9),
            ("Anruf statt App für Ältere", "mit einer festen Nummer", 7),
        ]),
        ("Gruppe 2 · Handwerk und Gewerbe", "Was hilft Betrieben mit wenigen Leuten?", [
            ("Werkstatt-Kalender mit freien Tagen", "erst mit zehn Betrieben probieren", 26),
            ("Eine Ansprechstelle für Anträge", "statt fünf Ämter", 22),
            ("Gemeinsame Ausbildungstage", "Betriebe teilen sich Lernende", 11),
            ("Hilfe beim ersten eigenen Netzauftritt", "", 8),
        ]),
        ("Gruppe 3 · Räume und Treffpunkte", "Was wird aus leeren Häusern?", [
            ("Digitallabor im alten Bahnhof", "Coworking, Werkbank, Kurse", 44),
            ("Leerstand melden, Nutzung finden", "Liste mit Fotos und Größe", 17),
            ("Läden für drei Monate zur Probe", "die Gemeinde bürgt", 13),
            ("Ein Schlüsselbrett für alle Vereinsräume", "", 6),
        ]),
    ],
    # What was counted twice at first, and put right in version 2: title → dots.
    "corrected_points": ("Eine Ansprechstelle für Anträge", 19),
    "measures": [
        ("korb", "Ein Warenkorb für fünf Dorfläden", "Bestellen bei mehreren Läden auf einmal, per App, Telefon und Zettel.",
         "Stabsstelle Digitalisierung", "Aus Gruppe 1 und dem Vorschlag „Rollender Dorfladen“"),
        ("labor", "Digitallabor mit Coworking-Plätzen", "Arbeiten, ausprobieren und lernen im alten Bahnhof.",
         "Stabsstelle Digitalisierung", "Aus Gruppe 3"),
        ("kalender", "Werkstatt-Kalender", "Zehn Betriebe zeigen ein halbes Jahr lang ihre freien Tage.",
         "Wirtschaftsförderung", "Aus Gruppe 2"),
        ("leerstand", "Leerstand melden, Nutzung finden", "Eine Liste leerer Räume mit Fotos, Größe und Ansprechperson.",
         "Wirtschaftsförderung", "Aus Gruppe 3"),
        ("stelle", "Eine Ansprechstelle für Anträge", "Ein Eingang, der weiterleitet und den Stand zeigt.",
         "Hauptamt", "Aus Gruppe 2"),
    ],
    "partners": [
        ("contribution", "Zahlen zur Nahversorgung", "31 Orte ohne Laden, 14 davon ohne Bus am Nachmittag.",
            "Wirtschaftsförderung"),
        ("contribution", "Wie drei Läden gemeinsam bestellen", "Ein Bericht aus einem Jahr Praxis, mit allen Fehlern.",
         "Genossenschaft Dorfladen Tannrode"),
        ("outcome", "Kurs „Mein Laden im Netz“", "Die Volkshochschule bietet ab {monat:30} einen Kurs für kleine Betriebe an.",
         "Volkshochschule Lindental"),
        ("outcome", "Zehn Betriebe für den Kalender", "Die Kreishandwerkerschaft hat zehn Betriebe gefunden, die mitmachen.",
         "Kreishandwerkerschaft"),
    ],
    "dates": [
        (13, "bis 18 Uhr", "Ihre Rückmeldung ist möglich", "", "Danach wird das Ergebnis festgehalten"),
        (39, "", "Auswertung aller Vorschläge", "", "Wir schreiben allen, die dabei waren"),
        (45, "17 Uhr", "Beratung im Kreistag", "Kreishaus, großer Saal", "öffentlich"),
    ],
    "pictures": [
        ("table", "Sieben gezeichnete Menschen sitzen an einem langen Tisch voller gelber Karten",
            "Sieben Menschen, ein Tisch: Gruppe 1 beim Sortieren"),
        ("pinboard", "Eine gezeichnete Pinnwand mit bunten Karten, viele davon mit roten Klebepunkten",
            "Die Pinnwand am Ende des Abends"),
        ("landscape", "Gezeichnetes Dorf vor grünen Hügeln unter einer tiefen Sonne", "Kaltenborn am Abend des Workshops"),
    ],
    "documents": [
        ("Protokoll des Abends", "eine Seite", [
            "Workshop Nahversorgung, Einzelhandel und Gewerbe", "Bürgerhaus Kaltenborn", "", "47 Teilnehmende, drei Gruppen.",
            "Die drei Ergebnisse mit den meisten Punkten:", "1. Digitallabor im alten Bahnhof (44)",
            "2. Gemeinsamer Warenkorb der Dorfläden (38)", "3. Werkstatt-Kalender mit freien Tagen (26)"]),
        ("Einführung: Zahlen zur Nahversorgung", "eine Seite", [
            "Nahversorgung im Landkreis Lindental", "", "31 Orte ohne Laden", "14 davon ohne Bus am Nachmittag",
            "9 Orte mit Hofladen"]),
    ],
}  # fmt: skip
