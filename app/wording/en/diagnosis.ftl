### Why there is no code, or why the door does not open: one answer, one thing to do, and what it rests on.

# The title of the tab. $merchant: the shop's name
diagnosis-title = Help with your parcel from { $merchant }
# The link that leads here.
diagnosis-link = Something is wrong?
# The same in a list, for who does not see beside which it stands. $merchant: the shop's name
diagnosis-link-about = Something is wrong? Parcel from { $merchant }
diagnosis-evidence = What we know
diagnosis-also = What else you can do
# Over the operator's own steps for this kind of station.
diagnosis-steps = What helps at this station
diagnosis-other = Something else is wrong
diagnosis-other-lead = Tell us what you see, and the answer changes.

## The answer, in one sentence. Nothing is known to be wrong:

diagnosis-none = Your code opens the door
diagnosis-none-meaning = Nothing is wrong that we know of. Show your code at the station, as digits or as a symbol.

# $cause (HelpCause): what is wrong
cause-headline = { $cause ->
    [not-yet] It is on its way, and no code exists yet
    [delayed] It is late, and no code exists yet
    [exception] Something is holding it up
    [rerouted] It is at another station
    [silent] The carrier has been silent for longer than usual
    [over] Nothing more will happen to this parcel
    [being-made] It is there, and your code is being made
    [failed] Your code could not be made, and is made again
    [no-contact] We have nothing to send your code to
    [wrong-contact] Your number or address cannot receive it
    [stale-contact] Your contact was not confirmed for a long time
    [changed-contact] It went to a contact that has changed since
    [held-contact] Your new contact waits for a second proof
    [other-person] It was sent to somebody else of this parcel
    [preference] The way you put first does not work at present
    [queued] It has not left us yet
    [provider-down] Messages are failing at the moment, not only yours
    [blocked] Your message was filtered or blocked
    [push-off] Notifications are turned off on your device
    [missing-receipt] It was sent, and your phone has not confirmed it
    [delivered-receipt] Your phone or mailbox has it
    [locked-out] The station waits after too many wrong tries
    [wrong-station] You are at another station
    [expired] The time to collect it is over
    [clock] The clock of the station is off
    [offline] The station is offline
    [slow] The station is slow
    [scanner] The scanner is faulty
    [keypad] The keypad is faulty
    [screen] The screen is faulty
    [jammed] The door was told to open and is still shut
    [sensor] The sensors of the door disagree
    [empty] It opened, and nothing was inside
    [changed-by-other] Your contacts were changed from another device
   *[not-mine] This parcel is not yours
}

# $cause (HelpCause): what is wrong
cause-meaning = { $cause ->
    [not-yet] Your code is made the moment the parcel lies in the locker, and we send it to you then. Nothing for you to do.
    [delayed] The expected time has passed. We send your code the moment the parcel lies in the locker.
    [exception] The carrier has to act first, or needs something from you.
    [rerouted] Go to the station that is named here: your code opens its door there, and no other.
    [silent] Your parcel may still be on its way, but it is worth asking the carrier.
    [over] The timeline says how it ended. If it was not you who collected it, tell the carrier at once.
    [being-made] That takes a few seconds. This page turns by itself.
    [failed] Making it again happens by itself, within minutes. This page turns by itself.
    [no-contact] What we had is turned off, or you have asked us there not to write. Add another way, or show your code here.
    [wrong-contact] Put it right, and your code is sent there. You can also show it here, now.
    [stale-contact] It may belong to somebody else by now. Prove it once, or show your code here.
    [changed-contact] The contact you have now did not get it: show it here. In its first three days a new contact gets no codes, so that nobody who changes your contacts gets them.
    [held-contact] Prove it with a contact you had before, and it counts at once.
    [other-person] Have it sent to you, or show it here: you may see it.
    [preference] Put another way first, or show your code here.
    [queued] Our messages leave later than usual. You need none: show your code here.
    [provider-down] Try another way, or show your code here. You need no message for it.
    [blocked] Your operator or mailbox let it not through. Try another way, or show your code here.
    [push-off] Turn them on again, or have the code sent another way.
    [missing-receipt] Your phone may be off or without signal. Another way is tried by itself; you can also show your code here.
    [delivered-receipt] Look for it there, also in spam. You can also show your code here.
    [locked-out] Your code is right. It opens when the wait is over, or by the way that still works.
    [wrong-station] Your parcel lies at the station that is named here.
    [expired] The code no longer opens the door. What can still be done stands here.
    [clock] Your code is right. We have given the station more time: try it once more.
    [offline] The station has no connection. Codes may not open until it is back.
    [slow] Your code is right. Wait for half a minute, and try it once more.
    [scanner] Type the digits of your code at the keypad.
    [keypad] Hold the symbol of your code to the scanner.
    [screen] Hold the symbol of your code to the scanner, without looking at the screen.
    [jammed] Press the door once, and pull. Nobody else can open it.
    [sensor] Press the door shut once. It stays locked for everybody else.
    [empty] Shut the door, and report it: your code stops at once, and our people look where your parcel is.
    [changed-by-other] If that was not you, take it back now.
   *[not-mine] Leave it where it is, and report it: our people look whose it is.
}

## What can be done. Each is the word on a button, or a sentence where there is nothing to press.

remedy-code = To the code
remedy-send-again = Send the code
remedy-contacts = To my contacts
remedy-prove-change = Prove the change
remedy-account = See who is signed in
remedy-wait = Nothing to do: this page turns by itself.
remedy-unblock = Allow messages from unknown senders, and look into the folder for spam.
remedy-look-word = Our messages hold no code, as you wished. Show it here.
remedy-tell-again = Tell me again
remedy-stop-code-never = Do others read your messages? Never put my code in one
diagnosis-word-meaning = As you wished, our messages hold no code. Show it here.
remedy-look = Look for a message from Doorcode, also in the folder for spam.
remedy-open-again = Open the door once more
# How far a door is that was asked to open once more; its time stands behind.
# $again (AgainView): how far
remedy-again = { $again ->
    [asked] The station is asked to open the door. Stay where you are.
    [done] The station has opened the door.
    [failed] The station could not open the door.
   *[late] The station did not answer in time, so the door was not opened.
}
remedy-tell-me = Tell me when it is there
remedy-tell-back = Tell me when it is back
remedy-told-back = You are told as soon as the station works again.
remedy-told = You are told as soon as it lies in the locker.
remedy-make-again = Make my code now
remedy-send-to-new = Send the code to my contact of today
remedy-send-to-me = Send the code to me
remedy-stop-code = Stop this code and show me a new one
remedy-stop-code-lead = If somebody else has read your message, the code in it stops opening the door at once. The new one is sent to nobody: you see it here.
remedy-stop-code-others = Sign out my other devices as well
# $until (moment): until when it can be collected then
remedy-extend = Keep it for me until { LASTING($until) }

# $kind (CaseKind): what is reported
remedy-case = { $kind ->
    [empty] Report that it was empty
    [stuck] Report the door
    [not-mine] Report that it is not mine
    [not-collected-by-me] It was not I who collected it
   *[other] Ask our people
}
remedy-see-case = See how my case stands

## What the customer may see that nobody else can know.

# $seen (Seen): what they see
seen-choice = { $seen ->
    [nothing-inside] It opened, and nothing was inside
    [door-stuck] The door is stuck
    [screen-dark] The screen is dark
    [scanner-silent] The scanner does not react
    [light-blinks] A light blinks
   *[not-mine] I ordered nothing
}

## What the answer rests on.

# $cause (ours): what else is wrong, as a sentence
evidence-also = Also: { $cause }
evidence-heard = The carrier’s last word
evidence-expected = Expected
# $reason (DelayReason): why it is late
evidence-reason = { $reason ->
    [weather] Held up by the weather
    [road] Held up on the road
    [vehicle] Held up by a broken vehicle
   *[capacity] Held up because there is too much to carry
}
evidence-placed = Put into the locker
evidence-deadline = Can be collected until
evidence-issued = Your code was made
evidence-went-to-former = Sent to a contact that has changed since
# A time stands behind.
evidence-too-new-until = Your new contact gets codes from
# The person has answered STOP to a message.
# $channel (Channel): how it travels
# $contact (text): where to, masked
evidence-unsubscribed = { $channel ->
    [sms] You asked us not to write to { $contact }. Text START to the number our messages came from, or add another way.
    [email] You asked us not to write to { $contact }. Prove it anew among your contacts, or add another way.
   *[push] You asked us not to send anything to { $contact }. Add another way.
}
evidence-change-applies = Your change takes effect by itself
evidence-went-to-other = Sent to somebody else of this parcel
evidence-heartbeat = The station was last heard
# $minutes (number): how far the clock is ahead
evidence-clock-ahead = { $minutes ->
    [one] The station’s clock is one minute ahead
   *[other] The station’s clock is { $minutes } minutes ahead
}
# $minutes (number): how far the clock is behind
evidence-clock-behind = { $minutes ->
    [one] The station’s clock is one minute behind
   *[other] The station’s clock is { $minutes } minutes behind
}
# $seconds (number): how long the station waits for an answer
evidence-latency = { $seconds ->
    [one] The station waits one second for an answer
   *[other] The station waits { $seconds } seconds for an answer
}
evidence-door-fault = The station reports a fault at your door
evidence-keypad-waits = The keypad waits until
evidence-scanner-waits = The scanner waits until
evidence-door-opened = The door was told to open
evidence-door-shut = The door was told to open and stayed shut
evidence-refused-for-time = The station refused your code because of the time
evidence-grants-until = It opens with your code even without a connection, until
# $station (text): the other station
evidence-elsewhere = You were at { $station }
# $hours (number): for how long the carrier is seldom silent
evidence-usual-hours = { $hours ->
    [one] This carrier is seldom silent for longer than one hour
   *[other] This carrier is seldom silent for longer than { $hours } hours
}
# $days (number): the same in days
evidence-usual-days = { $days ->
    [one] This carrier is seldom silent for longer than one day
   *[other] This carrier is seldom silent for longer than { $days } days
}
# $hindrance (Hindrance): what is in the parcel's way
evidence-hindrance = { $hindrance ->
    [delivery-attempted] The carrier was there and could not leave it
    [address-correction] The carrier needs another address
    [misrouted] It went the wrong way, and is brought back
    [held] It is held until somebody has looked into it
    [damaged] It was damaged on its way
   *[other] The carrier needs somebody to act
}
# $station (text): the station it was bound for before
evidence-moved-from = It was bound for { $station } before
evidence-promised = Your code ought to be there by
# $channel (Channel): how the messages travel
evidence-troubled = { $channel ->
    [sms] Text messages are failing since
    [email] E-mails are failing since
   *[push] Notifications are failing since
}
# $channel (Channel): how it travels
# $contact (text): where to, masked
evidence-next-way = { $channel ->
    [sms] Next we send an SMS to { $contact }
    [email] Next we send an e-mail to { $contact }
   *[push] Next we send a notification to { $contact }
}
# $minutes (number): by how much messages leave late
evidence-queue-delay = { $minutes ->
    [one] Messages leave up to one minute late
   *[other] Messages leave up to { $minutes } minutes late
}
evidence-foreign-change = Contacts changed from another device

## What belongs to one answer.

diagnosis-number-moves = Changed your operator lately? Messages can be lost for a day or two: use another way.
# $address (text): where our e-mails come from
diagnosis-spam = Look in the folder for spam as well: the sender is { $address }.
