find-title = Paket im Schließfach?
find-lead = Sehen Sie, wo es ist, und holen Sie sich den Code für die Tür.
find-tracking = Sendungsnummer
find-tracking-hint = Auf dem Etikett oder in der E-Mail des Shops. Leerzeichen stören nicht.
find-contact = Ihre Handynummer oder E-Mail-Adresse
find-contact-hint = Die aus der Bestellung.
find-go = Weiter
find-note = Wir senden einen Code dorthin, um sicher zu sein, dass Sie es sind.

sign-in-title = Code eingeben
sign-in-lead = { $channel ->
    [sms] Wenn Sendung und Kontakt zusammengehören, ist eine SMS mit einem Code zu Ihnen unterwegs.
    [email] Wenn Sendung und Kontakt zusammengehören, ist eine E-Mail mit einem Code zu Ihnen unterwegs.
   *[push] Wenn Sendung und Kontakt zusammengehören, ist eine Mitteilung mit einem Code zu Ihnen unterwegs.
}
sign-in-lead-again = { $channel ->
    [sms] Wenn Sendung und Kontakt zusammengehören, ist eine neue SMS mit einem Code zu Ihnen unterwegs. Es ist Code Nummer { $codes }; die letzten beiden gelten.
    [email] Wenn Sendung und Kontakt zusammengehören, ist eine neue E-Mail mit einem Code zu Ihnen unterwegs. Es ist Code Nummer { $codes }; die letzten beiden gelten.
   *[push] Wenn Sendung und Kontakt zusammengehören, ist eine neue Mitteilung mit einem Code zu Ihnen unterwegs. Es ist Code Nummer { $codes }; die letzten beiden gelten.
}
sign-in-code = Anmeldecode
sign-in-code-hint = 10 Minuten gültig. Leerzeichen stören nicht.
sign-in-go = Weiter
sign-in-missing = Nichts angekommen?
sign-in-missing-lead = Es kann eine Minute dauern. Sie können jetzt einen weiteren Code anfordern; die beiden neuesten gelten. Wir senden nur eine begrenzte Zahl am Tag: Kommt keiner an, gelangen Sie auch über den Link in unserer Nachricht zu Ihrer Sendung oder mit einem Passkey hinein.
sign-in-by = { $channel ->
    [sms] Per SMS
    [email] Per E-Mail
   *[push] Per Mitteilung
}
sign-in-again = Von vorn beginnen

link-title = Ihr Paket von { $merchant }
link-signs-in = Dieser Link ging an { $contact }. Wenn Sie ihn öffnen, ist dieses Telefon angemeldet.
link-shows-status = Dieser Link ging an { $contact }. Er zeigt, wie es um Ihr Paket steht.
link-go = Mein Paket öffnen

passkeys-sign-in = Waren Sie schon einmal hier?
passkeys-enter = Passkey verwenden
passkeys-add = Passkey hinzufügen
passkeys-add-lead = Melden Sie sich mit Fingerabdruck, Gesicht oder Displaysperre an. Ohne Code, ohne Warten.
passkeys-prove = Mit einem Passkey bestätigen
passkeys-stopped = Es ist nichts geschehen: Der Vorgang wurde abgebrochen, dauerte zu lange, oder dieses Gerät hat keinen Passkey für uns.
passkeys-unable = Es ist nichts geschehen: Dieser Browser oder sein Passwortmanager kann hier keinen Passkey verwenden. Ein Code funktioniert.
passkeys-stopped-adding = Es wurde nichts hinzugefügt: Der Vorgang wurde abgebrochen oder dauerte zu lange.
passkeys-held = Es wurde nichts hinzugefügt: Dieses Gerät hat schon einen Passkey für uns.
passkeys-unable-adding = Es wurde nichts hinzugefügt: Dieser Browser oder sein Passwortmanager kann hier keinen Passkey anlegen.
