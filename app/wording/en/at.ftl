### The page that the sticker on a station leads to.

at-eyebrow = Parcel station
# $station: its name
at-title = At { $station }
at-offline = It may still open by itself: try your code, and give it half a minute. What lies inside is safe.
at-closed = It reads neither digits nor squares now. What lies inside is safe, and codes stay good.
at-screen = The screen is dark; it reads codes all the same
at-near = The nearest station that works
# $metres (number): as the crow flies
at-near-metres = { $metres } m from here
# $kilometres (number): as the crow flies
at-near-kilometres = { $kilometres } km from here

## Nobody is signed in.

at-ask = Is something here for me?
at-ask-lead = Your mobile number or e-mail is enough. No tracking number needed.
at-number = I have a tracking number

## Somebody is.

# $parcels (number): at least 1
at-here = { $parcels ->
    [one] One parcel is here for you
   *[other] { $parcels } parcels are here for you
}
at-none = Nothing is here for you now
at-none-lead = You see it here as soon as it is put in.
at-astray = You are at the wrong station
# $merchant: the shop's name
# $its: the name of the station where it lies
# $here: the name of this one
at-astray-lead = Your parcel from { $merchant } lies at { $its }. This is { $here }.
at-elsewhere = At other stations
at-all = All my parcels

## Where the one-time code is typed.

# $channel (Channel): how the first code went
at-code-lead = { $channel ->
    [sms] If a parcel waits for you at a station, an SMS with a code is on its way to you.
    [email] If a parcel waits for you at a station, an e-mail with a code is on its way to you.
   *[push] If a parcel waits for you at a station, a notification with a code is on its way to you.
}
# $channel (Channel): how the latest code went
# $codes (number): how many there were, at least 2
at-code-lead-again = { $channel ->
    [sms] If a parcel waits for you at a station, a new SMS with a code is on its way to you. It is code number { $codes }; the last two work.
    [email] If a parcel waits for you at a station, a new e-mail with a code is on its way to you. It is code number { $codes }; the last two work.
   *[push] If a parcel waits for you at a station, a new notification with a code is on its way to you. It is code number { $codes }; the last two work.
}
at-code-none = If none comes, nothing is there yet, or the parcel was ordered with another number or e-mail.
