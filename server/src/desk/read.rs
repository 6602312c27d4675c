//! What the pages show.

use app::{
    port::{
        Barred, Caller, CodeView, Door, EventView, FallbackView, NotificationView, ParcelView, ParcelsView,
        PickupView, ResendOption, Standing, StationHealthView,
    },
    problem::Problem,
};
use chrono_tz::Tz;
use domain::{
    Timestamp,
    access::{Refused, What},
    contact::Channel,
    fallback::{self, Next, Told},
    resend,
    words::on_one_line,
};
use store::{
    PgConnection, contact, notification, page,
    page::ParcelPage,
    pickup_code::{self, ShownCode},
    session,
};

use crate::{
    codes,
    desk::{
        access::Guest,
        present::{
            health_view, moment, resend as resend_option, row, seconds_until, station,
            waiting as waiting_view, zone,
        },
        session_hash,
    },
    fault::Fault,
    office::Office,
    qr, random,
    routing::{self, Way},
};

/// Characters of a carrier's own words that are shown, at most.
const SHOWN_WORDS: usize = 200;

/// The customer's parcels: what can be done now comes first.
pub async fn parcels(office: &Office, caller: &Caller) -> Result<ParcelsView, Fault> {
    let now = office.now();
    let (contact, listed) = office
        .db
        .read(async |connection| -> Result<_, Fault> {
            let guest = Guest::look(connection, caller, now).await?;
            guest.may(What::SeeParcels, now)?;
            let session = &guest.session;
            let contact = match session.contact_id {
                Some(id) => contact::by_id(connection, id).await?,
                None => contact::of_customer(connection, session.customer_id).await?.into_iter().next(),
            };
            let mut listed = page::parcels(connection, session.customer_id).await?;
            listed.retain(|listed| guest.may_with(What::SeeParcel, &listed.id, &listed.named, now).is_ok());
            Ok::<_, Fault>((contact, listed))
        })
        .await?;
    let mut parcels: Vec<_> = listed.into_iter().map(|listed| row(listed, now)).collect();
    parcels.sort_by_key(|parcel| match parcel.standing {
        Standing::Ready | Standing::CodeBeingMade | Standing::Expired => 0,
        Standing::Exception | Standing::Late => 1,
        Standing::OutForDelivery | Standing::OnItsWay | Standing::Announced => 2,
        Standing::Collected | Standing::Returned | Standing::Cancelled => 3,
    });
    Ok(ParcelsView { contact: contact.map(|contact| contact.address.masked()).unwrap_or_default(), parcels })
}

/// One parcel.
pub async fn parcel(office: &Office, caller: &Caller, id: &str) -> Result<ParcelView, Fault> {
    let now = office.now();
    let hash = session_hash(caller)?;
    let (page, sent_again) = office
        .db
        .read(async |connection| -> Result<_, Fault> {
            let page = seen(connection, &hash, id, true, now).await?;
            let sent_again = resent(connection, &page, id, now).await?;
            Ok::<_, Fault>((page, sent_again))
        })
        .await?;
    let resend = resend_options(&page, &sent_again, now);
    let barred = barred(&page, now);
    let request = if resend.is_empty() { String::new() } else { random::token::<12>()? };
    let fallback = fallback_view(office, &page, now);
    let reachable: Vec<i64> = page.contacts.iter().map(|contact| contact.id).collect();
    let ParcelPage { listed, station: part, events, notifications, beside, .. } = page;
    let version = listed.version;
    let carrier = listed.carrier.clone();
    let zone = zone_of(&listed);
    let row = row(listed, now);
    let waiting = part.as_ref().filter(|_| row.standing == Standing::Ready);
    Ok(ParcelView {
        version,
        carrier,
        waiting: waiting.and_then(|part| waiting_view(part, zone, now)),
        together: together(row.standing, beside),
        barred: barred.filter(|_| row.standing == Standing::Ready),
        station: row
            .station
            .clone()
            .zip(part)
            .map(|(name, part)| station(name, part, row.compartment.as_deref(), zone, now)),
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
            .map(|message| NotificationView {
                channel: message.channel,
                contact: message.masked,
                state: message.state,
                cause: message.cause,
                twice: message.unsure,
                at: moment(message.state_at, zone, now),
                resent: message.resent,
                old: !message.contact_id.is_some_and(|id| reachable.contains(&id)),
            })
            .collect(),
        fallback,
        resend,
        request,
        row,
    })
}

/// The code page of a parcel. A stored code that cannot be read any more is replaced, and shown as being made.
pub async fn pickup(office: &Office, caller: &Caller, id: &str) -> Result<PickupView, Fault> {
    let now = office.now();
    let hash = session_hash(caller)?;
    let (page, found) = office
        .db
        .read(async |connection| -> Result<_, Fault> {
            let page = seen(connection, &hash, id, false, now).await?;
            let found = pickup_code::shown(connection, page.session.id, id).await?;
            Ok::<_, Fault>((page, found))
        })
        .await?;
    let permit = Guest::at(&page).may_with(What::SeeCode, id, &page.named, now);
    let barred = barred(&page, now);
    let ParcelPage { listed, station: part, beside, .. } = page;
    let version = listed.version;
    let zone = zone_of(&listed);
    let mut row = row(listed, now);
    let health =
        part.as_ref().map_or(StationHealthView::Unknown, |part| health_view(part.heartbeat, zone, now));
    let waiting = part.as_ref().and_then(|part| waiting_view(part, zone, now));
    let view = row
        .station
        .clone()
        .zip(part)
        .map(|(name, part)| station(name, part, row.compartment.as_deref(), zone, now));
    let door: Option<Door> = view.and_then(|view| view.wall.doors.into_iter().find(|door| door.mine));
    let code = match found.filter(|_| row.standing == Standing::Ready) {
        None => CodeView::None,
        Some(found) if codes::is_unreadable(office, &found.live).await => {
            row.standing = Standing::CodeBeingMade;
            CodeView::None
        }
        Some(_) if barred.is_some() => barred.map_or(CodeView::None, CodeView::Barred),
        Some(ShownCode { live, until }) => {
            let shown = until.filter(|until| *until > now).zip(permit.ok());
            match shown.and_then(|(until, permit)| Some((until, office.keys.open_code(&live, &permit)?))) {
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
    Ok(PickupView { version, row, door, health, waiting, together, code })
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
async fn seen(
    connection: &mut PgConnection,
    hash: &[u8],
    id: &str,
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

fn zone_of(listed: &page::Listed) -> Tz {
    zone(listed.station.as_ref().map(|(_, zone)| zone.as_str()))
}

/// When the code was sent again, as a resend counts it: where the page does not show all messages, they are counted by
/// themselves.
async fn resent(
    connection: &mut PgConnection,
    page: &ParcelPage,
    id: &str,
    now: Timestamp,
) -> Result<Vec<(Channel, Timestamp)>, Fault> {
    if page.notifications.len() < page::NOTIFICATIONS {
        let resent = page.notifications.iter().filter(|message| message.resent);
        return Ok(resent.map(|message| (message.channel, message.created_at)).collect());
    }
    Ok(notification::resent(connection, id, now).await?)
}

/// The ways to send the code again, while there is one that opens; `sent_again` tells when that was done.
fn resend_options(
    page: &ParcelPage,
    sent_again: &[(Channel, Timestamp)],
    now: Timestamp,
) -> Vec<ResendOption> {
    let may = Guest::at(page).may_with(What::Resend, &page.listed.id, &page.named, now);
    if standing(page, now) != Standing::Ready || may.is_err() {
        return Vec::new();
    }
    let zone = zone_of(&page.listed);
    let mut options: Vec<ResendOption> = Vec::new();
    for Way { contact, .. } in routing::sorted(&page.contacts, &page.named, now) {
        let channel = contact.address.channel();
        // Limits are per channel, and so are the buttons: the one that is tried first stands for its channel.
        if options.iter().any(|option| option.channel == channel) {
            continue;
        }
        let earlier: Vec<Timestamp> =
            sent_again.iter().filter(|(by, _)| *by == channel).map(|(_, at)| *at).collect();
        options.push(resend_option(&contact.address, resend::decide(&earlier, now), zone, now));
    }
    options.sort_by_key(|option| option.channel);
    options
}

/// The way that is tried next, should nothing be confirmed before then.
fn fallback_view(office: &Office, page: &ParcelPage, now: Timestamp) -> Option<FallbackView> {
    let (issued_at, revealed_at) = page.code?;
    if standing(page, now) != Standing::Ready {
        return None;
    }
    let route = routing::route(&routing::sorted(&page.contacts, &page.named, now));
    let ids: Vec<i64> = route.iter().map(|way| way.contact.id).collect();
    let told: Vec<Told> = page
        .notifications
        .iter()
        .filter(|message| message.created_at >= issued_at)
        .map(|message| Told {
            contact: message.contact_id.unwrap_or_default(),
            state: message.state,
            created_at: message.created_at,
            sent_at: message.sent_at,
            word_only: message.word_only,
        })
        .collect();
    let told = routing::told(&route, told);
    let Next::At(id, at) = fallback::decide(&ids, &told, revealed_at.is_some(), office.patience, now) else {
        return None;
    };
    let next = &route.iter().find(|way| way.contact.id == id)?.contact;
    Some(FallbackView {
        channel: next.address.channel(),
        contact: next.address.masked(),
        seconds: seconds_until(at, now),
    })
}

fn standing(page: &ParcelPage, now: Timestamp) -> Standing {
    domain::standing::decide(&page.listed.state, page.listed.has_code, now)
}
