"""The first half of the proposals of the open consultation of Lindental, as plain data."""

from consul_py.demo.ideas import Idea

IDEAS = [
    Idea(
        "dorfladen", "waldrand", "Hainfeld", "nah", -28, 203,
        "Rollender Dorfladen: per App bestellen, am Bürgerhaus abholen",
        "Ein Lieferwagen hält an drei Nachmittagen in Orten ohne Laden. Wer kein Smartphone hat, bestellt per Telefon.",
        "## Was\n\nDrei bestehende Dorfläden füllen einen gemeinsamen Warenkorb. Wer bestellt, tut das bis 10 Uhr – in der "
        "App, am Telefon oder mit einem Zettel im Rathaus. Ab 16 Uhr steht der Wagen am Bürgerhaus.\n\n"
        "- kein Zwang zum Smartphone: Telefon und Zettel gelten genauso\n"
        "- Ware zuerst von Höfen und Betrieben aus dem Kreis\n"
        "- auf dem Rückweg nimmt der Wagen Pakete und Leergut mit\n\n"
        "## Warum\n\nIn Hainfeld hat im Frühjahr der letzte Laden geschlossen. Der nächste Markt ist elf Kilometer "
        "entfernt, der Bus fährt viermal am Tag. Für viele Ältere heißt das: die Nachbarn fragen oder verzichten.",
        "Zum Probieren in Hainfeld, Rodenau und Kaltenborn", -11,
    ),
    Idea(
        "abends", "linde", "Weidenbach", "gesund", -27, 204,
        "Videosprechstunde auch abends, damit Berufstätige sie nutzen können",
        "Die Videosprechstunde im Rathaus endet um 16 Uhr. Zwei Abende in der Woche bis 20 Uhr würden vielen helfen.",
        "Die Sprechstunde per Video läuft gut, aber nur am Tag. Wer pendelt oder Schicht arbeitet, hat davon nichts.\n\n"
        "**Vorschlag:** dienstags und donnerstags bis 20 Uhr. Das Rathaus muss dafür nicht offen sein, ein Zugang über "
        "den Nebeneingang mit Termincode reicht. Die Praxis in Marktbrunn hat gesagt, dass sie mitmachen würde.",
        "Rathäuser in Weidenbach, Marktbrunn und Lindental", -3,
    ),
    Idea(
        "nachtbus", "feldweg", "Weidenbach", "nah", -26, 201,
        "Nachtbus auf Anruf: nach 21 Uhr sicher nach Hause",
        "Ein Kleinbus fährt freitags und samstags nur, wenn jemand anruft oder die App benutzt. Halt ist die nächste Ecke.",
        "Nach 21 Uhr fährt in unseren Dörfern nichts mehr. Junge Leute fahren dann mit, wo sie nicht mitfahren sollten.\n\n"
        "Ein Kleinbus mit acht Plätzen würde reichen. Die Disposition kann dieselbe Stelle machen, die heute den "
        "Bürgerbus plant. Wichtig ist, dass **ein Anruf genügt** und niemand ein Konto anlegen muss.",
    ),
    Idea(
        "bargeld", "kastanie", "Rodenau", "nah", -12, 148,
        "Bargeld beim Bäcker – ein Zeichen an der Tür und eine Karte im Netz",
        "Viele Läden zahlen beim Einkauf Bargeld aus, aber kaum jemand weiß wo.",
        "Seit die Sparkasse in Rodenau zu ist, fahren wir für fünfzig Euro nach Lindental. Dabei zahlen Bäcker, Tankstelle "
        "und Getränkemarkt beim Einkauf Bargeld aus.\n\nEin einheitliches Zeichen an der Tür und eine Karte auf der Seite "
        "des Kreises würden genügen. Das kostet fast nichts und hilft sofort.",
        "Ortsmitte Rodenau",
    ),
    Idea(
        "paket", "pendlerin", "Kaltenborn", "nah", -18, 131,
        "Paketschrank am Bahnhof Kaltenborn für alle Lieferdienste",
        "Ein Schrank statt fünf Zettel im Briefkasten. Offen Tag und Nacht, mit Rampe.",
        "Wer morgens um sechs in den Regio steigt, ist nie da, wenn der Bote klingelt. Ein gemeinsamer Schrank am Bahnhof, "
        "den **alle** Dienste füllen dürfen, spart dem halben Ort die Fahrt ins Paketzentrum.\n\n"
        "- zwei Fächer in Sitzhöhe\n- Code per SMS oder auf Papier, keine eigene App\n- Licht und Rampe sind schon da",
        "Bahnhof Kaltenborn, Vorplatz",
    ),
    Idea(
        "ferien", "klasse-9b", "Lindental", "bildung", -24, 96,
        "Offene Werkstatt in den Herbstferien: löten, filmen, programmieren",
        "Eine Woche lang ist die Werkstatt der Gesamtschule für alle ab zwölf offen, mit Leuten, die es können.",
        "Wir haben einen 3D-Drucker und zwölf Lötplätze, und in den Ferien stehen sie still. Wir würden selbst helfen, "
        "wenn jemand die Aufsicht macht. Letztes Jahr haben wir gefragt: 41 von 58 in unserem Jahrgang würden kommen.",
        "Gesamtschule Lindental",
    ),
    Idea(
        "werkstatt", "hobelspan", "Oberlinden", "nah", -21, 87,
        "Werkstatt-Kalender: Welches Handwerk hat wann Zeit?",
        "Kleine Betriebe zeigen freie Tage, wir hören auf, zehn Nummern abzutelefonieren.",
        "Ich habe eine Schreinerei mit zwei Leuten. Bei mir rufen am Tag acht Menschen an, sechs davon umsonst. Ein "
        "gemeinsamer Kalender, in dem wir mit zwei Klicks freie Tage eintragen, spart beiden Seiten Zeit.\n\n"
        "Zum Anfang reichen zehn Betriebe. Es darf keine Bewertung und keine Versteigerung werden.",
    ),
    Idea(
        "wege", "fernweh", "Auental", "frei", -22, 83,
        "Gesperrte Wanderwege melden – und sehen, ob jemand sie schon gemeldet hat",
        "Nach jedem Sturm rätseln alle, welcher Weg frei ist. Eine Karte mit Meldungen aus drei Klicks hilft.",
        "Wer einen umgestürzten Baum sieht, meldet ihn mit Ort und Bild. Das Forstamt bestätigt und setzt auf frei. "
        "Die Schilder an den Parkplätzen bekommen eine Nummer, damit auch Fremde den Ort nennen können.",
        "Wanderparkplatz Hoher Stein",
    ),
    Idea(
        "kuehl", "streuobst", "Oberlinden", "hof", -23, 76,
        "Kühlfächer an Bürgerhäusern, die Höfe morgens füllen",
        "Bestellt wird am Abend vorher, abgeholt bis 21 Uhr. Der Hof spart sich zwanzig Haustüren.",
        "Vier Höfe liefern heute einzeln, jeder fährt dieselbe Runde. Mit abschließbaren Kühlfächern am Bürgerhaus fährt "
        "einer für alle. Die Fächer öffnen mit einem Code, der auf dem Bestellzettel steht.",
        "Bürgerhaus Oberlinden",
    ),
    Idea(
        "digitalpaten", "drosselweg", "Lindental", "bildung", -20, 71,
        "Digitalpaten in der Bibliothek: jeden Mittwoch jemand, der Zeit hat",
        "Keine Schulung, sondern eine Stunde neben einem Menschen, der das eigene Gerät erklärt.",
        "Kurse gibt es genug. Was fehlt, ist jemand, der sich danebensetzt, wenn das Telefon nach dem Update anders aussieht. "
        "Acht Freiwillige haben wir schon, uns fehlen Raum und eine Versicherung.",
        "Bibliothek Lindental und zwei Zweigstellen",
    ),
    Idea(
        "automat", "streuobst", "Oberlinden", "hof", -17, 64,
        "Dorfautomat: ein Standort, viele Höfe",
        "Eier, Milch und Honig rund um die Uhr – ein Automat je Dorf, den mehrere Höfe füllen.",
        "Ein Automat allein lohnt sich für keinen Hof. Teilen sich fünf Höfe einen, rechnet es sich. Der Kreis müsste "
        "nur den Stellplatz und den Strom geben, den Rest machen wir als Genossenschaft.",
        "Alte Waage, Oberlinden",
    ),
    Idea(
        "mitfahrbank", "feldweg", "Weidenbach", "nah", -15, 58,
        "Mitfahrbank mit Knopf: Wer fährt heute noch in die Stadt?",
        "Der Knopf meldet den Wunsch an alle, die ohnehin fahren. Ohne Konto, ohne Ortung.",
        "Unsere Mitfahrbank steht seit zwei Jahren und keiner sitzt drauf, weil man nicht weiß, ob jemand kommt. Ein Knopf, "
        "der den Wunsch für eine Stunde auf einer einfachen Seite zeigt, würde das ändern. Mehr braucht es nicht.",
        "Bank am Dorfplatz Weidenbach",
    ),
    Idea(
        "rampe", "rollstuhl", "Erlenfurt", "frei", -25, 54,
        "Auskunft ohne Stufen: Welche Haltestelle, welches Rathaus, welche Toilette?",
        "Wer im Rollstuhl fährt, braucht vorher Gewissheit. Die Angaben gibt es, aber an zwölf Stellen.",
        "Bitte eine einzige Liste, gepflegt von einer Stelle, mit Datum der letzten Prüfung. Türbreite, Schwelle, "
        "Aufzug, Schlüssel. Ich helfe gern beim Prüfen, ich komme ohnehin überall vorbei und manchmal nicht hinein.",
    ),
    Idea(
        "leerstand", "werkbank", "Quellenrod", "wohnen", -19, 51,
        "Leere Läden für drei Monate: einfach anfangen dürfen",
        "Wer eine Idee hat, bekommt einen leeren Laden für drei Monate zur Probe. Eine Seite zeigt, was frei ist.",
        "In Quellenrod stehen sieben Läden leer. Viele würden etwas versuchen, wenn sie nicht gleich für fünf Jahre "
        "unterschreiben müssten. Die Gemeinde könnte für den Anfang bürgen, die Seite des Kreises zeigt Größe, Fotos und Preis.",
        "Hauptstraße, Quellenrod",
    ),
    Idea(
        "hofbus", "bienenkorb", "Ebersgrund", "hof", -26, 46,
        "Hofladen-Bus an Markttagen",
        "Der Schulbus steht samstags. Er könnte die Runde über sechs Hofläden fahren.",
        "Einmal im Monat, von April bis Oktober, mit Kühltasche und Kaffee. Die Höfe zahlen zusammen den Fahrer. Eine "
        "gemeinsame Anmeldung im Netz und am Telefon reicht.",
    ),
    Idea(
        "amt", "nachtschicht", "Marktbrunn", "wohnen", -13, 44,
        "Anträge abends abgeben: ein Briefkasten, der sofort eine Quittung druckt",
        "Wer Schicht arbeitet, schafft keine Öffnungszeiten. Ein Scanner am Eingang nimmt Papiere an und bestätigt sie.",
        "Es geht um Papiere, die im Original gebraucht werden. Einlegen, Nummer eintippen, Quittung mitnehmen. Am nächsten "
        "Morgen liegt alles im richtigen Fach. In der Nachbarstadt gibt es das schon.",
        "Rathaus Marktbrunn",
    ),
    Idea(
        "pflege", "oma-enkel", "Tannrode", "gesund", -16, 41,
        "Ein Ort für freie Pflegeplätze, jeden Morgen aktuell",
        "Wer für die Eltern einen Kurzzeitplatz sucht, telefoniert zwei Tage. Die Häuser wissen morgens um acht, was frei ist.",
        "Wir haben im Sommer 23 Häuser angerufen. Eine Liste, in die jedes Haus morgens eine Zahl einträgt, hätte uns das "
        "erspart. Keine Namen, keine Preise, nur: frei oder nicht, und die Nummer.",
    ),
]  # fmt: skip
