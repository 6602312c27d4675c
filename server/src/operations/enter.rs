//! Letting somebody in: with a code that was right, or with a link from a message; and out again.

use app::{
    actions::{Enter, SignOut},
    port::{BearerToken, Caller, SignedIn},
    problem::Problem,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{
    Timestamp,
    access::What,
    contact_book::{Book, By},
    id::{ContactId, CustomerId, ParcelId, SessionId},
};
use store::{
    PgConnection, activity, book, browser, contact, customer, link, proof::Source, recipient, session,
};

use crate::{
    app_state::AppState,
    fault::Fault,
    keys::token_hash,
    limits::{codes, failures},
    operations::{
        Handle,
        access::{Guest, may_send},
        caller::note,
        status_link,
    },
    random,
};

/// How long a device stays signed in.
pub const SESSION: chrono::Duration = chrono::Duration::days(90);
/// On how many devices a link may be used: people open messages on the phone, on the tablet, and show them around.
const DEVICES: usize = 5;
/// How long a browser without our cookie is taken for the one that has just pressed the same button.
const SAME_PRESS: chrono::Duration = chrono::Duration::minutes(1);

impl Handle<Enter> for AppState {
    async fn handle(&self, caller: &Caller, asked: &Enter) -> Result<SignedIn, Fault> {
        enter(self, caller, &asked.token).await
    }
}

/// Signs in with a link: whoever holds it has read the message it was sent in. However often its button is pressed on
/// a device, that is one session.
async fn enter(app_state: &AppState, caller: &Caller, token: &str) -> Result<SignedIn, Fault> {
    let entered =
        app_state.db.write(async |transaction| by_link(app_state, transaction, caller, token).await).await;
    failures::key(app_state, caller, entered).await
}

async fn by_link(
    app_state: &AppState,
    connection: &mut PgConnection,
    caller: &Caller,
    token: &str,
) -> Result<SignedIn, Fault> {
    let now = app_state.now();
    let hash = token_hash(token);
    let found = link::find(connection, &hash, now).await?.ok_or(Problem::LinkOver)?;
    // The customer first, as everybody does who ends links. Presses at the same time wait here for each other, and
    // whatever was waited for may have ended the link.
    let locked = book::lock_of(connection, found.contact, now).await?;
    let (customer, book) = locked.ok_or(Problem::LinkOver)?;
    let found = link::find(connection, &hash, now).await?.ok_or(Problem::LinkOver)?;
    if found.status_only {
        return status_link::enter(app_state, connection, caller, token, &found, now).await;
    }
    may_come_in(connection, &book, found.contact, Some(&found.parcel), now)
        .await
        .map_err(|_| Problem::LinkOver)?;
    let uses = link::uses(connection, &hash).await?;
    let browser = codes::browser(caller);
    let place = place(app_state, caller)?;
    let mine = uses.iter().find(|used| {
        used.browsers.iter().any(|known| *known == browser)
            || place.is_some() && used.place == place && used.at > now - SAME_PRESS
    });
    let parcel = Some(found.parcel);
    if let Some(used) = mine
        && let Some(session) = still_in(app_state, connection, caller, token, used, now).await?
    {
        link::also(connection, used.id, &browser).await?;
        browser::known(connection, &browser, customer, now).await?;
        return Ok(SignedIn { session, parcel: parcel.map(String::from) });
    }
    if mine.is_none() && uses.len() >= DEVICES {
        return Err(Problem::LinkOver.into());
    }
    let salt = random::bytes::<16>()?;
    let session = app_state.keys.link_sessions(token, &salt).into_iter().next();
    let session = session.ok_or(Fault::Broken("no key is configured"))?;
    contact::proven(connection, found.contact, now).await?;
    let source = Source::Contact { id: found.contact, by_link: true };
    let cooling = book.cools(By::Contact(found.contact), now);
    let opened = open(connection, caller, customer, source, cooling, &session, now).await?;
    let kind = activity::ActivityKind::SignedInByLink;
    note(connection, caller, Some(customer), parcel.as_ref(), kind, now).await?;
    let new = link::NewUse {
        instead_of: mine.map(|used| used.id),
        link: &hash,
        browser: &browser,
        place: place.as_deref(),
        salt: &salt,
        session: opened,
    };
    if !link::used(connection, &new, now).await? {
        return Err(Problem::LinkOver.into());
    }
    Ok(SignedIn { session: BearerToken::new(session), parcel: parcel.map(String::from) })
}

/// Where a browser without our cookie is, by a name that can be compared and not read.
fn place(app_state: &AppState, caller: &Caller) -> Result<Option<Vec<u8>>, Fault> {
    if !caller.new_browser {
        return Ok(None);
    }
    app_state.keys.limit("link/place", &format!("{}|{}", caller.address, caller.user_agent)).map(Some)
}

/// What a browser is known by that asks twice: its own cookie, or where it is while it has none.
pub fn asker(app_state: &AppState, caller: &Caller) -> Result<String, Fault> {
    let place = place(app_state, caller)?.map(|place| URL_SAFE_NO_PAD.encode(place));
    Ok(place.or_else(|| caller.browser.as_ref().map(|own| own.reveal().to_owned())).unwrap_or_default())
}

/// The session that a link has opened on this device, if it is good and its token is known: by the link, or by the
/// browser, when it has got another since.
async fn still_in(
    app_state: &AppState,
    connection: &mut PgConnection,
    caller: &Caller,
    token: &str,
    used: &link::Use,
    now: Timestamp,
) -> Result<Option<BearerToken>, Fault> {
    let derived = app_state.keys.link_sessions(token, &used.salt).into_iter().map(BearerToken::new);
    for token in derived.chain(caller.session.clone()) {
        let session = session::find(connection, &token_hash(token.reveal()), now).await?;
        if session.is_some_and(|session| Some(session.id) == used.session_id) {
            return Ok(Some(token));
        }
    }
    Ok(None)
}

/// Opens a new session of this token for the customer of a contact whose code was right; the session this browser had
/// ends.
pub async fn let_in(
    connection: &mut PgConnection,
    caller: &Caller,
    contact: ContactId,
    parcel: Option<ParcelId>,
    token: &str,
    now: Timestamp,
) -> Result<SignedIn, Fault> {
    // Whoever undoes a change meanwhile ends this session, too, or this contact is somebody else's by then.
    let (customer, book) = book::lock_of(connection, contact, now).await?.ok_or(Problem::SignInOver)?;
    may_come_in(connection, &book, contact, parcel.as_ref(), now).await.map_err(|_| Problem::SignInOver)?;
    contact::proven(connection, contact, now).await?;
    let source = Source::Contact { id: contact, by_link: false };
    let cooling = book.cools(By::Contact(contact), now);
    open(connection, caller, customer, source, cooling, token, now).await?;
    let kind = activity::ActivityKind::SignedIn;
    note(connection, caller, Some(customer), parcel.as_ref(), kind, now).await?;
    Ok(SignedIn { session: BearerToken::new(token.to_owned()), parcel: parcel.map(String::from) })
}

/// Refuses when a contact no longer reaches all the way into the parcel it comes in by: it may have become another's
/// since the way in was sent there.
async fn may_come_in(
    connection: &mut PgConnection,
    book: &Book,
    contact: ContactId,
    parcel: Option<&ParcelId>,
    now: Timestamp,
) -> Result<(), Fault> {
    let named = match parcel {
        Some(parcel) => recipient::named(connection, parcel).await?,
        None => Vec::new(),
    };
    may_send(What::SendWayIn, book.reach(By::Contact(contact), &named, now), book.word_only)?;
    Ok(())
}

/// Opens a session of this token with its first proof; the one this browser had ends.
pub async fn open(
    connection: &mut PgConnection,
    caller: &Caller,
    customer: CustomerId,
    source: Source,
    cooling: bool,
    token: &str,
    now: Timestamp,
) -> Result<SessionId, Fault> {
    if let Some(old) = &caller.session
        && let Some(old) = session::find(connection, &token_hash(old.reveal()), now).await?
    {
        session::end(connection, old.id, now).await?;
    }
    let new = session::NewSession {
        token_hash: &token_hash(token),
        customer,
        source,
        expires_at: now + SESSION,
        user_agent: &caller.user_agent,
        network: &caller.network,
    };
    let session = session::open(connection, &new, cooling, now).await?;
    customer::reads(connection, customer, caller.language).await?;
    if caller.browser.is_some() {
        browser::known(connection, &codes::browser(caller), customer, now).await?;
    }
    Ok(session)
}

/// Ends the session of the caller.
impl Handle<SignOut> for AppState {
    async fn handle(&self, caller: &Caller, _: &SignOut) -> Result<(), Fault> {
        self.db
            .write(async |transaction| -> Result<_, Fault> {
                let now = self.now();
                let guest = Guest::who_may(transaction, caller, What::SignOut, now).await?;
                let session = guest.session;
                session::end(transaction, session.id, now).await?;
                note(
                    transaction,
                    caller,
                    Some(session.customer_id),
                    None,
                    activity::ActivityKind::SignedOut,
                    now,
                )
                .await
            })
            .await
    }
}
