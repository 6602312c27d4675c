use domain::{
    contact::Channel, notification::NotificationState, parcel::Status, receipt::Cause, standing::Standing,
};

use super::times;
use crate::{
    port::{Barred, EventView, NotificationView, ParcelRow},
    wording::isolate::foreign,
};

pub fn sign_in_lead(channel: Channel, codes: i64) -> String {
    let again = codes > 1;
    let message = match (channel, again) {
        (Channel::Sms, false) => "an SMS",
        (Channel::Email, false) => "an e-mail",
        (Channel::Push, false) => "a notification",
        (Channel::Sms, true) => "a new SMS",
        (Channel::Email, true) => "a new e-mail",
        (Channel::Push, true) => "a new notification",
    };
    let number =
        if again { format!(" It is code number {codes}; the last two work.") } else { String::new() };
    format!("If parcel and contact belong together, {message} with a code is on its way to you.{number}")
}

pub fn by(channel: Channel) -> &'static str {
    match channel {
        Channel::Sms => "By SMS",
        Channel::Email => "By e-mail",
        Channel::Push => "By notification",
    }
}

pub fn parcels_title(ready: usize, on_their_way: usize) -> String {
    match (ready, on_their_way) {
        (0, 0) => "No parcel for you now".to_owned(),
        (0, 1) => "One parcel is on its way".to_owned(),
        (0, many) => format!("{many} parcels are on their way"),
        (1, _) => "One parcel is waiting for you".to_owned(),
        (many, _) => format!("{many} parcels are waiting for you"),
    }
}

pub fn headline(standing: Standing) -> &'static str {
    match standing {
        Standing::Announced => "Announced, no code yet",
        Standing::OnItsWay => "On its way, no code yet",
        Standing::OutForDelivery => "In the van, no code yet",
        Standing::Late => "Later than planned, no code yet",
        Standing::Exception => "Something is holding it up",
        Standing::CodeBeingMade => "It is there, your code is being made",
        Standing::Ready => "Your parcel is in the locker",
        Standing::Expired => "The time to collect it is over",
        Standing::Collected => "Your parcel was collected",
        Standing::Returned => "It is going back to the sender",
        Standing::Cancelled => "This parcel was called off",
    }
}

pub fn when(row: &ParcelRow) -> String {
    let since = || times::moment(&row.since);
    match (row.standing, &row.expected, &row.deadline) {
        (Standing::Ready, _, Some(until)) => format!("Ready until {}", times::moment(until)),
        (Standing::Ready, _, None) => format!("Ready since {}", since()),
        (Standing::Announced | Standing::OnItsWay | Standing::OutForDelivery, Some((from, until)), _) => {
            format!("Expected {}", times::window(from, until))
        }
        (Standing::Announced | Standing::OnItsWay | Standing::OutForDelivery, None, _) => {
            "The carrier has given no time yet".to_owned()
        }
        (Standing::Late, Some((from, until)), _) => format!("Was expected {}", times::window(from, until)),
        (Standing::Late, None, _) => "The carrier has given no new time".to_owned(),
        (Standing::CodeBeingMade, ..) => format!("Placed {}", since()),
        (Standing::Expired, _, Some(until)) => format!("Could be collected until {}", times::moment(until)),
        (Standing::Collected, ..) => format!("Collected {}", since()),
        (Standing::Exception | Standing::Expired | Standing::Returned | Standing::Cancelled, ..) => {
            format!("Since {}", since())
        }
    }
}

pub fn line(row: &ParcelRow) -> String {
    let since = || times::moment(&row.since);
    match (row.standing, &row.expected) {
        (Standing::Ready | Standing::Expired | Standing::Collected | Standing::Late, _) => when(row),
        (Standing::Announced, Some((from, until))) => format!("Announced for {}", times::window(from, until)),
        (Standing::Announced, None) => "Announced".to_owned(),
        (Standing::OnItsWay, Some((from, until))) => {
            format!("On its way, expected {}", times::window(from, until))
        }
        (Standing::OnItsWay, None) => "On its way".to_owned(),
        (Standing::OutForDelivery, Some((from, until))) => {
            format!("In the van, expected {}", times::window(from, until))
        }
        (Standing::OutForDelivery, None) => "In the van".to_owned(),
        (Standing::Exception, _) => format!("Held up since {}", since()),
        (Standing::CodeBeingMade, _) => "In the locker, code being made".to_owned(),
        (Standing::Returned, _) => format!("Going back since {}", since()),
        (Standing::Cancelled, _) => format!("Called off {}", since()),
    }
}

pub const fn barred(barred: Barred) -> (&'static str, &'static str) {
    match barred {
        Barred::ByLink => (
            "Your link shows how the parcel stands, not its code. Sign in with a contact you had before to see it.",
            "Sign in for the code",
        ),
        Barred::TooNew => (
            "You came in with something that is newer than 72 hours: it shows no codes yet. Prove a contact you had before, and your code is here.",
            "Prove another contact",
        ),
    }
}

pub fn meaning(standing: Standing, carrier: &str) -> String {
    let carrier = foreign(carrier);
    match standing {
        Standing::Announced => format!(
            "The shop has not handed it to {carrier} yet. Your code is made the moment the parcel lies in the locker, \
             and we send it to you then."
        ),
        Standing::OnItsWay | Standing::OutForDelivery => {
            "Your code is made the moment the parcel lies in the locker, and we send it to you then."
                .to_owned()
        }
        Standing::Late => format!(
            "{carrier} has given no new time. Nothing for you to do: we send your code the moment the parcel lies in \
             the locker."
        ),
        Standing::Exception => {
            format!("{carrier} can tell you more and put it right.")
        }
        Standing::CodeBeingMade => "That takes a few seconds.".to_owned(),
        Standing::Ready => "Bring this phone. You need nothing else.".to_owned(),
        Standing::Expired => format!(
            "The code no longer opens the door. {carrier} can tell you whether they extend the time or send the parcel \
             back."
        ),
        Standing::Collected => "The code and the messages that held it are deleted.".to_owned(),
        Standing::Returned => {
            format!("{carrier} takes it back. The shop can send it again or give you your money back.")
        }
        Standing::Cancelled => "The shop or the carrier called it off. The shop can tell you why.".to_owned(),
    }
}

pub fn opened(row: &ParcelRow) -> String {
    match &row.compartment {
        Some(compartment) => {
            format!("Compartment {} opened {}.", foreign(compartment), times::moment(&row.since))
        }
        None => format!("Collected {}.", times::moment(&row.since)),
    }
}

pub fn sent(sent: &NotificationView) -> String {
    let (what, old) = match sent.channel {
        Channel::Sms => ("SMS", "your old number "),
        Channel::Email => ("E-mail", "your old address "),
        Channel::Push => ("Notification", "a device you no longer use "),
    };
    let old = if sent.old { old } else { "" };
    let contact = match (sent.channel, sent.old) {
        (Channel::Push, true) => String::new(),
        (Channel::Push, false) => "your device".to_owned(),
        (Channel::Sms | Channel::Email, _) => foreign(&sent.contact),
    };
    let again = if sent.resent { ", again" } else { "" };
    format!("{what} to {old}{contact}{again}")
}

pub fn state(sent: &NotificationView) -> String {
    let said = match sent.cause {
        Some(cause) if sent.state != NotificationState::Delivered => failed(sent.state, sent.channel, cause),
        _ => reached(sent.state, sent.channel),
    };
    // Nothing is sent twice without saying so.
    if sent.twice {
        format!("{said}. You may get it twice: we had no answer and sent it once more")
    } else {
        said.to_owned()
    }
}

fn reached(state: NotificationState, channel: Channel) -> &'static str {
    use NotificationState as S;
    match (state, channel) {
        (S::Queued, _) => "Waiting to be sent",
        (S::Sending, _) => "Being sent now",
        (S::Sent, Channel::Sms) => "Accepted by your operator, not confirmed by your phone yet",
        (S::Sent, Channel::Email) => "Accepted for delivery, not confirmed by your mailbox yet",
        (S::Sent, Channel::Push) => "Handed to your browser, not confirmed yet",
        (S::Delivered, Channel::Sms | Channel::Push) => "Your phone has it",
        (S::Delivered, Channel::Email) => "Your mailbox has it; it may lie in spam",
        (S::TemporaryFailure, _) => "Did not get through yet; we try again",
        (S::PermanentFailure, Channel::Sms) => "This number cannot receive it",
        (S::PermanentFailure, Channel::Email) => "This address cannot receive it",
        (S::PermanentFailure, Channel::Push) => "This browser no longer takes notifications",
        (S::Blocked, Channel::Sms) => "Your operator refuses our messages",
        (S::Blocked, Channel::Email) => "Your mailbox refuses our messages",
        (S::Blocked, Channel::Push) => "Notifications are turned off",
        (S::TechnicalFailure, _) => "Our side failed to send it",
    }
}

fn failed(state: NotificationState, channel: Channel, cause: Cause) -> &'static str {
    match (cause, channel) {
        (Cause::Unreachable, _) if state == NotificationState::TemporaryFailure => {
            "Your phone is off or has no signal; it comes when it is back"
        }
        (Cause::Unreachable, _) => "Your phone was off or without signal too long; we have stopped trying",
        (Cause::NoSuchAddress, Channel::Sms) => "There is no such number",
        (Cause::NoSuchAddress, Channel::Email | Channel::Push) => "There is no such address",
        (Cause::Landline, _) => "This number takes no text messages",
        (Cause::Unsubscribed, _) => "You have asked us by STOP not to write to this number",
        (Cause::Filtered, Channel::Sms) => "Your operator filtered it out",
        (Cause::Filtered, Channel::Email | Channel::Push) => "Your mailbox filtered it out",
        (Cause::Complaint, _) => "Our messages were marked as unwanted there",
        (Cause::MailboxFull, _) => "Your mailbox is full",
        (Cause::PushGone, _) => "This browser no longer takes notifications",
        (Cause::Busy | Cause::Provider, _) if state == NotificationState::TemporaryFailure => {
            "The way there is busy; we try again"
        }
        (Cause::NoAnswer, _) => "Handed over without an answer; we are finding out",
        (Cause::TooLate, _) => "It would have come too late",
        (Cause::NothingToSay, _) => "It was no longer needed",
        (Cause::Busy | Cause::Provider | Cause::Unmapped, _) => "Our side failed to send it",
    }
}

pub fn fallback(channel: Channel, contact: &str) -> (&'static str, String) {
    let by = match channel {
        Channel::Sms => "by SMS",
        Channel::Email => "by e-mail",
        Channel::Push => "by notification",
    };
    ("Nothing there? In", format!("s we also send it {by} to {}.", foreign(contact)))
}

pub fn event(event: &EventView) -> String {
    let finer =
        event.substatus.as_deref().and_then(|substatus| finer(substatus, event.compartment.as_deref()));
    finer.unwrap_or_else(|| match event.status {
        Status::Unknown => match &event.carrier_text {
            Some(text) => format!("The carrier says: {}", foreign(text)),
            None => "News from the carrier".to_owned(),
        },
        Status::PreTransit => "Announced by the shop".to_owned(),
        Status::InTransit => "On its way".to_owned(),
        Status::OutForDelivery => "Out for delivery".to_owned(),
        Status::Failure => "Could not be delivered".to_owned(),
        Status::Error => "The carrier’s system reports an error".to_owned(),
        Status::AvailableForPickup => placed(event.compartment.as_deref()),
        Status::Delivered => "Collected".to_owned(),
        Status::ReturnToSender => "Going back to the sender".to_owned(),
        Status::Cancelled => "Called off".to_owned(),
    })
}

fn placed(compartment: Option<&str>) -> String {
    match compartment {
        Some(compartment) => format!("Placed in compartment {}", foreign(compartment)),
        None => "Placed in the locker".to_owned(),
    }
}

/// Substatuses are open: the ones without words here are told by their status.
fn finer(substatus: &str, compartment: Option<&str>) -> Option<String> {
    let words = match substatus {
        "placed_in_locker" => return Some(placed(compartment)),
        "arrived_at_depot" => "Arrived at the depot",
        "locker_reserved" => "A compartment is reserved",
        "locker_full_rerouted" => "The station was full; it goes to another one",
        "code_issued" => "Your code was made",
        "pickup_reminder_sent" => "Reminder sent",
        "pickup_expiring" => "The time to collect it ends soon",
        "pickup_expired" => "The time to collect it ended",
        "collected_by_recipient" => "Collected with your code",
        "collected_by_delegate" => "Collected by somebody you sent",
        "removed_by_courier" => "Taken out by the courier",
        "locker_fault" => "The locker has a fault",
        "held_support_case" => "Held while somebody looks into it",
        "delivery_attempted" => "Delivery was tried",
        "address_correction_needed" => "The address needs correcting",
        "misrouted" => "Went the wrong way, being put right",
        "weather_delay" => "Held up by the weather",
        "vehicle_issue" => "Held up by a broken vehicle",
        _ => return None,
    };
    Some(words.to_owned())
}
