//! Proving a contact: with a one-time code, or with a link from a message.

use app::{
    port::{Caller, Channel, Entry, LinkView, Secret, SignInView},
    problem::{Field, Problem},
};
use domain::{
    Timestamp,
    access::What,
    contact::Address,
    contact_book::{Book, By},
    id::TrackingNumber,
    one_time::{LIFETIME, OneTimeCode},
};
use store::{
    PgConnection, activity, book, challenge, contact, link, notification, parcel,
    proof::{self, Source},
    recipient, session,
};

use crate::{
    desk::{
        access::{Guest, may_send},
        note, status_link,
    },
    fault::Fault,
    keys::token_hash,
    office::{
        ANOTHER_PER_SIGN_IN, Limit, Office, PROOF_PER_NETWORK, PROOF_PER_SIGN_IN, SIGN_IN_PER_CONTACT,
        SIGN_IN_PER_NETWORK, SIGN_IN_PER_PAIR, SIGN_IN_PER_PAIR_AT_ONCE,
    },
    phone::{self, NoMobile},
    random, routing,
};

/// How long a device stays signed in.
pub const SESSION: chrono::Duration = chrono::Duration::days(90);

/// Begins a sign-in. Whether the number and the contact belong together changes neither the answer nor the
/// statements that are run: without a match they write a decoy.
pub async fn find(office: &Office, caller: &Caller, tracking: &str, typed: &str) -> Result<Secret, Fault> {
    let number = TrackingNumber::parse(tracking).map_err(|_| Problem::Invalid(Field::Tracking))?;
    let address = address(office, typed)?;
    let token = random::token::<16>()?;
    limited(office, SIGN_IN_PER_NETWORK, &caller.network).await?;
    let pair = format!("{}|{}", number.as_str(), address.reveal());
    limited(office, SIGN_IN_PER_PAIR_AT_ONCE, &pair).await?;
    limited(office, SIGN_IN_PER_PAIR, &pair).await?;
    office
        .db
        .write(async |connection| -> Result<_, Fault> {
            let now = office.now();
            let matched = parcel::with_recipient(
                connection,
                number.as_str(),
                address.channel().as_str(),
                address.reveal(),
            )
            .await?;
            // Only what leads to a message takes from a contact's share, and silently: else anybody who knows an
            // address could keep its owner out, or would learn from a refusal that a parcel is theirs.
            let share =
                matched.as_ref().map_or_else(|| format!("decoy {pair}"), |_| address.reveal().to_owned());
            let within = office.limit(connection, SIGN_IN_PER_CONTACT, &share).await?.is_ok();
            let matched = matched.filter(|_| within).filter(|matched| may_come_in(matched, now));
            let named = matched.as_ref().map(|matched| (matched.parcel.as_str(), matched.contact));
            let sign_in =
                challenge::begin(connection, &token_hash(&token), named, address.channel(), now).await?;
            let contact = named.map(|(_, contact)| (contact, &address));
            send_code(office, connection, sign_in, address.channel(), contact, now).await
        })
        .await?;
    office.work.ring();
    Ok(Secret::new(token))
}

/// Whether a contact that a number leads to may have a code that signs in: it reaches all the way into the parcel.
fn may_come_in(matched: &parcel::Match, now: Timestamp) -> bool {
    let book = Book::of(matched.contacts.iter().map(contact::Contact::entry).collect());
    may_send(What::SendWayIn, book.reach(By::Contact(matched.contact), &matched.named, now)).is_ok()
}

/// Sends a further code by another way, to a contact of the same parcel.
pub async fn another(office: &Office, caller: &Caller, channel: &str) -> Result<(), Fault> {
    let channel = match Channel::parse(channel) {
        Some(channel @ (Channel::Sms | Channel::Email)) => channel,
        Some(Channel::Push) | None => return Err(Problem::Invalid(Field::Channel).into()),
    };
    let sign_in = office.db.read(async |connection| begun(connection, caller, office.now()).await).await?;
    limited(office, ANOTHER_PER_SIGN_IN, &sign_in.id.to_string()).await?;
    office
        .db
        .write(async |connection| -> Result<_, Fault> {
            let now = office.now();
            let parcel = sign_in.parcel.as_deref().unwrap_or_default();
            let ways = routing::ways(connection, parcel, now).await?;
            let may = ways.iter().filter(|way| way.may_hold(What::SendWayIn)).map(|way| &way.contact);
            let other = may.into_iter().find(|contact| contact.address.channel() == channel);
            // Who begins many sign-ins must not flood the other contact, and must not learn that there is one.
            let decoy = format!("decoy {} {}", sign_in.id, channel.as_str());
            let subject = other.map_or(decoy.as_str(), |contact| contact.address.reveal());
            let within = office.limit(connection, SIGN_IN_PER_CONTACT, subject).await?.is_ok();
            let other = other.filter(|_| within).map(|contact| (contact.id, &contact.address));
            send_code(office, connection, sign_in.id, channel, other, now).await
        })
        .await?;
    office.work.ring();
    Ok(())
}

/// The sign-in that has begun.
pub async fn view(office: &Office, caller: &Caller) -> Result<SignInView, Fault> {
    office
        .db
        .read(async |connection| -> Result<_, Fault> {
            let sign_in = begun(connection, caller, office.now()).await?;
            let codes = challenge::codes(connection, sign_in.id).await?;
            Ok(SignInView { typed: sign_in.typed, last: sign_in.last, codes })
        })
        .await
}

/// Ends a sign-in with its code. The try is counted and committed before anything is compared.
pub async fn prove(office: &Office, caller: &Caller, typed: &str) -> Result<Entry, Fault> {
    let code = OneTimeCode::parse(typed).map_err(|_| Problem::Invalid(Field::Code))?;
    limited(office, PROOF_PER_NETWORK, &caller.network).await?;
    let (sign_in, candidates) = office
        .db
        .write(async |connection| -> Result<_, Fault> {
            let now = office.now();
            let sign_in = begun(connection, caller, now).await?;
            office.admit(connection, PROOF_PER_SIGN_IN, &sign_in.id.to_string()).await?;
            let candidates = challenge::count_try(connection, sign_in.id, now).await?;
            Ok::<_, Fault>((sign_in, candidates))
        })
        .await?;
    if candidates.is_empty() {
        return Err(Problem::SignInOver.into());
    }
    let right = candidates
        .into_iter()
        .filter(|candidate| office.keys.is_one_time(&candidate.key_id, &candidate.mac, sign_in.id, &code))
        .find_map(|candidate| candidate.contact_id.map(|contact| (candidate.id, contact)));
    office
        .db
        .write(async |connection| -> Result<_, Fault> {
            let now = office.now();
            let Some((code, contact)) = right else {
                // Committed, therefore not an error yet.
                let contact = contact::by_id(connection, sign_in.contact.unwrap_or_default()).await?;
                let customer = contact.map(|contact| contact.customer);
                note(
                    connection,
                    caller,
                    customer,
                    sign_in.parcel.as_deref(),
                    activity::Kind::SignInRefused,
                    now,
                )
                .await?;
                let open = challenge::is_open(connection, sign_in.id, now).await?;
                return Ok(Err(if open { Problem::WrongCode } else { Problem::SignInOver }));
            };
            if !challenge::consume(connection, code, now).await? {
                return Ok(Err(Problem::SignInOver));
            }
            let kind = activity::Kind::SignedIn;
            enter_as(office, connection, caller, contact, sign_in.parcel.clone(), kind).await.map(Ok)
        })
        .await?
        .map_err(Fault::Problem)
}

/// What is behind a link; changes nothing.
pub async fn link(office: &Office, token: &str) -> Result<LinkView, Fault> {
    office
        .db
        .read(async |connection| -> Result<_, Fault> {
            let link =
                link::find(connection, &token_hash(token), office.now()).await?.ok_or(Problem::LinkOver)?;
            let contact = contact::by_id(connection, link.contact).await?.ok_or(Problem::LinkOver)?;
            Ok(LinkView { merchant: link.merchant, contact: contact.address.masked() })
        })
        .await
}

/// Signs in with a link: whoever holds it has read the message it was sent in.
pub async fn enter(office: &Office, caller: &Caller, token: &str) -> Result<Entry, Fault> {
    limited(office, PROOF_PER_NETWORK, &caller.network).await?;
    office
        .db
        .write(async |connection| -> Result<_, Fault> {
            let now = office.now();
            let link = link::find(connection, &token_hash(token), now).await?.ok_or(Problem::LinkOver)?;
            let kind = activity::Kind::SignedInByLink;
            if link.status_only {
                return status_link::enter(connection, caller, &link, now).await;
            }
            enter_as(office, connection, caller, link.contact, Some(link.parcel), kind).await
        })
        .await
}

/// Ends the session of the caller.
pub async fn sign_out(office: &Office, caller: &Caller) -> Result<(), Fault> {
    office
        .db
        .write(async |connection| -> Result<_, Fault> {
            let now = office.now();
            let guest = Guest::look(connection, caller, now).await?;
            guest.may(What::SignOut, now)?;
            let session = guest.session;
            session::end(connection, session.id, now).await?;
            note(connection, caller, Some(session.customer_id), None, activity::Kind::SignedOut, now).await
        })
        .await
}

/// What was typed as a phone number or e-mail address.
fn address(office: &Office, typed: &str) -> Result<Address, Problem> {
    read_address(office, typed).map_err(|_| Problem::Invalid(Field::Contact))
}

/// What was typed as a phone number or e-mail address; a number that cannot be used with the reason.
pub fn read_address(office: &Office, typed: &str) -> Result<Address, Problem> {
    if typed.contains('@') {
        return Address::email(typed).map_err(|_| Problem::Invalid(Field::Address));
    }
    phone::parse(typed, office.region).map_err(|reason| match reason {
        NoMobile::Invalid => Problem::Invalid(Field::Address),
        NoMobile::TooShort => Problem::TooShort,
        NoMobile::TooLong => Problem::TooLong,
        NoMobile::NotMobile => Problem::NotMobile,
        NoMobile::Premium => Problem::Premium,
    })
}

/// Takes one share of a limit in a transaction of its own, so that it counts whatever comes of the rest.
pub async fn limited(office: &Office, limit: Limit, subject: &str) -> Result<(), Fault> {
    office.db.write(async |connection| office.admit(connection, limit, subject).await).await
}

async fn begun(
    connection: &mut PgConnection,
    caller: &Caller,
    now: Timestamp,
) -> Result<challenge::Challenge, Fault> {
    let token = caller.sign_in.as_ref().ok_or(Problem::SignInOver)?;
    Ok(challenge::find(connection, &token_hash(token.reveal()), now).await?.ok_or(Problem::SignInOver)?)
}

/// Makes a one-time code and queues it; without a contact both are decoys.
async fn send_code(
    office: &Office,
    connection: &mut PgConnection,
    sign_in: i64,
    channel: Channel,
    contact: Option<(i64, &Address)>,
    now: Timestamp,
) -> Result<(), Fault> {
    let contact_id = contact.map(|(id, _)| id);
    let (sealed, expires_at) = one_time_code(office, connection, sign_in, contact_id, channel, now).await?;
    let message = notification::NewNotification {
        kind: notification::Kind::SignIn,
        parcel: None,
        contact,
        channel,
        sealed: Some((&sealed.0, &sealed.1)),
        request: None,
        change: None,
        notice: None,
        expires_at,
    };
    notification::queue(connection, &message, now).await?;
    Ok(())
}

/// Makes a one-time code for a challenge, kept as a keyed hash. Answers it sealed for the message that carries it,
/// with the id of the key, and until when it is good.
pub async fn one_time_code(
    office: &Office,
    connection: &mut PgConnection,
    challenge: i64,
    contact: Option<i64>,
    channel: Channel,
    now: Timestamp,
) -> Result<((String, Vec<u8>), Timestamp), Fault> {
    let code = loop {
        if let Some(code) = OneTimeCode::from_random(u32::from_be_bytes(random::bytes()?)) {
            break code;
        }
    };
    let (key_id, mac) = office.keys.one_time_mac(challenge, &code)?;
    let expires_at = now + LIFETIME;
    let new =
        challenge::NewOneTimeCode { challenge, contact, channel, key_id: &key_id, mac: &mac, expires_at };
    challenge::add_code(connection, &new, now).await?;
    Ok((office.keys.seal("one-time code", code.reveal())?, expires_at))
}

/// Opens a new session for the customer of a contact that was just proven; the session this browser had ends.
async fn enter_as(
    office: &Office,
    connection: &mut PgConnection,
    caller: &Caller,
    contact: i64,
    parcel: Option<String>,
    kind: activity::Kind,
) -> Result<Entry, Fault> {
    let now = office.now();
    // Whoever undoes a change meanwhile ends this session, too, or this contact is somebody else's by then.
    let (customer, book) = book::lock_of(connection, contact, now).await?.ok_or(Problem::SignInOver)?;
    // It may have become another's since it was sent there.
    let named = recipient::named(connection, parcel.as_deref().unwrap_or_default()).await?;
    may_send(What::SendWayIn, book.reach(By::Contact(contact), &named, now))
        .map_err(|_| Problem::SignInOver)?;
    contact::proven(connection, contact, now).await?;
    let source = Source::Contact { id: contact, by_link: kind == activity::Kind::SignedInByLink };
    let cooling = book.cools(By::Contact(contact), now);
    let token = open_session(connection, caller, customer, source, cooling, now).await?;
    note(connection, caller, Some(customer), parcel.as_deref(), kind, now).await?;
    Ok(Entry { session: token, parcel })
}

/// Opens a session with its first proof; the one this browser had ends.
pub async fn open_session(
    connection: &mut PgConnection,
    caller: &Caller,
    customer: i64,
    source: Source,
    cooling: bool,
    now: Timestamp,
) -> Result<Secret, Fault> {
    if let Some(old) = &caller.session
        && let Some(old) = session::find(connection, &token_hash(old.reveal()), now).await?
    {
        session::end(connection, old.id, now).await?;
    }
    let token = random::token::<32>()?;
    let new = session::NewSession {
        token_hash: &token_hash(&token),
        customer,
        source,
        expires_at: now + SESSION,
        user_agent: &caller.user_agent,
        network: &caller.network,
    };
    let session = session::open(connection, &new, now).await?;
    proof::add(connection, session, source, cooling, now).await?;
    Ok(Secret::new(token))
}
