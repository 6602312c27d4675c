//! Proving a contact with a one-time code, in a sign-in that has begun.

use app::{
    actions::{Another, Prove},
    port::{BearerToken, Caller, Channel, SignedIn},
    problem::{Field, Problem},
};
use domain::{
    Timestamp,
    access::What,
    contact::Address,
    id::{ChallengeId, ContactId, ParcelId, StationId},
    one_time::{LENGTH, LIFETIME, NoOneTimeCode, OneTimeCode},
};
use store::{
    PgConnection, Transaction, browser,
    challenge::{self, TypedAs},
    notification,
};

use super::note_wrong_code;
use crate::{
    app_state::AppState,
    fault::Fault,
    keys::token_hash,
    limits::{
        codes::{self, Share},
        failures::{self, WRONG_CODE},
    },
    operations::{
        Handle, astray, enter,
        grace::{self, GRACE},
        routing,
    },
    phone::{self, NoMobile},
    random,
};

impl Handle<Another> for AppState {
    async fn handle(&self, caller: &Caller, asked: &Another) -> Result<(), Fault> {
        another(self, caller, &asked.channel).await
    }
}

/// Sends a further code by another way, to a contact of the same parcel.
async fn another(app_state: &AppState, caller: &Caller, channel: &str) -> Result<(), Fault> {
    let channel = match Channel::parse(channel) {
        Some(channel @ (Channel::Sms | Channel::Email)) => channel,
        Some(Channel::Push) | None => return Err(Problem::Invalid(Field::Channel).into()),
    };
    app_state
        .db
        .write(async |transaction| -> Result<_, Fault> {
            let now = app_state.now();
            let sign_in = begun(transaction, caller, now).await?;
            // A decoy is looked for as well, so that it takes as long: no parcel is called nothing.
            let nothing = ParcelId::stored(String::new());
            let parcel = sign_in.parcel.as_ref().unwrap_or(&nothing);
            let ways = routing::ways(transaction, parcel, now).await?;
            let mut may = ways.iter().filter(|way| way.may_hold(What::SendWayIn)).map(|way| &way.contact);
            let other = may.find(|contact| contact.address.channel() == channel);
            let typed_as = match sign_in.typed_as {
                Some(typed_as) => typed_as,
                // Begun by the previous version.
                None => TypedAs {
                    pair: app_state.keys.limit("code/pair", &sign_in.id.to_string())?,
                    asker: app_state.keys.limit("code/asker", &sign_in.id.to_string())?,
                },
            };
            // Who begins many sign-ins must not flood the other contact, and must not learn that there is one.
            let to = other.map(|contact| contact.id).ok_or(channel.as_str());
            let share =
                codes::of_sign_in(app_state, transaction, caller, &typed_as, to, sign_in.known).await?;
            let (other, digits) = match share {
                Share::Digits(digits) => (other, digits),
                Share::Withheld => (None, LENGTH),
            };
            let other = other.map(|contact| (contact.id, &contact.address));
            transaction.ring_later();
            send_code(app_state, transaction, caller, sign_in.id, channel, other, digits).await
        })
        .await?;
    Ok(())
}

impl Handle<Prove> for AppState {
    async fn handle(&self, caller: &Caller, asked: &Prove) -> Result<SignedIn, Fault> {
        let signed_in = prove(self, caller, &asked.code).await?;
        if let Ok(station) = StationId::parse(&asked.station) {
            // Who is in is not put out again because this could not be written down.
            if let Err(fault) = astray::note(self, &signed_in.session, &station).await {
                tracing::warn!(?fault, "that a customer stands at another station could not be written down");
            }
        }
        Ok(signed_in)
    }
}

/// Ends a sign-in with its code, or repeats that for a browser whose answer was lost.
async fn prove(app_state: &AppState, caller: &Caller, typed: &str) -> Result<SignedIn, Fault> {
    let code = read_code(typed)?;
    match prove_once(app_state, caller, &code).await {
        Err(Fault::Problem(Problem::SignInOver)) => {
            prove_again(app_state, caller, &code).await?.ok_or(Fault::Problem(Problem::SignInOver))
        }
        proven => proven,
    }
}

/// Ends a sign-in with its code. The try is counted and committed before anything is compared; where too many were
/// wrong, it is the only one.
async fn prove_once(app_state: &AppState, caller: &Caller, code: &OneTimeCode) -> Result<SignedIn, Fault> {
    let (sign_in, candidates, held) = app_state
        .db
        .write(async |transaction| -> Result<_, Fault> {
            let now = app_state.now();
            let sign_in = begun(transaction, caller, now).await?;
            let held = failures::spent(app_state, transaction, caller, WRONG_CODE).await?;
            let held = held.filter(|_| !sign_in.known);
            let candidates = challenge::count_try(transaction, sign_in.id, held.is_some(), now).await?;
            Ok::<_, Fault>((sign_in, candidates, held))
        })
        .await?;
    if candidates.is_empty() {
        return Err(Problem::SignInOver.into());
    }
    let unknown = app_state.keys.unknown_among(candidates.iter().map(|candidate| candidate.key_id.as_str()));
    let right = candidates
        .into_iter()
        .filter(|candidate| app_state.keys.is_one_time(&candidate.key_id, &candidate.mac, sign_in.id, code))
        .find_map(|candidate| candidate.contact_id.map(|contact| (candidate.id, contact)));
    if right.is_none() {
        // Nobody has typed a wrong code as far as can be told here.
        unknown?;
    }
    app_state
        .db
        .write(async |transaction| -> Result<_, Fault> {
            let now = app_state.now();
            let Some((code, contact)) = right else {
                // Committed, therefore not an error yet.
                note_wrong_code::enqueue(transaction, caller, sign_in.id, now).await?;
                let open = challenge::is_open(transaction, sign_in.id, now).await?;
                failures::wrong_code(app_state, transaction, caller).await?;
                return Ok(Err(match held {
                    Some(seconds) => Problem::Held(seconds),
                    None if open => Problem::WrongCode,
                    None => Problem::SignInOver,
                }));
            };
            if !challenge::consume(transaction, code, now).await? {
                return Ok(Err(Problem::SignInOver));
            }
            let parcel = sign_in.parcel.clone();
            let token = grace::token(app_state, &secrets(caller, &code.to_string()))?;
            enter::let_in(transaction, caller, contact, parcel, &token, now).await.map(Ok)
        })
        .await?
        .map_err(Fault::Problem)
}

/// What the session of a sign-in follows from: the browser's own cookie, and which code was right.
fn secrets<'a>(caller: &'a Caller, code: &'a str) -> [&'a str; 3] {
    ["sign-in", caller.sign_in.as_ref().map_or("", BearerToken::reveal), code]
}

/// The session that this code has just opened in this browser. A wrong one is a try like any other.
async fn prove_again(
    app_state: &AppState,
    caller: &Caller,
    code: &OneTimeCode,
) -> Result<Option<SignedIn>, Fault> {
    let (sign_in, candidates) = app_state
        .db
        .write(async |transaction| -> Result<_, Fault> {
            let now = app_state.now();
            let sign_in = begun(transaction, caller, now).await?;
            let candidates = challenge::count_repeat(transaction, sign_in.id, now - GRACE).await?;
            Ok::<_, Fault>((sign_in, candidates))
        })
        .await?;
    if candidates.is_empty() {
        return Ok(None);
    }
    let right = candidates
        .into_iter()
        .find(|candidate| app_state.keys.is_one_time(&candidate.key_id, &candidate.mac, sign_in.id, code));
    app_state
        .db
        .write(async |transaction| -> Result<_, Fault> {
            let now = app_state.now();
            let Some(right) = right else {
                note_wrong_code::enqueue(transaction, caller, sign_in.id, now).await?;
                failures::wrong_code(app_state, transaction, caller).await?;
                return Ok(None);
            };
            challenge::give_back(transaction, right.id).await?;
            let opened =
                grace::opened(app_state, transaction, &secrets(caller, &right.id.to_string()), now).await?;
            let Some((session, customer)) = opened else { return Ok(None) };
            browser::known(transaction, &codes::browser(caller), customer, now).await?;
            Ok(Some(SignedIn { session, parcel: sign_in.parcel.clone().map(String::from) }))
        })
        .await
}

/// What was typed or pasted as a one-time code.
pub fn read_code(typed: &str) -> Result<OneTimeCode, Problem> {
    OneTimeCode::parse(typed).map_err(|why| match why {
        NoOneTimeCode::Shape => Problem::Invalid(Field::Code),
        NoOneTimeCode::Several => Problem::SeveralCodes,
    })
}

/// What was typed as a phone number or e-mail address; a number that cannot be used with the reason.
pub fn read_address(app_state: &AppState, typed: &str) -> Result<Address, Problem> {
    if typed.contains(['@', '\u{ff20}', '\u{fe6b}']) {
        return Address::email(typed).map_err(|_| Problem::Invalid(Field::Address));
    }
    phone::parse(typed, app_state.region).map_err(|reason| match reason {
        NoMobile::Invalid => Problem::Invalid(Field::Address),
        NoMobile::TooShort => Problem::TooShort,
        NoMobile::TooLong => Problem::TooLong,
        NoMobile::NoSms(why) => Problem::NoSms(why),
        NoMobile::Premium => Problem::Premium,
    })
}

/// The sign-in that this browser has begun.
pub async fn begun(
    connection: &mut PgConnection,
    caller: &Caller,
    now: Timestamp,
) -> Result<challenge::Challenge, Fault> {
    let token = caller.sign_in.as_ref().ok_or(Problem::SignInOver)?;
    Ok(challenge::find(connection, &token_hash(token.reveal()), now).await?.ok_or(Problem::SignInOver)?)
}

/// Makes a one-time code and queues it; without a contact both are decoys.
pub async fn send_code(
    app_state: &AppState,
    transaction: &mut Transaction<'_>,
    caller: &Caller,
    sign_in: ChallengeId,
    channel: Channel,
    contact: Option<(ContactId, &Address)>,
    digits: usize,
) -> Result<(), Fault> {
    let now = app_state.now();
    let contact_id = contact.map(|(id, _)| id);
    let (sealed, expires_at) =
        one_time_code(app_state, transaction, sign_in, contact_id, channel, digits).await?;
    let message = notification::NewNotification {
        kind: notification::NotificationKind::SignIn,
        parcel: None,
        contact,
        channel,
        sealed: Some((&sealed.0, &sealed.1)),
        request: None,
        change: None,
        notice: None,
        language: Some(caller.language),
        expires_at,
    };
    notification::queue(transaction, &message, now).await?;
    Ok(())
}

/// Makes a one-time code for a challenge, kept as a keyed hash. Answers it sealed for the message that carries it,
/// with the id of the key, and until when it is good.
pub async fn one_time_code(
    app_state: &AppState,
    connection: &mut PgConnection,
    challenge: ChallengeId,
    contact: Option<ContactId>,
    channel: Channel,
    digits: usize,
) -> Result<((String, Vec<u8>), Timestamp), Fault> {
    let now = app_state.now();
    let code = loop {
        if let Some(code) = OneTimeCode::from_random(u32::from_be_bytes(random::bytes()?), digits) {
            break code;
        }
    };
    let (key_id, mac) = app_state.keys.one_time_mac(challenge, &code)?;
    let expires_at = now + LIFETIME;
    let new =
        challenge::NewOneTimeCode { challenge, contact, channel, key_id: &key_id, mac: &mac, expires_at };
    challenge::add_code(connection, &new, now).await?;
    Ok((app_state.keys.seal("one-time code", code.reveal())?, expires_at))
}
