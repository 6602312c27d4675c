parcels-none = Zurzeit kein Paket für Sie
parcels-on-their-way = { $parcels ->
    [one] Ein Paket ist unterwegs
   *[other] { $parcels } Pakete sind unterwegs
}
parcels-ready = { $parcels ->
    [one] Ein Paket wartet auf Sie
   *[other] { $parcels } Pakete warten auf Sie
}
parcels-lead = Angemeldet mit { $contact }
parcels-empty = Was an Sie gesendet wird, erscheint hier von selbst.
parcels-over = Früher

line-announced-for = Angekündigt für { WINDOW($expected) }
line-announced = Angekündigt
line-on-its-way-expected = Unterwegs, erwartet { WINDOW($expected) }
line-on-its-way = Unterwegs
line-out-for-delivery-expected = In Zustellung, erwartet { WINDOW($expected) }
line-out-for-delivery = In Zustellung
line-exception = Aufgehalten seit { MOMENT($since) }
line-code-being-made = Im Schließfach, Code wird erstellt
line-door-shut = Die Tür ist vielleicht zu geblieben
line-returned = Auf dem Rückweg seit { MOMENT($since) }
line-cancelled = Storniert { MOMENT($since) }
