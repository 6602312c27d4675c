### A problem that is handed to the operator's people, and what they answer.

# The title of the tab. $merchant: the shop's name
case-title = A problem with your parcel from { $merchant }
case-choose = What is the problem?
# $kind (CaseKind): what it is about
case-kind = { $kind ->
    [empty] Nothing was inside
    [stuck] The door stays shut
    [not-mine] I ordered nothing
    [not-collected-by-me] It was not I who collected it
   *[other] Something else is wrong
}
# $kind (CaseKind): what is reported
case-means = { $kind ->
    [empty] Shut the door. Your code stops at once, so that nobody else opens an empty compartment, and our people look where your parcel is.
    [stuck] Nobody else can open it. Our people look at the door, and the time to collect your parcel stands still meanwhile.
    [not-mine] Leave it where it is. Our people look whose it is.
    [not-collected-by-me] Your code stops at once, and our people look who opened the door.
   *[other] Our people look into it, and the time to collect your parcel stands still meanwhile.
}

## The form. Nothing has to be filled in.

case-light-label = The light at the door
# $light (Light): what it did
case-light = { $light ->
    [dark] Dark
    [green] Green
    [red] Red
    [blinks-slowly] Blinks slowly
   *[blinks-fast] Blinks fast
}
case-sound-label = What you heard
# $sound (Sound): what it was
case-sound = { $sound ->
    [silence] Nothing
    [click] A click
    [motor] A humming
   *[alarm] A signal
}
case-resistance-label = How the door felt
# $resistance (Resistance): how it felt
case-resistance = { $resistance ->
    [fast] It does not move
    [springs] It gives a little and springs back
    [catches] Something catches
   *[free] It swings freely
}
case-unseen = I did not notice
case-shown = On the screen
case-shown-hint = The exact words, if there were any.
case-note = In your words
case-note-hint = Optional. Please write no code here.
case-photo-add = A photo
case-photo-other = Another photo
case-photo-hint = Optional: JPEG, PNG or WebP, at most 8 MB. We keep no place and no camera with it.
case-photo-go = Add the photo
case-photo-alt = Your photo
case-go = Report it

## How it stands.

# $state (CaseState): how it stands
case-headline = { $state ->
    [open] We are looking into it
    [overdue] We are late, and still looking into it
    [answered] You have an answer
   *[closed] Your case is closed
}
# $due (moment): until when an answer is promised
case-promised = You get an answer by { MOMENT($due) }, here and by message. There is nothing for you to do.
# $due (moment): until when an answer was promised
case-late = We promised an answer by { MOMENT($due) } and did not keep that. We are sorry: your case is still open, and has been raised with our people.
case-looked-after = Our people have answered, and go on looking into it.
case-closed = What was done stands below. If it does not help, open another case.
case-code-stopped = Your code is stopped. None is made until this is settled.
case-clock-stands = The time to collect your parcel stands still.
case-answers = What our people say
# $action (CaseAction): what is done
case-answer = { $action ->
    [open-door] The door is opened for you from afar
    [relocate] Your parcel lies behind another door now, with a new code
    [redeliver] Your parcel is delivered once more
    [give-up] We cannot solve this here
   *[words] A message for you
}
case-report = Your report
case-opened = Reported
case-closed-at = Closed
case-another = Something is wrong again?

## On other pages of the parcel.

# $state (CaseState): how it stands
case-link = { $state ->
    [open] Your case: we are looking into it
    [overdue] Your case: we are late with an answer
    [answered] Your case: you have an answer
   *[closed] Your last case
}
case-stopped-meaning = Your code is stopped while our people look into your case. You get a new one when it is settled.

## Told by message. What the news is stands on the page, for whoever is signed in.

# $news (CaseNews): what has happened
# $merchant: the shop's name
case-news = { $news ->
    [stopped] A problem with your parcel from { $merchant } was reported, and its code was stopped
    [open-door] The door with your parcel from { $merchant } is being opened
    [relocate] Your parcel from { $merchant } lies behind another door now
    [redeliver] Your parcel from { $merchant } is delivered once more
    [give-up] Your case about the parcel from { $merchant } is closed
    [words] There is an answer about your parcel from { $merchant }
   *[overdue] We are late with an answer about your parcel from { $merchant }
}
# $news (CaseNews): what has happened
case-news-short = { $news ->
    [stopped] a problem was reported, your code was stopped
    [open-door] your door is being opened
    [relocate] your parcel lies behind another door
    [redeliver] your parcel is delivered once more
    [give-up] your case is closed
    [words] there is an answer to your case
   *[overdue] our answer to your case is late
}
