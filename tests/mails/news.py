"""What the issues of the samples tell: made by what composes real ones, from objects that no database knows."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from consul_py.newsletter import content, facts
from consul_py.newsletter.content import News
from consul_py.newsletter.digest_queries import Week
from consul_py.newsletter.digest_text import Block
from consul_py.newsletter.models import CLOSES_SOON, EVALUATED, FOLLOW_UP, MEASURE, OPENED, STRATEGY, WORKSHOP

LETTER = """\
Guten Tag,

in den vergangenen Wochen haben **143 Menschen** mitgemacht. Das haben wir damit vor:

## Was als Nächstes kommt

- Am 2. Dezember sprechen wir in Weidenbach über [Gesundheit und Pflege](/workshops/7-gesundheit-und-pflege).
- Am 6. Januar berät der Kreistag den [Zwischenbericht](/processes/digital).
- Bis dahin sammeln wir weiter Vorschläge: https://beteiligung.lindental.example/proposals

### Drei Zahlen

| Was | Anzahl |
|---|---|
| Vorschläge | 43 |
| beantwortet | 12 |
| in Umsetzung | 3 |

> Ohne Ihre Hinweise hätten wir den Fahrplan des Bürgerbusses falsch gelegt.

1. Lesen Sie die Antworten.
2. Sagen Sie uns, was fehlt.

Ihr Beteiligungsteam
"""

PROCESS: Any = SimpleNamespace(title="Digitalstrategie Lindental 2031", slug="digital")
DOCUMENT: Any = SimpleNamespace(dated=date(2026, 11, 20))
CONSULTATION: Any = SimpleNamespace(
    title="Was fehlt Ihnen im Dorf – und was könnte digital helfen?",
    slug="was-fehlt-ihnen",
    process=PROCESS,
    summary="Schreiben Sie einen eigenen Vorschlag oder unterstützen Sie einen, der schon da ist. Ab 200 Unterstützungen "
    "antwortet der Kreis binnen sechs Wochen.",
    closes_at=datetime(2026, 12, 4, 17, 0, tzinfo=UTC),
    evaluation_due=date(2026, 12, 31),
    evaluation="Die meisten Hinweise betreffen die **Nahversorgung**.\n\nDer Kreis legt dem Kreistag dazu drei Maßnahmen vor.",
    allows=lambda verb: verb in ("propose", "support", "comment"),
)
WORKSHOP_ROW: Any = SimpleNamespace(
    kind="workshop",
    id=7,
    slug="gesundheit-und-pflege",
    title="Gesundheit und Pflege: Was hilft auf dem Land?",
    process=PROCESS,
    summary="Mit Ärztinnen, Pflegediensten und allen, die Wege haben: Was soll digital leichter werden?",
    time_text="",
    starts_at=datetime(2026, 12, 2, 17, 0, tzinfo=UTC),
    place="Bürgerhaus Weidenbach",
    follow_up=SimpleNamespace(
        intro="41 Menschen haben an vier Tischen gearbeitet. Drei Ideen bekamen die meisten Punkte."
    ),
)
MEASURE_ROW: Any = SimpleNamespace(
    kind="measure",
    id=4,
    slug="ein-warenkorb-fuer-fuenf-dorflaeden",
    title="Ein Warenkorb für fünf Dorfläden",
    process=PROCESS,
    summary="Fünf Läden verkaufen über einen gemeinsamen Warenkorb; abgeholt wird im nächsten.",
    decided_by="Kreistag",
    starts_on=date(2026, 12, 1),
    ends_on=date(2027, 6, 30),
)
CHANGE: Any = SimpleNamespace(before="adopted", after="in_progress", reason="Die Förderung ist bewilligt.")


def letter() -> News:
    """Without `by_hand`, which looks up consultations."""
    title = "Was im November geschah"
    return News(subject=title, heading=title, markdown=LETTER, pictures=("Der alte Bahnhof in Weidenbach",))


FACTS = {
    OPENED: lambda: content.opened(CONSULTATION),
    CLOSES_SOON: lambda: content.closes_soon(CONSULTATION),
    EVALUATED: lambda: content.evaluated(CONSULTATION),
    WORKSHOP: lambda: facts.workshop(WORKSHOP_ROW),
    FOLLOW_UP: lambda: facts.follow_up(WORKSHOP_ROW),
    MEASURE: lambda: facts.measure(MEASURE_ROW, CHANGE),
    STRATEGY: lambda: facts.strategy("Digitalstrategie, Entwurf vom November", PROCESS, DOCUMENT),
}


def week(now: datetime) -> tuple[Week, list[Block]]:
    """A weekly mail with one block of each sort but the reminder and the strategy, which looks like results."""
    told = [trigger for trigger in FACTS if trigger not in (CLOSES_SOON, STRATEGY)]
    blocks = [Block(f"m{n}", trigger, FACTS[trigger]) for n, trigger in enumerate(FACTS) if trigger in told]
    return Week("2026-W47", now, now + timedelta(days=7)), blocks
