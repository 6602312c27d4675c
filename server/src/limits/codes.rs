//! Whether a one-time code is sent, and with how many digits: asks the ledgers of [`domain::budget`].

use app::{
    port::{BearerToken, Caller},
    problem::Problem,
};
use domain::{
    budget::{Asker, Refused, STRANGERS, alarms},
    contact::Address,
    id::{ContactId, SessionId, spell},
    tracking::TrackingNumber,
};
use store::{
    PgConnection,
    budget::{self, Locked},
    challenge::TypedAs,
};

use crate::{app_state::AppState, fault::Fault, keys::token_hash, shown::seconds_until};

/// What becomes of a code that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Share {
    /// It is sent, with so many digits.
    Digits(usize),
    /// It is not sent, and nobody is told.
    Withheld,
}

/// What stands before the name of a ledger that is asked in front of stations.
const AT_STATIONS: &[u8] = b"at-stations:";

/// What was typed at a sign-in, as the names of its ledgers. In front of a station no number is asked for: there is one
/// ledger for all of them, because whoever asks at each must not have a further share at each.
pub fn typed_as(
    app_state: &AppState,
    caller: &Caller,
    number: Option<&TrackingNumber>,
    address: &Address,
) -> Result<TypedAs, Fault> {
    let pair = match number {
        Some(number) => {
            let pair = format!("{}|{}", number.as_str(), address.reveal());
            app_state.keys.limit("code/pair", &pair)?
        }
        None => [AT_STATIONS, &app_state.keys.limit("code/at", address.reveal())?].concat(),
    };
    let asker = format!("{}|{}", address.reveal(), caller.address);
    Ok(TypedAs { pair, asker: app_state.keys.limit("code/asker", &asker)? })
}

/// The hash of the browser's cookie.
pub fn browser(caller: &Caller) -> [u8; 32] {
    token_hash(caller.browser.as_ref().map_or("", BearerToken::reveal))
}

/// Takes a share for a code of a sign-in to a contact; without one for a decoy of that name, by the same statements.
/// An open refusal is the same whether or not what was typed belongs together.
pub async fn of_sign_in(
    app_state: &AppState,
    connection: &mut PgConnection,
    caller: &Caller,
    typed: &TypedAs,
    contact: Result<ContactId, &str>,
    known: bool,
) -> Result<Share, Fault> {
    let contact = match contact {
        Ok(id) => of_contact(id),
        Err(decoy) => [typed.pair.as_slice(), decoy.as_bytes()].concat(),
    };
    if known {
        let by = Asker::Known {
            holder: place(app_state, "browser", caller.browser.as_ref().map_or("", BearerToken::reveal))?,
        };
        let mut locked = budget::lock(connection, &[&contact], app_state.now()).await?;
        let digits =
            ask(app_state, &mut locked, &contact, &by)?.map_err(|refused| said(app_state, refused))?;
        budget::write(connection, &locked, app_state.now()).await?;
        return Ok(Share::Digits(digits));
    }
    let by = stranger(app_state, caller)?;
    let mut locked =
        budget::lock(connection, &[&typed.pair, &typed.asker, &contact], app_state.now()).await?;
    let strangers = if typed.pair.starts_with(AT_STATIONS) { domain::budget::AT_STATIONS } else { STRANGERS };
    for (open, strangers) in [(&typed.asker, STRANGERS), (&typed.pair, strangers)] {
        ask_within(app_state, &mut locked, open, strangers, &by)?
            .map_err(|refused| said(app_state, refused))?;
    }
    let share = ask(app_state, &mut locked, &contact, &by)?.map_or(Share::Withheld, Share::Digits);
    budget::write(connection, &locked, app_state.now()).await?;
    Ok(share)
}

/// Takes a share for a code within a session. To one of the customer's own contacts it is the session's share; to any
/// other one the customer is a stranger like everybody. Answers the number of digits.
pub async fn within(
    app_state: &AppState,
    connection: &mut PgConnection,
    caller: &Caller,
    own: Option<SessionId>,
    contact: ContactId,
) -> Result<usize, Fault> {
    let by = match own {
        Some(session) => Asker::Known { holder: place(app_state, "session", &session.to_string())? },
        None => stranger(app_state, caller)?,
    };
    let contact = of_contact(contact);
    let mut locked = budget::lock(connection, &[&contact], app_state.now()).await?;
    let digits = ask(app_state, &mut locked, &contact, &by)?.map_err(|refused| said(app_state, refused))?;
    budget::write(connection, &locked, app_state.now()).await?;
    Ok(digits)
}

/// The name of a contact's ledger: no rotation of keys changes it.
fn of_contact(id: ContactId) -> Vec<u8> {
    format!("contact:{id}").into_bytes()
}

fn stranger(app_state: &AppState, caller: &Caller) -> Result<Asker, Fault> {
    Ok(Asker::Stranger {
        address: place(app_state, "address", &caller.address)?,
        network: place(app_state, "network", &caller.network)?,
    })
}

/// A place by a name that can be compared and not read.
fn place(app_state: &AppState, kind: &str, subject: &str) -> Result<String, Fault> {
    let named = app_state.keys.limit(&format!("code/{kind}"), subject)?;
    Ok(spell(named.get(..16).unwrap_or(&named)))
}

fn ask(
    app_state: &AppState,
    locked: &mut Locked,
    subject: &[u8],
    by: &Asker,
) -> Result<Result<usize, Refused>, Fault> {
    ask_within(app_state, locked, subject, STRANGERS, by)
}

fn ask_within(
    app_state: &AppState,
    locked: &mut Locked,
    subject: &[u8],
    strangers: usize,
    by: &Asker,
) -> Result<Result<usize, Refused>, Fault> {
    let alarm = alarms(locked.wrong);
    let ledger = locked.of(subject).ok_or(Fault::Broken("a ledger was not locked"))?;
    Ok(ledger.ask_within(strangers, by, alarm, app_state.now()))
}

fn said(app_state: &AppState, refused: Refused) -> Problem {
    let seconds = seconds_until(refused.until(), app_state.now());
    match refused {
        Refused::Pace { .. } => Problem::Wait(seconds),
        Refused::Spent { .. } => Problem::NoMoreCodes(seconds),
    }
}
