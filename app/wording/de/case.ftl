### Ein Problem, das an die Leute des Betreibers geht, und was sie antworten.

case-title = Ein Problem mit Ihrem Paket von { $merchant }
case-choose = Was ist das Problem?
case-kind = { $kind ->
    [empty] Das Fach war leer
    [stuck] Die Tür bleibt zu
    [not-mine] Ich habe nichts bestellt
    [not-collected-by-me] Nicht ich habe es abgeholt
   *[other] Etwas anderes stimmt nicht
}
case-means = { $kind ->
    [empty] Schließen Sie die Tür. Ihr Code gilt sofort nicht mehr, damit niemand sonst ein leeres Fach öffnet, und unsere Leute sehen nach, wo Ihr Paket ist.
    [stuck] Niemand sonst kann sie öffnen. Unsere Leute sehen nach der Tür, und die Zeit zum Abholen steht so lange still.
    [not-mine] Lassen Sie es, wo es ist. Unsere Leute sehen nach, wem es gehört.
    [not-collected-by-me] Ihr Code gilt sofort nicht mehr, und unsere Leute sehen nach, wer die Tür geöffnet hat.
   *[other] Unsere Leute gehen dem nach, und die Zeit zum Abholen steht so lange still.
}

case-light-label = Das Licht an der Tür
case-light = { $light ->
    [dark] Dunkel
    [green] Grün
    [red] Rot
    [blinks-slowly] Blinkt langsam
   *[blinks-fast] Blinkt schnell
}
case-sound-label = Was Sie gehört haben
case-sound = { $sound ->
    [silence] Nichts
    [click] Ein Klicken
    [motor] Ein Summen
   *[alarm] Ein Signal
}
case-resistance-label = Wie die Tür sich anfühlt
case-resistance = { $resistance ->
    [fast] Sie bewegt sich nicht
    [springs] Sie gibt etwas nach und federt zurück
    [catches] Etwas hakt
   *[free] Sie schwingt frei
}
case-unseen = Darauf habe ich nicht geachtet
case-shown = Auf dem Bildschirm
case-shown-hint = Die genauen Worte, falls dort welche standen.
case-note = In Ihren Worten
case-note-hint = Freiwillig. Bitte schreiben Sie hier keinen Code hinein.
case-photo-add = Ein Foto
case-photo-other = Ein anderes Foto
case-photo-hint = Freiwillig: JPEG, PNG oder WebP, höchstens 8 MB. Ort und Kamera bewahren wir nicht auf.
case-photo-go = Foto hinzufügen
case-photo-alt = Ihr Foto
case-go = Melden

case-headline = { $state ->
    [open] Wir gehen dem nach
    [overdue] Wir sind spät dran und gehen dem weiter nach
    [answered] Sie haben eine Antwort
   *[closed] Ihr Fall ist abgeschlossen
}
case-promised = Sie bekommen eine Antwort bis { MOMENT($due) }, hier und als Nachricht. Sie müssen nichts tun.
case-late = Wir hatten eine Antwort bis { MOMENT($due) } versprochen und das nicht gehalten. Das tut uns leid: Ihr Fall ist weiter offen, und unsere Leute wurden daran erinnert.
case-looked-after = Unsere Leute haben geantwortet und gehen dem weiter nach.
case-closed = Was getan wurde, steht unten. Wenn das nicht hilft, melden Sie es noch einmal.
case-code-stopped = Ihr Code gilt nicht mehr. Bis das geklärt ist, wird kein neuer erstellt.
case-clock-stands = Die Zeit zum Abholen steht still.
case-answers = Was unsere Leute sagen
case-answer = { $action ->
    [open-door] Die Tür wird für Sie aus der Ferne geöffnet
    [relocate] Ihr Paket liegt jetzt hinter einer anderen Tür, mit einem neuen Code
    [redeliver] Ihr Paket wird noch einmal zugestellt
    [give-up] Wir können das hier nicht lösen
   *[words] Eine Nachricht für Sie
}
case-report = Ihre Meldung
case-opened = Gemeldet
case-closed-at = Abgeschlossen
case-another = Stimmt wieder etwas nicht?

case-link = { $state ->
    [open] Ihr Fall: Wir gehen dem nach
    [overdue] Ihr Fall: Unsere Antwort verspätet sich
    [answered] Ihr Fall: Sie haben eine Antwort
   *[closed] Ihr letzter Fall
}
case-stopped-meaning = Ihr Code gilt nicht, solange unsere Leute Ihrem Fall nachgehen. Sie bekommen einen neuen, wenn er geklärt ist.

case-news = { $news ->
    [stopped] Zu Ihrem Paket von { $merchant } wurde ein Problem gemeldet, und sein Code gilt nicht mehr
    [open-door] Die Tür mit Ihrem Paket von { $merchant } wird geöffnet
    [relocate] Ihr Paket von { $merchant } liegt jetzt hinter einer anderen Tür
    [redeliver] Ihr Paket von { $merchant } wird noch einmal zugestellt
    [give-up] Ihr Fall zum Paket von { $merchant } ist abgeschlossen
    [words] Es gibt eine Antwort zu Ihrem Paket von { $merchant }
   *[overdue] Unsere Antwort zu Ihrem Paket von { $merchant } verspätet sich
}
case-news-short = { $news ->
    [stopped] ein Problem wurde gemeldet, Ihr Code gilt nicht mehr
    [open-door] Ihre Tür wird geöffnet
    [relocate] Ihr Paket liegt hinter einer anderen Tür
    [redeliver] Ihr Paket wird noch einmal zugestellt
    [give-up] Ihr Fall ist abgeschlossen
    [words] es gibt eine Antwort zu Ihrem Fall
   *[overdue] unsere Antwort zu Ihrem Fall verspätet sich
}
