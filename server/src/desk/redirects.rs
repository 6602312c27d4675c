//! The page that asks for a parcel to be sent to another station.

use app::{
    port::{Caller, Channel, NearView, RedirectAsk, RedirectLine, RedirectSheet, RedirectView, SeeRedirect},
    problem::{NotPossible, Problem},
};
use chrono_tz::Tz;
use domain::{
    Timestamp,
    access::{Refused, What},
    contact_book::By,
    nearby::Spot,
    next_change::day_ends_at,
    redirect::{self as rules, RedirectFacts},
};
use store::{
    PgConnection, book,
    page::{ParcelPage, RedirectPart},
    redirect::{self, Redirect},
};

use super::{
    at::nearest,
    due::{self, due_in},
    parcels::{seen, standing, zone_of},
    present::row,
};
use crate::{
    app_state::AppState,
    fault::Fault,
    operations::{Handle, access::Guest, caller::session_hash, parcel_id},
    random,
    shown::moment,
};

impl Handle<SeeRedirect> for AppState {
    async fn handle(&self, caller: &Caller, asked: &SeeRedirect) -> Result<RedirectView, Fault> {
        let now = self.now();
        let id = parcel_id(&asked.parcel)?;
        let hash = session_hash(caller)?;
        let request = random::token::<12>()?;
        self.db
            .read(async |connection| -> Result<_, Fault> {
                let page = seen(connection, &hash, &id, false, now).await?;
                let book = book::look(connection, page.session.customer_id, now).await?;
                let guest = Guest { session: page.session.clone(), book, proofs: page.proofs.clone() };
                let ask = ask(self, connection, &page, &guest, now).await?;
                let zone = zone_of(&page.listed);
                let next = due::of_parcel(&page, now)
                    .at(guest.book.changes_at(&guest.proofs, now))
                    .at(day_ends_at(&zone, now));
                let requests = redirect::of_parcel(connection, &id).await?;
                let version = page.listed.version;
                let row = row(page.listed, now);
                Ok::<_, Fault>(RedirectView {
                    version,
                    id: row.id,
                    merchant: row.merchant,
                    tracking: row.tracking,
                    watched: row.watched,
                    station: row.station,
                    requests: requests.into_iter().map(|known| sheet(known, zone, now)).collect(),
                    ask,
                    request,
                    due_in: due_in(next, now),
                })
            })
            .await
    }
}

/// Whether it can be asked for, and to where. Nobody gives a proof for what cannot be.
async fn ask(
    app_state: &AppState,
    connection: &mut PgConnection,
    page: &ParcelPage,
    guest: &Guest,
    now: Timestamp,
) -> Result<RedirectAsk, Fault> {
    if let Err(why) = rules::decide(to_redirect(page, now), app_state.redirects) {
        return Ok(RedirectAsk::No(Problem::NotPossible(why.into())));
    }
    let permitted = guest.may_with(What::SendElsewhere, &page.listed.id, &page.named, now).map(|_| ());
    match permitted {
        Ok(()) | Err(Refused::NotProven) => {}
        Err(refused) => return Ok(RedirectAsk::No(refused.into())),
    }
    let choices = choices(connection, page, now).await?;
    if choices.is_empty() {
        return Ok(RedirectAsk::No(Problem::NotPossible(NotPossible::NoneNear)));
    }
    Ok(if permitted.is_ok() {
        RedirectAsk::Choose(choices)
    } else {
        RedirectAsk::Prove(ways(page, guest, now))
    })
}

/// The stations that work near the one it is bound for.
async fn choices(
    connection: &mut PgConnection,
    page: &ParcelPage,
    now: Timestamp,
) -> Result<Vec<NearView>, Fault> {
    let location = page.station.as_ref().and_then(|part| part.location);
    let spot = location.map(|(latitude, longitude)| Spot { latitude, longitude });
    match page.listed.state.station.as_deref().zip(spot) {
        Some((from, spot)) => nearest(connection, from, spot, rules::CHOICES, now).await,
        None => Ok(Vec::new()),
    }
}

/// The contacts that give a proof.
fn ways(page: &ParcelPage, guest: &Guest, now: Timestamp) -> Vec<(i64, Channel, String)> {
    let own = page.contacts.iter().filter(|contact| contact.customer == guest.session.customer_id);
    own.filter(|contact| {
        contact.address.channel() != Channel::Push && !guest.book.cools(By::Contact(contact.id), now)
    })
    .map(|contact| (contact.id.get(), contact.address.channel(), contact.address.masked()))
    .collect()
}

/// The parcel of a page as far as sending it elsewhere is concerned.
pub fn to_redirect(page: &ParcelPage, now: Timestamp) -> RedirectFacts {
    let latest = page.redirect.as_ref();
    RedirectFacts {
        standing: standing(page, now),
        has_station: page.listed.state.station.is_some(),
        case_open: page.case.is_some_and(|case| case.is_open()),
        asked: latest.is_some_and(|latest| latest.ended.is_none()),
        times: latest.map_or(0, |latest| latest.times),
    }
}

fn sheet(known: Redirect, zone: Tz, now: Timestamp) -> RedirectSheet {
    RedirectSheet {
        id: known.id.get(),
        station: known.to.1,
        asked: moment(known.asked_at, zone, now),
        ended: known.ended.map(|(end, at)| (end, moment(at, zone, now))),
        words: known.words,
    }
}

/// The newest request of a parcel, as its other pages tell of it.
pub fn line(part: &RedirectPart, zone: Tz, now: Timestamp) -> RedirectLine {
    let at = part.ended.map_or(part.asked_at, |(_, at)| at);
    RedirectLine {
        station: part.station.clone(),
        at: moment(at, zone, now),
        end: part.ended.map(|(end, _)| end),
    }
}
