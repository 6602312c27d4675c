//! Where a code goes: the first contact of the route, and the next when that one does not answer.

use domain::{
    Timestamp,
    fallback::{self, Next},
};
use store::{
    PgConnection, book,
    contact::{self, Contact},
    job, notification,
    pickup_code::LiveCode,
};

use crate::{fault::Fault, office::Office};

/// Sends the code by the next way if it is time for that, or writes down when to look again.
pub async fn go_on(
    office: &Office,
    connection: &mut PgConnection,
    parcel: &str,
    live: &LiveCode,
    now: Timestamp,
) -> Result<(), Fault> {
    let route = route(connection, parcel).await?;
    let told = notification::told(connection, parcel, live.issued_at).await?;
    let ids: Vec<i64> = route.iter().map(|contact| contact.id).collect();
    match fallback::decide(&ids, &told, live.revealed_at.is_some(), office.patience, now) {
        Next::Nothing => {}
        Next::At(_, at) => job::enqueue(connection, job::Kind::FallBack, parcel, at).await?,
        Next::Now(id) => {
            if let Some(contact) = route.iter().find(|contact| contact.id == id) {
                tell(office, connection, parcel, live, contact, None, now).await?;
            }
        }
    }
    Ok(())
}

/// Looks at every code of a customer once more, because there is a way to them that was not there before.
pub async fn look_again(connection: &mut PgConnection, customer: i64, now: Timestamp) -> Result<(), Fault> {
    for parcel in book::live_parcels(connection, customer).await? {
        job::enqueue(connection, job::Kind::FallBack, &parcel, now).await?;
    }
    Ok(())
}

/// The contacts that may get the code of a parcel, in the order in which they are tried.
pub async fn route(connection: &mut PgConnection, parcel: &str) -> Result<Vec<Contact>, Fault> {
    let mut reachable = contact::reachable(connection, parcel).await?;
    reachable.retain(|contact| !contact.off);
    reachable.sort_by_key(|contact| contact.entry().rank());
    Ok(reachable)
}

/// Queues the code of a parcel for a contact, and writes down when to look whether it arrived; `request` is the form's
/// token when the customer asked for it.
pub async fn tell(
    office: &Office,
    connection: &mut PgConnection,
    parcel: &str,
    live: &LiveCode,
    contact: &Contact,
    request: Option<&str>,
    now: Timestamp,
) -> Result<(), Fault> {
    let message = notification::NewNotification {
        kind: notification::Kind::Code,
        parcel: Some(parcel),
        contact: Some((contact.id, &contact.address)),
        channel: contact.address.channel(),
        sealed: None,
        request,
        change: None,
        notice: None,
        expires_at: live.valid_until,
    };
    notification::queue(connection, &message, now).await?;
    job::enqueue(connection, job::Kind::FallBack, parcel, now + office.patience).await?;
    Ok(())
}
