### What went wrong.

problem-not-found = We cannot find that.
problem-signed-out = You are signed out. Sign in again to see your parcels.
problem-tracking = That is no tracking number. It has 6 to 40 letters and digits.
problem-contact = Write a mobile number, like 0170 555 0141, or an e-mail address.
problem-code = The code has 6 or 8 digits, as in the message.
problem-channel = Choose one of the ways below.
problem-address = Write a mobile number, like 0170 555 0141, or an e-mail address, of the same kind as before.
problem-subscription = This browser’s notifications cannot be used.
problem-station = Choose one of the stations below.
problem-wrong-code = That is not the code we sent. Look at the newest message.
problem-sign-in-over = That code is too old or was tried too often. Start again, it takes a minute.
problem-link-over = That link is too old, was opened on five devices, or its parcel was collected. You can still get in here.
# $wait (number): seconds
problem-wait = That was too often. You can go on in { SPAN($wait) }.
# $wait (number): seconds
problem-no-more-codes = We have sent as many codes there as we may for now; somebody else may have asked for them. The link in our message about your parcel still lets you in, and so does a passkey. Codes can be sent again in { SPAN($wait) }.
# $wait (number): seconds
problem-held = That is not the code we sent. Too many wrong codes came from your connection, so each sign-in has one try for now. Start again in { SPAN($wait) }, or use the link in our message about your parcel, or a passkey.
problem-spent-today = We have sent it as often as we may today. “Show my code” always works.
problem-several-codes = There is more than one code in what you pasted. Type the one from the newest message.
problem-premium = That number costs extra. Use a mobile number.
problem-too-short = That number has a digit too few.
problem-too-long = That number has a digit too many.
# $domain: what may have been meant
problem-slip = Did you mean { $domain }? Correct it, or send it once more if it is right.
problem-frozen = Contacts cannot be changed now, because a change was undone lately.
problem-already-there = That is one of your contacts already.
problem-taken-elsewhere = That contact belongs together with others already. Sign in with it to see its parcels.
problem-change-under-way = A change of this contact is under way. Finish it or call it off.
problem-too-many-changes = Finish the other changes first, or call them off.
problem-last-way = That is the last way to send you a code. Add another one first.
problem-not-proven = Prove first that it is you: have a test sent to a contact you already had.
problem-too-new = You came in with something that is newer than 72 hours. Prove a contact you had before as well, under Contacts.
problem-challenge-over = Those digits are too old or were tried too often. Have new ones sent.
problem-change-over = That change is done, undone or called off.
problem-undo-over = That link is too old or was used.
problem-no-code = There is no code for this parcel now.
problem-passkey-over = This page was open for a while. Press the button once more.
problem-passkey-refused = That passkey does not open anything here. Sign in with your tracking number.
problem-too-many-passkeys = You have ten passkeys. Remove one to add another.
problem-note = That is too long. Write at most 500 characters in your own words, and 200 from the screen.
problem-case-open = Your report has arrived already: how it stands, you see here.
problem-not-now = That is not possible as things stand now.
problem-no-photo = That file is no photo we can read. Your report is kept; you can add another photo.
problem-photo-too-large = That photo is too large: at most 8 MB and 50 million dots. Your report is kept; you can add another one.
problem-unavailable = Our side did not answer in time, so nothing was changed. Try again.
# $reference (ours): as it stands in the log
problem-unavailable-reference = Our side did not answer in time, so nothing was changed. Try again. Reference: { $reference }

# Why a remedy is not possible, or not any more.
# $why (NotPossible): why
problem-not-possible = { $why ->
    [never-opened] The door can be opened once more only after your code has opened it.
    [was-open] The door was open after your code, as its sensor says, so it is not opened again from here.
    [opened-once] The door was opened once more already. That is possible once.
    [opened-long-ago] The door can be opened once more within ten minutes after your code, and these are over.
    [station-offline] The station has no connection now and would not hear of it.
    [not-here] Your parcel does not lie in a compartment now.
    [clock-stopped] The time to collect stands still at present, so it need not be extended.
    [too-late] The time to collect ended too long ago to be extended.
    [extended-enough] The time to collect was extended as often as it can be.
    [lies-longest] Your parcel lies there for as long as it can.
    [never-elsewhere] Parcels are not sent to other stations here.
    [not-on-its-way] Your parcel is not on its way any more, so it cannot be sent to another station.
    [no-station-yet] It is not known yet which station your parcel is bound for.
    [redirect-asked] It was asked already to send your parcel elsewhere. There is no answer yet.
    [case-decides] Our people have your case in hand, and your parcel with it.
    [redirected-enough] Another station was asked for as often as it can be for this parcel.
    [goes-there] Your parcel is bound for that station already.
    [other-station-down] That station does not work now. Choose another one.
    [none-near] No other station near by works now.
   *[stopped-enough] Your code was stopped as often as it can be in a day. Sign out your other devices first, tomorrow it can be stopped again.
}

# What is the case with a number that takes no text messages.
# $why (NoSms): what it is
problem-no-sms = { $why ->
    [letters] There are letters in it. Write the number with digits only.
    [landline] That is a landline: text messages do not arrive there. Use a mobile number.
    [personal] That is a personal number; we cannot send to it. Use a mobile number.
    [voip] That is an internet phone number; we cannot send to it. Use a mobile number.
    [toll-free] That is a free-of-charge number: it takes calls only. Use a mobile number.
    [shared-cost] That is a shared-cost number: it takes calls only. Use a mobile number.
    [pager] That is a pager; we cannot send to it. Use a mobile number.
    [voicemail] That is a voice mailbox; we cannot send to it. Use a mobile number.
    [company] That is a company’s shared number; we cannot send to it. Use a mobile number.
   *[incomplete] That number is incomplete. Write it with its area or network code.
}

## Pages that lead on.

not-found-title = We cannot find that
not-found-lead = The address is not right, or the parcel was sent to another number or e-mail address.
not-found-go = Find my parcel

refused-title = That did not work
refused-go = To the start
refused-origin = It did not come from one of our pages, or your browser does not say so. Nothing was changed. Go to the page again and press its button there.
refused-method = There is no page at this address, only a form. Nothing was changed. Start at the page with its button.
refused-too-slow = It took too long to arrive. Nothing was changed. Try again where you have more signal.
refused-too-large = That was more text than we can take. Nothing was changed. Go back and write less.
refused-too-often = That was too often. Nothing was changed. Wait a little, then try again.
refused-unreadable = We could not read what your browser sent. Nothing was changed. Go to the page again and press its button there.

trouble-title = We could not do that just now
trouble-tone = Nothing was changed
trouble-lead = Our side did not answer in time. Your parcel and your code are safe.
trouble-go = Try again
# $reference (slot): as it stands in the log
trouble-reference = If it goes on, tell us this reference: { $reference }
