### Sending a parcel to another station. The operator is asked, and decides.

# $merchant: the shop's name
redirect-title = Another station for your parcel from { $merchant }
redirect-headline = Send it to another station
# $station: its name
redirect-bound = It is bound for { $station }.
redirect-lead = Choose a station that works. We ask our people to send it there; until they answer, it stays as it is. Everybody else who hears of this parcel is told at once.
# $metres (number): from the station that it is bound for, as the crow flies
redirect-metres = { $metres } m from there
# $kilometres (number): the same
redirect-kilometres = { $kilometres } km from there
redirect-go = Ask to send it there
redirect-prove-lead = Prove first that it is you, just as when a contact is changed. Then you choose the station.
redirect-prove-no-way = That takes a contact that you had before. There is none that takes a code.
redirect-before = What was asked for
redirect-take-back = Take it back
# $station: its name
redirect-asked = It was asked for that this parcel goes to { $station }. There is no answer yet.
# $end (RedirectEnd): how it ended
# $station: its name
redirect-ended = { $end ->
    [accepted] It goes to { $station } now.
    [refused] It cannot be sent to { $station }.
    [taken-back] It is not sent to { $station }: that was taken back.
    [moved] Its carrier reports that it goes to { $station }.
    [placed] It was placed before anybody had answered, so it is not sent to { $station } any more.
   *[over] Nothing more happens to it, so it is not sent to { $station } any more.
}
redirect-asked-at = Asked for
redirect-ended-at = Answered or ended
remedy-send-elsewhere = Have it sent to another station

## Told by message.

# $news (RedirectNews): what has happened
# $merchant: the shop's name
# $station: its name
redirect-news = { $news ->
    [asked] Your parcel from { $merchant } was asked to be sent to { $station } instead
    [taken-back] Your parcel from { $merchant } is not sent to { $station }: that was taken back
    [accepted] Your parcel from { $merchant } goes to { $station } now
   *[refused] Your parcel from { $merchant } cannot be sent to { $station }
}
# $news (RedirectNews): what has happened
# $station: its name
redirect-news-brief = { $news ->
    [asked] your parcel was asked to be sent to { $station }
    [taken-back] your parcel is not sent to { $station }
    [accepted] your parcel goes to { $station } now
   *[refused] your parcel cannot be sent to { $station }
}
# $news (RedirectNews): what has happened
redirect-news-short = { $news ->
    [asked] your parcel was asked to be sent elsewhere
    [taken-back] your parcel is not sent elsewhere
    [accepted] your parcel goes to another station
   *[refused] your parcel cannot be sent elsewhere
}
