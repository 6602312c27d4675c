//! Passkeys: signing in with one, proving once more with one, adding and removing them.

use app::{
    actions::{AddPasskey, EnterByPasskey, ProveByPasskey, RemovePasskey},
    port::{Adding, BearerToken, Caller, Ceremony, OfferProof, OfferSignIn, SignedIn},
    problem::Problem,
};
use domain::{
    Timestamp,
    access::What,
    contact_book::{Book, ChangeKind},
    id::{CustomerId, PasskeyId, SessionId},
};
use serde::{Serialize, de::IgnoredAny};
use store::{
    PgConnection, activity, book, contact,
    notification::NoticeKind,
    passkey,
    proof::{self, Source},
    session::{self, Session},
};

use crate::{
    app_state::AppState,
    ceremony::{self, Purpose},
    fault::Fault,
    keys::token_hash,
    limits::codes,
    operations::{
        Handle,
        access::Guest,
        caller::note,
        contacts::{
            effects::{announce, done_at_once},
            opened::open,
            zone_of,
        },
        enter,
        grace::{self, GRACE},
    },
    passkeys::{self, Begun, MOST, Owner, Passkeys, Refused, Used, cools},
    random,
    shown::moment,
};

/// A ceremony that signs in.
impl Handle<OfferSignIn> for AppState {
    async fn handle(&self, _: &Caller, _: &OfferSignIn) -> Result<Option<Ceremony>, Fault> {
        let Some(here) = Passkeys::at(&self.public_url) else { return Ok(None) };
        sealed(self, Purpose::SignIn, here.begin_using(&[])?).map(Some)
    }
}

impl Handle<EnterByPasskey> for AppState {
    async fn handle(&self, caller: &Caller, asked: &EnterByPasskey) -> Result<SignedIn, Fault> {
        let entered = enter(self, caller, &asked.ceremony, &asked.credential).await;
        crate::limits::failures::key(self, caller, entered).await
    }
}

/// Signs in.
async fn enter(
    app_state: &AppState,
    caller: &Caller,
    ceremony: &str,
    credential: &str,
) -> Result<SignedIn, Fault> {
    let used = Used::parse(credential)?;
    // Nothing else tells who it is.
    if used.handle().is_none() {
        return Err(Problem::PasskeyRefused.into());
    }
    app_state
        .db
        .write(async |transaction| -> Result<_, Fault> {
            let now = app_state.now();
            // The customer first: an undo that is under way may remove the passkey.
            let customer = passkey::customer(transaction, used.credential_id()).await?;
            let customer = customer.ok_or(Problem::PasskeyRefused)?;
            let book = book::lock(transaction, customer, now).await?.ok_or(Problem::PasskeyRefused)?;
            let browser = enter::asker(app_state, caller)?;
            let secrets = ["passkey", ceremony, credential, &browser];
            if let Some((session, _)) =
                grace::opened(app_state, transaction, &secrets, now).await?.filter(|(_, of)| *of == customer)
            {
                known_browser(transaction, caller, customer, now).await?;
                return Ok(Ok(SignedIn { session, parcel: None }));
            }
            let passkey = match answered(
                app_state,
                transaction,
                caller,
                Purpose::SignIn,
                ceremony,
                &used,
                now,
            )
            .await?
            {
                Ok(passkey) if passkey.customer_id == customer => passkey,
                Ok(_) => return Err(Problem::PasskeyRefused.into()),
                Err(problem) => return Ok(Err(problem)),
            };
            let (source, cooling) = (Source::Passkey(passkey.id), cools(&book, &passkey, now));
            let token = grace::token(app_state, &secrets)?;
            enter::open(transaction, caller, customer, source, cooling, &token, now).await?;
            let session = BearerToken::new(token);
            let kind = activity::ActivityKind::SignedInByPasskey;
            note(transaction, caller, Some(customer), None, kind, now).await?;
            Ok(Ok(SignedIn { session, parcel: None }))
        })
        .await?
        .map_err(Fault::Problem)
}

/// A ceremony that proves once more who it is, with any passkey of the customer.
impl Handle<OfferProof> for AppState {
    async fn handle(&self, caller: &Caller, _: &OfferProof) -> Result<Option<Ceremony>, Fault> {
        let (session, known) = self
            .db
            .read(async |connection| -> Result<_, Fault> {
                let now = self.now();
                let guest = Guest::who_may(connection, caller, What::Prove, now).await?;
                let session = guest.session;
                let known = passkey::of_customer(connection, session.customer_id).await?;
                Ok::<_, Fault>((session, known))
            })
            .await?;
        proof_ceremony(self, &session, &known)
    }
}

impl Handle<ProveByPasskey> for AppState {
    async fn handle(&self, caller: &Caller, asked: &ProveByPasskey) -> Result<BearerToken, Fault> {
        let proven = prove(self, caller, &asked.ceremony, &asked.credential).await;
        crate::limits::failures::key(self, caller, proven).await
    }
}

/// Proves once more who it is, or repeats that for a browser whose answer was lost.
async fn prove(
    app_state: &AppState,
    caller: &Caller,
    ceremony: &str,
    credential: &str,
) -> Result<BearerToken, Fault> {
    match prove_once(app_state, caller, ceremony, credential).await {
        Err(Fault::Problem(problem @ (Problem::SignedOut | Problem::PasskeyOver))) => {
            let again = repeated(app_state, caller, Purpose::Prove, ceremony, credential).await?;
            again.and_then(|acting| acting.session).ok_or(Fault::Problem(problem))
        }
        proven => proven,
    }
}

/// The caller whose session has just ended this ceremony with this answer.
async fn repeated(
    app_state: &AppState,
    caller: &Caller,
    purpose: fn(SessionId) -> Purpose,
    ceremony: &str,
    credential: &str,
) -> Result<Option<Caller>, Fault> {
    app_state
        .db
        .read(async |connection| -> Result<_, Fault> {
            let now = app_state.now();
            let Some(acting) = grace::repeating(app_state, connection, caller, now).await? else {
                return Ok(None);
            };
            let session = Guest::look(connection, &acting, now).await?.session;
            let its =
                ceremony::open::<IgnoredAny>(&app_state.keys, purpose(session.id), ceremony, now).is_some();
            let answer = answer_hash(ceremony, credential);
            let done = its && store::ceremony::used_since(connection, &answer, now - GRACE).await?;
            Ok::<_, Fault>(done.then_some(acting))
        })
        .await
}

/// What is kept of the right answer to a ceremony: enough to know it again.
fn answer_hash(ceremony: &str, credential: &str) -> [u8; 32] {
    token_hash(&format!("{ceremony} {credential}"))
}

async fn known_browser(
    connection: &mut PgConnection,
    caller: &Caller,
    customer: CustomerId,
    now: Timestamp,
) -> Result<(), Fault> {
    Ok(store::browser::known(connection, &codes::browser(caller), customer, now).await?)
}

/// Proves once more who it is.
async fn prove_once(
    app_state: &AppState,
    caller: &Caller,
    ceremony: &str,
    credential: &str,
) -> Result<BearerToken, Fault> {
    let used = Used::parse(credential)?;
    app_state
        .db
        .write(async |transaction| -> Result<_, Fault> {
            let now = app_state.now();
            let guest = Guest::who_may(transaction, caller, What::Prove, now).await?;
            let session = guest.session;
            let purpose = Purpose::Prove(session.id);
            let passkey =
                match answered(app_state, transaction, caller, purpose, ceremony, &used, now).await? {
                    Ok(passkey) if passkey.customer_id == session.customer_id => passkey,
                    Ok(_) => return Err(Problem::PasskeyRefused.into()),
                    Err(problem) => return Ok(Err(problem)),
                };
            let book = book::look(transaction, session.customer_id, now).await?;
            let (source, cooling) = (Source::Passkey(passkey.id), cools(&book, &passkey, now));
            let token = strengthen(app_state, transaction, caller, session.id, source, cooling, now).await?;
            store::ceremony::use_up(transaction, &answer_hash(ceremony, credential), now).await?;
            let kind = activity::ActivityKind::ProvenByPasskey;
            note(transaction, caller, Some(session.customer_id), None, kind, now).await?;
            Ok(Ok(token))
        })
        .await?
        .map_err(Fault::Problem)
}

/// Whether the customer can add a passkey now, and the ceremony that does it.
pub async fn adding(
    app_state: &AppState,
    connection: &mut PgConnection,
    session: &Session,
    known: &[passkey::Passkey],
    now: Timestamp,
) -> Result<Adding, Fault> {
    let Some(here) = Passkeys::at(&app_state.public_url) else { return Ok(Adding::NotHere) };
    let book = book::look(connection, session.customer_id, now).await?;
    if let Some(until) = book.frozen(now) {
        let zone = zone_of(connection, session.customer_id).await?;
        return Ok(Adding::Frozen(moment(until, zone, now)));
    }
    let proofs = proof::of_session(connection, session.id).await?;
    if !book.is_fresh(&proofs, now) {
        return Ok(Adding::NotProven(proof_ceremony(app_state, session, known)?));
    }
    if known.len() >= MOST {
        return Ok(Adding::Full);
    }
    let handle = known.first().and_then(|passkey| passkey.handle.as_slice().try_into().ok());
    let owner = Owner {
        handle: handle.map_or_else(random::bytes, Ok)?,
        name: &name(connection, session, &book).await?,
    };
    let begun = here.begin_adding(&owner, ids(known))?;
    sealed(app_state, Purpose::Add(session.id), begun).map(Adding::Offered)
}

impl Handle<AddPasskey> for AppState {
    async fn handle(&self, caller: &Caller, asked: &AddPasskey) -> Result<(), Fault> {
        add(self, caller, &asked.ceremony, &asked.credential).await
    }
}

/// Adds a passkey, or repeats that for a browser whose answer was lost.
async fn add(app_state: &AppState, caller: &Caller, ceremony: &str, credential: &str) -> Result<(), Fault> {
    match add_once(app_state, caller, ceremony, credential).await {
        Err(Fault::Problem(Problem::PasskeyOver)) => {
            let again = repeated(app_state, caller, Purpose::Add, ceremony, credential).await?;
            let same = again.is_some_and(|acting| acting.session == caller.session);
            if same { Ok(()) } else { Err(Problem::PasskeyOver.into()) }
        }
        added => added,
    }
}

/// Adds a passkey. The customer's row is locked, so that the limit holds whoever adds another at the same time.
async fn add_once(
    app_state: &AppState,
    caller: &Caller,
    ceremony: &str,
    credential: &str,
) -> Result<(), Fault> {
    let here = here(app_state)?;
    app_state
        .db
        .write(async |transaction| -> Result<_, Fault> {
            let now = app_state.now();
            let mut opened = open(transaction, caller, What::AddPasskey, now).await?;
            let (session, customer) = (opened.session.clone(), opened.session.customer_id);
            let adding = used_up(app_state, transaction, Purpose::Add(session.id), ceremony, now).await?;
            let made = here.finish_adding(&adding, credential)?;
            let known = passkey::of_customer(transaction, customer).await?;
            if known.len() >= MOST {
                return Err(Problem::TooManyPasskeys.into());
            }
            let new = passkey::NewPasskey {
                customer,
                session: session.id,
                handle: &made.handle,
                credential_id: &made.credential_id,
                credential: &made.credential,
                user_agent: &caller.user_agent,
            };
            if !passkey::add(transaction, &new, now).await? {
                return Err(Problem::PasskeyRefused.into());
            }
            store::ceremony::use_up(transaction, &answer_hash(ceremony, credential), now).await?;
            let change = done_at_once(transaction, &opened.session, ChangeKind::Passkey, None, now).await?;
            let id = change.id;
            opened.book.done(change);
            announce(transaction, Some(id), NoticeKind::Applied, &opened.book.tell(None), now).await?;
            note(transaction, caller, Some(customer), None, activity::ActivityKind::PasskeyAdded, now).await
        })
        .await
}

impl Handle<RemovePasskey> for AppState {
    async fn handle(&self, caller: &Caller, asked: &RemovePasskey) -> Result<(), Fault> {
        remove(self, caller, &asked.passkey).await
    }
}

/// Removes a passkey; where it was used to sign in, but here, is signed out.
async fn remove(app_state: &AppState, caller: &Caller, id: &str) -> Result<(), Fault> {
    let id: PasskeyId = id.parse().map_err(|_| Problem::NotFound)?;
    app_state
        .db
        .write(async |transaction| -> Result<_, Fault> {
            let now = app_state.now();
            let opened = open(transaction, caller, What::RemovePasskey, now).await?;
            let (session, customer) = (opened.session.clone(), opened.session.customer_id);
            let known = passkey::of_customer(transaction, customer).await?;
            if !known.iter().any(|passkey| passkey.id == id) {
                return Err(Problem::NotFound.into());
            }
            session::end_opened_by_passkey(transaction, id, session.id, now).await?;
            passkey::remove(transaction, customer, id).await?;
            announce(transaction, None, NoticeKind::PasskeyRemoved, &opened.book.tell(None), now).await?;
            note(transaction, caller, Some(customer), None, activity::ActivityKind::PasskeyRemoved, now).await
        })
        .await
}

impl From<Refused> for Fault {
    fn from(_: Refused) -> Self {
        Self::Problem(Problem::PasskeyRefused)
    }
}

fn here(app_state: &AppState) -> Result<Passkeys, Fault> {
    Passkeys::at(&app_state.public_url).ok_or(Fault::Problem(Problem::PasskeyRefused))
}

fn ids(known: &[passkey::Passkey]) -> Vec<Vec<u8>> {
    known.iter().map(|passkey| passkey.credential_id.clone()).collect()
}

fn sealed(app_state: &AppState, purpose: Purpose, begun: Begun<impl Serialize>) -> Result<Ceremony, Fault> {
    let sealed = ceremony::seal(&app_state.keys, purpose, begun.state, app_state.now())?;
    Ok(Ceremony { options: begun.options, sealed })
}

fn proof_ceremony(
    app_state: &AppState,
    session: &Session,
    known: &[passkey::Passkey],
) -> Result<Option<Ceremony>, Fault> {
    let here = Passkeys::at(&app_state.public_url).filter(|_| !known.is_empty());
    let Some(here) = here else { return Ok(None) };
    sealed(app_state, Purpose::Prove(session.id), here.begin_using(&ids(known))?).map(Some)
}

/// How the customer recognises the account where the passkey is kept: a contact, masked.
async fn name(connection: &mut PgConnection, session: &Session, book: &Book) -> Result<String, Fault> {
    let id = session.contact_id.or(book.contacts.first().map(|entry| entry.id));
    let contact = match id {
        Some(id) => contact::by_id(connection, id).await?,
        None => None,
    };
    Ok(contact.map_or_else(|| "Doorcode".to_owned(), |contact| contact.address.masked()))
}

/// Adds a proof to a session, which gets another token with it: whoever knew the old one is out.
async fn strengthen(
    app_state: &AppState,
    connection: &mut PgConnection,
    caller: &Caller,
    session: SessionId,
    source: Source,
    cooling: bool,
    now: Timestamp,
) -> Result<BearerToken, Fault> {
    let token = grace::renewal(app_state, caller)?;
    session::renew(connection, session, &token_hash(&token), &codes::browser(caller), now).await?;
    proof::add(connection, session, source, cooling, now).await?;
    Ok(BearerToken::new(token))
}

/// What a ceremony is checked against, which can be had once.
async fn used_up<S: serde::de::DeserializeOwned>(
    app_state: &AppState,
    connection: &mut PgConnection,
    purpose: Purpose,
    sealed: &str,
    now: Timestamp,
) -> Result<S, Fault> {
    let state = ceremony::open(&app_state.keys, purpose, sealed, now).ok_or(Problem::PasskeyOver)?;
    if store::ceremony::use_up(connection, &token_hash(sealed), now).await? {
        Ok(state)
    } else {
        Err(Problem::PasskeyOver.into())
    }
}

/// The passkey that was used in a ceremony, with its counter written down. The inner problem is to be committed.
async fn answered(
    app_state: &AppState,
    connection: &mut PgConnection,
    caller: &Caller,
    purpose: Purpose,
    sealed: &str,
    used: &Used,
    now: Timestamp,
) -> Result<Result<passkey::Passkey, Problem>, Fault> {
    let here = here(app_state)?;
    let using: passkeys::Using = used_up(app_state, connection, purpose, sealed, now).await?;
    let stored = passkey::lock(connection, used.credential_id()).await?.ok_or(Problem::PasskeyRefused)?;
    match here.finish_using(using, used, &stored) {
        Ok(credential) => {
            passkey::used(connection, stored.id, &credential, now).await?;
            Ok(Ok(stored))
        }
        Err(Refused::Wrong) => Err(Problem::PasskeyRefused.into()),
        Err(Refused::Copied) => {
            let kind = activity::ActivityKind::PasskeyRefused;
            note(connection, caller, Some(stored.customer_id), None, kind, now).await?;
            Ok(Err(Problem::PasskeyRefused))
        }
    }
}
