### The customer's parcels, a line each.

parcels-none = No parcel for you now
# $parcels (number): at least 1
parcels-on-their-way = { $parcels ->
    [one] One parcel is on its way
   *[other] { $parcels } parcels are on their way
}
# $parcels (number): at least 1
parcels-ready = { $parcels ->
    [one] One parcel is waiting for you
   *[other] { $parcels } parcels are waiting for you
}
# $contact: masked
parcels-lead = Signed in with { $contact }
parcels-empty = What is sent to you appears here by itself.
parcels-over = Earlier

# $expected (window): when it is to be there
line-announced-for = Announced for { WINDOW($expected) }
line-announced = Announced
# $expected (window): when it is to be there
line-on-its-way-expected = On its way, expected { WINDOW($expected) }
line-on-its-way = On its way
# $expected (window): when it is to be there
line-out-for-delivery-expected = In the van, expected { WINDOW($expected) }
line-out-for-delivery = In the van
# $since (moment): since when
line-exception = Held up since { MOMENT($since) }
line-code-being-made = In the locker, code being made
line-door-shut = The door may have stayed shut
# $since (moment): since when
line-returned = Going back since { MOMENT($since) }
# $since (moment): when that was
line-cancelled = Called off { MOMENT($since) }
