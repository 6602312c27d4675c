### Times and numbers as this language writes them. Sentences ask for them by function: MOMENT, BRIEF, LASTING, WINDOW,
### SPAN and ORDINAL.

# What stands between groups of three digits.
number-group = ,

## MOMENT: a day in words and the clock there.

# $day (ours): one of those below
# $clock (ours): like 13:02
day-and-clock = { $day } { $clock }
day-yesterday = yesterday
day-today = today
day-tomorrow = tomorrow
# $weekday (Weekday): within six days
day-weekday = { $weekday ->
    [monday] Monday
    [tuesday] Tuesday
    [wednesday] Wednesday
    [thursday] Thursday
    [friday] Friday
    [saturday] Saturday
   *[sunday] Sunday
}
# $day (number): 1 to 31
# $month (ours): its name
day-date = { $day } { $month }
# In another year.
# $day (number): 1 to 31
# $month (ours): its name
# $year (ours): four digits
day-date-year = { $day } { $month } { $year }
# $month (Month): in a date
month = { $month ->
    [january] January
    [february] February
    [march] March
    [april] April
    [may] May
    [june] June
    [july] July
    [august] August
    [september] September
    [october] October
    [november] November
   *[december] December
}

## BRIEF: in a column, alone. LASTING: where it may be read on another day.

# $clock (ours): like 13:02
brief-yesterday = Yesterday { $clock }
# $clock (ours): like 13:02
brief-today = { $clock }
# $clock (ours): like 13:02
brief-tomorrow = Tomorrow { $clock }
# $weekday (ours): shortened
# $clock (ours): like 13:02
brief-weekday = { $weekday } { $clock }
# $date (ours): with a shortened month
# $clock (ours): like 13:02
lasting-date = { $date } { $clock }
# $weekday (Weekday): shortened
weekday-short = { $weekday ->
    [monday] Mon
    [tuesday] Tue
    [wednesday] Wed
    [thursday] Thu
    [friday] Fri
    [saturday] Sat
   *[sunday] Sun
}
# $month (Month): shortened, in a date
month-short = { $month ->
    [january] Jan
    [february] Feb
    [march] Mar
    [april] Apr
    [may] May
    [june] Jun
    [july] Jul
    [august] Aug
    [september] Sep
    [october] Oct
    [november] Nov
   *[december] Dec
}

## WINDOW: from one moment to another.

# $day (ours): in words
# $from (ours): like 14:00
# $until (ours): like 18:00
window-of-day = { $day }, { $from } to { $until }
# $from (ours): day and clock
# $until (ours): day and clock
window-of-days = { $from } to { $until }

## SPAN: how long from now, after "in".

# $count (number): of them
span-seconds = { $count ->
    [one] { $count } second
   *[other] { $count } seconds
}
# $count (number): of them
span-minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}
# $count (number): of them
span-hours = { $count ->
    [one] { $count } hour
   *[other] { $count } hours
}

## ORDINAL: which column or row.

# $number (number): from 1
ordinal = { NUMBER($number, type: "ordinal") ->
    [1] first
    [2] second
    [3] third
    [4] fourth
    [5] fifth
    [6] sixth
    [7] seventh
    [8] eighth
    [9] ninth
    [10] tenth
    [11] eleventh
    [12] twelfth
    [one] { $number }st
    [two] { $number }nd
    [few] { $number }rd
   *[other] { $number }th
}
