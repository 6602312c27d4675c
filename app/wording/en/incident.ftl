### That something fails for many at once: a banner for those whom it concerns.

# $trouble (Trouble): what is wrong
incident-headline = { $trouble ->
    [sms] Text messages are late at the moment, or do not arrive
    [email] E-mails are late at the moment, or do not arrive
    [push] Notifications are late at the moment, or do not arrive
    [weather] The weather holds up parcels for this station
    [road] A closed road holds up parcels for this station
    [vehicle] A broken vehicle holds up parcels for this station
    [capacity] There are more parcels for this station than usual
    [offline] This station has no connection at the moment
    [slow] This station is slow at the moment
    [scanner] The scanner of this station is faulty
    [keypad] The keypad of this station is faulty
    [screen] The screen of this station is faulty
    [jammed] Doors of this station stay shut at the moment
   *[sensor] The door sensors of this station are faulty
}
# $trouble (Trouble): what is wrong
incident-meaning = { $trouble ->
    [sms] You need none: your code is shown here, whether or not a message comes.
    [email] You need none: your code is shown here, whether or not a message comes.
    [push] You need none: your code is shown here, whether or not one comes.
    [weather] Yours may come later. We send your code the moment it lies in the locker.
    [road] Yours may come later. We send your code the moment it lies in the locker.
    [vehicle] Yours may come later. We send your code the moment it lies in the locker.
    [capacity] Yours may come later. We send your code the moment it lies in the locker.
    [offline] Codes may not open until it is back. Look here before you set out.
    [slow] After you have shown your code, wait for half a minute.
    [scanner] Type the digits of your code at the keypad.
    [keypad] Hold the symbol of your code to the scanner.
    [screen] Hold the symbol of your code to the scanner, without looking at the screen.
    [jammed] We know of it. If yours stays shut, tell us on the help page of your parcel.
   *[sensor] We know of it. Press the door shut once when you are done.
}
# $words: what the operator says of it
incident-operator-says = From the operator: { $words }
# $since (slot): when it began
incident-since = Known since { $since }.
# $until (slot): when it ends at the latest
incident-until = Expected until { $until }.
