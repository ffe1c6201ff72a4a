"""The innovation day of the Kreis Bergstraße: what a published report says, as plain data. It names no date."""

from __future__ import annotations

from typing import Any

WHEN = None  # the report has no date: entered as of now

SOURCE = "Meldung des Kreises Bergstraße über seinen Innovationstag in Heppenheim (ohne Datum)"

PROCESS: dict[str, Any] = {
    "title": "Innovationstag des Kreises Bergstraße",
    "short_title": "Kreis Bergstraße",
    "summary": "Kreisverwaltung und Kommunen suchen gemeinsam nach Lösungen von morgen.",
    "goal": "Potenziale der digitalen Zusammenarbeit finden, Handlungsansätze und Projekte entwickeln",
    "body": "Drei Fragen standen im Raum:\n\n"
    "- Welche Abläufe und Vorgänge in öffentlichen Verwaltungen lassen sich durch Digitalisierung vereinfachen?\n"
    "- Wie werden Verwaltungen durch digitale Medien noch bürgerfreundlicher?\n"
    "- Wie könnte ein digitaler Kreis Bergstraße aussehen?\n\n"
    "Für den Landrat muss die Verwaltung den Wandel selbst mitgestalten, und gemeinsam mit den Kommunen reichen die "
    "Kräfte weiter. "
    "Videokonferenzen und Onlineveranstaltungen haben vor allem während der Corona-Pandemie geholfen, doch viele "
    "Potenziale sind noch "
    "ungenutzt. Ein Selbstzweck soll Digitalisierung nie sein: Maßstab sind die Bedürfnisse der Bürgerinnen und Bürger.\n\n"
    "Die hessische Digitalministerin sah sich die Vorhaben an der Bergstraße an. Sie hält den ländlichen Raum für den "
    "Ort, an dem "
    "Digitalisierung besonders viel bewirken kann.",
    "room": "Welche Projekte Kreis und Kommunen gemeinsam umsetzen könnten",
    "fixed": "Dazu sagt der Bericht nichts",
    "decided_by": "im Bericht nicht genannt",
    "decision_due": "auch kein Zeitpunkt",
    "feedback": "Dazu sagt der Bericht nichts",
    "source": SOURCE,
}

ACTOR_GROUPS: list[dict[str, Any]] = [
    {"title": "Kreisverwaltung", "summary": "beim Innovationstag"},
    {"title": "Kommunen im Kreis Bergstraße", "summary": "beim Innovationstag"},
    {"title": "Wirtschaft, Wissenschaft, Politik und Verbände", "summary": "beim Netzwerktreffen am Abend"},
    {"title": "Fachleute aus dem Bereich Digitalisierung", "summary": "beim Netzwerktreffen am Abend"},
]

EVENTS: list[dict[str, Any]] = [
    {
        "title": "Vortrag: digitale Transformation als gesamtgesellschaftlicher Prozess und Regelkreis", "place": "Heppenheim",
        "when_text": "Innovationstag", "summary": "Geschäftsführung des House of Digital Transformation, Darmstadt",
    },
    {
        "title": "Vortrag: Wie Städte und Regionen „smart“ werden könnten", "place": "Heppenheim",
            "when_text": "Innovationstag, danach",
        "summary": "Geschäftsführung der NTT Data Deutschland. Das Fazit: Für echte Veränderung braucht es Mut.",
    },
    {
        "title": "Workshop: Welche Chancen bietet die Digitalisierung?", "place": "Heppenheim",
            "when_text": "Innovationstag, am Nachmittag",
        "summary": "Die Frage zog sich auch durch die Vorträge.",
    },
    {
        "title": "Netzwerktreffen „Digitale Bergstraße“", "when_text": "Innovationstag, am Abend",
        "summary": "Wirtschaft, Wissenschaft, Politik, Verbände und Fachleute für Digitalisierung tauschen sich aus.",
    },
]  # fmt: skip
