sms-parcel-of = { $place ->
    [door-at-station] Paket von { $merchant }: Fach { $compartment }, { $station }.
    [door] Paket von { $merchant }: Fach { $compartment }.
    [station] Paket von { $merchant }: { $station }.
   *[unknown] Paket von { $merchant } ist da.
}
sms-parcel = { $place ->
    [door-at-station] Paket: Fach { $compartment }, { $station }.
    [door] Paket: Fach { $compartment }.
    [station] Paket: { $station }.
   *[unknown] Paket ist da.
}
sms-code-until = { $parcel } Code { $code } bis { $until }. { $link }
sms-code = { $parcel } Code { $code }. { $link }

sms-remind = { $parcel } Noch dort, bis { $until }. Code { $code }. { $link }
sms-extended = { $parcel } Sie haben länger Zeit, bis { $until }. Code { $code }. { $link }
sms-extended-words = { $parcel } Sie haben länger Zeit, bis { $until }. { $words } Code { $code }. { $link }

sms-word-of-at = Paket von { $merchant } ist da: { $station }. Noch kein Code, der Kontakt ist neu. { $link }
sms-word-of = Paket von { $merchant } ist da. Noch kein Code, der Kontakt ist neu. { $link }
sms-word-at = Ein Paket ist da: { $station }. Noch kein Code, der Kontakt ist neu. { $link }
sms-word = Ein Paket ist da. Noch kein Code, der Kontakt ist neu. { $link }

sms-waits-until = { $parcel } Es wartet bis { $until }. Code nach der Anmeldung: { $link }
sms-waits = { $parcel } Code nach der Anmeldung: { $link }

sms-sign-in = { $code } ist Ihr Doorcode-Anmeldecode, 10 Minuten gültig. Wir fragen Sie nie danach.
sms-sign-in-short = { $code } ist Ihr Doorcode-Anmeldecode.
sms-proof-test = { $code } zeigt Doorcode, dass Nachrichten Sie erreichen. Geben Sie ihn dort ein, wo Sie ihn angefordert haben.
sms-proof-allow = { $code } erlaubt bei Doorcode: { $change }. Nicht Sie? Niemandem nennen.
sms-proof-allow-short = { $code } erlaubt bei Doorcode eine Änderung Ihrer Kontakte. Nicht Sie? Niemandem nennen.
sms-proof-verify = { $code } fügt diese Nummer einem fremden Konto hinzu. Niemandem nennen, außer Sie wollten das.
sms-proof-newcomer = { $code } zeigt jedem, der ihn eingibt, Codes für diese Nummer. Niemandem nennen.
sms-proof-short = { $code } ist Ihr Doorcode-Code.

change-add = { $new } kommt zu Ihren Kontakten hinzu
change-replace = Ihr Kontakt { $old } wird zu { $new }
change-remove = { $old } wird aus Ihren Kontakten entfernt
change-turn-off = Codes gehen nicht mehr an { $contact }
change-codes-out = Ihre Nachrichten enthalten keine Abholcodes mehr
change-codes-in = Ihre Nachrichten enthalten wieder Abholcodes
change-passkey = ein neuer Passkey öffnet Ihre Sendungen
change-browser = ein weiterer Browser erhält Ihre Mitteilungen
change-some = Ihre Kontakte ändern sich
change-some-account = Ihr Konto hat sich geändert

sms-notice-begun = Doorcode-Anfrage: { $change }.
sms-notice-applied = Doorcode, erledigt: { $change }.
sms-notice-news = Doorcode: { $change }.
sms-notice-undone = Doorcode: rückgängig gemacht ({ $change }). Alle sind abgemeldet; neue Codes sind unterwegs.
sms-notice-called-off = Doorcode: abgebrochen ({ $change }). Es ändert sich nichts.
sms-notice-opted-out = Doorcode: Der neue Kontakt hat sich herausgenommen ({ $change }).
sms-opt-out-begun = Doorcode: Diese Nummer soll zu einem fremden Konto.
sms-opt-out-applied = Doorcode: Diese Nummer kam zu einem fremden Konto.
sms-undo = { $notice } Nicht Sie? Rückgängig: { $link }
sms-passkey-added = Doorcode: Ein Passkey kam hinzu, der Ihre Sendungen öffnet.
sms-passkey-removed = Doorcode: Ein Passkey wurde entfernt, der Ihre Sendungen öffnete.
sms-passkey-page = { $notice } Nicht Sie? Wer angemeldet ist: { $page }
sms-case = Doorcode: { $news }. { $page }
sms-redirect-asked = Doorcode: { $news }. Nicht Sie? Zurücknehmen: { $page }
sms-redirect = Doorcode: { $news }. { $page }

sms-back = Doorcode: Die Station { $station } geht wieder. { $page }
sms-back-there = Doorcode: Ihre Station geht wieder. { $page }
