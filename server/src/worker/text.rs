//! What a notification says. The text of a pickup code is made anew for each try and kept nowhere; its link is
//! kept as a hash.

use app::wording::messages::{CodeMessage, SignInMessage};
use domain::{
    Timestamp,
    contact::{Address, Channel},
};
use store::{
    PgConnection, link,
    notification::{Delivery, Kind},
    parcel, pickup_code, station,
};

use crate::{
    desk::present::{moment, zone},
    fault::Fault,
    keys::token_hash,
    office::Office,
    random,
};

/// Subject and text; `None` when there is nothing to say any more.
pub async fn of(
    office: &Office,
    connection: &mut PgConnection,
    delivery: &Delivery,
    now: Timestamp,
) -> Result<Option<(String, String)>, Fault> {
    let Some((contact, address)) = &delivery.contact else { return Ok(None) };
    match delivery.kind {
        Kind::SignIn => Ok(sign_in(office, delivery, address)),
        Kind::Code => code(office, connection, delivery, *contact, address, now).await,
        Kind::Prove | Kind::Verify | Kind::Notice => Ok(None),
    }
}

fn sign_in(office: &Office, delivery: &Delivery, address: &Address) -> Option<(String, String)> {
    let (key_id, sealed) = delivery.sealed.as_ref()?;
    let digits = office.keys.open("one-time code", key_id, sealed)?;
    let message = SignInMessage { digits: &digits, host: office.host() };
    let words = &office.words().messages;
    Some(match address.channel() {
        Channel::Sms | Channel::Push => (String::new(), (words.sign_in_sms)(&message)),
        Channel::Email => {
            let email = (words.sign_in_email)(&message);
            (email.subject, email.body)
        }
    })
}

async fn code(
    office: &Office,
    connection: &mut PgConnection,
    delivery: &Delivery,
    contact: i64,
    address: &Address,
    now: Timestamp,
) -> Result<Option<(String, String)>, Fault> {
    let Some(id) = delivery.parcel.as_deref() else { return Ok(None) };
    let Some(parcel) = parcel::by_id(connection, id).await? else { return Ok(None) };
    let Some(live) = pickup_code::of_parcel(connection, id).await? else { return Ok(None) };
    let Some((code, _)) = office.keys.open_code(&live) else { return Ok(None) };
    let Some((station, zone_name)) = station::name(connection, &live.station_id).await? else {
        return Ok(None);
    };
    let token = random::token::<16>()?;
    link::add(connection, &token_hash(&token), id, contact, live.valid_until, now).await?;
    let until = moment(live.valid_until, zone(Some(&zone_name)), now);
    let message = CodeMessage {
        merchant: &parcel.merchant,
        station: &station,
        compartment: parcel.state.compartment.as_deref(),
        digits: code.reveal(),
        until: Some(&until),
        link: &format!("{}{}", office.public_url, app::routes::link(&token)),
    };
    let words = &office.words().messages;
    Ok(Some(match address.channel() {
        Channel::Sms | Channel::Push => (String::new(), (words.code_sms)(&message)),
        Channel::Email => {
            let email = (words.code_email)(&message);
            (email.subject, email.body)
        }
    }))
}
