//! What a notification says. The text of a pickup code is made anew for each try and kept nowhere; links are kept
//! as hashes.

mod redirect;
mod said;
mod step;

use app::wording::{
    Wording,
    messages::{
        BackMessage, CaseMessage, CodeMessage, Email, MessageNews, NoticeMessage, NoticeStep, Notification,
        PasskeyMessage, ProofMessage, ProofPurpose, SignInMessage,
    },
};
use domain::{
    Timestamp,
    access::{Refused, What},
    contact::{Address, Channel},
    contact_book::{COOL_DOWN, ChangeKind, UNDO},
    id::{ContactId, ParcelId},
    notification::NotificationState,
};
use serde_json::json;
use store::{
    PgConnection,
    book::{self, ChangeSummary, UndoLink},
    contact, extension_order, link,
    notification::{self, CodeNews, Delivery, NotificationKind},
    parcel, pickup_code, station,
};

use self::said::Said;
use crate::{
    app_state::AppState,
    fault::Fault,
    keys::token_hash,
    operations::{
        access::may_send,
        routing::{self, Way},
    },
    random,
    shown::{change_text, moment, zone},
};

/// A text for its channel.
pub struct Text {
    /// The subject, where the channel has one.
    pub subject: String,
    /// The text; for a browser what its service worker reads.
    pub body: String,
}

impl Text {
    fn sms(body: String) -> Self {
        Self { subject: String::new(), body }
    }

    fn email(email: Email) -> Self {
        Self { subject: email.subject, body: email.body }
    }

    /// For a browser: leads to one of our pages when it is tapped, and says to us that it was shown.
    fn push(words: &Wording, said: Notification, url: &str, tag: &str, reference: &str) -> Self {
        let ack = format!("/api/v1/receipts/push/{reference}");
        let payload = json!({ "title": said.title, "body": said.body, "url": url, "tag": tag, "ack": ack, "lang": words.language });
        Self::sms(payload.to_string())
    }
}

/// What a notification says; `None` when there is nothing to say any more.
pub async fn of(
    app_state: &AppState,
    connection: &mut PgConnection,
    delivery: &Delivery,
    reference: &str,
    now: Timestamp,
) -> Result<Option<Text>, Fault> {
    let Some((contact, address)) = &delivery.contact else { return Ok(None) };
    match delivery.kind {
        NotificationKind::SignIn => sign_in(app_state, delivery, address),
        NotificationKind::Code => {
            code(app_state, connection, delivery, *contact, address, reference, now).await
        }
        NotificationKind::Prove | NotificationKind::Verify => {
            proof(app_state, connection, delivery, address, reference).await
        }
        NotificationKind::Notice => notice(app_state, connection, delivery, address, reference, now).await,
        NotificationKind::Case => case(app_state, connection, delivery, address, reference).await,
        NotificationKind::Back => back(app_state, connection, delivery, address, reference).await,
        NotificationKind::Step => step::of(app_state, connection, delivery, address, reference).await,
        NotificationKind::Redirect => {
            redirect::text(app_state, connection, delivery, address, reference).await
        }
    }
}

/// The one-time code of a message. Under a key that is not configured here it is left to an instance that has it.
fn digits(app_state: &AppState, delivery: &Delivery) -> Result<Option<String>, Fault> {
    let Some((key_id, sealed)) = &delivery.sealed else { return Ok(None) };
    app_state.keys.require(key_id)?;
    Ok(app_state.keys.open("one-time code", key_id, sealed))
}

fn sign_in(app_state: &AppState, delivery: &Delivery, address: &Address) -> Result<Option<Text>, Fault> {
    let Some(digits) = digits(app_state, delivery)? else { return Ok(None) };
    let message = SignInMessage { digits: &digits, host: app_state.host() };
    let words = app_state.words(delivery.language.as_deref());
    Ok(match address.channel() {
        Channel::Sms => Some(Text::sms(words.sign_in_sms(&message))),
        Channel::Email => Some(Text::email(words.sign_in_email(&message))),
        Channel::Push => None,
    })
}

async fn proof(
    app_state: &AppState,
    connection: &mut PgConnection,
    delivery: &Delivery,
    address: &Address,
    reference: &str,
) -> Result<Option<Text>, Fault> {
    let words = app_state.words(delivery.language.as_deref());
    if address.channel() == Channel::Push {
        let said = words.test_push();
        return Ok(Some(Text::push(words, said, app::routes::CONTACTS, "test", reference)));
    }
    let Some(digits) = digits(app_state, delivery)? else { return Ok(None) };
    let change = match delivery.change {
        Some(change) => book::told(connection, change).await?,
        None => None,
    };
    let contact = match &delivery.contact {
        Some((id, _)) => contact::by_id(connection, *id).await?,
        None => None,
    };
    let since = contact.and_then(|contact| contact.joined_at);
    let newcomer = since.is_some_and(|since| delivery.created_at < since + COOL_DOWN);
    let purpose = match (delivery.kind, &change) {
        (NotificationKind::Verify, _) => ProofPurpose::Verify,
        _ if newcomer => ProofPurpose::Newcomer,
        (_, Some(change)) => ProofPurpose::Allow(change_text(change)),
        (_, None) => ProofPurpose::Test,
    };
    let message = ProofMessage { digits: &digits, host: app_state.host(), purpose };
    Ok(match address.channel() {
        Channel::Sms => Some(Text::sms(words.proof_sms(&message))),
        Channel::Email => Some(Text::email(words.proof_email(&message))),
        Channel::Push => None,
    })
}

async fn notice(
    app_state: &AppState,
    connection: &mut PgConnection,
    delivery: &Delivery,
    address: &Address,
    reference: &str,
    now: Timestamp,
) -> Result<Option<Text>, Fault> {
    let words = app_state.words(delivery.language.as_deref());
    let step = match delivery.notice.map(Said::by) {
        Some(Said::Change(step)) => step,
        Some(Said::Passkey { added }) => {
            return Ok(Some(passkey_notice(app_state, words, address, added, reference)));
        }
        Some(Said::Case(_) | Said::Redirect(_) | Said::Step(_)) | None => return Ok(None),
    };
    let Some(change) = delivery.change else { return Ok(None) };
    let Some(change) = book::told(connection, change).await? else { return Ok(None) };
    let link = match (step, delivery.contact.as_ref()) {
        (NoticeStep::Begun | NoticeStep::Applied, Some((id, _))) => {
            undoes(connection, &change, *id, now).await?
        }
        _ => None,
    };
    let opts_out = link.is_some_and(|link| link.opts_out);
    let path = match link {
        Some(link) => {
            let token = random::token::<16>()?;
            let until = change.begun_at + UNDO;
            book::add_undo(connection, &token_hash(&token), link, &address.masked(), until).await?;
            Some(app::routes::undo(&token))
        }
        None => None,
    };
    let link = path.as_ref().map(|path| format!("{}{path}", app_state.public_url));
    let message = NoticeMessage { change: change_text(&change), step, link: link.as_deref(), opts_out };
    let page = path.unwrap_or_else(|| app::routes::CONTACTS.to_owned());
    Ok(Some(match address.channel() {
        Channel::Sms => Text::sms(words.notice_sms(&message)),
        Channel::Email => Text::email(words.notice_email(&message)),
        Channel::Push => Text::push(words, words.notice_push(&message), &page, "contacts", reference),
    }))
}

/// That there is news of a case. Its page asks whoever comes to sign in, and says what the news is.
async fn case(
    app_state: &AppState,
    connection: &mut PgConnection,
    delivery: &Delivery,
    address: &Address,
    reference: &str,
) -> Result<Option<Text>, Fault> {
    let Some(Said::Case(news)) = delivery.notice.map(Said::by) else { return Ok(None) };
    let Some(id) = delivery.parcel.as_ref() else { return Ok(None) };
    let Some(parcel) = parcel::by_id(connection, id).await? else { return Ok(None) };
    let words = app_state.words(delivery.language.as_deref());
    let path = app::routes::case(id.as_str());
    let page = format!("{}{path}", app_state.public_url);
    let message = CaseMessage { news, merchant: &parcel.merchant, page: &page };
    Ok(Some(match address.channel() {
        Channel::Sms => Text::sms(words.case_sms(&message)),
        Channel::Email => Text::email(words.case_email(&message)),
        Channel::Push => Text::push(words, words.case_push(&message), &path, "case", reference),
    }))
}

/// That the station of a parcel takes codes again; nothing where it lies there no longer.
async fn back(
    app_state: &AppState,
    connection: &mut PgConnection,
    delivery: &Delivery,
    address: &Address,
    reference: &str,
) -> Result<Option<Text>, Fault> {
    let Some(id) = delivery.parcel.as_ref() else { return Ok(None) };
    let Some(parcel) = parcel::by_id(connection, id).await? else { return Ok(None) };
    let Some(at) = parcel.state.station.filter(|_| parcel.state.placed_at.is_some()) else { return Ok(None) };
    let Some((station, _)) = station::name(connection, &at).await? else { return Ok(None) };
    let words = app_state.words(delivery.language.as_deref());
    let path = app::routes::parcel(id.as_str());
    let page = format!("{}{path}", app_state.public_url);
    let message = BackMessage { station: &station, page: &page };
    Ok(Some(match address.channel() {
        Channel::Sms => Text::sms(words.back_sms(&message)),
        Channel::Email => Text::email(words.back_email(&message)),
        Channel::Push => Text::push(words, words.back_push(&message), &path, "back", reference),
    }))
}

/// What the link in a notice of a change takes back for this contact. The contact that it brings in may take itself out.
/// Who is within their cool-down, or was when they left, has no say about what others do.
async fn undoes(
    connection: &mut PgConnection,
    told: &ChangeSummary,
    contact: ContactId,
    now: Timestamp,
) -> Result<Option<UndoLink>, Fault> {
    let link = |opts_out| Some(UndoLink { change: told.id, opts_out });
    if told.new_contact == Some(contact) {
        return Ok(link(true));
    }
    let Some(change) = book::change(connection, told.id).await? else { return Ok(None) };
    // Whoever reads the messages does not let codes into them with a link from one.
    if change.kind == ChangeKind::CodesOut {
        return Ok(None);
    }
    let since = match change.left.filter(|left| left.id == contact) {
        Some(left) => left.joined_at,
        None => contact::by_id(connection, contact).await?.and_then(|contact| contact.joined_at),
    };
    Ok(if since.is_some_and(|since| now < since + COOL_DOWN) { None } else { link(false) })
}

fn passkey_notice(
    app_state: &AppState,
    words: &Wording,
    address: &Address,
    added: bool,
    reference: &str,
) -> Text {
    let page = format!("{}{}", app_state.public_url, app::routes::ACCOUNT);
    let message = PasskeyMessage { added, page: &page };
    match address.channel() {
        Channel::Sms => Text::sms(words.passkey_sms(&message)),
        Channel::Email => Text::email(words.passkey_email(&message)),
        Channel::Push => {
            Text::push(words, words.passkey_push(&message), app::routes::ACCOUNT, "passkeys", reference)
        }
    }
}

/// Whether nobody waits any more for a message that did not arrive: since it was written its code was seen, or
/// another message has brought it.
pub async fn is_needless(connection: &mut PgConnection, delivery: &Delivery) -> Result<bool, Fault> {
    let Some(parcel) = delivery.parcel.as_ref().filter(|_| delivery.kind == NotificationKind::Code) else {
        return Ok(false);
    };
    let Some(live) = pickup_code::of_parcel(connection, parcel).await? else { return Ok(false) };
    if delivery.news.is_some() {
        // That it has come is no news any more; this is.
        return Ok(false);
    }
    let seen = live.revealed_at.is_some_and(|at| at >= delivery.created_at);
    let told = notification::told(connection, parcel, live.issued_at).await?;
    Ok(seen || told.iter().any(|message| message.state == NotificationState::Delivered))
}

async fn code(
    app_state: &AppState,
    connection: &mut PgConnection,
    delivery: &Delivery,
    contact: ContactId,
    address: &Address,
    reference: &str,
    now: Timestamp,
) -> Result<Option<Text>, Fault> {
    let Some(id) = delivery.parcel.as_ref() else { return Ok(None) };
    // The code first, then the contacts: a code is made anew only after a contact has left, so whoever reads the new
    // code reads next that the contact is gone.
    let Some(live) = pickup_code::of_parcel(connection, id).await? else { return Ok(None) };
    if delivery.created_at < live.issued_at {
        return Ok(None);
    }
    let ways = routing::ways(connection, id, now).await?;
    let Some(way) = ways.into_iter().find(|way| way.contact.id == contact) else { return Ok(None) };
    let Some(parcel) = parcel::by_id(connection, id).await? else { return Ok(None) };
    let Some((station, zone_name)) = station::name(connection, &live.station_id).await? else {
        return Ok(None);
    };
    let until = moment(live.valid_until, zone(Some(&zone_name)), now);
    let said = match delivery.news {
        Some(CodeNews::Extended) => extension_order::words(connection, id).await?,
        Some(CodeNews::HalfTime | CodeNews::LastHours) | None => None,
    };
    let mut message = CodeMessage {
        merchant: &parcel.merchant,
        station: &station,
        compartment: parcel.state.compartment.as_deref(),
        digits: "",
        until: Some(&until),
        link: "",
        words: said.as_deref(),
    };
    let words = app_state.words(delivery.language.as_deref());
    let news = delivery.news.map(|news| match news {
        CodeNews::HalfTime | CodeNews::LastHours => MessageNews::Reminder,
        CodeNews::Extended => MessageNews::Extended,
    });
    let permit = may_send(What::SendCode, way.reach, way.contact.word_only);
    // A notification shows no code in any case: who wants none has nothing less than others.
    let is_push = address.channel() == Channel::Push;
    if permit.as_ref().is_err_and(|refused| !(is_push && *refused == Refused::Unwanted)) {
        if !way.may_hold(What::SendWord) {
            return Ok(None);
        }
        notification::word_only(connection, delivery.id).await?;
    }
    if is_push {
        // The device is signed in: no link that signs in, and no code on a lock screen.
        let said = match news {
            Some(news) => words.news_push(&message, news),
            None => words.code_push(&message),
        };
        return Ok(Some(Text::push(words, said, &app::routes::parcel(id.as_str()), id.as_str(), reference)));
    }
    let link = way_in(app_state, connection, id, &way, live.valid_until, now).await?;
    message.link = &link;
    let permit = match permit {
        Ok(permit) => permit,
        Err(refused) => return Ok(word(words, &message, address.channel(), refused)),
    };
    app_state.keys.require(&live.key_id)?;
    let Some((code, _)) = app_state.keys.open_code(&live, &permit) else { return Ok(None) };
    message.digits = code.reveal();
    Ok(match address.channel() {
        Channel::Sms => Some(Text::sms(match news {
            Some(news) => words.news_sms(&message, news),
            None => words.code_sms(&message),
        })),
        Channel::Email => Some(Text::email(match news {
            Some(news) => words.news_email(&message, news),
            None => words.code_email(&message),
        })),
        Channel::Push => None,
    })
}

/// What is said in place of the code: that it is not wanted in messages, or that the contact is too new for it.
fn word(words: &Wording, message: &CodeMessage, channel: Channel, refused: Refused) -> Option<Text> {
    let unwanted = refused == Refused::Unwanted;
    match channel {
        Channel::Sms if unwanted => Some(Text::sms(words.waits_sms(message))),
        Channel::Sms => Some(Text::sms(words.word_sms(message))),
        Channel::Email if unwanted => Some(Text::email(words.waits_email(message))),
        Channel::Email => Some(Text::email(words.word_email(message))),
        Channel::Push => None,
    }
}

/// A link for a message: it signs in where the message itself holds the code, and else shows how the parcel stands.
async fn way_in(
    app_state: &AppState,
    connection: &mut PgConnection,
    parcel: &ParcelId,
    way: &Way,
    until: Timestamp,
    now: Timestamp,
) -> Result<String, Fault> {
    let token = random::token::<16>()?;
    let status_only = !way.may_hold(What::SendCode);
    link::add(connection, &token_hash(&token), parcel, way.contact.id, status_only, until, now).await?;
    Ok(format!("{}{}", app_state.public_url, app::routes::link(&token)))
}
