redirect-title = Eine andere Station für Ihr Paket von { $merchant }
redirect-headline = An eine andere Station schicken
redirect-bound = Es ist unterwegs zu { $station }.
redirect-lead = Wählen Sie eine Station, die arbeitet. Wir bitten unsere Leute, es dorthin zu schicken; bis sie antworten, bleibt alles, wie es ist. Alle anderen, die von diesem Paket hören, erfahren es sofort.
redirect-metres = { $metres } m von dort
redirect-kilometres = { $kilometres } km von dort
redirect-go = Bitten, es dorthin zu schicken
redirect-prove-lead = Weisen Sie sich zuerst aus, wie beim Ändern eines Kontakts. Danach wählen Sie die Station.
redirect-prove-no-way = Das braucht einen Kontakt, den Sie schon vorher hatten. Es gibt keinen, der einen Code empfängt.
redirect-before = Was gewünscht wurde
redirect-take-back = Zurücknehmen
redirect-asked = Gewünscht wurde, dass dieses Paket zu { $station } geht. Noch hat niemand geantwortet.
redirect-ended = { $end ->
    [accepted] Es geht jetzt zu { $station }.
    [refused] Es kann nicht zu { $station } geschickt werden.
    [taken-back] Es wird nicht zu { $station } geschickt: Das wurde zurückgenommen.
    [moved] Sein Zusteller meldet, dass es zu { $station } geht.
    [placed] Es wurde eingelegt, bevor jemand geantwortet hat, und wird deshalb nicht mehr zu { $station } geschickt.
   *[over] Mit ihm geschieht nichts mehr; es wird deshalb nicht mehr zu { $station } geschickt.
}
redirect-asked-at = Gewünscht
redirect-ended-at = Beantwortet oder beendet
remedy-send-elsewhere = An eine andere Station schicken lassen

redirect-news = { $news ->
    [asked] Ihr Paket von { $merchant } soll auf Wunsch zu { $station } geschickt werden
    [taken-back] Ihr Paket von { $merchant } wird nicht zu { $station } geschickt: Das wurde zurückgenommen
    [accepted] Ihr Paket von { $merchant } geht jetzt zu { $station }
   *[refused] Ihr Paket von { $merchant } kann nicht zu { $station } geschickt werden
}
redirect-news-brief = { $news ->
    [asked] Ihr Paket soll auf Wunsch zu { $station }
    [taken-back] Ihr Paket wird nicht zu { $station } geschickt
    [accepted] Ihr Paket geht jetzt zu { $station }
   *[refused] Ihr Paket kann nicht zu { $station }
}
redirect-news-short = { $news ->
    [asked] Ihr Paket soll woandershin
    [taken-back] Ihr Paket geht nicht woandershin
    [accepted] Ihr Paket geht zu einer anderen Station
   *[refused] Ihr Paket kann nicht woandershin
}
