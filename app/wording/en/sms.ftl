### Text messages. They hold only signs of the GSM alphabet, and fit one part of 160 whatever the names are: what does
### not is left out as the messages without it are here. Names come shortened.

## "Your parcel is there": where, then the code, then the link.

# $place (SmsPlace): what is known of it
# $merchant: the shop's name
# $compartment: what is written on the door
# $station: its name
sms-parcel-of = { $place ->
    [door-at-station] { $merchant } parcel: locker { $compartment }, { $station }.
    [door] { $merchant } parcel: locker { $compartment }.
    [station] { $merchant } parcel: { $station }.
   *[unknown] { $merchant } parcel is there.
}
# $place (SmsPlace): what is known of it
# $compartment: what is written on the door
# $station: its name
sms-parcel = { $place ->
    [door-at-station] Parcel: locker { $compartment }, { $station }.
    [door] Parcel: locker { $compartment }.
    [station] Parcel: { $station }.
   *[unknown] Parcel is there.
}
# $parcel: one of the sentences above
# $code: the digits
# $until: like Tue 18:00
# $link: which signs in
sms-code-until = { $parcel } Code { $code } until { $until }. { $link }
# $parcel: one of the sentences above
# $code: the digits
# $link: which signs in
sms-code = { $parcel } Code { $code }. { $link }

## That it is still there, and that it may be for longer.

# $parcel: one of the sentences above
# $until: like Tue 18:00
# $code: the digits
# $link: which signs in
sms-remind = { $parcel } Still there, until { $until }. Code { $code }. { $link }
# $parcel: one of the sentences above
# $until: like Tue 18:00
# $code: the digits
# $link: which signs in
sms-extended = { $parcel } You have longer, until { $until }. Code { $code }. { $link }
# Where there is room for what the operator says of it.
# $parcel: one of the sentences above
# $until: like Tue 18:00
# $words: the operator's own sentence
# $code: the digits
# $link: which signs in
sms-extended-words = { $parcel } You have longer, until { $until }. { $words } Code { $code }. { $link }

## The same to a contact that is too new to be told the code.

# $merchant: the shop's name
# $station: its name
# $link: which shows how it stands
sms-word-of-at = { $merchant } parcel is there: { $station }. No code here yet, this contact is new. { $link }
# $merchant: the shop's name
# $link: which shows how it stands
sms-word-of = { $merchant } parcel is there. No code here yet, this contact is new. { $link }
# $station: its name
# $link: which shows how it stands
sms-word-at = A parcel is there: { $station }. No code here yet, this contact is new. { $link }
# $link: which shows how it stands
sms-word = A parcel is there. No code here yet, this contact is new. { $link }

## That it waits, to somebody who wants no code in messages.

# $parcel: one of the sentences above
# $until: like Tue 18:00
# $link: which shows how it stands
sms-waits-until = { $parcel } It waits until { $until }. See your code after signing in: { $link }
# $parcel: one of the sentences above
# $link: which shows how it stands
sms-waits = { $parcel } See your code after signing in: { $link }

## Codes to type. Their last line, which phones read, is put below them.

# $code: the digits
sms-sign-in = { $code } is your Doorcode sign-in code, good for 10 minutes. We never ask you for it.
# $code: the digits
sms-sign-in-short = { $code } is your Doorcode sign-in code.
# $code: the digits
sms-proof-test = { $code } shows Doorcode that messages reach you. Enter it where you asked for it.
# $code: the digits
# $change: one of the sentences below
sms-proof-allow = { $code } allows this at Doorcode: { $change }. Not you? Tell it nobody.
# $code: the digits
sms-proof-allow-short = { $code } allows this at Doorcode: a change of your contacts. Not you? Tell it nobody.
# $code: the digits
sms-proof-verify = { $code } adds this number to another person's account. Tell nobody, unless you asked for it.
# $code: the digits
sms-proof-newcomer = { $code } shows codes for this number to whoever types it. Tell nobody.
# $code: the digits
sms-proof-short = { $code } is your Doorcode code.

## A change, after a colon or in brackets; in mails and notifications, too.

# $new: masked
change-add = { $new } is added to your contacts
# $old: masked
# $new: masked
change-replace = your contact { $old } becomes { $new }
# $old: masked
change-remove = { $old } is taken from your contacts
# $contact: masked
change-turn-off = codes no longer go to { $contact }
change-codes-out = your messages hold no pickup codes any more
change-codes-in = your messages hold pickup codes again
change-passkey = a new passkey signs in to your parcels
change-browser = another browser gets your notifications
# Where there is no room for it.
change-some = your contacts change
change-some-account = your account changed

## That something is being changed.

# $change: one of the sentences above
sms-notice-begun = Doorcode was asked: { $change }.
# $change: one of the sentences above
sms-notice-applied = Doorcode: { $change }, done.
# Of what happens at once.
# $change: one of the sentences above
sms-notice-news = Doorcode: { $change }.
# $change: one of the sentences above
sms-notice-undone = Doorcode: undone ({ $change }). Everybody is signed out; new codes are on their way.
# $change: one of the sentences above
sms-notice-called-off = Doorcode: called off ({ $change }). Nothing changes.
# $change: one of the sentences above
sms-notice-opted-out = Doorcode: the new contact took itself out ({ $change }).
# To the contact that is added.
sms-opt-out-begun = Doorcode: this number is to be added to another person's account.
sms-opt-out-applied = Doorcode: this number was added to another person's account.
# Behind one of the sentences above.
# $notice: that sentence
# $link: which undoes it
sms-undo = { $notice } Not you? Undo: { $link }
sms-passkey-added = Doorcode: a passkey was added that signs in to your parcels.
sms-passkey-removed = Doorcode: a passkey was removed that signed in to your parcels.
# $notice: one of the two sentences above
# $page: where passkeys are removed
sms-passkey-page = { $notice } Not you? See who is signed in: { $page }
# $news (ours): what has happened
# $page: where more stands
sms-case = Doorcode: { $news }. { $page }
# $news (ours): what has happened
# $page: where it is taken back
sms-redirect-asked = Doorcode: { $news }. Not you? Take it back: { $page }
# $news (ours): what has happened
# $page: where more stands
sms-redirect = Doorcode: { $news }. { $page }

## That a station is heard again.

# $station: its name
# $page: of the parcel that waits there
sms-back = Doorcode: the locker { $station } works again. { $page }
# $page: of the parcel that waits there
sms-back-there = Doorcode: your locker works again. { $page }
