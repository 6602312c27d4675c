use super::times::lasting;
use crate::wording::{
    gsm7,
    isolate::{foreign, plain, unmarked},
    messages::{
        ChangeText, CodeMessage, Email, NoticeMessage, NoticeStep, Notification, PasskeyMessage,
        ProofMessage, ProofPurpose, Room, SignInMessage, grouped, name, one_part,
    },
};

pub fn code_sms(message: &CodeMessage) -> String {
    let room = Room {
        merchant: message.merchant.to_owned(),
        station: message.station.to_owned(),
        compartment: message.compartment.unwrap_or_default().to_owned(),
        until: message.until.map(lasting).unwrap_or_default(),
    };
    one_part(room, |room| {
        let parcel =
            if room.merchant.is_empty() { "Parcel".into() } else { format!("{} parcel", room.merchant) };
        let place = match (room.compartment.as_str(), room.station.as_str()) {
            ("", "") => " is there".to_owned(),
            ("", station) => format!(": {station}"),
            (compartment, "") => format!(": locker {compartment}"),
            (compartment, station) => format!(": locker {compartment}, {station}"),
        };
        let until = if room.until.is_empty() { String::new() } else { format!(" until {}", room.until) };
        format!("{parcel}{place}. Code {}{until}. {}", grouped(message.digits), message.link)
    })
}

pub fn code_email(message: &CodeMessage) -> Email {
    let (merchant, station) = (named(message.merchant), named(message.station));
    let door = message.compartment.map(|door| format!("compartment {}, ", named(door))).unwrap_or_default();
    let until = message.until.map(|until| format!("\nGood until {}.", lasting(until))).unwrap_or_default();
    Email {
        subject: format!("Your parcel from {merchant} is in the locker"),
        body: format!(
            "Your parcel from {merchant} is in the locker: {door}{station}.\n\n\
             Your code: {code}{until}\n\n\
             With the square for the scanner, the way there and help:\n{link}\n\n\
             The link signs in whoever opens it. Pass it on only to somebody who may collect the parcel.\n\
             We never ask for your code, neither by phone nor by e-mail.\n",
            code = grouped(message.digits),
            link = message.link,
        ),
    }
}

pub fn word_sms(message: &CodeMessage) -> String {
    let room = Room {
        merchant: message.merchant.to_owned(),
        station: message.station.to_owned(),
        compartment: message.compartment.unwrap_or_default().to_owned(),
        until: String::new(),
    };
    one_part(room, |room| {
        let parcel =
            if room.merchant.is_empty() { "A parcel".into() } else { format!("{} parcel", room.merchant) };
        let place = if room.station.is_empty() { String::new() } else { format!(": {}", room.station) };
        format!("{parcel} is there{place}. No code here yet, this contact is new. {}", message.link)
    })
}

pub fn word_email(message: &CodeMessage) -> Email {
    let (merchant, station) = (named(message.merchant), named(message.station));
    Email {
        subject: format!("A parcel from {merchant} is in the locker"),
        body: format!(
            "A parcel from {merchant} is in the locker at {station}.\n\n\
             This address was added less than 72 hours ago, so we do not send codes here yet. Sign in with a contact \
             you had before to see yours. How the parcel stands:\n{}\n",
            message.link,
        ),
    }
}

pub fn sign_in_sms(message: &SignInMessage) -> String {
    let digits = message.digits;
    let bound = format!("@{} #{digits}", message.host);
    let long = format!(
        "{digits} is your Doorcode sign-in code, good for 10 minutes. We never ask you for it.\n\n{bound}"
    );
    if gsm7::septets(&long).is_some_and(|taken| taken <= gsm7::ONE_PART) {
        long
    } else {
        format!("{digits} is your Doorcode sign-in code.\n\n{bound}")
    }
}

pub fn sign_in_email(message: &SignInMessage) -> Email {
    Email {
        subject: "Your Doorcode sign-in code".to_owned(),
        body: format!(
            "{} is your sign-in code for {}.\n\n\
             It is good for 10 minutes. We never ask you for it, neither by phone nor by e-mail.\n\
             If you did not want to sign in, do nothing: without the code nobody gets in.\n",
            grouped(message.digits),
            message.host,
        ),
    }
}

pub fn code_push(message: &CodeMessage) -> Notification {
    let door = message.compartment.map(|door| format!("Compartment {}, ", named(door))).unwrap_or_default();
    Notification {
        title: format!("Your parcel from {} is there", named(message.merchant)),
        body: format!("{door}{}. Tap to show your code.", named(message.station)),
    }
}

pub fn proof_sms(message: &ProofMessage) -> String {
    let digits = message.digits;
    let said = |change: &str| match message.purpose {
        ProofPurpose::Test => {
            format!("{digits} shows Doorcode that messages reach you. Enter it where you asked for it.")
        }
        ProofPurpose::Allow(_) => {
            format!("{digits} allows this at Doorcode: {change}. Not you? Tell it nobody.")
        }
        ProofPurpose::Verify => {
            format!(
                "{digits} adds this number to another person's account. Tell nobody, unless you asked for it."
            )
        }
        ProofPurpose::Newcomer => {
            format!("{digits} shows codes for this number to whoever types it. Tell nobody.")
        }
    };
    let change = match message.purpose {
        ProofPurpose::Allow(change) => signs(&sentence(change)),
        ProofPurpose::Test | ProofPurpose::Verify | ProofPurpose::Newcomer => String::new(),
    };
    let bound = |said: String| format!("{said}\n\n@{} #{digits}", message.host);
    fitting([
        bound(said(&change)),
        bound(said("a change of your contacts")),
        bound(format!("{digits} is your Doorcode code.")),
    ])
}

pub fn proof_email(message: &ProofMessage) -> Email {
    let digits = grouped(message.digits);
    let (subject, body) = match message.purpose {
        ProofPurpose::Test => (
            "Does this reach you?".to_owned(),
            format!("{digits} shows that our messages reach you. Enter it where you asked for it.\n"),
        ),
        ProofPurpose::Allow(change) => (
            "Allow a change of your contacts".to_owned(),
            format!(
                "{digits} allows this change at {}:\n\n{}.\n\n\
                 If you did not ask for it, tell the code nobody, and nothing changes.\n",
                message.host,
                sentence(change),
            ),
        ),
        ProofPurpose::Verify => (
            "Is this address yours?".to_owned(),
            format!(
                "{digits} adds this address to another person's account at {}.\n\n\
                 Type it only if that account is yours and you have just asked for it. Tell it nobody, whoever asks: \
                 if you do nothing, nothing changes.\n",
                message.host,
            ),
        ),
        ProofPurpose::Newcomer => (
            "Show the codes for this address".to_owned(),
            format!(
                "{digits} shows the pickup codes that came for this address to whoever types it at {}.\n\n\
                 This address was added to an account less than 72 hours ago. Type the code only if that was you. \
                 Tell it nobody.\n",
                message.host,
            ),
        ),
    };
    Email {
        subject,
        body: format!("{body}\nThe code is good for 10 minutes. We never ask you for it by phone.\n"),
    }
}

pub fn test_push() -> Notification {
    Notification {
        title: "This works".into(),
        body: "Notifications about your parcels reach this device.".into(),
    }
}

pub fn notice_sms(message: &NoticeMessage) -> String {
    let undo = message.link.map(|link| format!(" Not you? Undo: {link}")).unwrap_or_default();
    if message.opts_out {
        let account = if message.step == NoticeStep::Begun { "is to be added" } else { "was added" };
        return format!("Doorcode: this number {account} to another person's account.{undo}");
    }
    if matches!(message.change, ChangeText::TurnOff(_) | ChangeText::Passkey | ChangeText::Browser)
        && message.step == NoticeStep::Applied
    {
        let said = |change: &str| format!("Doorcode: {change}.{undo}");
        return fitting([said(&signs(&sentence(message.change))), said("your account changed")]);
    }
    let said = |change: &str| match message.step {
        NoticeStep::Begun => format!("Doorcode was asked: {change}.{undo}"),
        NoticeStep::Applied => format!("Doorcode: {change}, done.{undo}"),
        NoticeStep::Undone => {
            format!("Doorcode: undone ({change}). Everybody is signed out; new codes are on their way.")
        }
        NoticeStep::CalledOff => format!("Doorcode: called off ({change}). Nothing changes."),
        NoticeStep::OptedOut => format!("Doorcode: the new contact took itself out ({change})."),
    };
    fitting([said(&signs(&sentence(message.change))), said("your contacts change")])
}

/// The first that fits one part, or the last.
fn fitting<const N: usize>(versions: [String; N]) -> String {
    let last = versions.len() - 1;
    let fits = |text: &String| gsm7::septets(text).is_some_and(|taken| taken <= gsm7::ONE_PART);
    let place = versions.iter().position(fits).unwrap_or(last);
    versions.into_iter().nth(place).unwrap_or_default()
}

pub fn notice_email(message: &NoticeMessage) -> Email {
    let change = sentence(message.change);
    if message.opts_out {
        return opt_out_email(message);
    }
    let (subject, said) = match message.step {
        NoticeStep::Applied
            if matches!(
                message.change,
                ChangeText::TurnOff(_) | ChangeText::Passkey | ChangeText::Browser
            ) =>
        {
            ("Something new in your account", format!("Done just now: {change}."))
        }
        NoticeStep::Begun => (
            "Your contacts are being changed",
            format!("Somebody signed in to your parcels asked: {change}."),
        ),
        NoticeStep::Applied => ("Your contacts were changed", format!("Done: {change}.")),
        NoticeStep::Undone => (
            "The change of your contacts was undone",
            format!(
                "Undone: {change}.\n\nEverybody is signed out, live codes were replaced, and your contacts cannot be changed for 72 hours."
            ),
        ),
        NoticeStep::CalledOff => ("Your contacts stay as they are", format!("Called off: {change}.")),
        NoticeStep::OptedOut => (
            "A new contact took itself out",
            format!("Whoever has it did not want to belong to your account: {change}. That is taken back."),
        ),
    };
    let undo = message
        .link
        .map(|link| {
            format!(
                "\n\nWas that you? Then there is nothing to do.\n\nNot you? Undo it within 7 days, without signing in:\n{link}\n\n\
                 That signs everybody out and replaces the codes of your parcels."
            )
        })
        .unwrap_or_default();
    Email { subject: subject.to_owned(), body: format!("{said}{undo}\n") }
}

fn opt_out_email(message: &NoticeMessage) -> Email {
    let done = message.step != NoticeStep::Begun;
    let subject = if done { "This address was added to an account" } else { "Is this address to be added?" };
    let said = if done {
        "This address was added to another person's account. What had come for it before is shown to nobody there for \
         72 hours, and its codes were replaced."
    } else {
        "Somebody asked to add this address to their account. That needs the code we have sent you. Tell it nobody."
    };
    let link = message.link.unwrap_or_default();
    Email {
        subject: subject.to_owned(),
        body: format!("{said}\n\nNot you? Take the address out again, without signing in:\n{link}\n"),
    }
}

pub fn notice_push(message: &NoticeMessage) -> Notification {
    let email = notice_email(&NoticeMessage { link: None, ..*message });
    Notification { title: email.subject, body: format!("{}.", sentence(message.change)) }
}

pub fn passkey_sms(message: &PasskeyMessage) -> String {
    let said = passkey(message.added);
    fitting([
        format!("Doorcode: a {said} Not you? See who is signed in: {}", message.page),
        format!("Doorcode: a {said}"),
    ])
}

pub fn passkey_email(message: &PasskeyMessage) -> Email {
    let subject = if message.added { "A passkey was added" } else { "A passkey was removed" };
    let advice = if message.added {
        "remove it, and sign out everywhere else"
    } else {
        "sign out everywhere else, and add a passkey of your own"
    };
    Email {
        subject: subject.to_owned(),
        body: format!(
            "A {}\n\nWas that you? Then there is nothing to do.\n\nNot you? Sign in, {advice}:\n{}\n",
            passkey(message.added),
            message.page,
        ),
    }
}

pub fn passkey_push(message: &PasskeyMessage) -> Notification {
    let email = passkey_email(message);
    Notification { title: email.subject, body: "Not you? Tap to see who is signed in.".to_owned() }
}

const fn passkey(added: bool) -> &'static str {
    if added {
        "passkey was added that signs in to your parcels."
    } else {
        "passkey was removed that signed in to your parcels."
    }
}

/// A name as mails and notifications hold it.
fn named(text: &str) -> String {
    apart(&name(text))
}

/// A text that others wrote, kept from turning its neighbours.
fn apart(text: &str) -> String {
    plain(&foreign(text), "ltr")
}

/// For mails and notifications; for text messages see [`signs`].
fn sentence(change: ChangeText) -> String {
    match change {
        ChangeText::Add(new) => format!("{} is added to your contacts", apart(new)),
        ChangeText::Replace(old, new) => format!("your contact {} becomes {}", apart(old), apart(new)),
        ChangeText::Remove(old) => format!("{} is taken from your contacts", apart(old)),
        ChangeText::TurnOff(contact) => format!("codes no longer go to {}", apart(contact)),
        ChangeText::Passkey => "a new passkey signs in to your parcels".to_owned(),
        ChangeText::Browser => "another browser gets your notifications".to_owned(),
    }
}

/// In the alphabet of text messages.
fn signs(text: &str) -> String {
    unmarked(text).replace('•', "*")
}
