"""Data for the page that shows every component once. Content like that of the demo district, hence German."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    FileField,
    Form,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from consul_py.comments.shown import Item
from consul_py.kernel.forms import SelectChoice
from consul_py.kernel.paging import Page

DAY = datetime(2026, 10, 15, 16, 0, tzinfo=UTC)
NO_COST = "Drei bestehende Dorfläden füllen einen gemeinsamen Warenkorb."


class ExampleForm(Form):
    """One field of every kind."""

    title = StringField("Titel", [InputRequired()])
    summary = StringField(
        "Ihr Vorschlag in einem Satz", [InputRequired("Schreiben Sie Ihren Vorschlag in einem Satz.")]
    )
    body = TextAreaField("Beschreibung", [InputRequired()])
    place = SelectField(
        "Ort",
        [InputRequired("Wählen Sie einen Ort oder „ganzer Kreis“.")],
        choices=[
            SelectChoice("", "Bitte wählen"),
            SelectChoice("kreis", "ganzer Kreis"),
            SelectChoice("hainfeld", "Hainfeld"),
        ],
    )
    picture = FileField("Bild")
    day = DateField("Datum", [Optional()])
    hour = TimeField("Uhrzeit", [Optional()])
    kind = RadioField(
        "Wie möchten Sie teilnehmen?",
        [InputRequired("Wählen Sie eine Art.")],
        choices=[SelectChoice("o", "vor Ort"), SelectChoice("n", "online")],
    )
    about = SelectMultipleField(
        "Worüber?",
        choices=[
            SelectChoice("neu", "Neues zum Mitmachen"),
            SelectChoice("ende", "Was bald endet"),
            SelectChoice("stand", "Stand der Maßnahmen"),
        ],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    answer = RadioField(
        "Ihre Stimme",
        [Optional()],
        choices=[SelectChoice("h", "Hainfeld, ehemaliger Laden"), SelectChoice("r", "Rodenau, alte Schule")],
        default="r",
    )
    rules = BooleanField("Ich halte mich an die Spielregeln.", [InputRequired("Bitte bestätigen Sie die Spielregeln.")])


def _comment(number: int, author_name: str, html: str, **more: Any) -> Item:
    acts = {"vote_url": "#main", "reply_url": "#main", "report_url": "#main"}
    return Item(number, author_name, html, DAY, **{"votes": 4} | acts | more)


def comments() -> list[Item]:
    office = _comment(
        2, "Beteiligungsteam", "<p>Gute Frage. Die Bürgerhäuser haben abschließbare Kühlfächer.</p>", is_office=True
    )
    thanks = _comment(3, "Waldrand", "<p>Danke, das löst es. Ich ergänze meinen Vorschlag.</p>")
    return [
        _comment(1, "Pendlerin im Regio", "<p>Könnte der Wagen auch nach 18 Uhr halten?</p>", replies=[office, thanks]),
        _comment(4, "Gelöschtes Konto", "<p>Bitte auch an Menschen denken, die nicht gut lesen.</p>"),
    ]


def phases() -> list[dict[str, Any]]:
    return [
        {"state": "done", "name": "Umfrage", "when": "März bis Mai 2026", "note": "1.204 Antworten"},
        {"state": "done", "name": "Auswertung", "when": "Juni bis August 2026", "note": "sechs Themenfelder"},
        {
            "state": "now",
            "name": "Vorschläge und Workshops",
            "when": "7. September bis 7. November",
            "note": "Hier stehen wir heute",
        },
        {"state": "next", "name": "Kreistag berät", "when": "ab 30. November"},
        {"state": "next", "name": "Umsetzung", "when": "ab April 2027"},
    ]


def numbers() -> list[dict[str, Any]]:
    return [
        {"state": "done", "num": 1412, "name": "Beiträge eingegangen", "when": "aus Umfrage und Vorschlägen"},
        {"state": "done", "num": 384, "name": "beantwortet", "when": "28 sind noch offen"},
        {"state": "now", "num": 24, "name": "Maßnahmen", "when": "davon 4 fertig"},
    ]


def trail() -> list[dict[str, Any]]:
    return [
        {"state": "done", "when": "8. Sept.", "name": "Eingegangen", "note": "Veröffentlicht."},
        {
            "state": "done",
            "when": "2. Okt.",
            "name": "Entschieden",
            "note": "Lieferung ja.",
            "url": "#answer",
            "link": "Zur Begründung",
        },
        {
            "state": "now",
            "when": "heute",
            "name": "Maßnahme",
            "progress": 35,
            "progress_note": "35 Prozent · Bericht am 15. Dezember",
        },
        {
            "state": "next",
            "when": "April 2027",
            "name": "Ergebnis",
            "note": "Dann entscheidet sich, ob mehr Orte dazukommen.",
        },
    ]


def measures() -> list[dict[str, Any]]:
    return [
        {
            "name": "Digitallabor",
            "when": "April 2026 bis März 2027",
            "start": 12.5,
            "end": 62.5,
            "progress": 60,
            "stones": [25, 50],
        },
        {
            "name": "Ein Warenkorb",
            "when": "September 2026 bis Mai 2027",
            "start": 33.3,
            "end": 70.8,
            "progress": 35,
            "stones": [43.8],
        },
    ]


def answers() -> list[dict[str, Any]]:
    return [
        {"name": "Rodenau, alte Schule", "value": 538, "share": 39.9},
        {"name": "Hainfeld, ehemaliger Laden", "value": 471, "share": 34.9},
        {"name": "Kaltenborn, Feuerwehrhaus", "value": 340, "share": 25.2},
    ]


def gallery() -> dict[str, Any]:
    """Everything the page needs."""
    wrong = ExampleForm(
        MultiDict({"title": "Rollender Laden für Hainfeld", "body": "In Hainfeld gibt es keinen Laden mehr."})
    )
    wrong.validate()
    return {
        "fields": wrong,
        "day": DAY,
        "comments": comments(),
        "phases": phases(),
        "numbers_way": numbers(),
        "trail_steps": trail(),
        "gantt_items": measures(),
        "answers": answers(),
        "page": Page(items=[], number=2, size=20, total=120, has_next=True),
        "argument": Item(5, "Kastanie 7", f"<p>{NO_COST}</p>", DAY, votes=41, vote_url="#main"),
    }
