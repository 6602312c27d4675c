use super::times::lasting;
use crate::wording::{
    gsm7,
    messages::{CodeMessage, Email, Room, SignInMessage, grouped, one_line, one_part},
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
    let merchant = one_line(message.merchant);
    let station = one_line(message.station);
    let door =
        message.compartment.map(|door| format!("compartment {}, ", one_line(door))).unwrap_or_default();
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
