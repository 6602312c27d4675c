//! One-time codes within a session: "send me a test", the second proof of a change, and verifying a new contact.

use app::{
    actions::{Answer, AnswerAgain, ProveContact},
    port::{BearerToken, Caller, Channel, Passed, Step},
    problem::Problem,
};
use domain::{
    Timestamp,
    access::What,
    contact::Address,
    contact_book::By,
    id::{ChallengeId, ChangeId, ContactId, SessionId},
    one_time::OneTimeCode,
};
use store::{
    PgConnection, Transaction, activity, book,
    challenge::{self, Challenge, Purpose},
    contact,
    notification::{self, NewNotification},
    proof, session,
};

use super::{
    confirm,
    opened::{Opened, open_to_answer},
    repeated,
};
use crate::{
    app_state::AppState,
    fault::Fault,
    keys::token_hash,
    limits::{codes, failures},
    operations::{
        Handle,
        access::Guest,
        caller::note,
        grace, number,
        sign_in::{one_time_code, read_code},
    },
};

/// Begins a challenge for a contact and queues its code. With a change it either verifies the change's new contact
/// (`true`) or allows the change.
pub async fn begin(
    app_state: &AppState,
    transaction: &mut Transaction<'_>,
    caller: &Caller,
    session: SessionId,
    to: (ContactId, &Address),
    change: Option<(ChangeId, bool)>,
) -> Result<ChallengeId, Fault> {
    let now = app_state.now();
    let (contact, address) = to;
    let purpose = if change.is_some_and(|(_, verifies)| verifies) { Purpose::Verify } else { Purpose::Prove };
    let change = change.map(|(id, _)| id);
    let id = challenge::begin_within(transaction, session, purpose, contact, address.channel(), change, now)
        .await?;
    let code = Code { session, challenge: id, purpose, change, to };
    send(app_state, transaction, caller, &code).await?;
    Ok(id)
}

/// A code of a challenge that is to be sent.
struct Code<'a> {
    session: SessionId,
    challenge: ChallengeId,
    purpose: Purpose,
    change: Option<ChangeId>,
    to: (ContactId, &'a Address),
}

/// Takes a share of what may be sent to the contact, and sends a code.
async fn send(
    app_state: &AppState,
    transaction: &mut Transaction<'_>,
    caller: &Caller,
    code: &Code<'_>,
) -> Result<(), Fault> {
    let (contact, channel) = (code.to.0, code.to.1.channel());
    let (kind, own) = match code.purpose {
        // Anybody can name a contact that is not theirs yet.
        Purpose::Verify => (notification::NotificationKind::Verify, None),
        Purpose::SignIn | Purpose::Prove => (notification::NotificationKind::Prove, Some(code.session)),
    };
    let digits = codes::within(app_state, transaction, caller, own, contact).await?;
    let (sealed, expires_at) =
        one_time_code(app_state, transaction, code.challenge, Some(contact), channel, digits).await?;
    let message = NewNotification {
        kind,
        parcel: None,
        contact: Some(code.to),
        channel,
        sealed: Some((&sealed.0, &sealed.1)),
        request: None,
        change: code.change,
        notice: None,
        language: Some(caller.language),
        expires_at,
    };
    notification::queue(transaction, &message, app_state.now()).await?;
    Ok(())
}

impl Handle<ProveContact> for AppState {
    async fn handle(&self, caller: &Caller, asked: &ProveContact) -> Result<Step, Fault> {
        let change = if asked.change.is_empty() { None } else { Some(number(&asked.change)?) };
        Ok(Step::Prove(prove(self, caller, &asked.contact, change).await?.get()))
    }
}

/// Sends a one-time code to one of the customer's contacts: as a test, or to allow a change.
async fn prove(
    app_state: &AppState,
    caller: &Caller,
    contact: &str,
    change: Option<ChangeId>,
) -> Result<ChallengeId, Fault> {
    let contact: ContactId = contact.parse().map_err(|_| Problem::NotFound)?;
    let id = app_state
        .db
        .write(async |transaction| -> Result<_, Fault> {
            let now = app_state.now();
            let guest = Guest::who_may(transaction, caller, What::Prove, now).await?;
            let session = guest.session;
            if let Some(change) = change {
                // The code tells what it allows: nobody is told of another's change.
                book::told(transaction, change)
                    .await?
                    .filter(|told| told.customer_id == session.customer_id)
                    .ok_or(Problem::NotFound)?;
            }
            let contact = contact::by_id(transaction, contact)
                .await?
                .filter(|contact| contact.customer == session.customer_id)
                .filter(|contact| contact.address.channel() != Channel::Push)
                .ok_or(Problem::NotFound)?;
            let to = (contact.id, &contact.address);
            begin(app_state, transaction, caller, session.id, to, change.map(|id| (id, false))).await
        })
        .await?;
    Ok(id)
}

/// The challenge of this number, where the caller may answer it.
pub async fn find(
    connection: &mut PgConnection,
    caller: &Caller,
    id: ChallengeId,
    now: Timestamp,
) -> Result<(session::Session, Challenge), Fault> {
    let guest = Guest::who_may(connection, caller, What::Prove, now).await?;
    let session = guest.session;
    let challenge =
        challenge::within(connection, session.id, id, now).await?.ok_or(Problem::ChallengeOver)?;
    Ok((session, challenge))
}

impl Handle<AnswerAgain> for AppState {
    async fn handle(&self, caller: &Caller, asked: &AnswerAgain) -> Result<(), Fault> {
        again(self, caller, number(&asked.challenge)?).await
    }
}

/// Sends a further code of a challenge; earlier ones stay good.
async fn again(app_state: &AppState, caller: &Caller, id: ChallengeId) -> Result<(), Fault> {
    app_state
        .db
        .write(async |transaction| -> Result<_, Fault> {
            let now = app_state.now();
            let (session, challenge) = find(transaction, caller, id, now).await?;
            let contact = contact::by_id(transaction, challenge.contact.ok_or(Problem::ChallengeOver)?)
                .await?
                .ok_or(Problem::ChallengeOver)?;
            let code = Code {
                session: session.id,
                challenge: id,
                purpose: challenge.purpose,
                change: challenge.change,
                to: (contact.id, &contact.address),
            };
            send(app_state, transaction, caller, &code).await
        })
        .await?;
    Ok(())
}

impl Handle<Answer> for AppState {
    async fn handle(&self, caller: &Caller, asked: &Answer) -> Result<Passed, Fault> {
        answer(self, caller, number(&asked.challenge)?, &asked.code).await
    }
}

/// Answers a challenge, or repeats that for a browser whose answer was lost.
async fn answer(
    app_state: &AppState,
    caller: &Caller,
    id: ChallengeId,
    typed: &str,
) -> Result<Passed, Fault> {
    let code = read_code(typed)?;
    match answer_once(app_state, caller, id, &code).await {
        Err(Fault::Problem(problem @ (Problem::ChallengeOver | Problem::SignedOut))) => {
            repeated::answer(app_state, caller, id, &code).await?.ok_or(Fault::Problem(problem))
        }
        answered => answered,
    }
}

/// Answers a challenge. The try is counted and committed before anything is compared.
async fn answer_once(
    app_state: &AppState,
    caller: &Caller,
    id: ChallengeId,
    code: &OneTimeCode,
) -> Result<Passed, Fault> {
    let (challenge, candidates) = app_state
        .db
        .write(async |transaction| -> Result<_, Fault> {
            let now = app_state.now();
            let (_, challenge) = find(transaction, caller, id, now).await?;
            let candidates = challenge::count_try(transaction, id, false, now).await?;
            Ok::<_, Fault>((challenge, candidates))
        })
        .await?;
    if candidates.is_empty() {
        return Err(Problem::ChallengeOver.into());
    }
    let unknown = app_state.keys.unknown_among(candidates.iter().map(|candidate| candidate.key_id.as_str()));
    let right = candidates
        .into_iter()
        .find(|candidate| app_state.keys.is_one_time(&candidate.key_id, &candidate.mac, id, code));
    if right.is_none() {
        // Nobody has typed a wrong code as far as can be told here.
        unknown?;
    }
    let passed = app_state
        .db
        .write(async |transaction| -> Result<_, Fault> {
            let now = app_state.now();
            let opened = open_to_answer(transaction, caller, now).await?;
            let (session, customer) = (opened.session.id, opened.session.customer_id);
            let Some(right) = right else {
                // Committed, therefore not an error yet.
                note(transaction, caller, Some(customer), None, activity::ActivityKind::ProofRefused, now)
                    .await?;
                let open = challenge::is_open(transaction, id, now).await?;
                failures::wrong_code(app_state, transaction, caller).await?;
                return Ok(Err(if open { Problem::WrongCode } else { Problem::ChallengeOver }));
            };
            if !challenge::consume(transaction, right.id, now).await? {
                return Ok(Err(Problem::ChallengeOver));
            }
            let contact = challenge.contact.ok_or(Problem::ChallengeOver)?;
            contact::proven(transaction, contact, now).await?;
            // Whoever had a code sent there on purpose says so more than by words.
            contact::said_right(transaction, contact, now).await?;
            if challenge.purpose == Purpose::Verify {
                let change = challenge.change.ok_or(Problem::ChallengeOver)?;
                let step = confirm::verified(transaction, caller, opened, change, now).await?;
                return Ok(Ok(Passed { session: None, step }));
            }
            if opened.book.entry(contact).is_none() {
                return Ok(Err(Problem::ChallengeOver));
            }
            let cooling = opened.book.cools(By::Contact(contact), now);
            let source = proof::Source::Contact { id: contact, by_link: false };
            proof::add(transaction, session, source, cooling, now).await?;
            note(transaction, caller, Some(customer), None, activity::ActivityKind::ContactProven, now)
                .await?;
            // A session that is worth more gets another token: whoever knew the old one is out.
            let token = grace::renewal(app_state, caller)?;
            session::renew(transaction, session, &token_hash(&token), &codes::browser(caller), now).await?;
            let step = match challenge.change {
                Some(change) => {
                    let proofs = proof::of_session(transaction, session).await?;
                    let opened = Opened { proofs, ..opened };
                    confirm::confirm_with(transaction, caller, opened, change, now).await?
                }
                None => Step::Proven,
            };
            Ok::<_, Fault>(Ok(Passed { session: Some(BearerToken::new(token)), step }))
        })
        .await?
        .map_err(Fault::Problem)?;
    Ok(passed)
}
