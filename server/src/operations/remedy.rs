//! What the remedies that act have in common: who presses one, and that a form counts once.

use app::{port::Caller, problem::Problem};
use domain::{Timestamp, access::What, diagnosis::Remedy, id::ParcelId};
use store::{
    Transaction,
    activity::{self, Activity, ActivityKind},
    recipient,
};

use crate::{
    app_state::{AppState, Limit},
    fault::Fault,
    operations::{
        access::Guest,
        caller::{count, note},
        parcel_id,
        pickup::knows_of,
        rescue,
    },
};

/// A remedy that somebody presses who may.
pub struct Pressed<'a> {
    /// The browser.
    pub caller: &'a Caller,
    /// Who asks.
    pub guest: Guest,
    /// For which parcel.
    pub parcel: &'a ParcelId,
    /// When.
    pub now: Timestamp,
    /// What the help page had answered, as the form came back.
    pub answer: &'a str,
}

/// The parcel, and what the help page had answered, as a form names them.
pub type Asked<'a> = (&'a str, &'a str);

/// Does in one transaction what a remedy is. It is counted against the session before anything is tried. What `act` refuses
/// with its inner result is committed with what was written about it; with the outer one, nothing is.
pub async fn press(
    app_state: &AppState,
    caller: &Caller,
    (parcel, answer): Asked<'_>,
    (what, limit): (What, Limit),
    act: impl AsyncFnOnce(&mut Transaction<'_>, &Pressed<'_>) -> Result<Result<(), Problem>, Fault> + Clone,
) -> Result<(), Fault> {
    let parcel = &parcel_id(parcel)?;
    count(app_state, caller, limit, |session| session.id).await?;
    let done = app_state
        .db
        .write(async move |transaction: &mut Transaction<'_>| -> Result<_, Fault> {
            let guest = match asker(app_state, transaction, caller, parcel, what).await? {
                Ok(guest) => guest,
                Err(problem) => return Ok(Err(problem)),
            };
            act(transaction, &Pressed { caller, guest, parcel, now: app_state.now(), answer }).await
        })
        .await?;
    done.map_err(Fault::Problem)
}

/// Whoever presses a remedy, if they may. What is refused to somebody who may know that the parcel is there is told on the
/// activity page: it is committed, therefore not an error yet.
async fn asker(
    app_state: &AppState,
    transaction: &mut Transaction<'_>,
    caller: &Caller,
    parcel: &ParcelId,
    what: What,
) -> Result<Result<Guest, Problem>, Fault> {
    let now = app_state.now();
    let guest = Guest::look(transaction, caller, now).await?;
    let named = recipient::named(transaction, parcel).await?;
    let seen = knows_of(&guest, parcel, &named, now)?;
    let refused = seen.and_then(|()| guest.may_with(what, parcel, &named, now).map(|_| ()));
    if let Err(refused) = refused {
        let customer = Some(guest.session.customer_id);
        note(transaction, caller, customer, Some(parcel), ActivityKind::RemedyRefused, now).await?;
        return Ok(Err(refused.into()));
    }
    Ok(Ok(guest))
}

/// A form's token, as it came back.
pub fn token(text: &str) -> Result<&str, Problem> {
    let shaped = (1..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
    if shaped { Ok(text) } else { Err(Problem::NotFound) }
}

impl Pressed<'_> {
    /// Writes down for the customer what was done, and that it was this remedy against what the page had answered.
    pub async fn note(
        &self,
        transaction: &mut Transaction<'_>,
        kind: ActivityKind,
        remedy: Remedy,
    ) -> Result<(), Fault> {
        let own = Some(self.guest.session.customer_id);
        note(transaction, self.caller, own, Some(self.parcel), kind, self.now).await?;
        rescue::pressed(transaction, self.parcel, self.answer, remedy, self.now).await
    }

    /// The same, and tells everybody else whom the parcel is for. They are not told from which device.
    pub async fn tell(
        &self,
        transaction: &mut Transaction<'_>,
        kind: ActivityKind,
        remedy: Remedy,
    ) -> Result<(), Fault> {
        self.note(transaction, kind, remedy).await?;
        let own = self.guest.session.customer_id;
        let others = recipient::customers(transaction, self.parcel).await?;
        for other in others.into_iter().filter(|other| *other != own) {
            let told = Activity {
                customer: Some(other),
                parcel: Some(self.parcel),
                kind,
                detail: None,
                at: self.now,
                user_agent: "",
                network: "",
            };
            activity::record(transaction, told).await?;
        }
        Ok(())
    }
}
