"""Comments, debates and polls of Lindental, as plain data. Days count from today."""

from __future__ import annotations

from typing import Any

from consul_py.demo.ideas import Asked, Say

COMMENTS: dict[str, list[Say]] = {
    "video": [
        Say("oma-enkel", -200, "Meine Großmutter hat es ausprobiert und will nicht mehr anders.", "for", 22),
        Say("kassenwart", -199, "Hoffentlich bleibt daneben die Praxis vor Ort.", "against", 9),
    ],
    "digitallabor": [
        Say("drosselweg", -198, "Bitte auch an Menschen ohne Vorwissen denken: eine Stunde Einführung am Samstag.", None, 14),
        Say("staff", -197, "Ja, das planen wir ein: samstags eine offene Stunde mit Begleitung.", in_office=True),
    ],
    "dorfladen": [
        Say("kastanie", -26, "Meine Mutter ist 84 und kocht gern. Sie braucht keinen Lieferdienst aus der Stadt, sondern "
            "jemanden, der hält, wo sie wohnt.", "for", 41),
        Say("hobelspan", -25, "Die drei Läden verdienen mit. Das hält sie offen, auch für alle anderen.", "for", 27),
        Say("landluft", -22, "Bei uns in Hohenlinde wäre der vierte Halt. Wir würden die Garage am Feuerwehrhaus "
            "geben.", "for", 12),
        Say("bienenkorb", -21, "Für Höfe ist das die erste Gelegenheit, kleine Mengen loszuwerden, ohne selbst zu "
            "fahren.", "for", 9),
        Say("feldweg", -25, "Ein weiterer Wagen auf der Straße. Warum nicht der Bürgerbus, der nachmittags ohnehin steht?",
            "against", 33,
            (Say("waldrand", -24, "Guter Punkt. Wenn der Bürgerbus kühlen kann, ist mir der Wagen egal.", None, 11),)),
        Say("kassenwart", -23, "Wenn die Förderung endet, endet auch das. Bitte erst rechnen, dann fahren.", "against", 18,
            (Say("waldrand", -22, "Darum das Probejahr. Wenn es sich nicht trägt, wissen wir es wenigstens.", None, 7),
             Say("kassenwart", -21, "Damit kann ich leben, wenn die Zahlen offen auf dieser Seite stehen.", None, 6))),
        Say("pendlerin", -26, "Könnte der Wagen auch nach 18 Uhr halten? Wer pendelt, ist um 16 Uhr noch nicht zu "
            "Hause.", None, 19,
            (Say("staff", -25, "Gute Frage. Die Bürgerhäuser haben abschließbare Kühlfächer; was dort bis 21 Uhr liegt, können "
                 "Sie mit einem Code abholen. Wir nehmen das in den Probebetrieb auf.", None, 15, (), True),
             Say("waldrand", -25, "Danke, das löst es. Ich ergänze meinen Vorschlag."))),
        Say("oma-enkel", -16, "Bitte auch an Menschen denken, die nicht gut lesen. Bilder von der Ware helfen mehr als "
            "Namen.", None, 8),
        Say("rollstuhl", -14, "Wie komme ich an die Ware, wenn die Klappe oben ist? Bitte eine Kiste in Griffhöhe.", None, 13,
            (Say("staff", -13, "Danke. Die Abholung geht auch über den Raum im Bürgerhaus, der ist stufenlos.", None, 4,
                (), True),)),
        Say("klasse-9b", -9, "Wir würden nachmittags beim Ausgeben helfen, als Praktikum.", None, 16),
    ],
    "abends": [
        Say("nachtschicht", -25, "Genau das. Um 16 Uhr fängt meine Schicht an.", "for", 12),
        Say("kassenwart", -24, "Wer sitzt dann im Rathaus? Bitte nicht die, die schon bis sechs da waren.", "against", 7,
            (Say("linde", -23, "Ein Zugang mit Code reicht, es muss niemand dabei sein."),)),
    ],
    "nachtbus": [
        Say("klasse-9b", -24, "Zwanzig von uns würden ihn jedes Wochenende nehmen.", "for", 18),
        Say("fernweh", -23, "Auch für Wandergruppen am Sonntagabend praktisch.", "for", 5),
        Say("drosselweg", -22, "Was kostet eine Fahrt? Ohne Zahl kann ich nicht zustimmen.", "against", 11,
            (Say("feldweg", -22, "Im Nachbarkreis sind es vier Euro, bis zum Alter von 18 zwei."),)),
    ],
    "bargeld": [
        Say("morgentau", -11, "In Niederlinden macht das der Getränkemarkt seit Jahren, nur weiß es keiner.", "for", 6),
        Say("werkbank", -10, "Als Laden zahle ich für jede Auszahlung eine Gebühr. Das muss man wissen, bevor man ein "
            "Schild hinhängt.",
            "against", 8),
        Say("kastanie", -9, "Danke, das wusste ich nicht. Vielleicht ab zwanzig Euro Einkauf?", None, 3),
    ],
    "paket": [
        Say("nachtschicht", -16, "Bitte mit Licht. Im Winter ist es um fünf stockdunkel.", None, 7),
        Say("hobelspan", -15, "Nimmt der Schrank auch Rücksendungen?", None, 2,
            (Say("pendlerin", -15, "Muss er, sonst hilft er nur halb."),)),
        Say("rollstuhl", -14, "Zwei Fächer in Sitzhöhe, bitte mit Griff und nicht mit Knopf.", "for", 9),
    ],
    "werkstatt": [
        Say("werkbank", -19, "Ich trage mich sofort ein, wenn es keine Bewertungen gibt.", "for", 8),
        Say("drosselweg", -18, "Und wenn alle im Kalender bis März voll sind? Dann ist der Ärger nur sichtbarer.", "against", 4,
            (Say("hobelspan", -18, "Lieber sichtbar als zehn Anrufe."),)),
        Say("staff", -17, "Wir prüfen das gerade mit der Kreishandwerkerschaft. Eine Entscheidung steht bis {kurz:9} an.",
            None, 3, (), True),
    ],
    "digitalpaten": [
        Say("kassenwart", -18, "Ich hätte Zeit. Wo meldet man sich?", "for", 10,
            (Say("drosselweg", -17, "Mittwochs ab drei in der Bibliothek, einfach kommen."),)),
    ],
    "wege": [Say("landluft", -20, "Bitte mit dem Forstamt verbinden, sonst meldet jeder ins Leere.", "for", 6)],
    "leerstand": [
        Say("vereinsheim", -17, "Drei Monate sind kurz. Sechs wären ehrlicher.", "against", 5),
        Say("werkbank", -16, "Sechs ginge auch. Hauptsache, man darf anfangen.", None, 4),
    ],
    "rampe": [
        Say("oma-enkel", -22, "Das braucht auch jede Familie mit Kinderwagen.", "for", 12),
        Say("staff", -20, "Eine Liste mit Prüfdatum liegt beim Kreisbauamt. Wir klären, ob sie offen werden kann.",
            None, 6, (), True),
    ],
    "pflege": [Say("linde", -14, "Bitte auch Tagespflege aufnehmen, nicht nur Kurzzeit.", "for", 5)],
    "automat": [Say("landluft", -15, "Wer putzt ihn? Das entscheidet, ob er nach einem Jahr noch läuft.", "against", 7)],
}  # fmt: skip

# Reported comments: (subject, author of the comment, text, who reports, category, what they say).
REPORTED = (
    ("nachtbus", "kassenwart", "Wer nach neun noch unterwegs ist, hat selbst Schuld. Typisch Weidenbacher.",
        "klasse-9b", "insult",
     "Das beleidigt uns."),
    ("automat", "fernweh", "Automaten gibt es günstig bei meinem Schwager, einfach melden!", "streuobst", "advertising",
        "Werbung."),
)  # fmt: skip
# Hidden a while ago, with the reason that its author received: (subject, author, text, category, reason, day).
HIDDEN = (
    "dorfladen", "nachtschicht", "Jetzt neu: Kredit ohne Auskunft, Link im Profil!", "advertising",
    "Werbung gehört nicht auf diese Seite.", -18,
)  # fmt: skip

DEBATES: dict[str, dict[str, Any]] = {
    "buergerbuero": {
        "consultation": "dorf", "author": "pendlerin", "when": (-20, 20), "topic": "wohnen", "agree": 96, "disagree": 41,
        "title": "Sollen Rathäuser einen Nachmittag schließen und dafür abends per Video da sein?",
        "body": "Wer arbeitet, schafft die Öffnungszeiten selten. Ein Abend per Video wäre erreichbar, kostet aber einen "
        "Nachmittag am Schalter. **Was wiegt für Sie mehr?**",
        "comments": [
            Say("kassenwart", -19, "Am Schalter sitzt jemand, der mich kennt. Das ersetzt kein Bildschirm.", "against", 21),
            Say("nachtschicht", -18, "Ich war in drei Jahren nicht ein einziges Mal während der Öffnungszeit frei.", "for", 24),
            Say("rollstuhl", -17, "Für mich ist der Weg zum Rathaus das Problem, nicht die Uhrzeit. Abends per Video "
                "wäre beides gelöst.",
                "for", 15),
            Say("landluft", -15, "Warum entweder oder? Die kleinen Rathäuser könnten sich abwechseln.", None, 17,
                (Say("staff", -14, "Das rechnen wir gerade durch und schreiben das Ergebnis hier dazu.", None, 6, (), True),)),
        ],
    },
    "bezahlkarte": {
        "consultation": "zuerst", "author": "drosselweg", "when": (-201, 19), "topic": "nah", "agree": 58, "disagree": 63,
        "title": "Soll der Kreis eine eigene Bezahlkarte für Läden im Kreis einführen?",
        "body": "Eine Karte nur für Läden im Kreis hält Geld in der Region, sagen die einen. Noch eine Karte, sagen die anderen.",
        "comments": [
            Say("streuobst", -199, "Für Hofläden ist jede Gebühr zu viel. Eine eigene Karte könnte billiger sein.", "for", 11),
            Say("kassenwart", -198, "Ich habe schon sechs Karten. Eine siebte löst nichts.", "against", 26),
            Say("werkbank", -196, "In der Nachbarregion gab es das. Nach zwei Jahren hat sie niemand mehr genommen.",
                "against", 19),
        ],
        "concluded": (-150, 11),
        "conclusion": "Die Meinungen liegen fast gleichauf, die Gründe dagegen wiegen mehr: Eine Karte hilft nur, wenn viele "
        "Läden mitmachen, und danach sieht es nicht aus. **Wir führen keine eigene Karte ein.** Die Sorge um Gebühren nehmen "
        "wir mit: Die Wirtschaftsförderung verhandelt für kleine Läden einen gemeinsamen Vertrag.",
    },
}  # fmt: skip

POLLS: dict[str, dict[str, Any]] = {
    "labor": {
        "consultation": "zuerst", "created": (-210, 10), "votes": (-204, -168),
        "title": "Wo soll das Digitallabor hin?", "summary": "Drei Orte sind möglich, alle gehören schon dem Kreis.",
        "body": "Das Labor bekommt zwölf Plätze, eine Werkbank und einen Kursraum. Die Miete ist überall gleich.",
        "rule": "Einfache Mehrheit; ein Gleichstand wird als Gleichstand gezeigt. Der Kreistag folgt dem Ergebnis, wenn "
        "mindestens 100 Menschen abstimmen.",
        "settings": {"quorum": 100},
        "questions": [
            Asked("Welcher Ort?", "Alter Bahnhof Weidenbach | Bahnhalt vor der Tür, Umbau nötig\n"
             "Alte Post Marktbrunn | Mitten im Ort, zwei Etagen\nSchule Rodenau | Großer Raum, nur nachmittags frei",
             [(118, [0]), (54, [1]), (61, [2]), (12, None)]),
            Asked("Soll das Labor auch am Samstag offen sein?", "", [(149, [0]), (80, [1]), (16, None)],
             hint="Unter der Woche ist es immer offen.", kind="yesno"),
            Asked("Was soll es dort geben?", "3D-Drucker\nNähmaschinen\nTonstudio\nReparaturtisch",
             [(70, [0, 3]), (48, [1, 3]), (41, [0, 2]), (36, [2]), (38, [0, 1, 3]), (12, None)],
             hint="Alles zusammen passt nicht hinein.", kind="multiple", maximum=3),
            Asked("In welcher Reihenfolge sollen die Kurse beginnen?", "Smartphone\nDruckwerkstatt\nProgrammieren\nRecht im Netz",
             [(72, [0, 3, 1]), (60, [2, 1, 0, 3]), (44, [1, 2]), (30, [3, 0]), (20, [3, 1, 0]), (19, None)],
             kind="ranking", method="irv"),
            Asked("Wie wichtig ist Ihnen …", "Hilfe vor Ort\nLange Öffnungszeiten\nNeue Geräte",
             [(80, [5, 3, 1]), (75, [4, 4, 3]), (50, [5, 5, 5]), (25, [1, 2, 5]), (15, None)], kind="score"),
        ],
    },
    "dorfbuero": {
        "consultation": "buero", "created": (-20, 10), "votes": (-8, -1),
        "title": "Welches Dorfbüro soll zuerst öffnen?",
        "summary": "Der Kreis baut vier Dorfbüros. Die Reihenfolge bestimmen Sie mit.",
        "body": "Der Kreistag hat zugesagt, dem Ergebnis zu folgen, wenn mindestens 150 Menschen abstimmen.",
        "rule": "Einfache Mehrheit; ein Gleichstand wird als Gleichstand gezeigt.",
        "settings": {"quorum": 150, "shuffled": True},
        "questions": [
            Asked("Welches Dorfbüro soll zuerst öffnen?",
             "Hainfeld, ehemaliger Laden | Sechs Plätze, Poststelle, Café am Vormittag. Bezugsfertig im {monat:80}.\n"
             "Rodenau, alte Schule | Zehn Plätze und ein Kursraum. Umbau bis {monat:170}, Aufzug vorhanden.\n"
             "Oberlinden, Rathaus Erdgeschoss | Vier Plätze, sofort nutzbar, aber nur zu Rathauszeiten.\n"
             "Kaltenborn, Feuerwehrhaus | Acht Plätze. Umbau bis {monat:260}, gute Busverbindung.",
             [(47, [0]), (61, [1]), (18, [2]), (34, [3]), (7, None)]),
        ],
    },
}  # fmt: skip
