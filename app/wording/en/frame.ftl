### What stands around every page.

frame-name = Doorcode
# $page (ours): the title of a page
frame-title = { $page } · Doorcode
frame-skip = Skip to the content
frame-parcels = Parcels
frame-contacts = Contacts
frame-account = Account
frame-sign-out = Sign out
frame-help = Help
frame-message = Is this message real?
frame-privacy = Privacy
# When the network does not answer.
frame-offline = No connection. Nothing is lost: try again when you have signal.
