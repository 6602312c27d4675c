### The station, and the code in front of it.

# What is written on the door.
# $number (slot): on the door
station-compartment = Compartment { $number }
station-open-always = Open round the clock
# $hours: as the operator writes them
station-open = Open { $hours }
station-working = Working now
# $since (moment): when it was heard last
station-offline = No contact since { MOMENT($since) }
station-scanner-fault = Scanner out of order, digits work
station-keypad-fault = Keypad out of order, the square works
station-closed = Out of order
# By its last three months.
station-busy-now = Busy now.
# $hour (number): of the day, 0 to 23
station-quiet-before = Quiet here: mostly before { $hour }:00.
# $hour (number): of the day, 0 to 23
station-quiet-after = Quiet here: mostly after { $hour }:00.
# $doors (number): 0 to 100
station-reliable = { $doors } of 100 doors opened at the first try.
station-directions = Show me the way
# Where a door is.
# $column (number): from the left
# $row (number): from the top
station-place = { ORDINAL($column) } column from the left, { ORDINAL($row) } row from the top
# The wall of doors for those who do not see it.
# $number: on the door
# $place (ours): where it is
station-wall = Compartment { $number }: { $place }

## While something waits because of wrong tries.

station-code-is-right = Your code is right.
# $until (slot): a time
waiting-keypad-scanner-works = There were many wrong tries here, so the keypad waits until { $until }. The scanner works: hold the square in front of it.
# $until (slot): a time
waiting-keypad = There were many wrong tries here, so the keypad waits until { $until }. Then your code opens the door.
# $until (slot): a time
waiting-scanner-keypad-works = There were many wrong tries here, so the scanner waits until { $until }. The keypad works: type the digits.
# $until (slot): a time
waiting-scanner = There were many wrong tries here, so the scanner waits until { $until }. Then your code opens the door.
# $until (slot): a time
waiting-station = There were many wrong tries here, so the station takes no code until { $until }. Then your code opens the door.

# $parcels (number): behind one door, at least 2
station-together = { $parcels ->
    [one] { $parcels } parcel lies here.
    [2] Two parcels lie here; one code opens for both.
    [3] Three parcels lie here; one code opens for all.
    [4] Four parcels lie here; one code opens for all.
    [5] Five parcels lie here; one code opens for all.
    [6] Six parcels lie here; one code opens for all.
    [7] Seven parcels lie here; one code opens for all.
    [8] Eight parcels lie here; one code opens for all.
    [9] Nine parcels lie here; one code opens for all.
    [10] Ten parcels lie here; one code opens for all.
   *[other] { $parcels } parcels lie here; one code opens for all.
}

## The code.

code-title = Your code
code-use-both = Scan the square or type the digits
code-use-digits = Type the digits
code-use-square = Scan the square
code-use-none = The station is out of order
code-masked = Standing at the locker?
code-hidden-digits = hidden
code-show = Show my code
code-symbol = QR code for the scanner
# $until (moment): the last moment to collect it
code-valid = Valid until { MOMENT($until) }.
code-hint = Hold the square 10 to 20 cm from the scanner.
# $since (moment): when the station was heard last
code-hint-offline = The station has not answered since { MOMENT($since) }. If it does not react, wait half a minute and try again.
code-hint-digits = The scanner is out of order; the digits open the door.
code-hint-square = The keypad is out of order. Hold the square 10 to 20 cm from the scanner.
code-hint-closed = It reads neither square nor digits now. Your parcel is safe, and your code stays good.
code-awake = Your screen stays on.
code-door = The door does not open
code-back = Back to the parcel
# $compartment: what is written on the door
# $at (moment): when that was
code-opened = Compartment { $compartment } opened { MOMENT($at) }.
# $at (moment): when that was
code-collected = Collected { MOMENT($at) }.
code-opened-lead = Please close the door behind you. The code and its messages are gone.
