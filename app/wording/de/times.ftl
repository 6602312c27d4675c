number-group = .

day-and-clock = { $day } { $clock }
day-yesterday = gestern
day-today = heute
day-tomorrow = morgen
day-weekday = { $weekday ->
    [monday] Montag
    [tuesday] Dienstag
    [wednesday] Mittwoch
    [thursday] Donnerstag
    [friday] Freitag
    [saturday] Samstag
   *[sunday] Sonntag
}
day-date = { $day }. { $month }
day-date-year = { $day }. { $month } { $year }
month = { $month ->
    [january] Januar
    [february] Februar
    [march] März
    [april] April
    [may] Mai
    [june] Juni
    [july] Juli
    [august] August
    [september] September
    [october] Oktober
    [november] November
   *[december] Dezember
}

brief-yesterday = Gestern { $clock }
brief-today = { $clock }
brief-tomorrow = Morgen { $clock }
brief-weekday = { $weekday } { $clock }
lasting-date = { $date } { $clock }
weekday-short = { $weekday ->
    [monday] Mo.
    [tuesday] Di.
    [wednesday] Mi.
    [thursday] Do.
    [friday] Fr.
    [saturday] Sa.
   *[sunday] So.
}
month-short = { $month ->
    [january] Jan.
    [february] Feb.
    [march] März
    [april] Apr.
    [may] Mai
    [june] Juni
    [july] Juli
    [august] Aug.
    [september] Sept.
    [october] Okt.
    [november] Nov.
   *[december] Dez.
}

window-of-day = { $day }, { $from } bis { $until }
window-of-days = { $from } bis { $until }

span-seconds = { $count ->
    [one] { $count } Sekunde
   *[other] { $count } Sekunden
}
span-minutes = { $count ->
    [one] { $count } Minute
   *[other] { $count } Minuten
}
span-hours = { $count ->
    [one] { $count } Stunde
   *[other] { $count } Stunden
}

ordinal = { NUMBER($number, type: "ordinal") ->
    [1] erste
    [2] zweite
    [3] dritte
    [4] vierte
    [5] fünfte
    [6] sechste
    [7] siebte
    [8] achte
    [9] neunte
    [10] zehnte
    [11] elfte
    [12] zwölfte
   *[other] { $number }.
}
