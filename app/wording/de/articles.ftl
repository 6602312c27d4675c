help =
    .title = Was stimmt nicht?
    .lead = Die meisten Türen öffnen sich nach einem dieser Schritte. Ihr Paket ist solange sicher.
    .go = Meine Sendungen zeigen
help-code =
    .title = Ich habe keinen Code
    .text =
        Bevor das Paket im Schließfach liegt, gibt es keinen Code. Wann damit zu rechnen ist, steht auf der Seite Ihres Pakets.

        Liegt es darin, brauchen Sie keine Nachricht: „Meinen Code zeigen“ auf seiner Seite zeigt QR-Code und Ziffern.

        Dort können Sie die Nachricht auch noch einmal senden lassen, per SMS oder E-Mail. Sehen Sie auch im Spam-Ordner nach.
help-door =
    .title = Die Tür öffnet sich nicht
    .text =
        Prüfen Sie, ob Sie an der Station stehen, die Ihre Seite nennt. Ein Code gilt nur an einer Station.

        Stellen Sie den Bildschirm heller und halten Sie den QR-Code 10 bis 20 cm vor den Scanner, oder geben Sie die Ziffern ein.

        Nach fünf falschen Versuchen wartet das Tastenfeld fünf Minuten. Ihr Code bleibt gültig.

        Hat die Tür geklickt und klemmt, drücken Sie sie leicht an und ziehen Sie noch einmal.
help-empty =
    .title = Das Fach ist leer
    .text = Schließen Sie die Tür und sehen Sie nach, ob sich daneben eine andere geöffnet hat. Rufen Sie dann das Versandunternehmen mit der Sendungsnummer an; sie steht auf der Seite Ihres Pakets.
help-not-me =
    .title = Es heißt abgeholt, aber nicht von mir
    .text = Fragen Sie zuerst die Menschen, mit denen Sie wohnen. Hat es niemand, sagen Sie es dem Shop: Er kennt die genaue Zeit, und das Versandunternehmen geht der Sache nach.
help-contact =
    .title = Die falsche Nummer oder Adresse
    .text =
        Melden Sie sich mit dem anderen Kontakt aus der Bestellung an und berichtigen Sie den falschen unter „Kontakte“. Mit einem zweiten Nachweis gilt das sofort.

        Gehört keiner davon Ihnen, bitten Sie den Shop, ihn zu berichtigen. Ihr Paket ist solange sicher.

message =
    .title = Ist diese Nachricht echt?
    .lead = Unsere verlangen nie Geld und fragen Sie nie nach einem Code.
    .go = Mein Paket hier nachsehen
message-real =
    .title = Wie unsere aussehen
    .text =
        Sie nennen den Shop, die Station und das Fach, und immer in derselben Reihenfolge.

        Sie enthalten höchstens einen Link, und er führt auf diese Website: Vergleichen Sie die Adresse mit der oben in Ihrem Browser.

        Ein Code zum Eingeben kommt nur, nachdem Sie hier darum gebeten haben.

        Werden Ihre Kontakte geändert, schreiben wir an die alten, mit einem Link, der es rückgängig macht.
message-false =
    .title = Was unsere nie tun
    .text =
        Eine Gebühr, eine Karte, ein Passwort oder eine App von anderswo verlangen.

        Sie bitten, einen Code vorzulesen oder weiterzugeben, weder am Telefon noch per Nachricht.

        Damit drohen, dass ein Paket vernichtet wird, wenn Sie nicht sofort handeln.
message-unsure =
    .title = Nicht sicher?
    .text = Lassen Sie die Nachricht liegen und sehen Sie hier mit der Sendungsnummer nach Ihrem Paket. Was stimmt, steht auch dort.

privacy =
    .title = Was wir wissen, und wie lange
    .lead = So wenig, wie Ihre Tür öffnet, und nicht länger, als das dauert.
    .go = Mein Paket finden
privacy-known =
    .title = Was wir speichern
    .text =
        Die Nummer oder E-Mail-Adresse, die uns der Shop für Ihr Paket gab, und wo das Paket war.

        Wann wir Ihnen schrieben und was daraus wurde; wann ein Code angezeigt oder benutzt wurde; was geändert wurde, und von welchem Browser.
privacy-deleted =
    .title = Wann es gelöscht wird
    .text =
        Ihr Code und die Nachrichten, in denen er stand: in dem Moment, in dem Sie das Paket haben.

        Was Sie nennt und was das Versandunternehmen schrieb: 30 Tage später. Holen Sie es nie ab, 30 Tage nach seinem letzten Tag; hören wir nichts mehr davon, nach 180 Tagen.

        Nachrichten mit Anmeldecodes: nach einem Tag. Was wir über Änderungen schrieben, und Telefone, die sich abgemeldet haben: nach 30 Tagen.

        Ihre Anmeldung auf diesem Telefon: nach 90 Tagen, oder wenn Sie sich abmelden.

        Was in Ihrem Namen geschah, auf Ihrer Kontoseite: nach 13 Monaten, oder mit allem anderen, wenn keine Sendung von Ihnen mehr da ist und Sie abgemeldet sind.
privacy-cookies =
    .title = Cookies und andere
    .text = Ein Cookie, damit Sie angemeldet bleiben. Keine Werbung, keine Verfolgung, nichts von anderen Unternehmen auf diesen Seiten.
