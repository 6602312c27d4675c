account-title = Ihr Konto
account-lead = Wer hineinkommt, und was in Ihrem Namen geschah.
account-passkeys = Passkeys
account-no-passkeys = Sie haben noch keinen.

device = { $browser } unter { $system }
device-browser = { $browser }
device-system = Ein Browser unter { $system }
device-unknown = Ein Browser

account-added-used = Hinzugefügt { MOMENT($added) }, zuletzt verwendet { MOMENT($used) }
account-added = Hinzugefügt { MOMENT($added) }, noch nie verwendet
account-remove = Entfernen
account-remove-lead = Er kommt nicht mehr hinein, und wo er angemeldet hat, wird abgemeldet. Ihr Gerät behält ihn vielleicht, bis Sie ihn dort löschen.
account-remove-go = Diesen Passkey entfernen
account-not-proven = Um einen hinzuzufügen oder zu entfernen, weisen Sie zuerst nach, dass Sie es sind: innerhalb der letzten 10 Minuten, mit einem Code oder einem Passkey, den Sie seit 3 Tagen haben.
account-prove-by-code = Code an einen meiner Kontakte senden lassen
account-full = Sie haben zehn. Entfernen Sie einen, um einen anderen hinzuzufügen.
account-unsupported = Dieser Browser kann keine Passkeys anlegen.
account-devices = Wo Sie angemeldet sind
account-here = Dieses Gerät
account-proven = Zuletzt bestätigt { MOMENT($at) }, Netz { $network }
account-sign-out = Abmelden
account-sign-out-device = { $device } abmelden
account-sign-out-others = Überall sonst abmelden
account-deeds = Was geschah
account-changed-by-other = War etwas davon nicht von Ihnen? Melden Sie sich überall sonst ab, dann entfernen Sie die Passkeys, die Sie nicht kennen. Ändern Sie vorher nichts anderes.
account-from = { $device }, Netz { $network }
account-from-station = Von der Station gemeldet
account-deed = { $deed ->
    [signed-in] Mit einem Code angemeldet
    [signed-in-by-link] Mit einem Link aus einer Nachricht angemeldet
    [sign-in-refused] Jemand hat einen falschen Anmeldecode eingegeben
    [revealed] Abholcode angezeigt
    [resent] Abholcode noch einmal gesendet
    [resend-refused] Abholcode nicht noch einmal gesendet: zu oft
    [signed-out] Abgemeldet
    [reveal-refused] Abholcode nicht angezeigt: Der Kontakt war zu neu
    [contact-proven] Mit einem Code bestätigt
    [proof-refused] Ein falscher Code wurde eingegeben
    [change-begun] Änderung der Kontakte angefragt
    [change-verified] Neuer Kontakt bestätigt
    [change-applied] Kontakte geändert
    [change-undone] Änderung der Kontakte rückgängig gemacht
    [change-called-off] Änderung der Kontakte abgebrochen
    [freeze-lifted] Änderungen wieder erlaubt
    [turned-on] Codes an einen Kontakt eingeschaltet
    [turned-off] Codes an einen Kontakt ausgeschaltet
    [codes-kept-out] Nachrichten enthalten keine Abholcodes mehr
    [codes-let-in] Nachrichten enthalten wieder Abholcodes
    [reordered] Reihenfolge der Kontakte geändert
    [push-on] Mitteilungen an einen Browser eingeschaltet
    [push-off] Mitteilungen an einen Browser ausgeschaltet
    [signed-in-by-passkey] Mit einem Passkey angemeldet
    [proven-by-passkey] Mit einem Passkey bestätigt
    [passkey-refused] Ein Passkey wurde abgewiesen: Vielleicht hat jemand eine Kopie. Entfernen Sie ihn
    [passkey-added] Passkey hinzugefügt
    [passkey-removed] Passkey entfernt
    [device-signed-out] Ein anderes Gerät abgemeldet
    [case-opened] Problem mit einem Paket gemeldet
    [opened-again] Eine Tür, die zu blieb, noch einmal öffnen lassen
    [code-stopped] Abholcode gesperrt und neu erstellt
    [extended] Abholzeit verlängert
    [asked-to-be-told] Um Nachricht gebeten, sobald ein Paket da ist
    [code-asked-for] Darum gebeten, den Abholcode zu erstellen
    [opened-offline] Tür mit dem Abholcode geöffnet, während die Station keine Verbindung hatte
    [opened-offline-late] Tür nach der Abholzeit geöffnet, während die Station keine Verbindung hatte
    [opened-by-ended-code] Ihre Tür wurde mit einem früheren Abholcode geöffnet, während die Station keine Verbindung hatte. Waren Sie das nicht, melden Sie es
    [redirect-asked] Gewünscht, dass ein Paket an eine andere Station geht
    [redirect-taken-back] Zurückgenommen, dass ein Paket an eine andere Station geht
    [remedy-refused] Nicht ausgeführt: Der Kontakt war zu neu, oder es fehlte ein frischer Nachweis
   *[others-signed-out] Alle anderen Geräte abgemeldet
}
account-deed-about = { $deed }: { $contact }
