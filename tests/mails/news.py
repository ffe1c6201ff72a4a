"""What the issues of the samples tell."""

from __future__ import annotations

from consul_py.kernel.i18n import gettext as _
from consul_py.newsletter.content import News

BASE = "https://beteiligung.lindental.example"
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


def opened() -> News:
    return News(
        subject=_("Open now: %(title)s", title="Was fehlt Ihnen im Dorf – und was könnte digital helfen?"),
        heading="Was fehlt Ihnen im Dorf – und was könnte digital helfen?",
        over="Digitalstrategie Lindental 2031",
        lead="Schreiben Sie einen eigenen Vorschlag oder unterstützen Sie einen, der schon da ist. Ab 200 Unterstützungen "
        "antwortet der Kreis binnen sechs Wochen.",
        facts=[
            (_("Open until"), "4. Dezember 2026, 18 Uhr"),
            (_("What you can do"), ", ".join([_("make proposals"), _("support proposals"), _("comment")])),
            (_("Answer by the district"), ""),
        ],
        label=_("Take part"),
        url=f"{BASE}/consultations/was-fehlt-ihnen",
    )


def results() -> News:
    return News(
        subject=_("Results: %(title)s", title="Dorfbüros: Wo fangen wir an?"),
        heading="Dorfbüros: Wo fangen wir an?",
        over="Digitalstrategie Lindental 2031",
        lead=_("The contributions have been evaluated. Read what the district makes of them."),
        markdown="Die meisten Stimmen bekam der **alte Bahnhof in Weidenbach**.\n\nDer Kreis beginnt dort im Frühjahr.",
        label=_("Read the evaluation"),
        url=f"{BASE}/consultations/dorfbueros",
    )


def letter() -> News:
    return News(subject="Was im November geschah", heading="Was im November geschah", markdown=LETTER)


def measure() -> News:
    return News(
        subject=_("Measure: %(title)s", title="Ein Warenkorb für fünf Dorfläden"),
        heading="Ein Warenkorb für fünf Dorfläden",
        over="Digitalstrategie Lindental 2031",
        lead="Die ersten zwei Läden verkaufen seit dieser Woche über den gemeinsamen Warenkorb.",
        facts=[(_("State"), _("In progress")), (_("Progress"), "35 %")],
        label=_("Read on"),
        url=f"{BASE}/measures/4-ein-warenkorb-fuer-fuenf-dorflaeden",
    )


def week() -> list[dict[str, object]]:
    """The blocks of a weekly mail, as newsletter/digest_text.py hands them over."""
    told = [(_("Open now"), opened()), (_("Results"), results()), (_("Measure"), measure())]
    return [{"key": f"m{n}", "sort": sort, "news": news, "lead": news.lead} for n, (sort, news) in enumerate(told, 1)]
