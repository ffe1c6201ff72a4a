"""The second half of the proposals of the open consultation of Lindental, and those of the first round."""

from consul_py.demo.ideas import Idea

IDEAS = [
    Idea(
        "apotheke", "morgentau", "Niederlinden", "gesund", -14, 38,
        "Rezepte sammeln: eine Abholstelle im Dorfgemeinschaftshaus",
        "Die Apotheke liefert schon, aber an zwanzig Türen. Ein Fach im Ort spart ihr die Runde und uns das Warten.",
        "Die Apotheke in Lindental wäre bereit, täglich um 15 Uhr zu kommen. Gebraucht werden ein abschließbarer Schrank "
        "und zwei Menschen mit Schlüssel. Kühlpflichtiges bleibt bei der Haustür.",
        "Dorfgemeinschaftshaus Niederlinden",
    ),
    Idea(
        "verein", "vereinsheim", "Kaltenborn", "frei", -11, 35,
        "Ein Kalender für alle Vereine, der sich nicht doppelt pflegen lässt",
        "Wer einträgt, trägt einmal ein: Aushang, Amtsblatt und Handy lesen denselben Kalender.",
        "Heute trage ich jedes Fest an fünf Stellen ein. Am Ende stimmt keine. Ein Kalender, aus dem sich alle bedienen, "
        "mit offener Schnittstelle, damit auch die Zeitung ihn lesen kann.",
    ),
    Idea(
        "schulkueche", "landluft", "Hohenlinde", "hof", -10, 33,
        "Schulküchen bestellen gemeinsam bei Höfen aus dem Kreis",
        "Fünf Schulen, eine Bestellung: So werden Mengen daraus, die ein Hof liefern kann.",
        "Einzeln bestellen die Küchen zu wenig, zusammen wären es 400 Essen am Tag. Eine einfache Liste, wer was bis wann "
        "braucht, würde reichen. Zwei Höfe in Hohenlinde warten darauf.",
    ),
    Idea(
        "sirene", "kassenwart", "Rodenau", "nah", -9, 29,
        "Warnungen auch für die, die kein Handy haben: Anruf auf dem Festnetz",
        "Bei Hochwasser kam die Warnung aufs Telefon der Enkel. Wer sich einträgt, wird angerufen.",
        "Eine freiwillige Liste mit Festnetznummern, ein Anruf mit gesprochenem Text, fertig. Die Technik gibt es, die "
        "Leitstelle im Nachbarkreis benutzt sie. Die Liste darf für nichts anderes verwendet werden.",
    ),
    Idea(
        "ladesaeule", "pendlerin", "Kaltenborn", "nah", -8, 27,
        "Freie Ladesäulen anzeigen – und nicht nur die der großen Anbieter",
        "Drei Apps, und keine kennt die Säule am Schwimmbad. Die Gemeinden könnten ihre Daten offen anbieten.",
        "Es geht nicht um neue Säulen, nur um die Auskunft. Wenn die Gemeinden den Stand offen weitergeben, findet ihn "
        "jede Karte.",
        "Schwimmbad Kaltenborn",
    ),
    Idea(
        "chor", "drosselweg", "Lindental", "bildung", -7, 24,
        "Gute Technik zum Ausleihen: Kamera, Ton und Leinwand für alle",
        "Vereine kaufen alles doppelt und benutzen es zweimal im Jahr. Die Bibliothek könnte es verleihen.",
        "Eine Liste mit allem, was schon da ist, wäre der erste Schritt. Der Kreis müsste nur die Haftung klären. Unser "
        "Chor gibt zwei Lautsprecher dazu.",
        "Bibliothek Lindental",
    ),
    Idea(
        "homeoffice", "nachtschicht", "Marktbrunn", "wohnen", -21, 22,
        "Ruhige Arbeitsplätze in der alten Post, auch für Lernende",
        "Zu Hause ist es eng und laut. Vier Tische mit Netz, Licht und Tür würden einem ganzen Viertel helfen.",
        "Die alte Post gehört der Gemeinde und steht seit drei Jahren leer. Oben wären vier Räume sofort nutzbar. "
        "Abends könnten Auszubildende dort lernen.",
        "Alte Post, Marktbrunn",
    ),
    Idea(
        "rad", "fernweh", "Auental", "frei", -6, 19,
        "Reparatur-Stationen an den Radwegen, mit Anzeige, was kaputt ist",
        "Pumpe und Werkzeug an fünf Stellen. Wer etwas Kaputtes findet, meldet die Nummer der Station.",
        "Die Pumpe am Bahnhof war neun Monate defekt, weil niemand wusste, wen man anruft. Eine Nummer und eine Seite, mehr "
        "braucht es nicht.",
        "Radweg an der Linde, Auental",
    ),
    Idea(
        "bienen", "bienenkorb", "Ebersgrund", "hof", -5, 17,
        "Blühstreifen melden, damit beim Mähen alle Bescheid wissen",
        "Wer einen Streifen angelegt hat, trägt ihn in eine Karte ein. Der Bauhof sieht sie vor dem Mähen.",
        "Dreimal wurde unser Streifen gemäht, jedes Mal aus Versehen. Die Karte müsste nur der Bauhof und die Eintragenden "
        "sehen. Niemand möchte dafür ein Amt.",
        "Feldrain am Ortsausgang Ebersgrund",
    ),
    Idea(
        "hausarzt", "oma-enkel", "Tannrode", "gesund", -4, 15,
        "Praxistag im Bürgerhaus: einmal in der Woche eine Ärztin im Ort",
        "Der Raum ist da, Netz auch. Eine Ärztin aus Lindental würde kommen, wenn Akten sicher abrufbar sind.",
        "Es fehlt nicht am Willen, sondern an einer sicheren Leitung und einer Liege. Tannrode hat 900 Menschen und keine "
        "Praxis mehr.",
        "Bürgerhaus Tannrode",
    ),
    Idea(
        "spielplatz", "morgentau", "Niederlinden", "frei", -20, 12,
        "Spielplätze auf die Karte: Schatten, Wasser, Toilette, Alter",
        "Mit kleinen Kindern zählt, ob es Schatten gibt. Das steht nirgends.",
        "Eltern könnten die Angaben selbst ergänzen, der Bauhof prüft einmal im Jahr. Als Anfang reichen die 31 "
        "Spielplätze rund um Lindental.",
    ),
    Idea(
        "briefwahl", "landluft", "Hohenlinde", "bildung", -3, 10,
        "Sitzungen der Gemeinden zum Nachhören, mit Sprungmarken",
        "Drei Stunden Ton hört niemand. Mit Sprungmarken je Tagesordnungspunkt schon.",
        "Der Ton wird ohnehin aufgezeichnet. Wer etwas nachhören möchte, findet mit Sprungmarken in zwei Minuten die "
        "Stelle. Nach zwei Jahren darf alles gelöscht werden.",
    ),
    Idea(
        "tausch", "vereinsheim", "Kaltenborn", "nah", -18, 8,
        "Werkzeug teilen im Ort: Was hat der Nachbar schon?",
        "Jede Garage hat eine Leiter. Eine Liste im Ort zeigt, wer verleiht.",
        "Nur für Menschen aus dem Ort, mit Anmeldung beim Verein. Keine Plattform mit Gebühren.",
    ),
    Idea(
        "mundart", "kassenwart", "Rodenau", "bildung", -2, 6,
        "Sprachassistent am Telefon, der Platt versteht",
        "Die Hotline des Kreises soll auch die verstehen, die nicht nach der Schrift reden.",
        "Meine Schwester sagt dreimal dasselbe und wird dreimal nicht verstanden. Wenn schon ein Automat, dann einer, der "
        "uns versteht. Sonst lieber ein Mensch.",
    ),
    Idea(
        "licht", "drosselweg", "Lindental", "nah", -1, 5,
        "Defekte Laternen mit Nummer melden",
        "Jede Laterne hat eine Nummer. Eine Seite, auf der man sie eintippt, würde genügen.",
        "Heute ruft man an, wird verbunden und beschreibt eine Ecke. Mit der Nummer ginge es in zwanzig Sekunden.",
    ),
    Idea(
        "laden2", "vereinsheim", "Kaltenborn", "nah", -19, 12,
        "Ein Lieferwagen für Dörfer ohne Laden",
        "Was es im Ort nicht gibt, soll dreimal in der Woche in den Ort kommen.",
        "In Kaltenborn wird der Laden zum Jahresende schließen. Ein Wagen, der an festen Tagen hält, wäre ein Anfang. Am "
        "besten mit Bestellung am Telefon.",
        "Bürgerhaus Kaltenborn", -11,
    ),
    Idea(
        "drohne", "werkbank", "Quellenrod", "nah", -24, 4,
        "Medikamente mit der Drohne bringen",
        "Bei Schnee kommt niemand auf den Berg. Eine Drohne schon.",
        "Ich ziehe den Vorschlag wohl zurück, wenn die Abholstelle in Niederlinden kommt. Bis dahin steht er hier.",
    ),
]  # fmt: skip

# The first round, which is over: every one of these was answered.
FIRST_ROUND = [
    Idea(
        "video", "linde", "Weidenbach", "gesund", -204, 186,
        "Sprechstunde per Video in Rathäusern",
        "Ein ruhiger Raum mit gutem Netz, und jemand, der beim Einwählen hilft.",
        "Viele haben zu Hause kein Gerät oder keine Ruhe. Im Rathaus gäbe es beides. Die Praxis ruft zur vereinbarten Zeit an.",
        "Rathäuser in Weidenbach, Marktbrunn und Lindental",
    ),
    Idea(
        "hofkarte", "bienenkorb", "Ebersgrund", "hof", -203, 171,
        "Hofläden mit Öffnungszeiten auf einer Karte",
        "Wer hat heute offen, und was gibt es gerade? Eine Karte, die die Höfe selbst pflegen.",
        "Die meisten Hofläden stehen nirgends oder mit alten Zeiten. Jeder Hof bekommt einen Zugang und trägt selbst ein.",
    ),
    Idea(
        "digitallabor", "werkbank", "Quellenrod", "wohnen", -202, 164,
        "Ein Labor für alle: Coworking, Werkbank und Kurse unter einem Dach",
        "Ein Ort, an dem man arbeitet, Geräte ausprobiert und etwas lernt, ohne Mitglied zu sein.",
        "Wir brauchen keinen Palast. Zwölf Plätze, eine Werkbank, ein Kursraum, abends offen. Leere Bahnhöfe gibt es genug.",
    ),
    Idea(
        "kuehlbox", "streuobst", "Oberlinden", "hof", -201, 158,
        "Gemeinsame Kühlbox-Stationen für Hofläden",
        "Ein Kühlschrank an der Straße, den mehrere Höfe füllen, mit Bezahlung per Karte und bar.",
        "Fünf Höfe würden mitmachen, wenn der Kreis die Aufstellung regelt. Gebraucht werden Strom und ein Dach.",
    ),
    Idea(
        "wlan", "fernweh", "Auental", "frei", -200, 152,
        "Freies WLAN an Wanderparkplätzen und Hütten",
        "Wer Karten lädt oder ein Taxi ruft, braucht am Parkplatz Netz, nicht erst im Ort.",
        "Zehn Punkte würden reichen. Am Hohen Stein warten im Sommer Gruppen, weil niemand jemanden erreicht.",
        "Zehn Wanderparkplätze im Kreis",
    ),
    Idea(
        "eineStelle", "hobelspan", "Oberlinden", "nah", -199, 97,
        "Eine Ansprechstelle für Anträge statt fünf Ämter",
        "Wer einen Betrieb erweitert, stellt fünf Anträge an fünf Stellen. Eine sollte reichen.",
        "Ich habe für ein Vordach elf Monate gebraucht. Eine Stelle, die weiterleitet und den Stand zeigt, hätte genügt.",
    ),
    Idea(
        "lernwerkstatt", "klasse-9b", "Lindental", "bildung", -198, 96,
        "Lernwerkstatt in den Ferien",
        "Zwei Wochen Hilfe beim Aufholen, mit Geräten, die alle haben dürfen.",
        "Nicht alle haben zu Hause einen Rechner. In den Ferien steht der Computerraum leer.",
        "Gesamtschule Lindental",
    ),
    Idea(
        "schnell", "pendlerin", "Kaltenborn", "nah", -197, 88,
        "Der Regio soll auch nach 22 Uhr in Kaltenborn halten",
        "Der letzte Zug fährt durch. Ein Halt mehr, und viele könnten das Auto stehen lassen.",
        "Der Bahnsteig ist da, der Zug auch. Bitte fragen Sie den Verkehrsverbund.",
        "Bahnhof Kaltenborn",
    ),
    Idea(
        "tablets", "nachtschicht", "Marktbrunn", "bildung", -196, 61,
        "Für jeden Haushalt ein Tablet vom Kreis",
        "Wer ein Gerät hat, kann mitmachen. Der Kreis sollte es stellen.",
        "Ohne Gerät keine Teilhabe. Bitte für jeden Haushalt eines, mit Einführung.",
    ),
    Idea(
        "schule-netz", "landluft", "Hohenlinde", "bildung", -195, 44,
        "Schnelles Netz in allen Schulen noch dieses Jahr",
        "Zwei Schulen warten noch. Das darf nicht bis 2031 dauern.",
        "Die Grundschule in Hohenlinde hängt noch an einer alten Leitung. Bitte vorziehen.",
    ),
    Idea(
        "notfall", "oma-enkel", "Tannrode", "gesund", -194, 139,
        "Notfall-Hausbesuch über Telefonlotsen",
        "Eine Nummer, unter der nachts ein Mensch sagt, wer kommt.",
        "Meine Großmutter wusste nicht, wen sie anrufen soll, und rief den Rettungsdienst. Eine Lotsin hätte gereicht.",
    ),
]  # fmt: skip
