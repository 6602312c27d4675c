//! The incidents that concern whoever looks at a page, and what a diagnosis takes from them.

use app::port::{Channel, IncidentView};
use chrono_tz::Tz;
use domain::{
    Timestamp,
    diagnosis::{ChannelTrouble, Facts},
    id::{ParcelId, StationId},
    incident::Scope,
    standing,
    trouble::{Concern, Incident, TroubleKind},
};
use store::{
    PgConnection, incident,
    page::{Listed, ParcelPage},
};

use crate::{
    app_state::AppState,
    fault::Fault,
    operations::access::Guest,
    shown::{moment, zone},
};

/// Those that concern the customer of this page.
pub async fn of_page(
    app_state: &AppState,
    connection: &mut PgConnection,
    page: &ParcelPage,
    now: Timestamp,
) -> Result<Vec<Incident>, Fault> {
    let own = page.contacts.iter().filter(|contact| contact.customer == page.session.customer_id);
    let channels = own
        .filter(|contact| contact.entry().takes_codes())
        .map(|contact| contact.address.channel())
        .collect();
    let listed = std::slice::from_ref(&page.listed);
    let mut found = concerned(app_state, connection, channels, listed, now).await?;
    Ok(found.pop().unwrap_or_default())
}

/// Those that concern the customer of a list, each with the first of its parcels that it is about.
pub async fn of_list<'a>(
    app_state: &AppState,
    connection: &mut PgConnection,
    guest: &Guest,
    listed: &'a [Listed],
    now: Timestamp,
) -> Result<Vec<(Incident, &'a Listed)>, Fault> {
    let contacts = guest.book.contacts.iter().filter(|contact| contact.takes_codes());
    let channels = contacts.map(|contact| contact.channel).collect();
    let found = concerned(app_state, connection, channels, listed, now).await?;
    let mut all: Vec<(Incident, &Listed)> = Vec::new();
    for (listed, incidents) in listed.iter().zip(found) {
        for incident in incidents {
            if !all.iter().any(|(known, _)| known.id == incident.id) {
                all.push((incident, listed));
            }
        }
    }
    Ok(all)
}

/// For each of these parcels of one customer the incidents that concern them.
async fn concerned(
    app_state: &AppState,
    connection: &mut PgConnection,
    channels: Vec<Channel>,
    listed: &[Listed],
    now: Timestamp,
) -> Result<Vec<Vec<Incident>>, Fault> {
    let open = app_state.incidents.read(connection, now).await?;
    if open.is_empty() {
        return Ok(vec![Vec::new(); listed.len()]);
    }
    let handed_over = if open.iter().any(|incident| incident.scope == Scope::Provider) {
        let lying = listed.iter().filter(|listed| listed.state.placed_at.is_some());
        let lying: Vec<ParcelId> = lying.map(|listed| listed.id.clone()).collect();
        incident::providers(connection, &lying).await?
    } else {
        Vec::new()
    };
    let of = |listed: &Listed| {
        let own = handed_over.iter().filter(|(parcel, _)| *parcel == listed.id);
        let providers: Vec<String> = own.map(|(_, provider)| provider.clone()).collect();
        let whom = Concern {
            standing: standing::decide(&listed.state, listed.door, listed.has_code, now),
            station: listed.state.station.as_deref(),
            region: listed.region.as_deref(),
            channels: &channels,
            providers: &providers,
        };
        open.iter().filter(|incident| incident.concerns(whom, now)).cloned().collect()
    };
    Ok(listed.iter().map(of).collect())
}

/// Those of a station, for whoever stands in front of it.
pub async fn of_station(
    app_state: &AppState,
    connection: &mut PgConnection,
    id: &StationId,
    now: Timestamp,
) -> Result<Vec<Incident>, Fault> {
    let open = app_state.incidents.read(connection, now).await?;
    let own = |incident: &&Incident| {
        incident.scope == Scope::Station && incident.subject == id.as_str() && incident.holds(now)
    };
    Ok(open.iter().filter(own).cloned().collect())
}

/// One of them, with the name of the place where that has to be said.
pub fn view(incident: &Incident, place: Option<String>, zone: Tz, now: Timestamp) -> IncidentView {
    IncidentView {
        trouble: incident.trouble,
        place,
        since: moment(incident.since, zone, now),
        until: incident.until.map(|until| moment(until, zone, now)),
        words: incident.words.clone(),
    }
}

/// What a page shows of them: what is wrong is told once, the operator's words first.
pub fn views<'a>(
    incidents: impl IntoIterator<Item = (&'a Incident, &'a Listed)>,
    now: Timestamp,
) -> Vec<IncidentView> {
    let mut views: Vec<IncidentView> = Vec::new();
    for (incident, listed) in incidents {
        let zone: Tz = zone(listed.station.as_ref().map(|(_, zone)| zone.as_str()));
        let place = listed.station.as_ref().map(|(name, _)| name.clone());
        let place = place.filter(|_| !matches!(incident.trouble.kind(), TroubleKind::Messages(_)));
        let view = view(incident, place, zone, now);
        match views.iter_mut().find(|known| known.trouble == view.trouble && known.place == view.place) {
            Some(known) if known.words.is_none() => *known = view,
            Some(_) => {}
            None => views.push(view),
        }
    }
    views
}

/// Puts them among the facts of a diagnosis.
pub fn add_to(facts: &mut Facts, incidents: &[Incident]) {
    for incident in incidents {
        match incident.trouble.kind() {
            TroubleKind::Messages(channel) => {
                facts.send.troubled.push(ChannelTrouble { channel, since: incident.since });
            }
            TroubleKind::Delay(reason) => {
                facts.placed.incident.get_or_insert(reason);
            }
            TroubleKind::Station(fault) => facts.door.station.incidents.push(fault),
        }
    }
}
