email-code =
    .subject = Ihr Paket von { $merchant } liegt im Schließfach
    .body =
        Ihr Paket von { $merchant } liegt im Schließfach: { $station }.

        { $code }

        Mit dem QR-Code für den Scanner, dem Weg dorthin und Hilfe:
        { $link }

        Der Link meldet jeden an, der ihn öffnet. Geben Sie ihn nur jemandem weiter, der das Paket abholen darf.
        Wir fragen nie nach Ihrem Code, weder am Telefon noch per E-Mail.
    .body-door =
        Ihr Paket von { $merchant } liegt im Schließfach: Fach { $compartment }, { $station }.

        { $code }

        Mit dem QR-Code für den Scanner, dem Weg dorthin und Hilfe:
        { $link }

        Der Link meldet jeden an, der ihn öffnet. Geben Sie ihn nur jemandem weiter, der das Paket abholen darf.
        Wir fragen nie nach Ihrem Code, weder am Telefon noch per E-Mail.
email-code-digits = Ihr Code: { $code }
email-code-digits-until =
    Ihr Code: { $code }
    Gültig bis { LASTING($until) }.

email-remind =
    .subject = Ihr Paket von { $merchant } liegt noch im Schließfach
    .body =
        Ihr Paket von { $merchant } liegt noch im Schließfach: { $station }.

        { $code }

        Mit dem QR-Code für den Scanner, dem Weg dorthin und Hilfe:
        { $link }

        Der Link meldet jeden an, der ihn öffnet. Geben Sie ihn nur jemandem weiter, der das Paket abholen darf.
        Wir fragen nie nach Ihrem Code, weder am Telefon noch per E-Mail.
email-extended =
    .subject = Sie haben länger Zeit für Ihr Paket von { $merchant }
    .body =
        Sie haben länger Zeit, Ihr Paket von { $merchant } abzuholen: { $station }.

        { $code }

        Mit dem QR-Code für den Scanner, dem Weg dorthin und Hilfe:
        { $link }

        Der Link meldet jeden an, der ihn öffnet. Geben Sie ihn nur jemandem weiter, der das Paket abholen darf.
        Wir fragen nie nach Ihrem Code, weder am Telefon noch per E-Mail.

email-word =
    .subject = Ein Paket von { $merchant } liegt im Schließfach
    .body =
        Ein Paket von { $merchant } liegt im Schließfach: { $station }.

        Diese Adresse kam vor weniger als 72 Stunden hinzu, deshalb senden wir noch keine Codes hierher. Melden Sie sich mit einem früheren Kontakt an, um Ihren zu sehen. Wie es um das Paket steht:
        { $link }

email-waits =
    .subject = Ihr Paket von { $merchant } wartet im Schließfach
    .body =
        Ihr Paket von { $merchant } wartet im Schließfach: { $station }.

        Wie gewünscht steht in dieser Nachricht kein Code. Melden Sie sich an, um ihn zu sehen:
        { $link }
    .body-until =
        Ihr Paket von { $merchant } wartet bis { MOMENT($until) } im Schließfach: { $station }.

        Wie gewünscht steht in dieser Nachricht kein Code. Melden Sie sich an, um ihn zu sehen:
        { $link }

email-sign-in =
    .subject = Ihr Doorcode-Anmeldecode
    .body =
        { $code } ist Ihr Anmeldecode für { $host }.

        Er ist 10 Minuten gültig. Wir fragen Sie nie danach, weder am Telefon noch per E-Mail.
        Wollten Sie sich nicht anmelden, tun Sie nichts: Ohne den Code kommt niemand hinein.
email-proof-test =
    .subject = Erreicht Sie das?
    .body =
        { $code } zeigt, dass unsere Nachrichten Sie erreichen. Geben Sie ihn dort ein, wo Sie ihn angefordert haben.

        Der Code ist 10 Minuten gültig. Wir fragen Sie nie am Telefon danach.
email-proof-allow =
    .subject = Änderung Ihrer Kontakte erlauben
    .body =
        { $code } erlaubt diese Änderung bei { $host }:

        { $change }.

        Haben Sie nicht darum gebeten, nennen Sie den Code niemandem, dann ändert sich nichts.

        Der Code ist 10 Minuten gültig. Wir fragen Sie nie am Telefon danach.
email-proof-verify =
    .subject = Gehört diese Adresse Ihnen?
    .body =
        { $code } fügt diese Adresse einem fremden Konto bei { $host } hinzu.

        Geben Sie ihn nur ein, wenn das Konto Ihres ist und Sie gerade darum gebeten haben. Nennen Sie ihn niemandem, wer auch fragt: Wenn Sie nichts tun, ändert sich nichts.

        Der Code ist 10 Minuten gültig. Wir fragen Sie nie am Telefon danach.
email-proof-newcomer =
    .subject = Die Codes für diese Adresse zeigen
    .body =
        { $code } zeigt jedem, der ihn bei { $host } eingibt, die Abholcodes, die für diese Adresse kamen.

        Diese Adresse kam vor weniger als 72 Stunden zu einem Konto hinzu. Geben Sie den Code nur ein, wenn Sie das waren. Nennen Sie ihn niemandem.

        Der Code ist 10 Minuten gültig. Wir fragen Sie nie am Telefon danach.

email-notice-begun =
    .subject = Ihre Kontakte werden geändert
    .body = Jemand, der bei Ihren Sendungen angemeldet ist, hat angefragt: { $change }.
email-notice-applied =
    .subject = Ihre Kontakte wurden geändert
    .body = Erledigt: { $change }.
email-notice-news =
    .subject = Neues in Ihrem Konto
    .body = Gerade geschehen: { $change }.
email-notice-undone =
    .subject = Die Änderung Ihrer Kontakte wurde rückgängig gemacht
    .body =
        Rückgängig gemacht: { $change }.

        Alle sind abgemeldet, gültige Codes wurden ersetzt, und Ihre Kontakte können 72 Stunden lang nicht geändert werden.
email-notice-called-off =
    .subject = Ihre Kontakte bleiben, wie sie sind
    .body = Abgebrochen: { $change }.
email-notice-opted-out =
    .subject = Ein neuer Kontakt hat sich herausgenommen
    .body = Wem er gehört, der wollte nicht zu Ihrem Konto gehören: { $change }. Das ist zurückgenommen.
email-undo =
    Waren Sie das? Dann brauchen Sie nichts zu tun.

    Nicht Sie? Machen Sie es innerhalb von 7 Tagen rückgängig, ohne sich anzumelden:
    { $link }

    Das meldet alle ab und ersetzt die Codes Ihrer Pakete.

email-opt-out-begun =
    .subject = Soll diese Adresse hinzugefügt werden?
    .body =
        Jemand hat darum gebeten, diese Adresse seinem Konto hinzuzufügen. Dafür braucht es den Code, den wir Ihnen gesendet haben. Nennen Sie ihn niemandem.

        Nicht Sie? Nehmen Sie die Adresse wieder heraus, ohne sich anzumelden:
        { $link }
email-opt-out-applied =
    .subject = Diese Adresse kam zu einem Konto hinzu
    .body =
        Diese Adresse kam zu einem fremden Konto hinzu. Was vorher für sie gekommen war, wird dort 72 Stunden lang niemandem gezeigt, und ihre Codes wurden ersetzt.

        Nicht Sie? Nehmen Sie die Adresse wieder heraus, ohne sich anzumelden:
        { $link }

email-passkey-added =
    .subject = Ein Passkey kam hinzu
    .body =
        Ein Passkey kam hinzu, der Ihre Sendungen öffnet.

        Waren Sie das? Dann brauchen Sie nichts zu tun.

        Nicht Sie? Melden Sie sich an, entfernen Sie ihn und melden Sie sich überall sonst ab:
        { $page }
email-passkey-removed =
    .subject = Ein Passkey wurde entfernt
    .body =
        Ein Passkey wurde entfernt, der Ihre Sendungen öffnete.

        Waren Sie das? Dann brauchen Sie nichts zu tun.

        Nicht Sie? Melden Sie sich an, melden Sie sich überall sonst ab und fügen Sie einen eigenen Passkey hinzu:
        { $page }

email-case =
    { $news }.

    Was unsere Leute sagen und wie es weitergeht, steht hier. Dort melden Sie sich an:
    { $page }

    Nicht Sie haben das gemeldet? Melden Sie sich an und sehen Sie auf derselben Seite nach, was gesagt wurde.

step-news = { $step ->
    [on-its-way] Ihr Paket von { $merchant } ist unterwegs
    [out-for-delivery] Ihr Paket von { $merchant } ist in Zustellung
    [placed] Ihr Paket von { $merchant } liegt im Schließfach
   *[collected] Ihr Paket von { $merchant } wurde abgeholt
}
email-step =
    { $news }.

    So steht es:
    { $page }

    Sie möchten von jedem Schritt hören. Wenn nicht mehr:
    { $contacts }

email-redirect-asked =
    { $news }.

    Bis unsere Leute antworten, ändert sich nichts. Das waren nicht Sie? Melden Sie sich hier an, nehmen Sie es zurück und sehen Sie unter Ihrem Konto nach, wer angemeldet ist:
    { $page }

email-redirect =
    { $news }.

    Wie es steht, sehen Sie hier. Dort melden Sie sich an:
    { $page }

email-back =
    .subject = Die Paketstation { $station } geht wieder
    .body =
        Die Paketstation { $station } geht wieder. Ihr Code öffnet dort Ihr Fach.

        Ihr Paket und Ihr Code, sobald Sie angemeldet sind:
        { $page }

        Sie haben uns um diese Nachricht gebeten. Sie kommt einmal.
