### Dass etwas bei vielen zugleich nicht geht: ein Hinweis für die, die es betrifft.

incident-headline = { $trouble ->
    [sms] SMS kommen derzeit verspätet oder gar nicht an
    [email] E-Mails kommen derzeit verspätet oder gar nicht an
    [push] Mitteilungen kommen derzeit verspätet oder gar nicht an
    [weather] Das Wetter hält Pakete für diese Station auf
    [road] Eine gesperrte Straße hält Pakete für diese Station auf
    [vehicle] Ein defektes Fahrzeug hält Pakete für diese Station auf
    [capacity] Für diese Station gibt es mehr Pakete als sonst
    [offline] Diese Station hat derzeit keine Verbindung
    [slow] Diese Station ist derzeit langsam
    [scanner] Der Scanner dieser Station ist gestört
    [keypad] Die Tastatur dieser Station ist gestört
    [screen] Der Bildschirm dieser Station ist gestört
    [jammed] Türen dieser Station bleiben derzeit zu
   *[sensor] Die Türsensoren dieser Station sind gestört
}
incident-meaning = { $trouble ->
    [sms] Sie brauchen keine: Ihr Code steht hier, ob eine Nachricht kommt oder nicht.
    [email] Sie brauchen keine: Ihr Code steht hier, ob eine Nachricht kommt oder nicht.
    [push] Sie brauchen keine: Ihr Code steht hier, ob eine kommt oder nicht.
    [weather] Ihres kommt vielleicht später. Wir senden Ihren Code, sobald es im Fach liegt.
    [road] Ihres kommt vielleicht später. Wir senden Ihren Code, sobald es im Fach liegt.
    [vehicle] Ihres kommt vielleicht später. Wir senden Ihren Code, sobald es im Fach liegt.
    [capacity] Ihres kommt vielleicht später. Wir senden Ihren Code, sobald es im Fach liegt.
    [offline] Bis sie zurück ist, öffnen Codes vielleicht nicht. Sehen Sie hier nach, bevor Sie losgehen.
    [slow] Warten Sie eine halbe Minute, nachdem Sie Ihren Code gezeigt haben.
    [scanner] Tippen Sie die Ziffern Ihres Codes auf der Tastatur ein.
    [keypad] Halten Sie das Symbol Ihres Codes vor den Scanner.
    [screen] Halten Sie das Symbol Ihres Codes vor den Scanner, ohne auf den Bildschirm zu achten.
    [jammed] Wir wissen davon. Bleibt Ihre zu, sagen Sie es uns auf der Hilfeseite Ihres Pakets.
   *[sensor] Wir wissen davon. Drücken Sie die Tür einmal zu, wenn Sie fertig sind.
}
incident-operator-says = Vom Betreiber: { $words }
incident-since = Bekannt seit { $since }.
incident-until = Voraussichtlich bis { $until }.
