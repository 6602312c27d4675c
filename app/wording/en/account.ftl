### The account: what can get in, what is in, and what was done.

account-title = Your account
account-lead = Who can get in, and what was done in your name.
account-passkeys = Passkeys
account-no-passkeys = You have none yet.

## Browser and system.

# $browser (ours): its name
# $system (ours): its name
device = { $browser } on { $system }
# $browser (ours): its name
device-browser = { $browser }
# $system (ours): its name
device-system = A browser on { $system }
device-unknown = A browser

# $added (moment): when it was made
# $used (moment): when it signed in last
account-added-used = Added { MOMENT($added) }, last used { MOMENT($used) }
# $added (moment): when it was made
account-added = Added { MOMENT($added) }, never used yet
account-remove = Remove
account-remove-lead = It will not get in any more, and where it signed in is signed out. Your device may keep it until you delete it there.
account-remove-go = Remove this passkey
account-not-proven = To add or remove one, prove first that it is you: within the last 10 minutes, with a code or a passkey that you have had for 3 days.
account-prove-by-code = Have a code sent to one of my contacts
account-full = You have ten. Remove one to add another.
account-unsupported = This browser cannot make passkeys.
account-devices = Where you are signed in
account-here = This device
# $at (moment): when it last proved who it is
# $network (ours): where it was
account-proven = Last proven { MOMENT($at) }, network { $network }
account-sign-out = Sign out
# The same button for those who do not see what stands beside it.
# $device (ours): which
account-sign-out-device = Sign out { $device }
account-sign-out-others = Sign out everywhere else
account-deeds = What happened
account-changed-by-other = Was one of these not you? Sign out everywhere else, then remove the passkeys you do not know. Change nothing else before that.
# $device (ours): which
# $network (ours): where it was
account-from = { $device }, network { $network }
# What a station has told of.
account-from-station = Told by the station
# $deed (Deed): what was done
account-deed = { $deed ->
    [signed-in] Signed in with a code
    [signed-in-by-link] Signed in with a link from a message
    [sign-in-refused] Somebody typed a wrong sign-in code
    [revealed] Pickup code shown
    [resent] Pickup code sent again
    [resend-refused] Pickup code not sent again: too often
    [signed-out] Signed out
    [reveal-refused] Pickup code not shown: the contact was too new
    [contact-proven] Proven with a code
    [proof-refused] A wrong code was typed
    [change-begun] Change of contacts asked for
    [change-verified] New contact proven
    [change-applied] Contacts changed
    [change-undone] Change of contacts taken back
    [change-called-off] Change of contacts called off
    [freeze-lifted] Changes allowed again
    [turned-on] Codes to a contact turned on
    [turned-off] Codes to a contact turned off
    [codes-kept-out] Messages hold no pickup codes any more
    [codes-let-in] Messages hold pickup codes again
    [reordered] Order of contacts changed
    [push-on] Notifications to a browser turned on
    [push-off] Notifications to a browser turned off
    [signed-in-by-passkey] Signed in with a passkey
    [proven-by-passkey] Proven with a passkey
    [passkey-refused] A passkey was refused: somebody may have a copy of it. Remove it
    [passkey-added] Passkey added
    [passkey-removed] Passkey removed
    [device-signed-out] Another device signed out
    [case-opened] Problem with a parcel reported
    [opened-again] A door that stayed shut asked to open once more
    [code-stopped] Pickup code stopped, and a new one made
    [extended] Time to collect extended
    [asked-to-be-told] Asked to be told when a parcel is there
    [code-asked-for] Asked for the pickup code to be made
    [opened-offline] Door opened with the pickup code while the station had no connection
    [opened-offline-late] Door opened after the time to collect, while the station had no connection
    [opened-by-ended-code] Your door was opened with an earlier pickup code while the station had no connection. If that was not you, report it
    [redirect-asked] Asked for a parcel to be sent to another station
    [redirect-taken-back] Took back that a parcel is sent to another station
    [remedy-refused] Not done: the contact was too new, or no proof was given just before
   *[others-signed-out] Every other device signed out
}
# $deed (ours): one of the lines above
# $contact: masked
account-deed-about = { $deed }: { $contact }
