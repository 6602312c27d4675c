### Notifications of a browser: a line, and a sentence or two. They show on lock screens, so they hold no code.

# $merchant: the shop's name
# $compartment: what is written on the door
# $station: its name
push-code =
    .title = Your parcel from { $merchant } is there
    .body = { $station }. Tap to show your code.
    .body-door = Compartment { $compartment }, { $station }. Tap to show your code.
# $merchant: the shop's name
# $station: its name
# $until (ours): like Tue 18:00
push-remind =
    .title = Your parcel from { $merchant } is still there
    .body = { $station }, until { $until }. Tap to show your code.
# $merchant: the shop's name
# $station: its name
# $until (ours): like Tue 18:00
push-extended =
    .title = You have longer for your parcel from { $merchant }
    .body = { $station }, until { $until }. Tap to show your code.
push-test =
    .title = This works
    .body = Notifications about your parcels reach this device.
# The title is the subject of the mail.
# $change: what is changed
push-notice = { $change }.
push-passkey = Not you? Tap to see who is signed in.
push-case = News of your case
push-step = Tap to see how it stands.
push-redirect = Another station for your parcel
# $station: its name
push-back =
    .title = The parcel station works again
    .body = { $station }. Tap to show your code.
