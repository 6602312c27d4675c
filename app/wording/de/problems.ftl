problem-not-found = Das können wir nicht finden.
problem-signed-out = Sie sind abgemeldet. Melden Sie sich wieder an, um Ihre Sendungen zu sehen.
problem-tracking = Das ist keine Sendungsnummer. Sie hat 6 bis 40 Buchstaben und Ziffern.
problem-contact = Geben Sie eine Handynummer wie 0170 555 0141 oder eine E-Mail-Adresse ein.
problem-code = Der Code hat 6 oder 8 Ziffern, wie in der Nachricht.
problem-channel = Wählen Sie einen der Wege unten.
problem-address = Geben Sie eine Handynummer wie 0170 555 0141 oder eine E-Mail-Adresse ein, von derselben Art wie bisher.
problem-subscription = Die Mitteilungen dieses Browsers können nicht genutzt werden.
problem-station = Wählen Sie eine der Stationen unten.
problem-wrong-code = Das ist nicht der Code, den wir gesendet haben. Sehen Sie in die neueste Nachricht.
problem-sign-in-over = Dieser Code ist zu alt oder wurde zu oft versucht. Beginnen Sie von vorn, es dauert eine Minute.
problem-link-over = Dieser Link ist zu alt, wurde auf fünf Geräten geöffnet, oder das Paket wurde abgeholt. Hier kommen Sie trotzdem hinein.
problem-wait = Das war zu oft. Sie können in { SPAN($wait) } weitermachen.
problem-no-more-codes = Wir haben so viele Codes dorthin gesendet, wie wir zurzeit dürfen; vielleicht hat jemand anders sie angefordert. Der Link in unserer Nachricht über Ihr Paket führt weiter hinein, ein Passkey auch. Codes können in { SPAN($wait) } wieder gesendet werden.
problem-held = Das ist nicht der Code, den wir gesendet haben. Von Ihrem Anschluss kamen zu viele falsche Codes, deshalb hat jede Anmeldung zurzeit einen Versuch. Beginnen Sie in { SPAN($wait) } von vorn, oder nutzen Sie den Link in unserer Nachricht über Ihr Paket oder einen Passkey.
problem-spent-today = Wir haben ihn so oft gesendet, wie wir heute dürfen. „Meinen Code zeigen“ funktioniert immer.
problem-several-codes = In dem, was Sie eingefügt haben, steht mehr als ein Code. Geben Sie den aus der neuesten Nachricht ein.
problem-premium = Diese Nummer kostet extra. Nehmen Sie eine Handynummer.
problem-too-short = Dieser Nummer fehlt eine Ziffer.
problem-too-long = Diese Nummer hat eine Ziffer zu viel.
problem-slip = Meinten Sie { $domain }? Berichtigen Sie es, oder senden Sie es noch einmal, wenn es stimmt.
problem-frozen = Kontakte können jetzt nicht geändert werden, weil vor Kurzem eine Änderung rückgängig gemacht wurde.
problem-already-there = Das ist schon einer Ihrer Kontakte.
problem-taken-elsewhere = Dieser Kontakt gehört schon mit anderen zusammen. Melden Sie sich mit ihm an, um seine Sendungen zu sehen.
problem-change-under-way = Eine Änderung dieses Kontakts läuft schon. Schließen Sie sie ab oder brechen Sie sie ab.
problem-too-many-changes = Schließen Sie zuerst die anderen Änderungen ab oder brechen Sie sie ab.
problem-last-way = Das ist der letzte Weg, Ihnen einen Code zu senden. Fügen Sie zuerst einen anderen hinzu.
problem-not-proven = Weisen Sie zuerst nach, dass Sie es sind: Lassen Sie einen Test an einen früheren Kontakt senden.
problem-too-new = Sie haben sich mit etwas angemeldet, das neuer als 72 Stunden ist. Bestätigen Sie auch einen früheren Kontakt, unter „Kontakte“.
problem-challenge-over = Dieser Code ist zu alt oder wurde zu oft versucht. Lassen Sie einen neuen senden.
problem-change-over = Diese Änderung ist erledigt, rückgängig gemacht oder abgebrochen.
problem-undo-over = Dieser Link ist zu alt oder wurde schon benutzt.
problem-no-code = Für dieses Paket gibt es jetzt keinen Code.
problem-passkey-over = Diese Seite war eine Weile offen. Drücken Sie den Knopf noch einmal.
problem-passkey-refused = Dieser Passkey öffnet hier nichts. Melden Sie sich mit Ihrer Sendungsnummer an.
problem-too-many-passkeys = Sie haben zehn Passkeys. Entfernen Sie einen, um einen anderen hinzuzufügen.
problem-note = Das ist zu lang. Schreiben Sie höchstens 500 Zeichen in Ihren Worten und 200 vom Bildschirm.
problem-case-open = Ihre Meldung ist schon da: Hier sehen Sie, wie es damit steht.
problem-not-now = Das geht so, wie es jetzt steht, nicht.
problem-no-photo = Diese Datei ist kein Foto, das wir lesen können. Ihre Meldung ist gesichert; Sie können ein anderes Foto hinzufügen.
problem-photo-too-large = Dieses Foto ist zu groß: höchstens 8 MB und 50 Millionen Punkte. Ihre Meldung ist gesichert; Sie können ein anderes hinzufügen.
problem-unavailable = Unser System hat nicht rechtzeitig geantwortet, es wurde also nichts geändert. Versuchen Sie es noch einmal.
problem-unavailable-reference = Unser System hat nicht rechtzeitig geantwortet, es wurde also nichts geändert. Versuchen Sie es noch einmal. Kennung: { $reference }

problem-not-possible = { $why ->
    [never-opened] Die Tür kann erst noch einmal geöffnet werden, wenn Ihr Code sie geöffnet hat.
    [was-open] Die Tür war nach Ihrem Code offen, wie ihr Sensor sagt; von hier wird sie nicht noch einmal geöffnet.
    [opened-once] Die Tür wurde schon noch einmal geöffnet. Das ist einmal möglich.
    [opened-long-ago] Die Tür kann innerhalb von zehn Minuten nach Ihrem Code noch einmal geöffnet werden, und die sind vorbei.
    [station-offline] Die Station hat gerade keine Verbindung und würde nichts davon erfahren.
    [not-here] Ihr Paket liegt gerade in keinem Fach.
    [clock-stopped] Die Abholzeit steht gerade still und muss nicht verlängert werden.
    [too-late] Die Abholzeit ist zu lange vorbei, um sie zu verlängern.
    [extended-enough] Die Abholzeit wurde so oft verlängert, wie es möglich ist.
    [lies-longest] Ihr Paket liegt dort so lange, wie es liegen kann.
    [never-elsewhere] Pakete werden hier nicht an andere Stationen geschickt.
    [not-on-its-way] Ihr Paket ist nicht mehr unterwegs und kann deshalb an keine andere Station geschickt werden.
    [no-station-yet] Noch ist nicht bekannt, zu welcher Station Ihr Paket geht.
    [redirect-asked] Dass Ihr Paket woandershin geht, wurde schon gewünscht. Noch hat niemand geantwortet.
    [case-decides] Unsere Leute gehen Ihrem Fall nach, und damit auch Ihrem Paket.
    [redirected-enough] Eine andere Station wurde für dieses Paket so oft gewünscht, wie es möglich ist.
    [goes-there] Ihr Paket geht schon zu dieser Station.
    [other-station-down] Diese Station arbeitet gerade nicht. Wählen Sie eine andere.
    [none-near] In der Nähe arbeitet gerade keine andere Station.
   *[stopped-enough] Ihr Code wurde heute so oft gesperrt, wie es möglich ist. Melden Sie Ihre anderen Geräte ab; morgen kann er wieder gesperrt werden.
}

problem-no-sms = { $why ->
    [letters] Darin stehen Buchstaben. Geben Sie die Nummer nur mit Ziffern ein.
    [landline] Das ist ein Festnetzanschluss: Dort kommen keine SMS an. Nehmen Sie eine Handynummer.
    [personal] Das ist eine persönliche Rufnummer; dorthin können wir nicht senden. Nehmen Sie eine Handynummer.
    [voip] Das ist eine Internet-Telefonnummer; dorthin können wir nicht senden. Nehmen Sie eine Handynummer.
    [toll-free] Das ist eine gebührenfreie Nummer: Sie nimmt nur Anrufe an. Nehmen Sie eine Handynummer.
    [shared-cost] Das ist eine Servicenummer mit geteilten Kosten: Sie nimmt nur Anrufe an. Nehmen Sie eine Handynummer.
    [pager] Das ist ein Funkrufempfänger; dorthin können wir nicht senden. Nehmen Sie eine Handynummer.
    [voicemail] Das ist eine Mailbox; dorthin können wir nicht senden. Nehmen Sie eine Handynummer.
    [company] Das ist die Sammelnummer eines Unternehmens; dorthin können wir nicht senden. Nehmen Sie eine Handynummer.
   *[incomplete] Diese Nummer ist unvollständig. Geben Sie sie mit Vorwahl ein.
}

not-found-title = Das können wir nicht finden
not-found-lead = Die Adresse stimmt nicht, oder das Paket ging an eine andere Nummer oder E-Mail-Adresse.
not-found-go = Mein Paket finden

refused-title = Das hat nicht geklappt
refused-go = Zur Startseite
refused-origin = Es kam nicht von einer unserer Seiten, oder Ihr Browser sagt es nicht. Es wurde nichts geändert. Gehen Sie noch einmal auf die Seite und drücken Sie dort den Knopf.
refused-method = Unter dieser Adresse gibt es keine Seite, nur ein Formular. Es wurde nichts geändert. Beginnen Sie auf der Seite mit dem Knopf.
refused-too-slow = Es kam zu langsam an. Es wurde nichts geändert. Versuchen Sie es dort noch einmal, wo Sie besseren Empfang haben.
refused-too-large = Das war mehr Text, als wir annehmen können. Es wurde nichts geändert. Gehen Sie zurück und schreiben Sie weniger.
refused-too-often = Das war zu oft. Es wurde nichts geändert. Warten Sie ein wenig, dann versuchen Sie es noch einmal.
refused-unreadable = Wir konnten nicht lesen, was Ihr Browser gesendet hat. Es wurde nichts geändert. Gehen Sie noch einmal auf die Seite und drücken Sie dort den Knopf.

trouble-title = Das hat gerade nicht geklappt
trouble-tone = Es wurde nichts geändert
trouble-lead = Unser System hat nicht rechtzeitig geantwortet. Ihr Paket und Ihr Code sind sicher.
trouble-go = Noch einmal versuchen
trouble-reference = Wenn es so bleibt, nennen Sie uns diese Kennung: { $reference }
