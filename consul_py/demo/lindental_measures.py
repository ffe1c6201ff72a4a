"""Measures of Lindental in every state, with sources, milestones and history, as plain data. Days count from today."""

from __future__ import annotations

from typing import Any

# first: status, day, hour. steps: (day, status, reason, progress). reports: (day, text, progress, next report day).
MEASURES: dict[str, dict[str, Any]] = {
    "videosprechstunde": {
        "topic": "gesund", "sources": ["video"], "first": ("adopted", (-160, 12)),
        "texts": {
            "title": "Sprechstunde per Video in drei Rathäusern", "responsible_unit": "Gesundheitsamt",
            "summary": "Ein ruhiger Raum mit Bildschirm, Kamera und Begleitung in Weidenbach, Marktbrunn und Lindental.",
            "body": "Die Praxen vergeben die Termine, das Rathaus stellt Raum und Technik. Wer Hilfe beim Einwählen "
                "braucht, bekommt sie.",
            "cost": "21.000 Euro einmalig", "decided_by": "Kreisausschuss",
        },
        "span": (-150, -82), "decided": -165,
        "steps": [(-150, "in_progress", "Die Räume sind ausgesucht, die Technik ist bestellt.", 20),
                  (-82, "done", "Alle drei Räume sind in Betrieb.", 100)],
        "milestones": [("Räume ausgesucht", -150, -150, ""), ("Erste Sprechstunde", -100, -96, "in Weidenbach"),
                       ("Alle drei in Betrieb", -85, -82, "")],
    },
    "hofladenkarte": {
        "topic": "hof", "sources": ["hofkarte"], "first": ("adopted", (-159, 12)),
        "texts": {
            "title": "Hofläden mit Öffnungszeiten auf einer Karte", "responsible_unit": "Wirtschaftsförderung",
            "summary": "Jeder Hof pflegt seine Zeiten selbst. Was lange nicht geändert wurde, wird nachgefragt.",
            "body": "Die Karte zeigt heute 43 Hofläden. Sie steht allen offen, auch zum Weiterverwenden.",
            "cost": "9.500 Euro im ersten Jahr", "decided_by": "Kreisausschuss",
        },
        "span": (-155, -110), "decided": -165,
        "steps": [(-150, "in_progress", "Die ersten Höfe tragen ein.", 40), (-110, "done", "Die Karte ist öffentlich.", 100)],
        "milestones": [("Zugang für 20 Höfe", -140, -142, ""), ("Karte öffentlich", -112, -110, "")],
    },
    "digitallabor-m": {
        "topic": "wohnen", "town": "Weidenbach", "sources": ["digitallabor", "labor"], "proposed": "labor",
        "first": ("adopted", (-157, 12)),
        "texts": {
            "title": "Digitallabor mit Coworking-Plätzen im alten Bahnhof Weidenbach",
                "responsible_unit": "Stabsstelle Digitalisierung",
            "summary": "Zwölf Plätze, eine Werkbank und ein Kursraum, tageweise buchbar.",
            "body": "Das Labor ist für alle da, die tageweise arbeiten, etwas ausprobieren oder lernen wollen. Zwei "
                "Abende in der "
            "Woche ist es bis 22 Uhr offen, wie es die Abstimmung wollte.",
            "cost": "640.000 Euro", "funding_programme": "Landesprogramm Lebendige Orte", "funding_share": "50 %",
            "funding_duration": "zwei Jahre", "decided_by": "Kreistag",
        },
        "span": (-157, 115), "decided": -158,
        "steps": [(-120, "in_progress", "Der Umbau hat begonnen.", 15)],
        "milestones": [("Bauantrag", -140, -143, ""), ("Umbau begonnen", -120, -120, ""), ("Dach und Fenster", -40, -33,
            "eine Woche später"),
                       ("Möbel und Netz", 70, None, ""), ("Eröffnung", 115, None, "mit einem Tag der offenen Tür")],
        "reports": [(-60, "Die Fassade ist fertig, innen werden die Leitungen verlegt. Der Kostenrahmen hält.", 45, -20),
                    (-2, "Die Werkbank ist da, Möbel und Netz sind bestellt.", 60, 45)],
    },
    "warenkorb": {
        "topic": "nah", "sources": ["dorfladen"], "proposed": "korb", "first": ("under_review", (-26, 12)),
        "texts": {
            "title": "Ein Warenkorb für fünf Dorfläden", "responsible_unit": "Stabsstelle Digitalisierung",
            "summary": "Bestellung bis 10 Uhr, Abholung ab 16 Uhr am Bürgerhaus: per App, Telefon oder Zettel.",
            "body": "Fünf Läden füllen einen gemeinsamen Warenkorb. Geliefert wird mit dem Bürgerbus, der nachmittags Zeit hat.",
            "cost": "38.000 Euro im Probejahr", "decided_by": "Kreisausschuss",
        },
        "span": (-9, 215), "decided": -9,
        "steps": [(-9, "adopted", "Der Kreisausschuss hat zugestimmt, für drei Orte zur Probe.", 10),
                  (-7, "in_progress", "Die fünf Läden haben unterschrieben, die Bestellseite wird gebaut.", 25)],
        "milestones": [("Vereinbarung mit fünf Läden", -10, -7, ""), ("Probebetrieb in drei Orten", 14, None, ""),
                       ("Ergebnis des Probebetriebs", 150, None, "Dann entscheidet sich, ob mehr Orte dazukommen.")],
        "reports": [(-3, "Die Telefonnummer steht, 61 Menschen haben sich für den Probebetrieb gemeldet.", 35, 25)],
    },
    "wanderwlan": {
        "topic": "frei", "sources": ["wlan"], "first": ("adopted", (-156, 12)),
        "texts": {
            "title": "Freies WLAN an zehn Wanderparkplätzen", "responsible_unit": "Amt für ländlichen Raum",
            "summary": "Netz dort, wo Wege beginnen: für Karten, Notruf und die Fahrt nach Hause.",
            "body": "Zehn Parkplätze bekommen einen Zugangspunkt mit Sonnenstrom. Es gibt keine Anmeldung.",
            "cost": "68.000 Euro", "decided_by": "Kreisausschuss",
        },
        "span": (-30, 260), "decided": -158,
        "steps": [],
        "milestones": [("Ausschreibung", 20, None, ""), ("Erste drei Standorte", 120, None, ""), ("Alle zehn", 250, None, "")],
        "reports": [(-40, "Die Standorte sind geprüft, zwei wurden getauscht, weil der Hang im Schatten liegt.", 10, 25)],
    },
    "leerstandsliste": {
        "topic": "wohnen", "sources": ["leerstand"], "proposed": "leerstand", "first": ("under_review", (-28, 13)),
        "texts": {
            "title": "Leerstand melden, Nutzung finden", "responsible_unit": "Wirtschaftsförderung",
            "summary": "Eine Liste leerer Räume mit Fotos, Größe und Ansprechperson.",
            "body": "Eigentümerinnen und Eigentümer melden selbst, die Gemeinden prüfen. Wer etwas sucht, fragt direkt an.",
            "cost": "15.000 Euro", "decided_by": "Kreisausschuss",
        },
        "span": (50, 320), "decided": -6,
        "steps": [(-6, "adopted", "Der Kreisausschuss hat zugestimmt, Beginn im neuen Jahr.", 0)],
        "milestones": [("Formular und Regeln", 60, None, ""), ("Liste öffentlich", 140, None, "")],
        "next_report": 60,
    },
    "werkstattkalender": {
        "topic": "nah", "sources": ["werkstatt"], "proposed": "kalender", "first": ("under_review", (-28, 14)),
        "texts": {
            "title": "Werkstatt-Kalender für das Handwerk", "responsible_unit": "Wirtschaftsförderung",
            "summary": "Zehn Betriebe zeigen ihre freien Tage, ein halbes Jahr zur Probe.",
            "body": "Geprüft werden der Aufwand für die Betriebe und wer den Kalender nach der Probe trägt.",
        },
        "steps": [], "milestones": [("Entscheidung", 9, None, "")], "next_report": 10,
    },
    "telefonlotsen": {
        "topic": "gesund", "sources": ["notfall"], "first": ("under_review", (-145, 12)),
        "texts": {
            "title": "Notfall-Hausbesuch über Telefonlotsen", "responsible_unit": "Gesundheitsamt",
            "summary": "Eine Nummer, unter der nachts ein Mensch sagt, wer kommt.",
            "body": "Das Gesundheitsamt klärt mit der kassenärztlichen Stelle, wer die Lotsinnen und Lotsen stellt.",
        },
        "steps": [], "milestones": [("Gespräch mit der kassenärztlichen Stelle", -60, -52, "")],
        "reports": [(-50, "Das erste Gespräch war freundlich und ohne Zusage. Ein zweites ist vereinbart.", 10, -9)],
    },
    "digitalpaten-m": {
        "topic": "bildung", "sources": ["digitalpaten"], "first": ("proposed", (-6, 12)),
        "texts": {
            "title": "Digitalpaten in drei Bibliotheken", "responsible_unit": "Bildungsbüro",
            "summary": "Jeden Mittwoch jemand, der Zeit hat.",
            "body": "Vorgeschlagen für die Strategie. Der Kreistag berät darüber mit allen anderen Vorschlägen.",
        },
        "steps": [], "milestones": [("Beratung im Kreistag", 45, None, "")],
    },
    "medienwerkbank": {
        "topic": "bildung", "sources": [], "first": ("adopted", (-180, 12)),
        "texts": {
            "title": "Werkbank Medienkompetenz für Schulen", "responsible_unit": "Bildungsbüro",
            "summary": "Ein Koffer mit Kamera, Mikrofon und Anleitung, den sich Schulen ausleihen.",
            "body": "Die Maßnahme begann vor der Strategie und läuft weiter. Sechs Koffer sind geplant, drei sind unterwegs.",
            "cost": "24.000 Euro", "decided_by": "Kreisausschuss",
        },
        "span": (-270, 30), "decided": -190,
        "steps": [(-170, "in_progress", "Die ersten Koffer sind gepackt.", 30)],
        "milestones": [("Drei Koffer", -120, -101, ""), ("Sechs Koffer", -20, None, "verspätet, weil Mikrofone fehlen")],
        "reports": [(-100, "Drei von sechs Koffern sind im Umlauf.", 50, -9)],
    },
    "kuehlboxen": {
        "topic": "hof", "sources": ["kuehlbox"], "first": ("adopted", (-155, 12)),
        "texts": {
            "title": "Gemeinsame Kühlbox-Stationen für Hofläden", "responsible_unit": "Wirtschaftsförderung",
            "summary": "Drei Kühlschränke an der Straße, die mehrere Höfe füllen.",
            "body": "Die Standorte sind ausgesucht und genehmigt. Es fehlt die Förderzusage.",
            "cost": "54.000 Euro", "funding_programme": "Landesprogramm Regionale Wertschöpfung",
                "funding_share": "60 %, beantragt",
        },
        "span": (-155, 200),
        "steps": [(-130, "in_progress", "Die Standorte stehen fest.", 20),
                  (-110, "paused", "Wartet, weil die Förderzusage des Landes noch fehlt. Wir fragen jeden Monat nach.", 20)],
        "milestones": [("Standorte genehmigt", -120, -114, ""), ("Aufstellung", 90, None, "wenn die Zusage da ist")],
        "reports": [(-4, "Das Land entscheidet im nächsten Monat, schreibt es uns. Bis dahin ruht die Aufstellung.", 20, 23)],
    },
    "ansprechstelle": {
        "topic": "nah", "sources": ["eineStelle"], "proposed": "stelle", "first": ("under_review", (-152, 12)),
        "texts": {
            "title": "Eine Ansprechstelle für Anträge", "responsible_unit": "Hauptamt",
            "summary": "Ein Eingang für alle Anträge, der weiterleitet und den Stand zeigt.",
            "body": "Geprüft wurde, ob der Kreis eine eigene Stelle einrichtet.",
        },
        "steps": [(-29, "rejected", "Nicht umgesetzt: Das Land baut bis {jahr:300} ein eigenes Portal.", 0)],
        "milestones": [],
    },
}  # fmt: skip
