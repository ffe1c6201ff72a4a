"""Wetteraukreis smart & resilient: what the report on its first workshop says, as plain data, in own sentences."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")
# The forenoon: from midnight to noon, because the report names no hours. The page says it in words.
STARTS, ENDS = datetime(2023, 1, 26, 0, 0, tzinfo=BERLIN), datetime(2023, 1, 26, 12, 0, tzinfo=BERLIN)
WHEN = datetime(2023, 1, 26, 17, 0, tzinfo=UTC)  # when everything of it stands as reported

SOURCE = (
    "Bericht über den ersten Workshop im Themenfeld „Nahversorgung, Einzelhandel und Gewerbe“ am 26. Januar 2023 "
    "in Bad Salzhausen (Projekt „Wetteraukreis smart & resilient“)"
)
KDLR = "Kompetenzzentrum für Digitalisierung im ländlichen Raum (KDLR)"

PROCESS: dict[str, Any] = {
    "title": "Wetteraukreis smart & resilient",
    "short_title": "Wetteraukreis",
    "summary": "Der Wetteraukreis erarbeitet eine Digitalstrategie und bezieht dabei die Akteure aus der Wirtschaft mit ein.",
    "goal": "Eine beteiligungsorientierte Digitalstrategie für den Wetteraukreis",
    "body": "Den Hintergrund bildet das Bundesprogramm Smarte.Land.Regionen. Das Projekt besteht aus fünf Bausteinen. In den "
    "Workshops der Themenfelder entstehen Vorschläge für Maßnahmen.\n\n"
    "Auf der Beteiligungsplattform CONSUL stehen künftig alle Informationen zum Projekt Smarte.Land.Regionen und die "
    "Nachbereitungen der einzelnen Workshops. Einen Newsletter über CONSUL gibt es, sobald etwas Neues zu berichten ist oder "
    "ein neuer Beteiligungsprozess beginnt.",
    "room": "Welche Maßnahmen für die künftige Digitalstrategie vorgeschlagen werden",
    "fixed": "Dazu sagt der Bericht nichts",
    "decided_by": "im Bericht nicht genannt",
    "decision_due": "auch kein Zeitpunkt",
    "feedback": "Nachbereitungen der Workshops auf CONSUL und ein Newsletter",
    "source": SOURCE,
}

BLOCKS: list[dict[str, Any]] = [
    {"title": title}
    for title in (
        "Prozessmanagement", "Netzwerkarbeit", "Erarbeitung einer Digitalstrategie", "Öffentlichkeitsarbeit und Consul",
        "Aufbau von Digitalkompetenzen",
    )
]  # fmt: skip

TOPICS = [
    (
        "nah", "Nahversorgung, Einzelhandel und Gewerbe", "Wirtschaft 4.0: Transformation, Qualifizierung, Fachkräfte",
        "basket", "", "",
    ),
]  # fmt: skip

ACTOR_GROUPS: list[dict[str, Any]] = [
    {"title": "Akteure aus der Wirtschaft"},
    {"title": "Kleine und mittlere Unternehmen (KMU)"},
]

TEAM: list[dict[str, Any]] = [
    {"title": "Leitung des Fachbereichs Regionalentwicklung und Umwelt", "organisation": "Wetteraukreis"},
    {"title": "Projektkoordination", "summary": "Stellt das Bundesprogramm und die fünf Bausteine vor"},
    {"title": "Planungsbüro", "organisation": "neuland+", "summary": "Kommunale Befragungen und Recherchen"},
]

EVENTS: list[dict[str, Any]] = [
    {
        "title": "Basismodul zur IT-Sicherheit für kleine und mittlere Unternehmen", "starts_on": date(2023, 3, 16),
        "place": "Plenarsaal in Friedberg", "summary": "Es soll den Betrieben praxisnahe Sicherheitsmaßnahmen vermitteln.",
    },
]  # fmt: skip

WORKSHOP: dict[str, Any] = {
    "topic": "nah", "announced": WHEN, "starts": STARTS, "ends": ENDS,
    "values": {
        "title": "Wirtschaft 4.0 – Transformation, Qualifizierung, Fachkräfte",
        "summary": "Der erste Workshop im Themenfeld „Nahversorgung, Einzelhandel und Gewerbe“",
        "time_text": "am Vormittag", "place": "Parksaal, Bad Salzhausen",
        "audience": "Alle relevanten Akteure aus der Wirtschaft sowie kleine und mittlere Unternehmen (KMU)",
        "description": "Wie verändert die Digitalisierung dieses Handlungsfeld? Darüber haben die Teilnehmenden gesprochen und "
        "gemeinsam Maßnahmen für die künftige Digitalstrategie des Wetteraukreises vorgeschlagen. Ziel war, die Wirtschaft mit "
        f"einzubeziehen.\n\nQuelle: {SOURCE}",
    },
    "agenda": [
        ("", "Begrüßung", "", "Leitung des Fachbereichs Regionalentwicklung und Umwelt, Wetteraukreis"),
        ("", "Bundesprogramm Smarte.Land.Regionen und die fünf Bausteine des Projekts", "", "Projektkoordination"),
        ("", "Vorstellungsrunde", "Alle Teilnehmenden stellen sich kurz vor", ""),
        ("", "Erste Ergebnisse aus kommunalen Befragungen und Recherchen", "", "Planungsbüro neuland+"),
        ("", f"Das {KDLR}", "", "House of Digital Transformation (HoDT)"),
        ("", "Angebote zur Qualifizierung und Weiterbildung", "", "Mittelstand-Digital Zentrum Darmstadt"),
        ("", "Kurzer Exkurs: digitale Zwillinge", "", ""),
        ("", "Kurze Pause", "", ""),
        ("", "Arbeit in zwei Kleingruppen", "Die Teilnehmenden wählen zwischen zwei Themen", ""),
        ("", "Ergebnisse der Gruppen und Ausblick", "Weiterer Verlauf, kommende Termine und die Rolle von CONSUL", ""),
        ("", "Austausch und Netzwerken", "Alle Akteure des Handlungsfeldes", ""),
    ],
}  # fmt: skip

FOLLOW_UP: dict[str, Any] = {
    "published": WHEN,
    "texts": {
        "intro": "In zwei Gruppen ging es um Fachkräfte und um die Begleitung von Betrieben im Wandel. Daraus wurde auch eine "
        "Zusammenarbeit.",
        "body": "- Gemeinsam entstanden Vorschläge für Maßnahmen der künftigen Digitalstrategie des Wetteraukreises.\n"
        f"- Der Wetteraukreis und das {KDLR} des HoDT arbeiten nun zusammen.",
        "minutes": "Nach Begrüßung, Vorträgen und einer kurzen Pause arbeiteten die Teilnehmenden in zwei Gruppen. Zum Schluss "
        "stellten die Gruppen ihre Ergebnisse vor. Danach ging es um den weiteren Weg zur Digitalstrategie, um die kommenden "
        "Termine und darum, wie die Beteiligungsplattform CONSUL eingebunden wird. Im Anschluss nutzten die Akteure des "
        f"Handlungsfeldes die Gelegenheit zum Austausch.\n\nQuelle: {SOURCE}",
        "attended": None, "attended_note": "ca. 25 Interessierte",
    },
    "groups": [
        ("Bildung, Qualifizierung und Fachkräfte", "", [
            ("Fortbildungsangebote vermarkten", "", None),
            ("Fachkräfte anwerben und halten", "", None),
        ]),
        ("Proaktive Transformationsbegleitung", "", [
            ("Kompetenzen und Ressourcen vermitteln", "", None),
            ("Die Rolle der Wirtschaftsförderung und anderer regionaler Träger", "", None),
        ]),
    ],
    "partners": [
        ("contribution", "Erste Ergebnisse aus kommunalen Befragungen und Recherchen", "", "Planungsbüro neuland+"),
        ("contribution", f"Das {KDLR}", "", "House of Digital Transformation (HoDT)"),
        ("contribution", "Angebote zur Qualifizierung und Weiterbildung", "", "Mittelstand-Digital Zentrum Darmstadt"),
        ("outcome", "Kooperation des Wetteraukreises mit dem KDLR", ("Aus dem Gespräch nach dem Workshop wurde eine "
            "Zusammenarbeit. "
         "Ihre Folge ist ein Basismodul zur IT-Sicherheit für kleine und mittlere Unternehmen, das praxisnahe "
         "Sicherheitsmaßnahmen vermitteln soll."), "Wetteraukreis und KDLR des HoDT"),
    ],
    "dates": [
        (date(2023, 3, 16), "", "Basismodul zur IT-Sicherheit für kleine und mittlere Unternehmen",
            "Plenarsaal in Friedberg", ""),
    ],
}  # fmt: skip
