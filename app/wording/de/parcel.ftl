parcel-title = Paket von { $merchant }
parcel-headline = { $standing ->
    [announced] Angekündigt, noch kein Code
    [on-its-way] Unterwegs, noch kein Code
    [out-for-delivery] In Zustellung, noch kein Code
    [late] Später als geplant, noch kein Code
    [exception] Etwas hält es auf
    [code-being-made] Es ist da, Ihr Code wird erstellt
    [ready] Ihr Paket liegt im Schließfach
    [expired] Die Abholfrist ist abgelaufen
    [door-shut] Die Tür ist vielleicht zu geblieben
    [collected] Ihr Paket wurde abgeholt
    [returned] Es geht zurück an den Absender
   *[cancelled] Diese Sendung wurde storniert
}

when-ready-until = Abholbereit bis { MOMENT($until) }
when-ready-since = Abholbereit seit { MOMENT($since) }
when-expected = Erwartet { WINDOW($expected) }
when-no-time = Das Versandunternehmen hat noch keine Zeit genannt
when-was-expected = War erwartet { WINDOW($expected) }
when-no-new-time = Das Versandunternehmen hat keine neue Zeit genannt
when-placed = Eingelegt { MOMENT($since) }
when-expired = Konnte bis { MOMENT($until) } abgeholt werden
when-door-shut = Die Tür sollte sich öffnen: { MOMENT($since) }
when-collected = Abgeholt { MOMENT($since) }
when-since = Seit { MOMENT($since) }

parcel-meaning = { $standing ->
    [announced] Der Shop hat es noch nicht an { $carrier } übergeben. Ihr Code entsteht in dem Moment, in dem das Paket im Schließfach liegt, und dann senden wir ihn Ihnen.
    [on-its-way] Ihr Code entsteht in dem Moment, in dem das Paket im Schließfach liegt, und dann senden wir ihn Ihnen.
    [out-for-delivery] Ihr Code entsteht in dem Moment, in dem das Paket im Schließfach liegt, und dann senden wir ihn Ihnen.
    [late] { $carrier } hat keine neue Zeit genannt. Sie müssen nichts tun: Wir senden Ihren Code, sobald das Paket im Schließfach liegt.
    [exception] { $carrier } kann Ihnen mehr sagen und es in Ordnung bringen.
    [code-being-made] Das dauert ein paar Sekunden.
    [ready] Bringen Sie dieses Telefon mit. Mehr brauchen Sie nicht.
    [expired] Der Code öffnet die Tür nicht mehr. { $carrier } kann Ihnen sagen, ob die Frist verlängert oder das Paket zurückgesendet wird.
    [door-shut] Die Station meldet, dass sich die Tür nicht richtig geöffnet hat. Liegt Ihr Paket noch darin, kann niemand sonst es herausnehmen.
    [collected] Der Code und die Nachrichten, in denen er stand, sind gelöscht.
    [returned] { $carrier } nimmt es zurück. Der Shop kann es noch einmal senden oder Ihnen das Geld erstatten.
   *[cancelled] Der Shop oder das Versandunternehmen hat die Sendung storniert. Der Shop kann Ihnen sagen, warum.
}

parcel-barred = { $barred ->
    [by-link] Ihr Link zeigt, wie es um das Paket steht, nicht seinen Code. Melden Sie sich mit einem früheren Kontakt an, um ihn zu sehen.
   *[too-new] Sie haben sich mit etwas angemeldet, das neuer als 72 Stunden ist: Damit sind noch keine Codes zu sehen. Bestätigen Sie einen früheren Kontakt, dann steht Ihr Code hier.
}
parcel-barred-go = { $barred ->
    [by-link] Für den Code anmelden
   *[too-new] Anderen Kontakt bestätigen
}

parcel-show = Meinen Code zeigen
parcel-number-for = Sendungsnummer, für { $carrier }
parcel-copy = Nummer kopieren
parcel-copied = Kopiert
parcel-carrier-page = Bei { $carrier } ansehen
parcel-not-me = Das war ich nicht
parcel-others = Meine anderen Sendungen
parcel-look-again = Noch einmal nachsehen

parcel-live = Aktualisiert sich von selbst
parcel-live-off = Nicht verbunden. Stand von { $at }
parcel-live-old = Nicht mehr aktuell seit { $at }

parcel-messages-word = Wohin unsere Nachrichten gingen
parcel-tell-again = Noch einmal Bescheid geben
sent-word = Sagt, dass das Paket wartet, ohne den Code
parcel-messages = Wohin Ihr Code ging
parcel-no-messages = Wir senden Ihren Code per Nachricht, sobald es ihn gibt.
sent = { $channel ->
    [sms] SMS an { $contact }
    [email] E-Mail an { $contact }
   *[push] Mitteilung an Ihr Gerät
}
sent-again = { $channel ->
    [sms] SMS an { $contact }, noch einmal
    [email] E-Mail an { $contact }, noch einmal
   *[push] Mitteilung an Ihr Gerät, noch einmal
}
sent-old = { $channel ->
    [sms] SMS an Ihre alte Nummer { $contact }
    [email] E-Mail an Ihre alte Adresse { $contact }
   *[push] Mitteilung an ein Gerät, das Sie nicht mehr nutzen
}
sent-old-again = { $channel ->
    [sms] SMS an Ihre alte Nummer { $contact }, noch einmal
    [email] E-Mail an Ihre alte Adresse { $contact }, noch einmal
   *[push] Mitteilung an ein Gerät, das Sie nicht mehr nutzen, noch einmal
}
parcel-fix = Nummer oder Adresse falsch? Hier ändern
parcel-fallback = { $channel ->
    [sms] Nichts da? In { $seconds } s senden wir ihn auch per SMS an { $contact }.
    [email] Nichts da? In { $seconds } s senden wir ihn auch per E-Mail an { $contact }.
   *[push] Nichts da? In { $seconds } s senden wir ihn auch per Mitteilung an { $contact }.
}
parcel-again = Noch einmal senden
parcel-again-in = in { $seconds } s
parcel-spent = ab { MOMENT($until) }
parcel-left = { $left ->
    [one] heute noch { $left }-mal
   *[other] heute noch { $left }-mal
}

state-queued = Wartet auf den Versand
state-sending = Wird gerade gesendet
state-sent = { $channel ->
    [sms] Von Ihrem Netzbetreiber angenommen, von Ihrem Telefon noch nicht bestätigt
    [email] Zur Zustellung angenommen, von Ihrem Postfach noch nicht bestätigt
   *[push] An Ihren Browser übergeben, noch nicht bestätigt
}
state-delivered = { $channel ->
    [sms] Auf Ihrem Telefon angekommen
    [email] In Ihrem Postfach angekommen; vielleicht liegt sie im Spam-Ordner
   *[push] Auf Ihrem Telefon angekommen
}
state-tried-again = Noch nicht durchgekommen; wir versuchen es weiter
state-cannot-receive = { $channel ->
    [sms] Diese Nummer kann sie nicht empfangen
    [email] Diese Adresse kann sie nicht empfangen
   *[push] Dieser Browser nimmt keine Mitteilungen mehr an
}
state-refused = { $channel ->
    [sms] Ihr Netzbetreiber weist unsere Nachrichten ab
    [email] Ihr Postfach weist unsere Nachrichten ab
   *[push] Mitteilungen sind ausgeschaltet
}
state-our-fault = Der Versand ist bei uns misslungen
state-phone-off = Ihr Telefon ist aus oder hat keinen Empfang; sie kommt, sobald es wieder da ist
state-phone-off-too-long = Ihr Telefon war zu lange aus oder ohne Empfang; wir versuchen es nicht mehr
state-no-such-address = { $channel ->
    [sms] Diese Nummer gibt es nicht
    [email] Diese Adresse gibt es nicht
   *[push] Diese Adresse gibt es nicht
}
state-landline = Diese Nummer empfängt keine SMS
state-unsubscribed = Sie haben uns mit STOP gebeten, nicht an diese Nummer zu schreiben
state-filtered = { $channel ->
    [sms] Ihr Netzbetreiber hat sie ausgefiltert
    [email] Ihr Postfach hat sie ausgefiltert
   *[push] Ihr Postfach hat sie ausgefiltert
}
state-complaint = Unsere Nachrichten wurden dort als unerwünscht gemeldet
state-mailbox-full = Ihr Postfach ist voll
state-busy = Der Weg dorthin ist überlastet; wir versuchen es weiter
state-no-answer = Übergeben, aber ohne Antwort; wir klären das
state-too-late = Sie wäre zu spät gekommen
state-not-needed = Sie wurde nicht mehr gebraucht
state-twice = { $state }. Vielleicht erhalten Sie sie doppelt: Wir bekamen keine Antwort und haben sie noch einmal gesendet

parcel-history = Wie es hierher kam
event-as-cause = { $event }.
event-carrier-says = Das Versandunternehmen meldet: { $text }
event-unknown = Neuigkeiten vom Versandunternehmen
event-announced = Vom Shop angekündigt
event-on-its-way = Unterwegs
event-out-for-delivery = In Zustellung
event-failed = Konnte nicht zugestellt werden
event-error = Das System des Versandunternehmens meldet einen Fehler
event-placed-in = In Fach { $compartment } gelegt
event-placed = Ins Schließfach gelegt
event-collected = Abgeholt
event-returned = Geht zurück an den Absender
event-cancelled = Storniert
event-arrived-at-depot = Im Depot angekommen
event-locker-reserved = Ein Fach ist reserviert
event-locker-full-rerouted = Die Station war voll; es geht zu einer anderen
event-code-issued = Ihr Code wurde erstellt
event-pickup-reminder-sent = Erinnerung gesendet
event-pickup-expiring = Die Abholfrist endet bald
event-pickup-expired = Die Abholfrist ist abgelaufen
event-collected-by-recipient = Mit Ihrem Code abgeholt
event-collected-by-delegate = Von jemandem abgeholt, den Sie geschickt haben
event-removed-by-courier = Vom Kurier entnommen
event-locker-fault = Das Schließfach ist gestört
event-held-support-case = Wird zurückgehalten, während jemand es klärt
event-delivery-attempted = Zustellung versucht
event-address-correction-needed = Die Adresse muss berichtigt werden
event-misrouted = Fehlgeleitet, wird berichtigt
event-weather-delay = Vom Wetter aufgehalten
event-vehicle-issue = Von einer Fahrzeugpanne aufgehalten
first-way = { $channel ->
    [sms] Wir senden den Code zuerst per SMS an { $contact }. Stimmt das noch?
    [email] Wir senden den Code zuerst per E-Mail an { $contact }. Stimmt das noch?
   *[push] Wir geben zuerst per Mitteilung an Ihr Gerät Bescheid. Stimmt das noch?
}
first-way-yes = Ja
first-way-no = Nein, ändern
first-way-prove-lead = Wir sind seit Längerem nicht sicher, dass Nachrichten Sie dort erreichen.
first-way-prove = Test senden
