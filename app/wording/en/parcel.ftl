### One parcel: how it stands, where its code went, what happened to it.

# $merchant: the shop's name
parcel-title = Parcel from { $merchant }
# The sentence at the top.
# $standing (Standing): how it stands
parcel-headline = { $standing ->
    [announced] Announced, no code yet
    [on-its-way] On its way, no code yet
    [out-for-delivery] In the van, no code yet
    [late] Later than planned, no code yet
    [exception] Something is holding it up
    [code-being-made] It is there, your code is being made
    [ready] Your parcel is in the locker
    [expired] The time to collect it is over
    [door-shut] The door may have stayed shut
    [collected] Your parcel was collected
    [returned] It is going back to the sender
   *[cancelled] This parcel was called off
}

## When.

# $until (moment): the last moment to collect it
when-ready-until = Ready until { MOMENT($until) }
# $since (moment): when its code was made
when-ready-since = Ready since { MOMENT($since) }
# $expected (window): when it is to be there
when-expected = Expected { WINDOW($expected) }
when-no-time = The carrier has given no time yet
# $expected (window): when it was to be there
when-was-expected = Was expected { WINDOW($expected) }
when-no-new-time = The carrier has given no new time
# $since (moment): when it was put into the locker
when-placed = Placed { MOMENT($since) }
# $until (moment): when the time to collect it ended
when-expired = Could be collected until { MOMENT($until) }
# $since (moment): when the door was told to open
when-door-shut = The door was told to open { MOMENT($since) }
# $since (moment): when that was
when-collected = Collected { MOMENT($since) }
# $since (moment): since when it stands so
when-since = Since { MOMENT($since) }

## What it means.

# $standing (Standing): how it stands
# $carrier: the carrier's name
parcel-meaning = { $standing ->
    [announced] The shop has not handed it to { $carrier } yet. Your code is made the moment the parcel lies in the locker, and we send it to you then.
    [on-its-way] Your code is made the moment the parcel lies in the locker, and we send it to you then.
    [out-for-delivery] Your code is made the moment the parcel lies in the locker, and we send it to you then.
    [late] { $carrier } has given no new time. Nothing for you to do: we send your code the moment the parcel lies in the locker.
    [exception] { $carrier } can tell you more and put it right.
    [code-being-made] That takes a few seconds.
    [ready] Bring this phone. You need nothing else.
    [expired] The code no longer opens the door. { $carrier } can tell you whether they extend the time or send the parcel back.
    [door-shut] The station says that the door did not open as it should. If your parcel is inside still, nobody else can take it out.
    [collected] The code and the messages that held it are deleted.
    [returned] { $carrier } takes it back. The shop can send it again or give you your money back.
   *[cancelled] The shop or the carrier called it off. The shop can tell you why.
}

## Why the code is not shown, and the button that leads to it.

# $barred (Barred): why
parcel-barred = { $barred ->
    [by-link] Your link shows how the parcel stands, not its code. Sign in with a contact you had before to see it.
   *[too-new] You came in with something that is newer than 72 hours: it shows no codes yet. Prove a contact you had before, and your code is here.
}
# $barred (Barred): why
parcel-barred-go = { $barred ->
    [by-link] Sign in for the code
   *[too-new] Prove another contact
}

## The one thing to do.

parcel-show = Show my code
# $carrier: the carrier's name
parcel-number-for = Tracking number, for { $carrier }
parcel-copy = Copy the number
parcel-copied = Copied
# $carrier: the carrier's name
parcel-carrier-page = See it at { $carrier }
parcel-not-me = That was not me
parcel-others = My other parcels
parcel-look-again = Look again

## That the page is true by itself, or as of when.

parcel-live = Updates by itself
# $at (slot): a time
parcel-live-off = Not connected. As it was at { $at }
# $at (slot): a time
parcel-live-old = Not up to date since { $at }

## Where the code went.

parcel-messages-word = Where our messages went
parcel-tell-again = Tell me again
sent-word = It says that the parcel waits, without the code
parcel-messages = Where your code went
parcel-no-messages = We send your code by message the moment it exists.
# $channel (Channel): how it travelled
# $contact: masked
sent = { $channel ->
    [sms] SMS to { $contact }
    [email] E-mail to { $contact }
   *[push] Notification to your device
}
# The customer asked for it.
# $channel (Channel): how it travelled
# $contact: masked
sent-again = { $channel ->
    [sms] SMS to { $contact }, again
    [email] E-mail to { $contact }, again
   *[push] Notification to your device, again
}
# The contact is the customer's no longer.
# $channel (Channel): how it travelled
# $contact: masked
sent-old = { $channel ->
    [sms] SMS to your old number { $contact }
    [email] E-mail to your old address { $contact }
   *[push] Notification to a device you no longer use
}
# $channel (Channel): how it travelled
# $contact: masked
sent-old-again = { $channel ->
    [sms] SMS to your old number { $contact }, again
    [email] E-mail to your old address { $contact }, again
   *[push] Notification to a device you no longer use, again
}
parcel-fix = Wrong number or address? Fix it
# $channel (Channel): the way that is tried next
# $contact: masked
# $seconds (slot): how many are left, counted down
parcel-fallback = { $channel ->
    [sms] Nothing there? In { $seconds } s we also send it by SMS to { $contact }.
    [email] Nothing there? In { $seconds } s we also send it by e-mail to { $contact }.
   *[push] Nothing there? In { $seconds } s we also send it by notification to { $contact }.
}
parcel-again = Send it again
# $seconds (slot): how many are left, counted down
parcel-again-in = in { $seconds } s
# $until (moment): when it may be sent again
parcel-spent = from { MOMENT($until) }
# $left (number): how often it may be sent again
parcel-left = { $left ->
    [one] { $left } more today
   *[other] { $left } more today
}

## What became of a message.

state-queued = Waiting to be sent
state-sending = Being sent now
# $channel (Channel): how it travelled
state-sent = { $channel ->
    [sms] Accepted by your operator, not confirmed by your phone yet
    [email] Accepted for delivery, not confirmed by your mailbox yet
   *[push] Handed to your browser, not confirmed yet
}
# $channel (Channel): how it travelled
state-delivered = { $channel ->
    [sms] Your phone has it
    [email] Your mailbox has it; it may lie in spam
   *[push] Your phone has it
}
state-tried-again = Did not get through yet; we try again
# $channel (Channel): how it travelled
state-cannot-receive = { $channel ->
    [sms] This number cannot receive it
    [email] This address cannot receive it
   *[push] This browser no longer takes notifications
}
# $channel (Channel): how it travelled
state-refused = { $channel ->
    [sms] Your operator refuses our messages
    [email] Your mailbox refuses our messages
   *[push] Notifications are turned off
}
state-our-fault = Our side failed to send it
state-phone-off = Your phone is off or has no signal; it comes when it is back
state-phone-off-too-long = Your phone was off or without signal too long; we have stopped trying
# $channel (Channel): how it travelled
state-no-such-address = { $channel ->
    [sms] There is no such number
    [email] There is no such address
   *[push] There is no such address
}
state-landline = This number takes no text messages
state-unsubscribed = You have asked us by STOP not to write to this number
# $channel (Channel): how it travelled
state-filtered = { $channel ->
    [sms] Your operator filtered it out
    [email] Your mailbox filtered it out
   *[push] Your mailbox filtered it out
}
state-complaint = Our messages were marked as unwanted there
state-mailbox-full = Your mailbox is full
state-busy = The way there is busy; we try again
state-no-answer = Handed over without an answer; we are finding out
state-too-late = It would have come too late
state-not-needed = It was no longer needed
# Nothing is sent twice without saying so.
# $state (ours): one of the sentences above
state-twice = { $state }. You may get it twice: we had no answer and sent it once more

## What happened to the parcel.

parcel-history = How it came here
# As the reason why it is held up.
# $event (ours): one of the sentences below
event-as-cause = { $event }.
# $text: the carrier's own words
event-carrier-says = The carrier says: { $text }
event-unknown = News from the carrier
event-announced = Announced by the shop
event-on-its-way = On its way
event-out-for-delivery = Out for delivery
event-failed = Could not be delivered
event-error = The carrier’s system reports an error
# $compartment: what is written on the door
event-placed-in = Placed in compartment { $compartment }
event-placed = Placed in the locker
event-collected = Collected
event-returned = Going back to the sender
event-cancelled = Called off
event-arrived-at-depot = Arrived at the depot
event-locker-reserved = A compartment is reserved
event-locker-full-rerouted = The station was full; it goes to another one
event-code-issued = Your code was made
event-pickup-reminder-sent = Reminder sent
event-pickup-expiring = The time to collect it ends soon
event-pickup-expired = The time to collect it ended
event-collected-by-recipient = Collected with your code
event-collected-by-delegate = Collected by somebody you sent
event-removed-by-courier = Taken out by the courier
event-locker-fault = The locker has a fault
event-held-support-case = Held while somebody looks into it
event-delivery-attempted = Delivery was tried
event-address-correction-needed = The address needs correcting
event-misrouted = Went the wrong way, being put right
event-weather-delay = Held up by the weather
event-vehicle-issue = Held up by a broken vehicle

## Before it arrives: where its code will go.

# $channel (Channel): how it will travel
# $contact: masked
first-way = { $channel ->
    [sms] We will send the code by SMS to { $contact } first. Still right?
    [email] We will send the code by e-mail to { $contact } first. Still right?
   *[push] We will send word by notification to your device first. Still right?
}
first-way-yes = Yes
first-way-no = No, change it
first-way-prove-lead = We have not been sure for a while that messages reach you there.
first-way-prove = Send me a test
