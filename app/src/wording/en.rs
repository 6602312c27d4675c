//! English.

use super::{
    Article, Code, Dead, Find, Frame, Link, Messages, Parcel, Parcels, Section, SignIn, Station, Trouble,
    Wording,
};
use crate::routes;

mod articles;
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
        sign_in_sms: messages::sign_in_sms,
        sign_in_email: messages::sign_in_email,
    },
    brief: times::brief,
    frame: Frame {
        name: "Doorcode",
        skip: "Skip to the content",
        parcels: "Parcels",
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
        note: "We send 6 digits there to make sure that it is you.",
    },
    sign_in: SignIn {
        title: "Enter the 6 digits",
        lead: parcel::sign_in_lead,
        code: "Sign-in code",
        code_hint: "Good for 10 minutes. Spaces do no harm.",
        go: "Continue",
        missing: "Not received it?",
        missing_lead: "It can take a minute. You can have another one now.",
        by: parcel::by,
        again: "Start again",
    },
    link: Link {
        title: |merchant| format!("Your parcel from {merchant}"),
        lead: |contact| format!("This link was sent to {contact}. Opening it signs this phone in."),
        go: "Open my parcel",
    },
    parcels: Parcels {
        title: parcel::parcels_title,
        lead: |contact| format!("Signed in with {contact}"),
        empty: "What is sent to you appears here by itself.",
        over: "Earlier",
    },
    parcel: Parcel {
        title: |merchant| format!("Parcel from {merchant}"),
        line: parcel::line,
        headline: parcel::headline,
        when: parcel::when,
        meaning: parcel::meaning,
        show: "Show my code",
        number_for: |carrier| format!("Tracking number, for {carrier}"),
        not_me: "That was not me",
        others: "My other parcels",
        look_again: "Look again",
        live: "Updates by itself",
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
        place: station::place,
        wall: |door| format!("Compartment {}: {}", door.number, station::place(door)),
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
    message: articles::MESSAGE,
    help: articles::HELP,
    privacy: articles::PRIVACY,
    not_found: Dead {
        title: "We cannot find that",
        lead: "The address is not right, or the parcel was sent to another number or e-mail address.",
        go: "Find my parcel",
    },
    trouble: Trouble {
        title: "We could not do that just now",
        tone: "Nothing was changed",
        lead: "Our side did not answer in time. Your parcel and your code are safe.",
        go: "Try again",
        reference: "If it goes on, tell us this reference:",
    },
};
