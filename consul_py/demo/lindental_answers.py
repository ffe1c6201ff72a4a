"""What Landkreis Lindental answered to proposals, by their short names, as plain data."""

from consul_py.demo.ideas import Reply

STAFF_UNIT = "Stabsstelle Digitalisierung"

REPLIES: dict[str, Reply] = {
    "video": Reply(
        -160, "adopted",
        "Das machen wir. In drei Rathäusern richten wir einen Raum mit Bildschirm, Kamera und Begleitung ein. Die "
        "Praxen rufen zur vereinbarten Zeit an, die Termine vergibt die Praxis selbst.",
        "Gesundheitsamt", "21.000 Euro einmalig", "Kreisausschuss, {tag:-165}",
    ),
    "hofkarte": Reply(
        -159, "adopted",
        "Die Karte kommt. Jeder Hof bekommt einen Zugang und pflegt seine Zeiten selbst. Wer sechs Monate nichts "
        "ändert, wird angerufen, damit nichts veraltet.",
        "Wirtschaftsförderung", "9.500 Euro im ersten Jahr", "Kreisausschuss, {tag:-165}",
    ),
    "digitallabor": Reply(
        -157, "adopted",
        "Wir bauen das Digitallabor im alten Bahnhof Weidenbach, wie es die Abstimmung wollte: zwölf Plätze, eine "
        "Werkbank, ein Kursraum. Die Plätze sind tageweise buchbar, ohne Mitgliedschaft.",
        STAFF_UNIT, "640.000 Euro bis {jahr:120}", "Kreistag, {tag:-158}",
    ),
    "wlan": Reply(
        -156, "partly",
        "WLAN an zehn Wanderparkplätzen kommt. **Nicht übernommen** haben wir die Hütten: Dort fehlt der Strom, und "
        "eine Leitung kostet je Hütte mehr als alle Parkplätze zusammen.",
        "Amt für ländlichen Raum", "68.000 Euro", "Kreisausschuss, {tag:-158}",
    ),
    "kuehlbox": Reply(
        -155, "partly",
        "Drei Stationen stellen wir auf, sobald die Förderzusage des Landes da ist. Die Bezahlung mit Bargeld übernehmen "
        "wir nicht: Der Automat dafür kostet mehr als der Kühlschrank. Wer bar zahlen will, bekommt im Hofladen eine Karte.",
        "Wirtschaftsförderung", "54.000 Euro, davon 60 % Förderung",
    ),
    "eineStelle": Reply(
        -150, "rejected",
        "Wir verstehen den Ärger. Das Land baut bis {jahr:300} ein eigenes Portal für genau diese Anträge. Zwei Stellen "
        "nebeneinander würden verwirren und doppelt kosten. Bis dahin nennt jede Stelle auf ihrer Seite eine Person, "
            "die weiterhilft.",
        "Hauptamt",
    ),
    "lernwerkstatt": Reply(
        -149, "forwarded",
        "Das entscheidet nicht der Kreisausschuss, sondern der Schulträger mit den Schulen. Wir haben den Vorschlag mit "
        "den 96 Unterstützungen übergeben und fragen im nächsten Halbjahr nach.",
        "Schulamt", forwarded_to="Schulamt und Schulkonferenz der Gesamtschule",
    ),
    "schnell": Reply(
        -148, "forwarded",
        "Den Fahrplan macht der Verkehrsverbund. Unser Vertreter dort hat den Halt für den nächsten Fahrplanwechsel beantragt.",
        "Nahverkehr", forwarded_to="Verkehrsverbund",
    ),
    "tablets": Reply(
        -147, "rejected",
        "Ein Gerät für jeden Haushalt würde 19 Millionen Euro kosten, das ist mehr als das Vierfache des ganzen "
        "Budgets. Wer kein Gerät hat, kann in jeder Bibliothek eines ausleihen; dafür kaufen wir 120 Stück.",
        "Bildungsbüro",
    ),
    "schule-netz": Reply(
        -146, "rejected",
        "Beide Schulen bekommen ihre Leitung, aber nicht mehr in diesem Jahr: Die Straße wird im Frühjahr ohnehin "
        "aufgegraben, vorher würde es das Dreifache kosten. Der Ausbau steht fest und ist nicht Teil dieser Strategie.",
        "Schulträger",
    ),
    "notfall": Reply(
        -145, "partly",
        "Die Lotsennummer prüft das Gesundheitsamt gerade mit der kassenärztlichen Stelle. Den Hausbesuch selbst können "
        "wir nicht zusagen, darüber entscheiden die Praxen.",
        "Gesundheitsamt",
    ),
    "dorfladen": Reply(
        -8, "partly",
        "Die Bestellung über mehrere Läden hinweg kommt: Fünf Dorfläden nutzen denselben Warenkorb, per App, Telefon und "
        "Zettel. Geliefert wird an die drei genannten Bürgerhäuser.\n\n"
        "**Was wir nicht übernehmen:** Einen eigenen Lieferwagen kauft der Kreis vorerst nicht. Ein Wagen mit Kühlung kostet "
        "rund 95.000 Euro, und der Bürgerbus hat nachmittags freie Zeiten. Wir prüfen nach sechs Monaten neu.",
        STAFF_UNIT, "38.000 Euro im Probejahr", "Kreisausschuss, {tag:-9}",
    ),
}  # fmt: skip
