//! English.

use super::{
    Account, Article, Code, Dead, Find, Frame, Link, Messages, Parcel, Parcels, Passkeys, Refused, Section,
    SignIn, Station, Trouble, Wording, isolate::foreign,
};
use crate::routes;

mod account;
mod articles;
mod contacts;
mod messages;
mod parcel;
mod problems;
mod station;
mod times;

pub(super) static EN: Wording = Wording {
    language: "en",
    direction: "ltr",
    messages: Messages {
        code_sms: messages::code_sms,
        code_email: messages::code_email,
        word_sms: messages::word_sms,
        word_email: messages::word_email,
        sign_in_sms: messages::sign_in_sms,
        sign_in_email: messages::sign_in_email,
        code_push: messages::code_push,
        proof_sms: messages::proof_sms,
        proof_email: messages::proof_email,
        test_push: messages::test_push,
        notice_sms: messages::notice_sms,
        notice_email: messages::notice_email,
        notice_push: messages::notice_push,
        passkey_sms: messages::passkey_sms,
        passkey_email: messages::passkey_email,
        passkey_push: messages::passkey_push,
    },
    brief: times::brief,
    frame: Frame {
        name: "Doorcode",
        skip: "Skip to the content",
        parcels: "Parcels",
        contacts: "Contacts",
        account: "Account",
        sign_out: "Sign out",
        help: "Help",
        message: "Is this message real?",
        privacy: "Privacy",
        offline: "No connection. Nothing is lost: try again when you have signal.",
    },
    problem: problems::problem,
    find: Find {
        title: "Parcel in a locker?",
        lead: "See where it is and get the code for its door.",
        tracking: "Tracking number",
        tracking_hint: "On the label or in the shop’s e-mail. Spaces do no harm.",
        contact: "Your mobile number or e-mail",
        contact_hint: "The one the parcel was ordered with.",
        go: "Continue",
        note: "We send a code there to make sure that it is you.",
    },
    sign_in: SignIn {
        title: "Enter the digits",
        lead: parcel::sign_in_lead,
        code: "Sign-in code",
        code_hint: "Good for 10 minutes. Spaces do no harm.",
        go: "Continue",
        missing: "Not received it?",
        missing_lead: "It can take a minute. You can have another one now; the two newest work. We send only so many a day: if none comes, the link in our message about your parcel lets you in, and so does a passkey.",
        by: parcel::by,
        again: "Start again",
    },
    link: Link {
        title: |merchant| format!("Your parcel from {}", foreign(merchant)),
        lead: |link| {
            let does = if link.status_only {
                "It shows how your parcel stands."
            } else {
                "Opening it signs this phone in."
            };
            format!("This link was sent to {}. {does}", foreign(&link.contact))
        },
        go: "Open my parcel",
    },
    parcels: Parcels {
        title: parcel::parcels_title,
        lead: |contact| format!("Signed in with {}", foreign(contact)),
        empty: "What is sent to you appears here by itself.",
        over: "Earlier",
    },
    contacts: contacts::CONTACTS,
    prove: contacts::PROVE,
    change: contacts::CHANGE,
    undo: contacts::UNDO,
    parcel: Parcel {
        fix: "Wrong number or address? Fix it",
        title: |merchant| format!("Parcel from {}", foreign(merchant)),
        line: parcel::line,
        headline: parcel::headline,
        when: parcel::when,
        meaning: parcel::meaning,
        barred: parcel::barred,
        show: "Show my code",
        number_for: |carrier| format!("Tracking number, for {}", foreign(carrier)),
        not_me: "That was not me",
        others: "My other parcels",
        look_again: "Look again",
        live: ("Updates by itself", "Not connected. As it was at", "Not up to date since"),
        messages: "Where your code went",
        no_messages: "We send your code by message the moment it exists.",
        sent: parcel::sent,
        state: parcel::state,
        fallback: parcel::fallback,
        again: "Send it again",
        again_in: ("in", "s"),
        spent: |until| format!("from {}", times::moment(until)),
        left: |left| format!("{left} more today"),
        history: "How it came here",
        event: parcel::event,
    },
    station: Station {
        compartment: "Compartment",
        hours: station::hours,
        health: station::health,
        directions: "Show me the way",
        code_is_right: "Your code is right.",
        waiting: station::waiting,
        together: station::together,
        place: station::place,
        wall: |door| format!("Compartment {}: {}", foreign(&door.number), station::place(door)),
    },
    code: Code {
        title: "Your code",
        headline: station::use_code,
        masked: "Standing at the locker?",
        hidden_digits: "hidden",
        show: "Show my code",
        symbol: "QR code for the scanner",
        valid: |until| format!("Valid until {}.", times::moment(until)),
        hint: station::hint,
        awake: "Your screen stays on.",
        door: "The door does not open",
        back: "Back to the parcel",
        opened: parcel::opened,
        opened_lead: "Please close the door behind you. The code and its messages are gone.",
    },
    passkeys: Passkeys {
        sign_in: "Been here before?",
        enter: "Use a passkey",
        add: "Add a passkey",
        add_lead: "Sign in with your finger, your face or your screen lock. No code, no waiting.",
        prove: "Prove it with a passkey",
        stopped: "Nothing was done: it was stopped, took too long, or this device has no passkey for us.",
        unable: "Nothing was done: this browser, or the password manager in it, cannot use a passkey here. A code works.",
        stopped_adding: "Nothing was added: it was stopped or took too long.",
        held: "Nothing was added: this device has a passkey for us already.",
        unable_adding: "Nothing was added: this browser, or the password manager in it, cannot make a passkey here.",
    },
    account: Account {
        title: "Your account",
        lead: "Who can get in, and what was done in your name.",
        passkeys: "Passkeys",
        no_passkeys: "You have none yet.",
        device: account::device,
        added: account::added,
        remove: "Remove",
        remove_lead: "It will not get in any more, and where it signed in is signed out. Your device may keep it until you delete it there.",
        remove_go: "Remove this passkey",
        not_proven: "To add or remove one, prove first that it is you: within the last 10 minutes, with a code or a passkey that you have had for 3 days.",
        prove_by_code: "Have a code sent to one of my contacts",
        full: "You have ten. Remove one to add another.",
        unsupported: "This browser cannot make passkeys.",
        devices: "Where you are signed in",
        here: "This device",
        proven: account::proven,
        sign_out: "Sign out",
        sign_out_others: "Sign out everywhere else",
        deeds: "What happened",
        deed: account::deed,
        changed_by_other: "Was one of these not you? Sign out everywhere else, then remove the passkeys you do not know. Change nothing else before that.",
        from: account::from,
    },
    message: articles::MESSAGE,
    help: articles::HELP,
    privacy: articles::PRIVACY,
    not_found: Dead {
        title: "We cannot find that",
        lead: "The address is not right, or the parcel was sent to another number or e-mail address.",
        go: "Find my parcel",
    },
    refused: Refused { title: "That did not work", lead: refused, go: "To the start" },
    trouble: Trouble {
        title: "We could not do that just now",
        tone: "Nothing was changed",
        lead: "Our side did not answer in time. Your parcel and your code are safe.",
        go: "Try again",
        reference: "If it goes on, tell us this reference:",
    },
};

fn refused(status: u16) -> &'static str {
    match status {
        403 => {
            "It did not come from one of our pages, or your browser does not say so. Nothing was changed. Go to the page again and press its button there."
        }
        405 => {
            "There is no page at this address, only a form. Nothing was changed. Start at the page with its button."
        }
        408 => "It took too long to arrive. Nothing was changed. Try again where you have more signal.",
        413 => "That was more text than we can take. Nothing was changed. Go back and write less.",
        429 => "That was too often. Nothing was changed. Wait a little, then try again.",
        _ => {
            "We could not read what your browser sent. Nothing was changed. Go to the page again and press its button there."
        }
    }
}
