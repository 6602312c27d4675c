//! A door that was told to open and stayed shut is asked to open once more.

use app::{
    actions::OpenAgain,
    port::Caller,
    problem::{NotPossible, Problem},
};
use domain::{
    access::What,
    command::Command,
    diagnosis::Remedy,
    reopening::{self, LastOpening},
    station::health,
};
use store::{Transaction, activity::ActivityKind, command, compartment, help, parcel, station};

use super::door::place_of;
use crate::{
    app_state::{AppState, REMEDY_PER_SESSION},
    fault::Fault,
    operations::{
        Handle,
        remedy::{Pressed, press},
    },
};

impl Handle<OpenAgain> for AppState {
    async fn handle(&self, caller: &Caller, asked: &OpenAgain) -> Result<(), Fault> {
        let form = (asked.parcel.as_str(), asked.answer.as_str());
        press(self, caller, form, (What::OpenAgain, REMEDY_PER_SESSION), open_again).await
    }
}

/// Writes the command down for the station: there is one for a parcel, whoever asks how often. The door is held
/// meanwhile, so that nothing else comes to lie behind it.
async fn open_again(
    transaction: &mut Transaction<'_>,
    pressed: &Pressed<'_>,
) -> Result<Result<(), Problem>, Fault> {
    let (id, now) = (pressed.parcel, pressed.now);
    let known = parcel::by_id(transaction, id).await?.ok_or(Problem::NotFound)?;
    if let Some(place) = place_of(&known.state) {
        compartment::hold(transaction, std::slice::from_ref(&place)).await?;
    }
    let locked = parcel::lock(transaction, id).await?.ok_or(Problem::NotFound)?;
    // Pressed before: the page tells what has become of it.
    if help::asked_again(transaction, id).await? {
        return Ok(Ok(()));
    }
    let last = parcel::last_opening(transaction, id).await?;
    let last = last.map(|(at, said)| LastOpening { at, said, again: false });
    let place = place_of(&locked.state).filter(|place| place_of(&known.state).as_ref() == Some(place));
    let heartbeat = match &place {
        Some(place) => station::last_heard(transaction, &place.station).await?,
        None => None,
    };
    if let Err(why) = reopening::decide(last, health(heartbeat, now), now) {
        return Ok(Err(Problem::NotPossible(why.into())));
    }
    let Some(place) = place else { return Ok(Err(Problem::NotFound)) };
    // What lies there by now is somebody else's: the door must have been open.
    let mut others = compartment::lying(transaction, &place).await?;
    others.retain(|other| other != id);
    if !others.is_empty() && compartment::for_the_same(transaction, id, &others).await?.len() != others.len()
    {
        return Ok(Err(Problem::NotPossible(NotPossible::WasOpen)));
    }
    let open = Command::Open { compartment: place.compartment };
    let ordered = command::order(transaction, &place.station, &help::again(id), &open, now).await?;
    if ordered.is_some_and(|ordered| ordered.is_new) {
        transaction.changed(id);
        pressed.tell(transaction, ActivityKind::OpenedAgain, Remedy::OpenAgain).await?;
    }
    Ok(Ok(()))
}
