contacts-title = Wie wir Sie erreichen
contacts-lead = Ihr Code geht der Reihe nach an diese, bis einer bestätigt ist.

contact-off = Erhält keine Codes
contact-unproven = Nie bestätigt
contact-stale = Bestätigt { BRIEF($at) }, lange her
contact-cooling = Neu: 72 Stunden lang allein kein Nachweis
contact-proven = Funktioniert · bestätigt { MOMENT($at) }
contact-no-such-address = Gibt es nicht
contact-landline = Empfängt keine SMS
contact-unsubscribed = Sie haben unsere Nachrichten hier abbestellt
contact-filtered = Filtert unsere Nachrichten aus
contact-complaint = Unsere Nachrichten wurden hier als unerwünscht gemeldet
contact-mailbox-full = Postfach ist voll
contact-push-gone = Im Browser ausgeschaltet
contact-unreachable = War nicht erreichbar
contact-failing = Die letzte Nachricht kam nicht an

contact-nothing-sent = { $channel ->
    [sms] SMS · hierher wurde noch nichts gesendet
    [email] E-Mail · hierher wurde noch nichts gesendet
   *[push] Der Code erscheint nicht auf dem Sperrbildschirm · hierher wurde noch nichts gesendet
}
contact-last-arrived = { $channel ->
    [sms] SMS · letzte Nachricht { MOMENT($at) }, angekommen
    [email] E-Mail · letzte Nachricht { MOMENT($at) }, angekommen
   *[push] Der Code erscheint nicht auf dem Sperrbildschirm · letzte Nachricht { MOMENT($at) }, angekommen
}
contact-last-sent = { $channel ->
    [sms] SMS · letzte Nachricht { MOMENT($at) }, noch nicht bestätigt
    [email] E-Mail · letzte Nachricht { MOMENT($at) }, noch nicht bestätigt
   *[push] Der Code erscheint nicht auf dem Sperrbildschirm · letzte Nachricht { MOMENT($at) }, noch nicht bestätigt
}
contact-last-on-its-way = { $channel ->
    [sms] SMS · letzte Nachricht { MOMENT($at) }, unterwegs
    [email] E-Mail · letzte Nachricht { MOMENT($at) }, unterwegs
   *[push] Der Code erscheint nicht auf dem Sperrbildschirm · letzte Nachricht { MOMENT($at) }, unterwegs
}
contact-last-lost = { $channel ->
    [sms] SMS · letzte Nachricht { MOMENT($at) }, nicht angekommen
    [email] E-Mail · letzte Nachricht { MOMENT($at) }, nicht angekommen
   *[push] Der Code erscheint nicht auf dem Sperrbildschirm · letzte Nachricht { MOMENT($at) }, nicht angekommen
}

contacts-this-browser = Mitteilungen hier
contacts-other-browser = Mitteilungen auf einem anderen Gerät
contacts-test = Test an mich senden
contacts-prove = Jetzt bestätigen
contacts-more = Ändern
contacts-change-label = Die neue Nummer oder Adresse
contacts-change-go = Ändern
contacts-address-hint = Wir senden einen Code dorthin, um sicher zu sein, dass sie Ihnen gehört.
contacts-up = Nach oben
contacts-down = Nach unten
contacts-turn-on = Codes wieder hierher senden
contacts-turn-off = Keine Codes hierher senden
contacts-remove = Entfernen
contacts-named = Vom Shop genannt, nicht bestätigt
contacts-named-note = { $channel ->
    [sms] Der Shop hat uns diese Nummer mit Ihrem Paket genannt.
    [email] Der Shop hat uns diese Adresse mit Ihrem Paket genannt.
   *[push] Der Shop hat uns diese Adresse mit Ihrem Paket genannt.
}
contacts-claim = Gehört mir
contacts-wrong = Ist falsch
codes = Codes in Nachrichten
codes-lead = SMS und E-Mails enthalten Ihren Abholcode. Können andere sie lesen, lassen Sie ihn weg: Nachrichten sagen dann, dass das Paket wartet, und den Code sehen Sie hier nach der Anmeldung.
codes-never-go = Meinen Code nie in eine Nachricht schreiben
codes-never = Keine Codes in Nachrichten
codes-never-lead = SMS und E-Mails sagen, dass ein Paket wartet, und nie, wie die Tür aufgeht. Den Code sehen Sie hier nach der Anmeldung.
codes-again-go = Meinen Code wieder in Nachrichten schreiben
codes-before = Die Codes dieser Pakete stehen in früheren Nachrichten und öffnen weiterhin. Hat vielleicht jemand anderes eine gelesen, sperren Sie den Code:
contacts-add = Ein weiterer Weg zu Ihnen
contacts-add-label = Handynummer oder E-Mail-Adresse
contacts-add-go = Hinzufügen
contacts-push = Mitteilungen hier
contacts-push-lead = Am schnellsten, wenn Ihr Telefon online ist. Der Code erscheint nicht auf dem Sperrbildschirm.
contacts-push-denied = In diesem Browser sind Mitteilungen untersagt. Erlauben Sie sie in seinen Einstellungen für diese Website.
contacts-push-failed = Der Browser konnte sie gerade nicht einschalten. SMS und E-Mail funktionieren weiter.
contacts-push-on = Einschalten
contacts-push-off = Ausschalten

what-add = { $new } wird einer Ihrer Kontakte
what-replace = Aus { $old } wird { $new }
what-remove = { $old } wird entfernt
what-turn-off = Codes gehen nicht mehr an { $contact }
what-codes-out = Nachrichten enthalten keine Abholcodes mehr
what-codes-in = Nachrichten enthalten wieder Abholcodes
what-passkey = Ein neuer Passkey öffnet Ihre Sendungen
what-browser = Ein weiterer Browser erhält Ihre Mitteilungen
contacts-waits = Die Änderung gilt ab { MOMENT($at) } von selbst, oder sofort mit einem zweiten Nachweis.
contacts-unverified = Wir haben einen Code an den neuen Kontakt gesendet.
contacts-unverified-elsewhere = Der neue Kontakt wurde nicht bestätigt. Die Änderung wurde auf einem anderen Gerät begonnen.
contacts-confirm = Jetzt bestätigen
contacts-type-code = Code eingeben
contacts-withdraw = Abbrechen
contacts-frozen = Vorerst kann nichts geändert werden
contacts-frozen-until = Eine Änderung wurde rückgängig gemacht. Damit niemand sie wiederholt, bleiben Kontakte und Passkeys bis { MOMENT($until) }, wie sie sind.
contacts-unfreeze = Das war alles ich, Änderungen erlauben
contacts-too-new = Bestätigen Sie einen früheren Kontakt
contacts-too-new-lead = Sie haben sich mit etwas angemeldet, das neuer als 72 Stunden ist. Damit niemand anders weit damit kommt, zeigt es allein keine Codes und ändert nichts. Lassen Sie einen Test an einen älteren Kontakt senden, dann ist alles wie gewohnt.

prove-lead = { $channel ->
    [sms] Wir haben ihn per SMS an { $contact } gesendet.
    [email] Wir haben ihn per E-Mail an { $contact } gesendet.
   *[push] Wir haben ihn per Mitteilung an { $contact } gesendet.
}
prove-lead-new = { $channel ->
    [sms] Wir haben ihn per SMS an die neue Nummer { $contact } gesendet.
    [email] Wir haben ihn per E-Mail an die neue Adresse { $contact } gesendet.
   *[push] Wir haben ihn per Mitteilung an das neue Gerät { $contact } gesendet.
}
prove-code = Der Code
prove-again = Neuen Code senden
prove-back = Zurück zu Ihren Kontakten

change-title = Noch ein Nachweis
change-why = Damit niemand außer Ihnen das ändert
change-lead = Bestätigen Sie einen früheren Kontakt, dann gilt die Änderung sofort.
change-way = { $channel ->
    [sms] SMS an { $contact }
    [email] E-Mail an { $contact }
   *[push] Mitteilung an { $contact }
}
change-no-way = Es gibt keinen anderen Kontakt, der sie bestätigen könnte.
change-otherwise = Ohne zweiten Nachweis gilt sie ab { MOMENT($at) }. Bis dahin können Ihre alten Kontakte sie stoppen.

undo-title = Waren Sie das nicht?
undo-tone = Machen Sie es rückgängig, wenn Sie nicht darum gebeten haben
undo-lead = Ihre Kontakte werden wieder, was sie waren, alle werden abgemeldet, und die Codes Ihrer Pakete werden ersetzt. 72 Stunden lang kann niemand Kontakte ändern.
undo-go = Rückgängig machen
undo-was-me = Wenn Sie es waren, schließen Sie diese Seite. Es geschieht nichts.
undo-done-title = Es ist rückgängig gemacht
undo-done-tone = Ihre Kontakte gehören wieder Ihnen
undo-done-lead = Alle sind abgemeldet, alte Codes öffnen nichts mehr, und neue sind zu Ihnen unterwegs.
undo-done-go = Anmelden
undo-opt-out-tone = Ihre Nummer oder Adresse wurde einem fremden Konto hinzugefügt
undo-opt-out-lead = Nehmen Sie sie heraus, wenn Sie das nicht waren. Ihre Codes werden ersetzt, und was dorthin kam, gehört wieder Ihnen allein.
undo-opted-out-tone = Sie gehört wieder Ihnen allein
undo-opted-out-lead = Sie gehört nicht mehr zu jenem Konto. Ihre alten Codes öffnen nichts; neue sind zu Ihnen unterwegs.

contacts-steps = Jeder Schritt
contacts-steps-lead = Wir können schreiben, wenn Ihr Paket unterwegs, in Zustellung, eingelegt und abgeholt ist: per E-Mail oder Mitteilung, nie per SMS, und nur am Tag, bis es da ist. Ihr Code kommt in jedem Fall.
contacts-steps-on = Jeden Schritt melden
contacts-steps-off = Nur meinen Code, bitte
