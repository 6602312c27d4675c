station-compartment = Fach { $number }
station-open-always = Rund um die Uhr geöffnet
station-open = Geöffnet { $hours }
station-working = In Betrieb
station-offline = Kein Kontakt seit { MOMENT($since) }
station-scanner-fault = Scanner gestört, Ziffern funktionieren
station-keypad-fault = Tastenfeld gestört, der QR-Code funktioniert
station-closed = Außer Betrieb
station-busy-now = Gerade ist hier viel los.
station-quiet-before = Ruhig ist es hier meist vor { $hour } Uhr.
station-quiet-after = Ruhig ist es hier meist nach { $hour } Uhr.
station-reliable = { $doors } von 100 Türen gingen beim ersten Versuch auf.
station-directions = Weg anzeigen
station-place = { ORDINAL($column) } Spalte von links, { ORDINAL($row) } Reihe von oben
station-wall = Fach { $number }: { $place }

station-code-is-right = Ihr Code ist richtig.
waiting-keypad-scanner-works = Hier gab es viele falsche Versuche, deshalb wartet das Tastenfeld bis { $until }. Der Scanner funktioniert: Halten Sie den QR-Code davor.
waiting-keypad = Hier gab es viele falsche Versuche, deshalb wartet das Tastenfeld bis { $until }. Danach öffnet Ihr Code die Tür.
waiting-scanner-keypad-works = Hier gab es viele falsche Versuche, deshalb wartet der Scanner bis { $until }. Das Tastenfeld funktioniert: Geben Sie die Ziffern ein.
waiting-scanner = Hier gab es viele falsche Versuche, deshalb wartet der Scanner bis { $until }. Danach öffnet Ihr Code die Tür.
waiting-station = Hier gab es viele falsche Versuche, deshalb nimmt die Station bis { $until } keinen Code an. Danach öffnet Ihr Code die Tür.

station-together = { $parcels ->
    [one] Hier liegt { $parcels } Paket.
    [2] Hier liegen zwei Pakete; ein Code öffnet für beide.
   *[other] Hier liegen { $parcels } Pakete; ein Code öffnet für alle.
}

code-title = Ihr Code
code-use-both = QR-Code scannen oder Ziffern eingeben
code-use-digits = Ziffern eingeben
code-use-square = QR-Code scannen
code-use-none = Die Station ist außer Betrieb
code-masked = Stehen Sie vor dem Schließfach?
code-hidden-digits = verdeckt
code-show = Meinen Code zeigen
code-symbol = QR-Code für den Scanner
code-valid = Gültig bis { MOMENT($until) }.
code-hint = Halten Sie den QR-Code 10 bis 20 cm vor den Scanner.
code-hint-offline = Die Station hat seit { MOMENT($since) } nicht geantwortet. Wenn sie nicht reagiert, warten Sie eine halbe Minute und versuchen Sie es noch einmal.
code-hint-digits = Der Scanner ist gestört; die Ziffern öffnen die Tür.
code-hint-square = Das Tastenfeld ist gestört. Halten Sie den QR-Code 10 bis 20 cm vor den Scanner.
code-hint-closed = Zurzeit liest sie weder QR-Code noch Ziffern. Ihr Paket ist sicher, und Ihr Code bleibt gültig.
code-awake = Ihr Bildschirm bleibt an.
code-door = Die Tür öffnet sich nicht
code-back = Zurück zum Paket
code-opened = Fach { $compartment } geöffnet: { MOMENT($at) }.
code-collected = Abgeholt: { MOMENT($at) }.
code-opened-lead = Bitte schließen Sie die Tür wieder. Der Code und seine Nachrichten sind gelöscht.
