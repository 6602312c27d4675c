### Warum es keinen Code gibt oder die Tür nicht aufgeht: eine Antwort, ein nächster Schritt, und worauf sie beruht.

diagnosis-title = Hilfe zu Ihrem Paket von { $merchant }
diagnosis-link = Stimmt etwas nicht?
diagnosis-link-about = Stimmt etwas nicht? Paket von { $merchant }
diagnosis-evidence = Was wir wissen
diagnosis-also = Was Sie sonst tun können
diagnosis-steps = Was an dieser Station hilft
diagnosis-other = Etwas anderes stimmt nicht
diagnosis-other-lead = Sagen Sie uns, was Sie sehen, und die Antwort ändert sich.

diagnosis-none = Ihr Code öffnet die Tür
diagnosis-none-meaning = Soweit wir wissen, ist alles in Ordnung. Zeigen Sie den Code an der Station, als Ziffern oder als Symbol.

cause-headline = { $cause ->
    [not-yet] Es ist unterwegs, und es gibt noch keinen Code
    [delayed] Es verspätet sich, und es gibt noch keinen Code
    [exception] Etwas hält es auf
    [rerouted] Es liegt an einer anderen Station
    [silent] Der Zusteller meldet sich länger nicht als sonst
    [over] Mit diesem Paket geschieht nichts mehr
    [being-made] Es ist da, und Ihr Code entsteht gerade
    [failed] Ihr Code konnte nicht erstellt werden und wird neu erstellt
    [no-contact] Wir können Ihren Code an niemanden senden
    [wrong-contact] Ihre Nummer oder Adresse kann ihn nicht empfangen
    [stale-contact] Ihr Kontakt wurde lange nicht bestätigt
    [changed-contact] Er ging an einen Kontakt, der sich geändert hat
    [held-contact] Ihr neuer Kontakt wartet auf eine zweite Bestätigung
    [other-person] Er ging an jemand anderen bei diesem Paket
    [preference] Ihr bevorzugter Weg funktioniert derzeit nicht
    [queued] Er hat uns noch nicht verlassen
    [provider-down] Nachrichten scheitern gerade, nicht nur Ihre
    [blocked] Ihre Nachricht wurde gefiltert oder blockiert
    [push-off] Auf Ihrem Gerät sind Mitteilungen ausgeschaltet
    [missing-receipt] Er wurde gesendet, Ihr Telefon hat ihn nicht bestätigt
    [delivered-receipt] Ihr Telefon oder Postfach hat ihn
    [locked-out] Die Station wartet nach zu vielen Fehlversuchen
    [wrong-station] Sie sind an einer anderen Station
    [expired] Die Abholfrist ist vorbei
    [clock] Die Uhr der Station geht falsch
    [offline] Die Station ist offline
    [slow] Die Station ist langsam
    [scanner] Der Scanner ist gestört
    [keypad] Die Tastatur ist gestört
    [screen] Der Bildschirm ist gestört
    [jammed] Die Tür sollte aufgehen und ist noch zu
    [sensor] Die Sensoren der Tür widersprechen sich
    [empty] Die Tür ging auf, und nichts lag darin
    [changed-by-other] Ihre Kontakte wurden von einem anderen Gerät geändert
   *[not-mine] Dieses Paket gehört Ihnen nicht
}

cause-meaning = { $cause ->
    [not-yet] Ihr Code entsteht, sobald das Paket im Fach liegt, und dann senden wir ihn Ihnen. Sie müssen nichts tun.
    [delayed] Die erwartete Zeit ist vorbei. Wir senden Ihren Code, sobald das Paket im Fach liegt.
    [exception] Zuerst muss der Zusteller handeln, oder er braucht etwas von Ihnen.
    [rerouted] Gehen Sie zu der Station, die hier steht: Ihr Code öffnet dort und nirgends sonst.
    [silent] Ihr Paket kann noch unterwegs sein, aber eine Nachfrage beim Zusteller lohnt sich.
    [over] Im Verlauf steht, wie es endete. Haben nicht Sie es abgeholt, sagen Sie es sofort dem Zusteller.
    [being-made] Das dauert ein paar Sekunden. Diese Seite aktualisiert sich selbst.
    [failed] Das geschieht von selbst, binnen Minuten. Diese Seite aktualisiert sich selbst.
    [no-contact] Was wir hatten, ist ausgeschaltet, oder Sie haben uns gebeten, dorthin nicht zu schreiben. Fügen Sie einen anderen Weg hinzu, oder zeigen Sie Ihren Code hier an.
    [wrong-contact] Berichtigen Sie sie, und Ihr Code geht dorthin. Sie können ihn auch jetzt hier anzeigen.
    [stale-contact] Er gehört vielleicht schon jemand anderem. Bestätigen Sie ihn, oder zeigen Sie Ihren Code hier an.
    [changed-contact] Ihr jetziger Kontakt hat ihn nicht bekommen: zeigen Sie ihn hier an. In den ersten drei Tagen bekommt ein neuer Kontakt keine Codes, damit niemand an sie kommt, der Ihre Kontakte ändert.
    [held-contact] Bestätigen Sie ihn mit einem Kontakt, den Sie schon vorher hatten; dann gilt er sofort.
    [other-person] Lassen Sie ihn sich senden, oder zeigen Sie ihn hier an: Sie dürfen ihn sehen.
    [preference] Stellen Sie einen anderen Weg voran, oder zeigen Sie Ihren Code hier an.
    [queued] Unsere Nachrichten gehen später hinaus als sonst. Sie brauchen keine: Zeigen Sie Ihren Code hier an.
    [provider-down] Nehmen Sie einen anderen Weg, oder zeigen Sie Ihren Code hier an. Dafür brauchen Sie keine Nachricht.
    [blocked] Ihr Anbieter oder Postfach ließ sie nicht durch. Nehmen Sie einen anderen Weg, oder zeigen Sie Ihren Code hier an.
    [push-off] Schalten Sie sie wieder ein, oder lassen Sie den Code anders senden.
    [missing-receipt] Vielleicht ist Ihr Telefon aus oder ohne Netz. Ein anderer Weg wird von selbst versucht; Sie können den Code auch hier anzeigen.
    [delivered-receipt] Suchen Sie ihn dort, auch im Spam. Sie können den Code auch hier anzeigen.
    [locked-out] Ihr Code stimmt. Er öffnet, wenn die Wartezeit vorbei ist, oder auf dem Weg, der noch geht.
    [wrong-station] Ihr Paket liegt an der Station, die hier steht.
    [expired] Der Code öffnet die Tür nicht mehr. Was noch möglich ist, steht hier.
    [clock] Ihr Code stimmt. Wir haben der Station mehr Zeit gegeben: Versuchen Sie es noch einmal.
    [offline] Die Station hat keine Verbindung. Bis sie zurück ist, öffnen Codes vielleicht nicht.
    [slow] Ihr Code stimmt. Warten Sie eine halbe Minute, und versuchen Sie es noch einmal.
    [scanner] Tippen Sie die Ziffern Ihres Codes auf der Tastatur ein.
    [keypad] Halten Sie das Symbol Ihres Codes vor den Scanner.
    [screen] Halten Sie das Symbol Ihres Codes vor den Scanner, ohne auf den Bildschirm zu achten.
    [jammed] Drücken Sie einmal auf die Tür, und ziehen Sie. Niemand sonst kann sie öffnen.
    [sensor] Drücken Sie die Tür einmal zu. Für alle anderen bleibt sie verschlossen.
    [empty] Schließen Sie die Tür, und melden Sie es: Ihr Code gilt sofort nicht mehr, und unsere Leute sehen nach, wo Ihr Paket ist.
    [changed-by-other] Wenn Sie das nicht waren, nehmen Sie es jetzt zurück.
   *[not-mine] Lassen Sie es liegen, und melden Sie es: Unsere Leute sehen nach, wem es gehört.
}

remedy-code = Zum Code
remedy-send-again = Code senden
remedy-contacts = Zu meinen Kontakten
remedy-prove-change = Änderung bestätigen
remedy-account = Sehen, wer angemeldet ist
remedy-wait = Nichts zu tun: Diese Seite aktualisiert sich selbst.
remedy-unblock = Erlauben Sie Nachrichten von unbekannten Absendern, und sehen Sie im Spam-Ordner nach.
remedy-look-word = Unsere Nachrichten enthalten keinen Code, wie Sie es wünschten. Zeigen Sie ihn hier an.
remedy-tell-again = Noch einmal Bescheid geben
remedy-stop-code-never = Lesen andere Ihre Nachrichten mit? Meinen Code nie in eine schreiben
diagnosis-word-meaning = Wie gewünscht enthalten unsere Nachrichten keinen Code. Zeigen Sie ihn hier an.
remedy-look = Suchen Sie nach einer Nachricht von Doorcode, auch im Spam-Ordner.
remedy-case = { $kind ->
    [empty] Melden, dass es leer war
    [stuck] Die Tür melden
    [not-mine] Melden, dass es nicht meins ist
    [not-collected-by-me] Nicht ich habe es abgeholt
   *[other] Unsere Leute fragen
}
remedy-see-case = Sehen, wie es mit meinem Fall steht
remedy-open-again = Tür noch einmal öffnen
remedy-again = { $again ->
    [asked] Die Station ist gebeten, die Tür zu öffnen. Bleiben Sie, wo Sie sind.
    [done] Die Station hat die Tür geöffnet.
    [failed] Die Station konnte die Tür nicht öffnen.
   *[late] Die Station hat nicht rechtzeitig geantwortet; die Tür blieb zu.
}
remedy-tell-me = Nachricht, sobald es da ist
remedy-tell-back = Nachricht, sobald sie wieder geht
remedy-told-back = Sie bekommen Nachricht, sobald die Station wieder geht.
remedy-told = Sie bekommen Nachricht, sobald es im Fach liegt.
remedy-make-again = Meinen Code jetzt erstellen
remedy-send-to-new = Code an meinen heutigen Kontakt senden
remedy-send-to-me = Code an mich senden
remedy-stop-code = Diesen Code sperren und mir einen neuen zeigen
remedy-stop-code-lead = Wenn jemand anderes Ihre Nachricht gelesen hat, öffnet der Code darin die Tür sofort nicht mehr. Der neue wird an niemanden gesendet: Sie sehen ihn hier.
remedy-stop-code-others = Auch meine anderen Geräte abmelden
remedy-extend = Für mich aufbewahren bis { LASTING($until) }

seen-choice = { $seen ->
    [nothing-inside] Sie ging auf, und nichts lag darin
    [door-stuck] Die Tür klemmt
    [screen-dark] Der Bildschirm ist dunkel
    [scanner-silent] Der Scanner reagiert nicht
    [light-blinks] Ein Licht blinkt
   *[not-mine] Ich habe nichts bestellt
}

evidence-also = Außerdem: { $cause }
evidence-heard = Letzte Meldung des Zustellers
evidence-expected = Erwartet
evidence-reason = { $reason ->
    [weather] Vom Wetter aufgehalten
    [road] Auf der Straße aufgehalten
    [vehicle] Von einem defekten Fahrzeug aufgehalten
   *[capacity] Aufgehalten, weil es zu viel zu befördern gibt
}
evidence-placed = Ins Fach gelegt
evidence-deadline = Abholbar bis
evidence-issued = Ihr Code entstand
evidence-went-to-former = Gesendet an einen Kontakt, der sich geändert hat
evidence-too-new-until = Ihr neuer Kontakt bekommt Codes ab
evidence-unsubscribed = { $channel ->
    [sms] Sie haben uns gebeten, nicht an { $contact } zu schreiben. Senden Sie START an die Nummer, von der unsere Nachrichten kamen, oder fügen Sie einen anderen Weg hinzu.
    [email] Sie haben uns gebeten, nicht an { $contact } zu schreiben. Bestätigen Sie ihn neu unter Ihren Kontakten, oder fügen Sie einen anderen Weg hinzu.
   *[push] Sie haben uns gebeten, nichts an { $contact } zu senden. Fügen Sie einen anderen Weg hinzu.
}
evidence-change-applies = Ihre Änderung gilt von selbst
evidence-went-to-other = Gesendet an jemand anderen bei diesem Paket
evidence-heartbeat = Letztes Zeichen der Station
evidence-clock-ahead = { $minutes ->
    [one] Die Uhr der Station geht eine Minute vor
   *[other] Die Uhr der Station geht { $minutes } Minuten vor
}
evidence-clock-behind = { $minutes ->
    [one] Die Uhr der Station geht eine Minute nach
   *[other] Die Uhr der Station geht { $minutes } Minuten nach
}
evidence-latency = { $seconds ->
    [one] Die Station wartet eine Sekunde auf eine Antwort
   *[other] Die Station wartet { $seconds } Sekunden auf eine Antwort
}
evidence-door-fault = Die Station meldet eine Störung an Ihrer Tür
evidence-keypad-waits = Die Tastatur wartet bis
evidence-scanner-waits = Der Scanner wartet bis
evidence-door-opened = Die Tür sollte aufgehen
evidence-door-shut = Die Tür sollte aufgehen und blieb zu
evidence-refused-for-time = Die Station hat Ihren Code wegen der Uhrzeit abgelehnt
evidence-grants-until = Sie öffnet mit Ihrem Code auch ohne Verbindung, bis
evidence-elsewhere = Sie waren bei { $station }
evidence-usual-hours = { $hours ->
    [one] Dieses Versandunternehmen schweigt selten länger als eine Stunde
   *[other] Dieses Versandunternehmen schweigt selten länger als { $hours } Stunden
}
evidence-usual-days = { $days ->
    [one] Dieses Versandunternehmen schweigt selten länger als einen Tag
   *[other] Dieses Versandunternehmen schweigt selten länger als { $days } Tage
}
evidence-hindrance = { $hindrance ->
    [delivery-attempted] Das Versandunternehmen war da und konnte es nicht einlegen
    [address-correction] Das Versandunternehmen braucht eine andere Adresse
    [misrouted] Es ging den falschen Weg und wird zurückgebracht
    [held] Es wird aufbewahrt, bis jemand nachgesehen hat
    [damaged] Es wurde unterwegs beschädigt
   *[other] Jemand muss etwas tun, bevor es weitergeht
}
evidence-moved-from = Es war vorher auf dem Weg zu { $station }
evidence-promised = Ihr Code sollte da sein bis
evidence-troubled = { $channel ->
    [sms] SMS kommen nicht durch seit
    [email] E-Mails kommen nicht durch seit
   *[push] Mitteilungen kommen nicht durch seit
}
evidence-next-way = { $channel ->
    [sms] Als Nächstes senden wir eine SMS an { $contact }
    [email] Als Nächstes senden wir eine E-Mail an { $contact }
   *[push] Als Nächstes senden wir eine Mitteilung an { $contact }
}
evidence-queue-delay = { $minutes ->
    [one] Nachrichten gehen bis zu einer Minute später hinaus
   *[other] Nachrichten gehen bis zu { $minutes } Minuten später hinaus
}
evidence-foreign-change = Kontakte von einem anderen Gerät geändert
diagnosis-number-moves = Haben Sie gerade den Anbieter gewechselt? Ein bis zwei Tage lang können Nachrichten verloren gehen: Nehmen Sie einen anderen Weg.
diagnosis-spam = Sehen Sie auch im Spam-Ordner nach: Der Absender ist { $address }.
