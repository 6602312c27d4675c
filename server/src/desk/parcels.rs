//! What the pages show.

use app::{
    port::{
        Barred, Caller, CodeView, Door, EventView, ParcelView, ParcelsView, PickupView, SeeCode, SeeParcel,
        SeeParcels, Standing, StationHealthView,
    },
    problem::Problem,
};
use chrono_tz::Tz;
use domain::{
    Timestamp,
    access::{Refused, What},
    id::{ContactId, ParcelId},
    trouble,
    words::on_one_line,
};
use store::{
    PgConnection, contact, page,
    page::ParcelPage,
    pickup_code::{self, ShownCode},
    session,
};

use crate::{
    app_state::AppState,
    desk::{
        cases,
        due::{self, due_in},
        first_way::first_way,
        incidents,
        present::{carrier, health_view, message, row, station, waiting as waiting_view},
        redirects,
        sending::{self, next_way, resend_options, resent},
    },
    fault::Fault,
    operations::{Handle, access::Guest, caller::session_hash, parcel_id, replace_code},
    qr, random,
    shown::{moment, seconds_until, zone},
};

/// Characters of a carrier's own words that are shown, at most.
const SHOWN_WORDS: usize = 200;

/// The customer's parcels: what can be done now comes first.
impl Handle<SeeParcels> for AppState {
    async fn handle(&self, caller: &Caller, _: &SeeParcels) -> Result<ParcelsView, Fault> {
        let now = self.now();
        let (contact, listed, incidents, next) = self
            .db
            .read(async |connection| -> Result<_, Fault> {
                let guest = Guest::who_may(connection, caller, What::SeeParcels, now).await?;
                let session = &guest.session;
                let contact = match session.contact_id {
                    Some(id) => contact::by_id(connection, id).await?,
                    None => contact::of_customer(connection, session.customer_id).await?.into_iter().next(),
                };
                let mut listed = page::parcels(connection, session.customer_id).await?;
                let next = due::of_list(&guest, &listed, now);
                listed
                    .retain(|listed| guest.may_with(What::SeeParcel, &listed.id, &listed.named, now).is_ok());
                let found = incidents::of_list(self, connection, &guest, &listed, now).await?;
                let next = found.iter().fold(next, |next, (incident, _)| next.at(incident.until));
                let incidents = incidents::views(found.iter().map(|(it, listed)| (it, *listed)), now);
                Ok::<_, Fault>((contact, listed, incidents, next))
            })
            .await?;
        let mut parcels: Vec<_> = listed.into_iter().map(|listed| row(listed, now)).collect();
        parcels.sort_by_key(|parcel| parcel.standing.stage());
        let contact = contact.map(|contact| contact.address.masked()).unwrap_or_default();
        Ok(ParcelsView { contact, incidents, parcels, due_in: due_in(next, now) })
    }
}

impl Handle<SeeParcel> for AppState {
    async fn handle(&self, caller: &Caller, asked: &SeeParcel) -> Result<ParcelView, Fault> {
        one(self, caller, &parcel_id(&asked.id)?).await
    }
}

/// One parcel.
async fn one(app_state: &AppState, caller: &Caller, id: &ParcelId) -> Result<ParcelView, Fault> {
    let now = app_state.now();
    let hash = session_hash(caller)?;
    let (page, sent_again, incidents) = app_state
        .db
        .read(async |connection| -> Result<_, Fault> {
            let page = seen(connection, &hash, id, true, now).await?;
            let sent_again = resent(connection, &page, id, now).await?;
            let incidents = incidents::of_page(app_state, connection, &page, now).await?;
            Ok::<_, Fault>((page, sent_again, incidents))
        })
        .await?;
    let (resend, resend_changes_at) = resend_options(&page, &sent_again, now);
    let (fallback, way_changes_at) = next_way(app_state, &page, now).unzip();
    let next = due::of_parcel(&page, now).at(resend_changes_at).at(way_changes_at.flatten());
    let next = next.at(trouble::changes_at(&incidents, now));
    let incidents = incidents::views(incidents.iter().map(|incident| (incident, &page.listed)), now);
    let (first_way, asked_until) = first_way(&page, now).unzip();
    let next = next.at(asked_until.flatten());
    let barred = barred(&page, now);
    let case = page.case.map(|part| cases::line(part, now));
    let redirect = page.redirect.as_ref().map(|part| redirects::line(part, zone_of(&page.listed), now));
    let request = if resend.is_empty() { String::new() } else { random::token::<12>()? };
    let reachable: Vec<ContactId> = page.contacts.iter().map(|contact| contact.id).collect();
    let word_only = sending::word_only(&page);
    let ParcelPage { listed, station: part, events, notifications, beside, .. } = page;
    let version = listed.version;
    let carrier = carrier(app_state, &listed);
    let zone = zone_of(&listed);
    let row = row(listed, now);
    let waiting = part.as_ref().filter(|_| row.standing == Standing::Ready);
    Ok(ParcelView {
        version,
        carrier,
        incidents,
        waiting: waiting.and_then(|part| waiting_view(part, zone, now)),
        together: together(row.standing, beside),
        barred: barred.filter(|_| row.standing == Standing::Ready),
        station: station(&row, part, zone, now),
        events: events
            .into_iter()
            .map(|event| EventView {
                status: event.status,
                substatus: event.substatus,
                carrier_text: event.carrier_text.map(|text| on_one_line(&text, SHOWN_WORDS)),
                location: event.location.map(|text| on_one_line(&text, SHOWN_WORDS)),
                compartment: event.compartment,
                at: moment(event.happened_at, zone, now),
            })
            .collect(),
        notifications: notifications
            .into_iter()
            .map(|sent| {
                let old = !sent.contact_id.is_some_and(|id| reachable.contains(&id));
                message(sent, old, zone, now)
            })
            .collect(),
        fallback,
        first_way: first_way.flatten(),
        resend,
        word_only,
        request,
        row,
        case,
        redirect,
        due_in: due_in(next, now),
    })
}

impl Handle<SeeCode> for AppState {
    async fn handle(&self, caller: &Caller, asked: &SeeCode) -> Result<PickupView, Fault> {
        pickup(self, caller, &parcel_id(&asked.parcel)?).await
    }
}

/// The code page of a parcel. A stored code that cannot be read any more is replaced, and shown as being made.
async fn pickup(app_state: &AppState, caller: &Caller, id: &ParcelId) -> Result<PickupView, Fault> {
    let now = app_state.now();
    let hash = session_hash(caller)?;
    let (page, found, incidents) = app_state
        .db
        .read(async |connection| -> Result<_, Fault> {
            let page = seen(connection, &hash, id, false, now).await?;
            let found = pickup_code::shown(connection, page.session.id, id).await?;
            let incidents = incidents::of_page(app_state, connection, &page, now).await?;
            Ok::<_, Fault>((page, found, incidents))
        })
        .await?;
    let permit = Guest::at(&page).may_with(What::SeeCode, id, &page.named, now);
    let barred = barred(&page, now);
    let next = due::of_parcel(&page, now).at(found.as_ref().and_then(|found| found.until));
    let next = next.at(trouble::changes_at(&incidents, now));
    let incidents = incidents::views(incidents.iter().map(|incident| (incident, &page.listed)), now);
    let is_stopped = page.case.is_some_and(|case| case.stops_code);
    let ParcelPage { listed, station: part, beside, .. } = page;
    let version = listed.version;
    let zone = zone_of(&listed);
    let mut row = row(listed, now);
    let health =
        part.as_ref().map_or(StationHealthView::Unknown, |part| health_view(part.heartbeat, zone, now));
    let waiting = part.as_ref().and_then(|part| waiting_view(part, zone, now));
    let door: Option<Door> =
        station(&row, part, zone, now).and_then(|view| view.wall.doors.into_iter().find(|door| door.mine));
    let code = match found.filter(|_| row.standing == Standing::Ready) {
        None if is_stopped && row.standing == Standing::CodeBeingMade => CodeView::Stopped,
        None => CodeView::None,
        Some(found) if replace_code::is_unreadable(app_state, &found.live).await => {
            row.standing = Standing::CodeBeingMade;
            CodeView::None
        }
        Some(_) if barred.is_some() => barred.map_or(CodeView::None, CodeView::Barred),
        Some(ShownCode { live, until }) => {
            let shown = until.filter(|until| *until > now).zip(permit.ok());
            match shown.and_then(|(until, permit)| Some((until, app_state.keys.open_code(&live, &permit)?))) {
                None => CodeView::Masked { length: usize::try_from(live.length).unwrap_or_default() },
                Some((until, (code, payload))) => CodeView::Revealed {
                    digits: code.reveal().to_owned(),
                    qr: qr::symbol(&payload)?,
                    hides_in: seconds_until(until, now),
                },
            }
        }
    };
    let waiting = waiting.filter(|_| row.standing == Standing::Ready);
    let together = together(row.standing, beside);
    let due_in = due_in(next, now);
    Ok(PickupView { version, row, incidents, door, health, waiting, together, code, due_in })
}

/// Why whoever looks at this page may not see the code, if they may not.
fn barred(page: &ParcelPage, now: Timestamp) -> Option<Barred> {
    let refused = Guest::at(page).may_with(What::SeeCode, &page.listed.id, &page.named, now).err()?;
    Some(if refused == Refused::TooNew { Barred::TooNew } else { Barred::ByLink })
}

/// How many parcels one code opens for; none while there is no code.
const fn together(standing: Standing, beside: usize) -> usize {
    match standing {
        Standing::Ready => beside + 1,
        _ => 0,
    }
}

/// The page's rows, if the caller may see them. Who is signed in and asks for something that is not there or not
/// theirs gets the same answer.
pub async fn seen(
    connection: &mut PgConnection,
    hash: &[u8],
    id: &ParcelId,
    history: bool,
    now: Timestamp,
) -> Result<ParcelPage, Fault> {
    if let Some(page) = page::parcel(connection, hash, id, history, now).await? {
        Guest::at(&page).may_with(What::SeeParcel, id, &page.named, now)?;
        return Ok(page);
    }
    let signed_in = session::find(connection, hash, now).await?.is_some();
    Err(if signed_in { Problem::NotFound } else { Problem::SignedOut }.into())
}

/// The zone of a parcel's station.
pub fn zone_of(listed: &page::Listed) -> Tz {
    zone(listed.station.as_ref().map(|(_, zone)| zone.as_str()))
}

/// How the parcel of a page stands.
pub fn standing(page: &ParcelPage, now: Timestamp) -> Standing {
    domain::standing::decide(&page.listed.state, page.listed.door, page.listed.has_code, now)
}
