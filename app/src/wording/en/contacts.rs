use domain::{contact::Channel, notification::NotificationState, receipt::Cause};

use super::{parcel, times};
use crate::{
    port::{ChallengeView, ChangeWhat, ContactCard, Worth},
    wording::{Change, Contacts, Prove, Undo, isolate::foreign},
};

pub const CONTACTS: Contacts = Contacts {
    title: "How we reach you",
    lead: "Your code tries these in order until one is confirmed.",
    chip,
    note,
    browser: |this| if this { "Notifications here" } else { "Notifications on another device" }.to_owned(),
    test: "Send me a test",
    prove: "Prove it now",
    more: "Change",
    change_label: "The new number or address",
    change_go: "Change it",
    address_hint: "We send a code there to make sure that it is yours.",
    up: "Move up",
    down: "Move down",
    turn_on: "Send codes here again",
    turn_off: "Send no codes here",
    remove: "Remove it",
    named_chip: |named| named.trouble.map_or("Named by the shop, not proven", trouble).to_owned(),
    named_note: |channel| match channel {
        Channel::Sms => "The shop gave us this number with your parcel.",
        Channel::Email | Channel::Push => "The shop gave us this address with your parcel.",
    },
    claim: "It is mine",
    wrong: "It is wrong",
    add: "Another way to reach you",
    add_label: "Mobile number or e-mail",
    add_go: "Add it",
    push: "Notifications here",
    push_lead: "Quickest when your phone has data. The code stays off the lock screen.",
    push_denied: "This browser was told not to show notifications. Allow them in its settings for this site.",
    push_failed: "The browser could not turn them on just now. SMS and e-mail still work.",
    push_on: "Turn on",
    push_off: "Turn off",
    what,
    waits: |at| format!("It takes effect {} by itself, or at once with a second proof.", times::moment(at)),
    unverified: "We have sent a code to the new contact.",
    unverified_elsewhere: "The new contact was not verified. It was begun on another device.",
    confirm: "Confirm it now",
    type_code: "Enter the digits",
    withdraw: "Call it off",
    frozen: "Nothing can be changed for a while",
    frozen_until: |until| {
        format!(
            "A change was undone. So that nobody changes it back, contacts and passkeys stay as they are until {}.",
            times::moment(until)
        )
    },
    unfreeze: "It was all me, allow changes",
    too_new: "Prove a contact you had before",
    too_new_lead: "You came in with something that is newer than 72 hours. So that nobody else gets far with it, it shows no codes and changes nothing by itself. Have a test sent to an older contact, and all is as usual.",
};

pub const PROVE: Prove =
    Prove { lead, code: "The digits", again: "Send new digits", back: "Back to how we reach you" };

pub const CHANGE: Change = Change {
    title: "One more proof",
    why: "So that nobody but you changes this",
    lead: "Prove a contact you had before, and the change takes effect at once.",
    way: |channel, masked| match channel {
        Channel::Sms => format!("SMS to {}", foreign(masked)),
        Channel::Email => format!("E-mail to {}", foreign(masked)),
        Channel::Push => format!("Notification to {}", foreign(masked)),
    },
    no_way: "There is no other contact that could prove it.",
    otherwise: |at| {
        format!(
            "Without a second proof it takes effect {}. Until then your old contacts can stop it.",
            times::moment(at)
        )
    },
};

pub const UNDO: Undo = Undo {
    title: "Was this not you?",
    tone: "Undo it if you did not ask for it",
    lead: "Your contacts become what they were, everybody is signed out, and the codes of your parcels are replaced. For 72 hours nobody can change contacts.",
    go: "Undo it",
    was_me: "If it was you, close this page. Nothing happens.",
    done_title: "It is undone",
    done_tone: "Your contacts are yours again",
    done_lead: "Everybody is signed out, old codes open nothing any more, and new ones are on their way to you.",
    done_go: "Sign in",
    opt_out_tone: "Your number or address was added to somebody’s account",
    opt_out_lead: "Take it out if that was not you. Its codes are replaced, and what came for it is yours alone again.",
    opted_out_tone: "It is yours alone again",
    opted_out_lead: "It belongs to that account no longer. Its old codes open nothing; new ones are on their way to you.",
};

fn chip(contact: &ContactCard) -> (&'static str, String) {
    match &contact.worth {
        Worth::Off => ("wait", "Gets no codes".to_owned()),
        Worth::Failing(cause) => ("stop", trouble(*cause).to_owned()),
        Worth::Unproven => ("wait", "Never proven".to_owned()),
        Worth::Stale(at) => ("wait", format!("Proven {}, long ago", times::brief(at))),
        Worth::Cooling => ("wait", "New: for 72 hours no proof by itself".to_owned()),
        Worth::Proven(at) => ("go", format!("Works · proven {}", times::moment(at))),
    }
}

fn trouble(cause: Cause) -> &'static str {
    match cause {
        Cause::NoSuchAddress => "Does not exist",
        Cause::Landline => "Takes no text messages",
        Cause::Unsubscribed => "You have stopped our messages here",
        Cause::Filtered => "Filters our messages out",
        Cause::Complaint => "Our messages were marked as unwanted here",
        Cause::MailboxFull => "Mailbox is full",
        Cause::PushGone => "Turned off in the browser",
        Cause::Unreachable => "Could not be reached",
        Cause::Busy
        | Cause::Provider
        | Cause::NoAnswer
        | Cause::TooLate
        | Cause::NothingToSay
        | Cause::Unmapped => "The last message did not arrive",
    }
}

fn note(contact: &ContactCard) -> String {
    let by = match contact.channel {
        Channel::Sms => "SMS",
        Channel::Email => "E-mail",
        Channel::Push => "The code stays off the lock screen",
    };
    match &contact.last {
        None => format!("{by} · nothing was sent here yet"),
        Some(last) => {
            let what = match last.state {
                NotificationState::Delivered => "arrived",
                NotificationState::Sent => "not confirmed yet",
                NotificationState::Queued | NotificationState::Sending => "on its way",
                NotificationState::TemporaryFailure
                | NotificationState::PermanentFailure
                | NotificationState::Blocked
                | NotificationState::TechnicalFailure => "did not arrive",
            };
            format!("{by} · last message {}, {what}", times::moment(&last.at))
        }
    }
}

fn what(what: &ChangeWhat) -> String {
    match what {
        ChangeWhat::Add(new) => format!("{} becomes one of your contacts", foreign(new)),
        ChangeWhat::Replace(old, new) => format!("{} becomes {}", foreign(old), foreign(new)),
        ChangeWhat::Remove(old) => format!("{} is removed", foreign(old)),
        ChangeWhat::TurnOff(contact) => format!("Codes no longer go to {}", foreign(contact)),
        ChangeWhat::Passkey => "A new passkey signs in to your parcels".to_owned(),
        ChangeWhat::Browser => "Another browser gets your notifications".to_owned(),
    }
}

fn lead(challenge: &ChallengeView) -> String {
    let by = parcel::by(challenge.channel).to_lowercase();
    // "by sms" would look like a slip.
    let by = by.replace("sms", "SMS");
    if challenge.verifies {
        format!("We have sent them {by} to the new {}.", foreign(&challenge.contact))
    } else {
        format!("We have sent them {by} to {}.", foreign(&challenge.contact))
    }
}
