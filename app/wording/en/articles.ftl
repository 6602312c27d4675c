### Pages of plain text. A section has its paragraphs apart by an empty line.

help =
    .title = What is wrong?
    .lead = Most doors open after one of these. Your parcel is safe meanwhile.
    .go = Show my parcels
help-code =
    .title = I have no code
    .text =
        There is no code before the parcel lies in the locker. Your parcel’s page says when that is expected.

        If it is there, you need no message: “Show my code” on its page shows square and digits.

        You can also have the message sent again there, by SMS or by e-mail. Look into the spam folder too.
help-door =
    .title = The door does not open
    .text =
        Make sure that you stand at the station your page names. A code works at one station only.

        Turn up the brightness and hold the square 10 to 20 cm from the scanner, or type the digits.

        After five wrong tries the keypad waits five minutes. Your code stays good.

        If the door clicked and stuck, press it gently and pull once more.
help-empty =
    .title = The compartment is empty
    .text = Close the door and look whether another one beside it has opened. Then call the carrier with the tracking number; it stands on your parcel’s page.
help-not-me =
    .title = It says collected, but not by me
    .text = Ask the people you live with first. If nobody has it, tell the shop: they have the exact time, and the carrier looks into it.
help-contact =
    .title = The wrong number or address
    .text =
        Sign in with the other contact the parcel was ordered with, and put the wrong one right under “Contacts”. With a second proof it takes effect at once.

        If neither of them is yours, ask the shop to correct it. Your parcel is safe meanwhile.

message =
    .title = Is this message real?
    .lead = Ours never ask for money, and never ask you for a code.
    .go = Look up my parcel here
message-real =
    .title = What ours look like
    .text =
        They name the shop, the station and the compartment, and always in the same order.

        They hold one link at most, and it leads to this site: compare the address with the one at the top of your browser.

        A code to type in comes only after you asked for one here.

        When your contacts are changed, we write to the old ones, with a link that undoes it.
message-false =
    .title = What ours never do
    .text =
        Ask for a fee, a card, a password or an app from elsewhere.

        Ask you to read out or pass on a code, neither by phone nor by message.

        Threaten that a parcel is destroyed unless you act at once.
message-unsure =
    .title = Not sure?
    .text = Leave the message alone and look up your parcel here with its tracking number. What is true stands there too.

privacy =
    .title = What we know, and for how long
    .lead = As little as opens your door, and no longer than that takes.
    .go = Find my parcel
privacy-known =
    .title = What we keep
    .text =
        The number or e-mail address the shop gave us for your parcel, and where the parcel was.

        When we wrote to you and what became of it; when a code was shown or used; what was changed, and from which browser.
privacy-deleted =
    .title = When it goes
    .text =
        Your code and the messages that held it: the moment you have the parcel.

        What names you and what the carrier wrote: 30 days later. If you never collect it, 30 days after its last day; if nothing is heard of it any more, after 180 days.

        Messages with sign-in codes: after a day. What we wrote about changes, and phones that signed out: after 30 days.

        Your sign-in on this phone: after 90 days, or when you sign out.

        What was done in your name, on your account page: after 13 months, or with everything else when no parcel of yours is left and you are signed out.
privacy-cookies =
    .title = Cookies and others
    .text = One cookie, so that you stay signed in. No advertising, no tracking, nothing from other companies on these pages.
