//! The page of a station, for whoever stands in front of it.

use app::{
    port::{AtView, Caller, HereView, NearView, SeeAt, StationHealthView},
    problem::Problem,
};
use domain::{
    Timestamp,
    access::What,
    id::StationId,
    nearby::{Distance, Lies, RADII, Spot},
    next_change::NextChange,
    station, trend,
};
use store::{
    PgConnection, back_wish, contact,
    page::{self, Near},
};

use super::{
    due::{self, due_in},
    incidents,
    present::{reads, row, wall},
};
use crate::{
    app_state::AppState,
    fault::Fault,
    operations::{Handle, access::Guest, at::seen, grace},
    shown::zone,
};

impl Handle<SeeAt> for AppState {
    async fn handle(&self, caller: &Caller, asked: &SeeAt) -> Result<AtView, Fault> {
        let id = StationId::parse(&asked.station).map_err(|_| Problem::NotFound)?;
        let now = self.now();
        self.db
            .read(async |connection| -> Result<_, Fault> {
                let found = page::station(connection, id.as_str()).await?.ok_or(Problem::NotFound)?;
                let spot = found.part.location.map(|(latitude, longitude)| Spot { latitude, longitude });
                let changes_at = station::health_changes_at(found.part.heartbeat, now);
                let zone = zone(Some(&found.time_zone));
                let summary = found.part.summary.as_ref();
                let line_changes_at = summary.and_then(|it| trend::line_changes_at(it, &zone, now));
                let is_down = station::health(found.part.heartbeat, now).is_down();
                let station = wall(found.name, found.part, None, zone, now);
                let near = match (spot, &station.health) {
                    (Some(spot), StationHealthView::Offline(_) | StationHealthView::Closed) => {
                        nearest(connection, id.as_str(), spot, 1, now).await?.into_iter().next()
                    }
                    (None, _)
                    | (
                        Some(_),
                        StationHealthView::Unknown
                        | StationHealthView::Working
                        | StationHealthView::ScannerFault
                        | StationHealthView::KeypadFault,
                    ) => None,
                };
                let reads = reads(&station.health);
                let mut view = AtView {
                    id: asked.station.clone(),
                    station,
                    screen_is_dark: reads && found.screen == Some(false),
                    near,
                    here: None,
                    incidents: Vec::new(),
                    due_in: None,
                };
                let mut next = NextChange::after(now).at(changes_at).at(line_changes_at);
                let failing = incidents::of_station(self, connection, &id, now).await?;
                for incident in &failing {
                    next = next.at(incident.until);
                    view.incidents.push(incidents::view(incident, None, zone, now));
                }
                if let Some((here, changes)) = here(self, connection, caller, (&id, is_down), now).await? {
                    view.here = Some(here);
                    next = next.at(changes.earliest());
                }
                view.due_in = due_in(next, now);
                Ok(view)
            })
            .await
    }
}

/// The nearest stations that work, at most so many: where one can walk, or where that are too few, where one can drive.
pub async fn nearest(
    connection: &mut PgConnection,
    id: &str,
    spot: Spot,
    most: usize,
    now: Timestamp,
) -> Result<Vec<NearView>, Fault> {
    let limit = i64::try_from(most).unwrap_or(i64::MAX);
    let mut found = Vec::new();
    for radius in RADII {
        found = page::nearest(connection, (id, spot), spot.around(radius), limit, now).await?;
        if found.len() >= most {
            break;
        }
    }
    Ok(found.into_iter().map(|near| near_view(spot, near)).collect())
}

fn near_view(from: Spot, near: Near) -> NearView {
    NearView {
        id: near.id,
        name: near.name,
        address: near.address.into(),
        hours: near.opening_hours,
        location: (near.spot.latitude, near.spot.longitude),
        distance: Distance::of(from.metres_to(near.spot)),
    }
}

/// What waits for whoever is signed in; nothing for everybody else, who is told that at their own parcels only.
async fn here(
    app_state: &AppState,
    connection: &mut PgConnection,
    caller: &Caller,
    (id, is_down): (&StationId, bool),
    now: Timestamp,
) -> Result<Option<(HereView, NextChange)>, Fault> {
    if caller.session.is_none() {
        return Ok(None);
    }
    let mut guest = Guest::who_may(connection, caller, What::SeeParcels, now).await;
    // Their token may have been another until a moment ago.
    if matches!(guest, Err(Fault::Problem(Problem::SignedOut)))
        && let Some(caller) = grace::renewed(app_state, connection, caller, now).await?
    {
        guest = Guest::who_may(connection, &caller, What::SeeParcels, now).await;
    }
    let guest = match guest {
        Ok(guest) => guest,
        Err(Fault::Problem(Problem::SignedOut)) => return Ok(None),
        Err(fault) => return Err(fault),
    };
    let contact = match guest.session.contact_id {
        Some(id) => contact::by_id(connection, id).await?,
        None => contact::of_customer(connection, guest.session.customer_id).await?.into_iter().next(),
    };
    let listed = page::waiting(connection, guest.session.customer_id, id.as_str()).await?;
    let next = due::of_list(&guest, &listed, now);
    let mut view = HereView {
        contact: contact.map(|contact| contact.address.masked()).unwrap_or_default(),
        here: Vec::new(),
        elsewhere: Vec::new(),
        told_when_back: None,
    };
    for (listed, lies) in seen(&guest, listed, id, now) {
        match lies {
            Lies::Here => view.here.push(row(listed, now)),
            Lies::Elsewhere => view.elsewhere.push(row(listed, now)),
            Lies::Nowhere => {}
        }
    }
    if is_down && !view.here.is_empty() {
        let made = back_wish::is_made(connection, id.as_str(), guest.session.customer_id).await?;
        view.told_when_back = Some(made);
    }
    view.here.sort_by_key(|row| row.standing.stage());
    Ok(Some((view, next)))
}
