### How the customer is reached, and changes of that.

contacts-title = How we reach you
contacts-lead = Your code tries these in order until one is confirmed.

## What a contact is worth.

contact-off = Gets no codes
contact-unproven = Never proven
# $at (moment): when it was proven last
contact-stale = Proven { BRIEF($at) }, long ago
contact-cooling = New: for 72 hours no proof by itself
# $at (moment): when it was proven last
contact-proven = Works · proven { MOMENT($at) }
contact-no-such-address = Does not exist
contact-landline = Takes no text messages
contact-unsubscribed = You have stopped our messages here
contact-filtered = Filters our messages out
contact-complaint = Our messages were marked as unwanted here
contact-mailbox-full = Mailbox is full
contact-push-gone = Turned off in the browser
contact-unreachable = Could not be reached
contact-failing = The last message did not arrive

## How messages travel there, and what became of the latest.

# $channel (Channel): how they travel
contact-nothing-sent = { $channel ->
    [sms] SMS · nothing was sent here yet
    [email] E-mail · nothing was sent here yet
   *[push] The code stays off the lock screen · nothing was sent here yet
}
# $channel (Channel): how they travel
# $at (moment): when it was sent
contact-last-arrived = { $channel ->
    [sms] SMS · last message { MOMENT($at) }, arrived
    [email] E-mail · last message { MOMENT($at) }, arrived
   *[push] The code stays off the lock screen · last message { MOMENT($at) }, arrived
}
# $channel (Channel): how they travel
# $at (moment): when it was sent
contact-last-sent = { $channel ->
    [sms] SMS · last message { MOMENT($at) }, not confirmed yet
    [email] E-mail · last message { MOMENT($at) }, not confirmed yet
   *[push] The code stays off the lock screen · last message { MOMENT($at) }, not confirmed yet
}
# $channel (Channel): how they travel
# $at (moment): when it was sent
contact-last-on-its-way = { $channel ->
    [sms] SMS · last message { MOMENT($at) }, on its way
    [email] E-mail · last message { MOMENT($at) }, on its way
   *[push] The code stays off the lock screen · last message { MOMENT($at) }, on its way
}
# $channel (Channel): how they travel
# $at (moment): when it was sent
contact-last-lost = { $channel ->
    [sms] SMS · last message { MOMENT($at) }, did not arrive
    [email] E-mail · last message { MOMENT($at) }, did not arrive
   *[push] The code stays off the lock screen · last message { MOMENT($at) }, did not arrive
}

contacts-this-browser = Notifications here
contacts-other-browser = Notifications on another device
contacts-test = Send me a test
contacts-prove = Prove it now
contacts-more = Change
contacts-change-label = The new number or address
contacts-change-go = Change it
contacts-address-hint = We send a code there to make sure that it is yours.
contacts-up = Move up
contacts-down = Move down
contacts-turn-on = Send codes here again
contacts-turn-off = Send no codes here
contacts-remove = Remove it
contacts-named = Named by the shop, not proven
# $channel (Channel): how messages travel there
contacts-named-note = { $channel ->
    [sms] The shop gave us this number with your parcel.
    [email] The shop gave us this address with your parcel.
   *[push] The shop gave us this address with your parcel.
}
contacts-claim = It is mine
contacts-wrong = It is wrong
codes = Codes in messages
codes-lead = SMS and e-mails hold your pickup code. If others can read them, keep it out: messages then say that the parcel waits, and you see the code here after signing in.
codes-never-go = Never put my code in a message
codes-never = No codes in messages
codes-never-lead = SMS and e-mails say that a parcel waits, and never how to open the door. You see the code here after signing in.
codes-again-go = Put my code in messages again
codes-before = The codes of these parcels stand in messages that were sent before, and still open. If somebody else may have read one, stop it:
contacts-add = Another way to reach you
contacts-add-label = Mobile number or e-mail
contacts-add-go = Add it
contacts-push = Notifications here
contacts-push-lead = Quickest when your phone has data. The code stays off the lock screen.
contacts-push-denied = This browser was told not to show notifications. Allow them in its settings for this site.
contacts-push-failed = The browser could not turn them on just now. SMS and e-mail still work.
contacts-push-on = Turn on
contacts-push-off = Turn off

## A change that is not done yet.

# $new: masked
what-add = { $new } becomes one of your contacts
# $old: masked
# $new: masked
what-replace = { $old } becomes { $new }
# $old: masked
what-remove = { $old } is removed
# $contact: masked
what-turn-off = Codes no longer go to { $contact }
what-codes-out = Messages hold no pickup codes any more
what-codes-in = Messages hold pickup codes again
what-passkey = A new passkey signs in to your parcels
what-browser = Another browser gets your notifications
# $at (moment): when it takes effect by itself
contacts-waits = It takes effect { MOMENT($at) } by itself, or at once with a second proof.
contacts-unverified = We have sent a code to the new contact.
contacts-unverified-elsewhere = The new contact was not verified. It was begun on another device.
contacts-confirm = Confirm it now
contacts-type-code = Enter the digits
contacts-withdraw = Call it off
contacts-frozen = Nothing can be changed for a while
# $until (moment): when it can again
contacts-frozen-until = A change was undone. So that nobody changes it back, contacts and passkeys stay as they are until { MOMENT($until) }.
contacts-unfreeze = It was all me, allow changes
contacts-too-new = Prove a contact you had before
contacts-too-new-lead = You came in with something that is newer than 72 hours. So that nobody else gets far with it, it shows no codes and changes nothing by itself. Have a test sent to an older contact, and all is as usual.

## A code within a session.

# $channel (Channel): how it went
# $contact: masked
prove-lead = { $channel ->
    [sms] We have sent them by SMS to { $contact }.
    [email] We have sent them by e-mail to { $contact }.
   *[push] We have sent them by notification to { $contact }.
}
# To a contact that is to become the customer's.
# $channel (Channel): how it went
# $contact: masked
prove-lead-new = { $channel ->
    [sms] We have sent them by SMS to the new { $contact }.
    [email] We have sent them by e-mail to the new { $contact }.
   *[push] We have sent them by notification to the new { $contact }.
}
prove-code = The digits
prove-again = Send new digits
prove-back = Back to how we reach you

## The second proof of a change.

change-title = One more proof
change-why = So that nobody but you changes this
change-lead = Prove a contact you had before, and the change takes effect at once.
# The button that has a code sent.
# $channel (Channel): how it goes
# $contact: masked
change-way = { $channel ->
    [sms] SMS to { $contact }
    [email] E-mail to { $contact }
   *[push] Notification to { $contact }
}
change-no-way = There is no other contact that could prove it.
# $at (moment): when it takes effect by itself
change-otherwise = Without a second proof it takes effect { MOMENT($at) }. Until then your old contacts can stop it.

## Behind the link that undoes a change.

undo-title = Was this not you?
undo-tone = Undo it if you did not ask for it
undo-lead = Your contacts become what they were, everybody is signed out, and the codes of your parcels are replaced. For 72 hours nobody can change contacts.
undo-go = Undo it
undo-was-me = If it was you, close this page. Nothing happens.
undo-done-title = It is undone
undo-done-tone = Your contacts are yours again
undo-done-lead = Everybody is signed out, old codes open nothing any more, and new ones are on their way to you.
undo-done-go = Sign in
# The same for a contact that takes itself out.
undo-opt-out-tone = Your number or address was added to somebody’s account
undo-opt-out-lead = Take it out if that was not you. Its codes are replaced, and what came for it is yours alone again.
undo-opted-out-tone = It is yours alone again
undo-opted-out-lead = It belongs to that account no longer. Its old codes open nothing; new ones are on their way to you.

## Hearing of each step.

contacts-steps = News of each step
contacts-steps-lead = We can write when your parcel is on its way, out for delivery, placed, and collected: by e-mail or notification, never by SMS, and only by day until it is there. Your code comes in any case.
contacts-steps-on = Tell me of each step
contacts-steps-off = Only my code, please
