at-eyebrow = Paketstation
at-title = Station { $station }
at-offline = Vielleicht öffnet sie trotzdem: Geben Sie Ihren Code ein und warten Sie eine halbe Minute. Was darin liegt, ist sicher.
at-closed = Zurzeit liest sie weder Ziffern noch QR-Codes. Was darin liegt, ist sicher, und Codes bleiben gültig.
at-screen = Der Bildschirm ist dunkel; Codes liest sie trotzdem
at-near = Die nächste Station, die funktioniert
at-near-metres = { $metres } m von hier
at-near-kilometres = { $kilometres } km von hier

at-ask = Liegt hier etwas für mich?
at-ask-lead = Ihre Handynummer oder E-Mail-Adresse genügt. Eine Sendungsnummer brauchen Sie nicht.
at-number = Ich habe eine Sendungsnummer

at-here = { $parcels ->
    [one] Ein Paket liegt hier für Sie
   *[other] { $parcels } Pakete liegen hier für Sie
}
at-none = Zurzeit liegt hier nichts für Sie
at-none-lead = Sobald etwas eingelegt ist, sehen Sie es hier.
at-astray = Sie sind an der falschen Station
at-astray-lead = Ihr Paket von { $merchant } liegt in { $its }. Diese Station ist { $here }.
at-elsewhere = An anderen Stationen
at-all = Alle meine Pakete

at-code-lead = { $channel ->
    [sms] Wenn an einer Station ein Paket auf Sie wartet, ist eine SMS mit einem Code zu Ihnen unterwegs.
    [email] Wenn an einer Station ein Paket auf Sie wartet, ist eine E-Mail mit einem Code zu Ihnen unterwegs.
   *[push] Wenn an einer Station ein Paket auf Sie wartet, ist eine Mitteilung mit einem Code zu Ihnen unterwegs.
}
at-code-lead-again = { $channel ->
    [sms] Wenn an einer Station ein Paket auf Sie wartet, ist eine neue SMS mit einem Code zu Ihnen unterwegs. Es ist Code Nummer { $codes }; die letzten beiden gelten.
    [email] Wenn an einer Station ein Paket auf Sie wartet, ist eine neue E-Mail mit einem Code zu Ihnen unterwegs. Es ist Code Nummer { $codes }; die letzten beiden gelten.
   *[push] Wenn an einer Station ein Paket auf Sie wartet, ist eine neue Mitteilung mit einem Code zu Ihnen unterwegs. Es ist Code Nummer { $codes }; die letzten beiden gelten.
}
at-code-none = Kommt keiner an, liegt noch nichts bereit, oder das Paket wurde mit einer anderen Nummer oder E-Mail-Adresse bestellt.
