"""The digitalisation plan of the Werra-Meißner-Kreis: what a published report says, as plain data."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

WHEN = datetime(2021, 11, 9, 17, 0, tzinfo=UTC)

SOURCE = "Meldung aus Neu-Eichenberg zum Digitalisierungsplan des Werra-Meißner-Kreises"

PROCESS: dict[str, Any] = {
    "title": "Digitalisierungsplan Werra-Meißner-Kreis",
    "short_title": "Werra-Meißner-Kreis",
    "summary": "Seit Ende 2019 arbeitet der Werra-Meißner-Kreis an einer Digitalisierungsstrategie, die zu ihm passt.",
    "goal": "Eine passgenaue Digitalisierungsstrategie für den Werra-Meißner-Kreis",
    "body": "Von schnellem Internet und digitalen Angeboten haben ländliche Regionen nur dann etwas, wenn sie sich "
    "darauf vorbereiten. "
    "Ohne Plan, so der Bericht, haben vor allem sie keine Zukunft. Die Corona-Pandemie hat den Druck erhöht.\n\n"
    "Begleitet hat die Arbeit das Dortmunder Beratungsunternehmen ExperConsult. In zahlreichen Beteiligungsformaten ging es um "
    "Ansprüche, Bedürfnisse und konkrete Ideen der einzelnen Gruppen. Die Ideen und Anregungen sind ausgewertet und in konkrete, "
    "umsetzbare Projekte überführt.\n\n"
    "Fertig ist damit nichts für immer: Die Strategie soll neuen Entwicklungen immer wieder angepasst werden, und alle sind "
    "eingeladen, im Lab und darüber hinaus an ihr weiterzuarbeiten.",
    "room": "Ansprüche, Bedürfnisse, Ideen und Weiterentwicklungen, die die Gruppen einbringen",
    "fixed": "Dazu sagt der Bericht nichts",
    "decided_by": "im Bericht nicht genannt",
    "decision_due": "auch kein Zeitpunkt",
    "feedback": "Vorstellung am 9. November 2021 für alle, die mitgewirkt haben, danach für alle Bürgerinnen und Bürger",
    "lead_unit": "Wirtschaftsförderung Werra-Meißner",
    "source": SOURCE,
}

PHASES: list[dict[str, Any]] = [
    {"title": "Beginn der Arbeit", "starts_on": date(2019, 12, 31), "ends_on": date(2019, 12, 31), "when_text": "Ende 2019"},
    {
        "title": "Beteiligungsformate und Auswertung", "starts_on": date(2020, 1, 1), "ends_on": date(2021, 11, 8),
        "when_text": "vor der Vorstellung des Plans",
    },
    {"title": "Vorstellung des Plans", "starts_on": date(2021, 11, 9), "ends_on": date(2021, 11, 9)},
]  # fmt: skip

TOPICS = [
    (
        "lab", "Digitalisierung zugänglich, erlebbar und erlernbar machen",
            "Das Leuchtturmprojekt: ein Zentrum für alle", "bulb", "", "",
    ),
]  # fmt: skip

ACTOR_GROUPS: list[dict[str, Any]] = [
    {"title": title} for title in ("Wirtschaft", "Wissenschaft", "Verwaltung", "Bildung", "Gesellschaft", "Jugend")
]

TEAM: list[dict[str, Any]] = [
    {
        "title": "Koordination und Umsetzung des Digitalisierungsplans", "organisation": "Wirtschaftsförderung Werra-Meißner",
    },
    {"title": "Digitalisierungsberatung", "organisation": "Wirtschaftsförderung Werra-Meißner"},
    {"title": "Begleitung", "organisation": "Beratungsunternehmen ExperConsult, Dortmund"},
]  # fmt: skip

EVENTS: list[dict[str, Any]] = [
    {
        "title": "Vorstellung des Digitalisierungsplans", "starts_on": date(2021, 11, 9),
        "summary": "Am Dienstag für alle Akteure, die an der Entstehung mitgewirkt haben. Im Anschluss wird der Plan "
            "allen Bürgerinnen "
        "und Bürgern zugänglich.",
    },
]  # fmt: skip

MEASURE: dict[str, Any] = {
    "topic": "lab", "sources": [], "first": ("under_review", WHEN),
    "reason": "Der Förderantrag ist eingereicht. Ob er bewilligt ist, sagt der Bericht nicht.",
    "texts": {
        "title": "Werra-Meißner-Lab",
        "summary": "Das Leuchtturmprojekt: ein virtuelles und physisches Zentrum der Digitalisierungsstrategie.",
        "body": "Das Lab soll Digitalisierung für jedermann zugänglich, erlebbar und erlernbar machen. Seine "
            "Kernbestandteile:\n\n"
        "- ein Showroom, um aktuelle digitale Lösungen zu erproben\n"
        "- moderne Räume für Seminare und Workshops, um Wissen zu vermitteln\n"
        "- ein Coworking-Space mit flexibel buchbaren Arbeitsplätzen\n"
        "- dazu mobile Container als Showroom oder Coworking-Raum, an wechselnden Standorten im Kreisgebiet\n\n"
        "Im Lab soll weiter an der Strategie gearbeitet werden, mit Menschen aus Wirtschaft, Bildung, Gesellschaft und "
        f"Wissenschaft.\n\nQuelle: {SOURCE}",
        "responsible_unit": "Wirtschaftsförderung Werra-Meißner",
        "funding_programme": "„Starke Heimat Hessen“ des Hessischen Ministeriums für Digitale Strategie und Entwicklung "
            "(beantragt)",
        "funding_share": "90 % aller anfallenden Projektkosten, falls bewilligt",
            "funding_duration": "zwei Jahre, falls bewilligt",
    },
    "steps": [], "milestones": [],
}  # fmt: skip
