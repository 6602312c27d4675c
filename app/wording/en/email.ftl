### E-mails, as plain text: a subject, and paragraphs. A subject holds no code, because it shows on lock screens.

## "Your parcel is there".

# $merchant: the shop's name
# $compartment: what is written on the door
# $station: its name
# $code: one of the two below
# $link: which signs in
email-code =
    .subject = Your parcel from { $merchant } is in the locker
    .body =
        Your parcel from { $merchant } is in the locker: { $station }.

        { $code }

        With the square for the scanner, the way there and help:
        { $link }

        The link signs in whoever opens it. Pass it on only to somebody who may collect the parcel.
        We never ask for your code, neither by phone nor by e-mail.
    .body-door =
        Your parcel from { $merchant } is in the locker: compartment { $compartment }, { $station }.

        { $code }

        With the square for the scanner, the way there and help:
        { $link }

        The link signs in whoever opens it. Pass it on only to somebody who may collect the parcel.
        We never ask for your code, neither by phone nor by e-mail.
# $code: the digits
email-code-digits = Your code: { $code }
# $code: the digits
# $until (moment): the last moment to collect it
email-code-digits-until =
    Your code: { $code }
    Good until { LASTING($until) }.

# That it is still there.
# $merchant: the shop's name
# $station: its name
# $code: one of the two above
# $link: which signs in
email-remind =
    .subject = Your parcel from { $merchant } is still in the locker
    .body =
        Your parcel from { $merchant } is still in the locker: { $station }.

        { $code }

        With the square for the scanner, the way there and help:
        { $link }

        The link signs in whoever opens it. Pass it on only to somebody who may collect the parcel.
        We never ask for your code, neither by phone nor by e-mail.
# That it may lie there for longer.
# $merchant: the shop's name
# $station: its name
# $code: one of the two above
# $link: which signs in
email-extended =
    .subject = You have longer to collect your parcel from { $merchant }
    .body =
        You have longer to collect your parcel from { $merchant }: { $station }.

        { $code }

        With the square for the scanner, the way there and help:
        { $link }

        The link signs in whoever opens it. Pass it on only to somebody who may collect the parcel.
        We never ask for your code, neither by phone nor by e-mail.

# To an address that is too new to be told the code.
# $merchant: the shop's name
# $station: its name
# $link: which shows how it stands
email-word =
    .subject = A parcel from { $merchant } is in the locker
    .body =
        A parcel from { $merchant } is in the locker at { $station }.

        This address was added less than 72 hours ago, so we do not send codes here yet. Sign in with a contact you had before to see yours. How the parcel stands:
        { $link }

# To somebody who wants no code in messages.
# $merchant: the shop's name
# $station: its name
# $until (moment): until when it can be collected
# $link: which shows how it stands
email-waits =
    .subject = Your parcel from { $merchant } waits in the locker
    .body =
        Your parcel from { $merchant } waits in the locker: { $station }.

        As you wished, this message holds no code. Sign in to see it:
        { $link }
    .body-until =
        Your parcel from { $merchant } waits in the locker until { MOMENT($until) }: { $station }.

        As you wished, this message holds no code. Sign in to see it:
        { $link }

## Codes to type.

# $code: the digits
# $host: where it is typed
email-sign-in =
    .subject = Your Doorcode sign-in code
    .body =
        { $code } is your sign-in code for { $host }.

        It is good for 10 minutes. We never ask you for it, neither by phone nor by e-mail.
        If you did not want to sign in, do nothing: without the code nobody gets in.
# $code: the digits
email-proof-test =
    .subject = Does this reach you?
    .body =
        { $code } shows that our messages reach you. Enter it where you asked for it.

        The code is good for 10 minutes. We never ask you for it by phone.
# $code: the digits
# $host: where it is typed
# $change: what it allows
email-proof-allow =
    .subject = Allow a change of your contacts
    .body =
        { $code } allows this change at { $host }:

        { $change }.

        If you did not ask for it, tell the code nobody, and nothing changes.

        The code is good for 10 minutes. We never ask you for it by phone.
# $code: the digits
# $host: where it is typed
email-proof-verify =
    .subject = Is this address yours?
    .body =
        { $code } adds this address to another person's account at { $host }.

        Type it only if that account is yours and you have just asked for it. Tell it nobody, whoever asks: if you do nothing, nothing changes.

        The code is good for 10 minutes. We never ask you for it by phone.
# $code: the digits
# $host: where it is typed
email-proof-newcomer =
    .subject = Show the codes for this address
    .body =
        { $code } shows the pickup codes that came for this address to whoever types it at { $host }.

        This address was added to an account less than 72 hours ago. Type the code only if that was you. Tell it nobody.

        The code is good for 10 minutes. We never ask you for it by phone.

## That something is being changed.

# $change: what
email-notice-begun =
    .subject = Your contacts are being changed
    .body = Somebody signed in to your parcels asked: { $change }.
# $change: what
email-notice-applied =
    .subject = Your contacts were changed
    .body = Done: { $change }.
# Of what happens at once.
# $change: what
email-notice-news =
    .subject = Something new in your account
    .body = Done just now: { $change }.
# $change: what
email-notice-undone =
    .subject = The change of your contacts was undone
    .body =
        Undone: { $change }.

        Everybody is signed out, live codes were replaced, and your contacts cannot be changed for 72 hours.
# $change: what
email-notice-called-off =
    .subject = Your contacts stay as they are
    .body = Called off: { $change }.
# $change: what
email-notice-opted-out =
    .subject = A new contact took itself out
    .body = Whoever has it did not want to belong to your account: { $change }. That is taken back.
# Paragraphs below one of those above.
# $link: which undoes it
email-undo =
    Was that you? Then there is nothing to do.

    Not you? Undo it within 7 days, without signing in:
    { $link }

    That signs everybody out and replaces the codes of your parcels.

# To the address that is added.
# $link: which takes it out again
email-opt-out-begun =
    .subject = Is this address to be added?
    .body =
        Somebody asked to add this address to their account. That needs the code we have sent you. Tell it nobody.

        Not you? Take the address out again, without signing in:
        { $link }
# $link: which takes it out again
email-opt-out-applied =
    .subject = This address was added to an account
    .body =
        This address was added to another person's account. What had come for it before is shown to nobody there for 72 hours, and its codes were replaced.

        Not you? Take the address out again, without signing in:
        { $link }

# $page: where passkeys are removed
email-passkey-added =
    .subject = A passkey was added
    .body =
        A passkey was added that signs in to your parcels.

        Was that you? Then there is nothing to do.

        Not you? Sign in, remove it, and sign out everywhere else:
        { $page }
# $page: where passkeys are removed
email-passkey-removed =
    .subject = A passkey was removed
    .body =
        A passkey was removed that signed in to your parcels.

        Was that you? Then there is nothing to do.

        Not you? Sign in, sign out everywhere else, and add a passkey of your own:
        { $page }

# $news (ours): what has happened
# $page: where more stands
email-case =
    { $news }.

    What our people say, and what comes next, stands here. It asks you to sign in:
    { $page }

    It was not you who reported it? Sign in, and see on the same page what was said.

## A step of a parcel, for whoever wants to hear of each.

# $step (Step): which
# $merchant: the shop's name
step-news = { $step ->
    [on-its-way] Your parcel from { $merchant } is on its way
    [out-for-delivery] Your parcel from { $merchant } is in the van
    [placed] Your parcel from { $merchant } is in the locker
   *[collected] Your parcel from { $merchant } was collected
}
# $news (ours): what has happened
# $page: where more stands
# $contacts: where it is turned off
email-step =
    { $news }.

    How it stands:
    { $page }

    You asked to hear of each step. To hear of them no longer:
    { $contacts }

# $news (ours): what has happened
# $page: where it is taken back
email-redirect-asked =
    { $news }.

    Nothing is changed until our people answer. It was not you? Sign in here, take it back, and see under your account who is signed in:
    { $page }

# $news (ours): what has happened
# $page: where more stands
email-redirect =
    { $news }.

    How it stands, you see here. It asks you to sign in:
    { $page }

# $station: its name
# $page: of the parcel that waits there
email-back =
    .subject = The parcel station { $station } works again
    .body =
        The parcel station { $station } works again. Your code opens your door there.

        Your parcel and your code, once you are signed in:
        { $page }

        You asked us to tell you. It is told once.
