//! Notifications to the browser the customer sits at.

use app::{
    actions::{PushOff, PushOn, PushTest},
    port::{Caller, RenewPush},
    problem::{Field, Problem},
};
use domain::{Timestamp, access::What, contact::Channel, contact_book::ChangeKind, id::ContactId};
use store::{
    PgConnection, Transaction, activity, contact,
    notification::{self, NewNotification},
    push as browsers,
};

use super::{
    effects::{announce, done_at_once},
    opened::open_to_answer,
};
use crate::{
    app_state::{AppState, PUSH_PER_SESSION, VERIFY_PER_CONTACT},
    fault::Fault,
    gateway::push::Subscription,
    operations::{
        Handle,
        access::Guest,
        caller::{count, note},
        number, routing,
    },
};

/// How long a test is worth being shown.
const TEST: chrono::Duration = chrono::Duration::minutes(10);

impl Handle<RenewPush> for AppState {
    async fn handle(&self, caller: &Caller, asked: &RenewPush) -> Result<(), Fault> {
        turn_on(self, caller, (&asked.endpoint, &asked.p256dh, &asked.auth), Some(&asked.old)).await
    }
}

impl Handle<PushOn> for AppState {
    async fn handle(&self, caller: &Caller, asked: &PushOn) -> Result<(), Fault> {
        turn_on(self, caller, (&asked.endpoint, &asked.p256dh, &asked.auth), None).await
    }
}

/// Takes this browser's subscription and sends it a test; the customer's contacts are told. Where we would not send to
/// is refused at once. A browser that renews its subscription by itself names the endpoint it `replaces`.
async fn turn_on(
    app_state: &AppState,
    caller: &Caller,
    (endpoint, p256dh, auth): (&str, &str, &str),
    replaces: Option<&str>,
) -> Result<(), Fault> {
    let refused = Problem::Invalid(Field::Subscription);
    let subscription = Subscription::parse(endpoint, p256dh, auth).map_err(|_| refused.clone())?;
    if !app_state.gateways.push().is_some_and(|push| push.admits(&subscription)) {
        return Err(refused.into());
    }
    count(app_state, caller, PUSH_PER_SESSION, |session| session.id).await?;
    app_state
        .db
        .write(async |transaction| -> Result<_, Fault> {
            let now = app_state.now();
            let mut opened = open_to_answer(transaction, caller, now).await?;
            let session = opened.session.clone();
            let keys = browsers::Keys { p256dh: p256dh.to_owned(), auth: auth.to_owned() };
            let browser = browsers::NewBrowser {
                customer: session.customer_id,
                session: session.id,
                endpoint,
                keys: &keys,
            };
            let known = browsers::known(transaction, endpoint, session.id).await?;
            // An endpoint is no secret among those who have seen it; what it is sealed with is its browser's alone.
            let is_another = |known: &browsers::Known| known.endpoint == endpoint && known.keys != keys;
            if known.iter().any(|known| known.customer_id != session.customer_id && is_another(known)) {
                return Err(refused.into());
            }
            // What a browser renews by itself is not worth a message. It knows what it had before.
            let had = |known: &browsers::Known| {
                known.session_id == session.id && replaces == Some(known.endpoint.as_str())
            };
            if known.iter().any(had) {
                opened.may(What::PushRenew, now)?;
                browsers::add(transaction, &browser, now).await?;
                return routing::look_again(transaction, session.customer_id, now).await;
            }
            opened.may(What::PushOn, now)?;
            let (kind, others) = (ChangeKind::Browser, opened.book.tell(None));
            let contact = browsers::add(transaction, &browser, now).await?;
            routing::look_again(transaction, session.customer_id, now).await?;
            let change = done_at_once(transaction, &opened.session, kind, None, now).await?;
            let id = change.id;
            opened.book.done(change);
            announce(transaction, Some(id), notification::NoticeKind::Applied, &others, now).await?;
            test(transaction, contact, now).await?;
            note(transaction, caller, Some(session.customer_id), None, activity::ActivityKind::PushOn, now)
                .await
        })
        .await?;
    Ok(())
}

impl Handle<PushTest> for AppState {
    async fn handle(&self, caller: &Caller, asked: &PushTest) -> Result<(), Fault> {
        try_out(self, caller, number(&asked.contact)?).await
    }
}

/// Sends a test to one of the customer's browsers; it is proven when the browser says that it was shown.
async fn try_out(app_state: &AppState, caller: &Caller, contact: ContactId) -> Result<(), Fault> {
    // Counted before, for itself: only who may send a test takes from what its browser may get.
    app_state
        .db
        .read(async |connection| -> Result<_, Fault> {
            let known = browser(connection, caller, What::PushTest, contact, app_state.now()).await?;
            app_state.admit(connection, VERIFY_PER_CONTACT, &known.to_string()).await
        })
        .await?;
    with_browser(app_state, caller, What::PushTest, contact, async |connection, id, now| {
        test(connection, id, now).await
    })
    .await?;
    Ok(())
}

impl Handle<PushOff> for AppState {
    async fn handle(&self, caller: &Caller, asked: &PushOff) -> Result<(), Fault> {
        turn_off(self, caller, number(&asked.contact)?).await
    }
}

/// Sends nothing more to one of the customer's browsers.
async fn turn_off(app_state: &AppState, caller: &Caller, contact: ContactId) -> Result<(), Fault> {
    with_browser(app_state, caller, What::PushOff, contact, async |connection, id, now| {
        let customer = contact::by_id(connection, id).await?.map(|contact| contact.customer);
        browsers::remove(connection, id).await?;
        note(connection, caller, customer, None, activity::ActivityKind::PushOff, now).await
    })
    .await
}

async fn with_browser(
    app_state: &AppState,
    caller: &Caller,
    what: What,
    contact: ContactId,
    work: impl AsyncFnOnce(&mut Transaction<'_>, ContactId, Timestamp) -> Result<(), Fault> + Clone,
) -> Result<(), Fault> {
    app_state
        .db
        .write(async |transaction| -> Result<_, Fault> {
            let now = app_state.now();
            let known = browser(transaction, caller, what, contact, now).await?;
            work(transaction, known, now).await
        })
        .await
}

/// The number of a browser of the caller's to which they may do this.
async fn browser(
    connection: &mut PgConnection,
    caller: &Caller,
    what: What,
    contact: ContactId,
    now: Timestamp,
) -> Result<ContactId, Fault> {
    let guest = Guest::who_may(connection, caller, what, now).await?;
    let known = contact::by_id(connection, contact)
        .await?
        .filter(|contact| contact.customer == guest.session.customer_id)
        .filter(|contact| contact.address.channel() == Channel::Push)
        .ok_or(Problem::NotFound)?;
    Ok(known.id)
}

async fn test(transaction: &mut Transaction<'_>, contact: ContactId, now: Timestamp) -> Result<(), Fault> {
    let Some(contact) = contact::by_id(transaction, contact).await? else { return Ok(()) };
    let message = NewNotification {
        kind: notification::NotificationKind::Prove,
        parcel: None,
        contact: Some((contact.id, &contact.address)),
        channel: Channel::Push,
        sealed: None,
        request: None,
        change: None,
        notice: None,
        language: None,
        expires_at: now + TEST,
    };
    notification::queue(transaction, &message, now).await?;
    Ok(())
}
