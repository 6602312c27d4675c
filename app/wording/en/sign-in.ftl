### The start, the one-time code, and what stands behind a link.

find-title = Parcel in a locker?
find-lead = See where it is and get the code for its door.
find-tracking = Tracking number
find-tracking-hint = On the label or in the shop’s e-mail. Spaces do no harm.
find-contact = Your mobile number or e-mail
find-contact-hint = The one the parcel was ordered with.
find-go = Continue
find-note = We send a code there to make sure that it is you.

sign-in-title = Enter the digits
# $channel (Channel): how the first code went
sign-in-lead = { $channel ->
    [sms] If parcel and contact belong together, an SMS with a code is on its way to you.
    [email] If parcel and contact belong together, an e-mail with a code is on its way to you.
   *[push] If parcel and contact belong together, a notification with a code is on its way to you.
}
# $channel (Channel): how the latest code went
# $codes (number): how many there were, at least 2
sign-in-lead-again = { $channel ->
    [sms] If parcel and contact belong together, a new SMS with a code is on its way to you. It is code number { $codes }; the last two work.
    [email] If parcel and contact belong together, a new e-mail with a code is on its way to you. It is code number { $codes }; the last two work.
   *[push] If parcel and contact belong together, a new notification with a code is on its way to you. It is code number { $codes }; the last two work.
}
sign-in-code = Sign-in code
sign-in-code-hint = Good for 10 minutes. Spaces do no harm.
sign-in-go = Continue
sign-in-missing = Not received it?
sign-in-missing-lead = It can take a minute. You can have another one now; the two newest work. We send only so many a day: if none comes, the link in our message about your parcel lets you in, and so does a passkey.
# The button that has a code sent.
# $channel (Channel): how it goes
sign-in-by = { $channel ->
    [sms] By SMS
    [email] By e-mail
   *[push] By notification
}
sign-in-again = Start again

# $merchant: the shop's name
link-title = Your parcel from { $merchant }
# $contact: masked
link-signs-in = This link was sent to { $contact }. Opening it signs this phone in.
# $contact: masked
link-shows-status = This link was sent to { $contact }. It shows how your parcel stands.
link-go = Open my parcel

passkeys-sign-in = Been here before?
passkeys-enter = Use a passkey
passkeys-add = Add a passkey
passkeys-add-lead = Sign in with your finger, your face or your screen lock. No code, no waiting.
passkeys-prove = Prove it with a passkey
passkeys-stopped = Nothing was done: it was stopped, took too long, or this device has no passkey for us.
passkeys-unable = Nothing was done: this browser, or the password manager in it, cannot use a passkey here. A code works.
passkeys-stopped-adding = Nothing was added: it was stopped or took too long.
passkeys-held = Nothing was added: this device has a passkey for us already.
passkeys-unable-adding = Nothing was added: this browser, or the password manager in it, cannot make a passkey here.
