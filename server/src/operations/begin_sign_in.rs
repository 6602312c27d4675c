//! Beginning a sign-in: by what stands on a label, or in front of a station.

use app::{
    actions::{Find, FindHere},
    port::{BearerToken, Caller},
    problem::{Field, Problem},
};
use domain::{
    Timestamp,
    access::What,
    contact::Address,
    contact_book::{Book, By},
    id::StationId,
    one_time::LENGTH,
    tracking::TrackingNumber,
};
use store::{
    PgConnection, StoreError, browser,
    challenge::{self, NewSignIn},
    contact, parcel, station,
};

use crate::{
    app_state::AppState,
    fault::Fault,
    keys::token_hash,
    limits::{
        codes::{self, Share},
        failures::{self, NO_MATCH},
    },
    operations::{
        Handle,
        access::may_send,
        sign_in::{read_address, send_code},
    },
    random,
};

/// What is typed beside the contact.
enum Sought {
    /// The number of a parcel.
    Number(TrackingNumber),
    /// Nothing: whoever stands at this station wants what lies behind a door.
    At(StationId),
}

impl Sought {
    /// The number that was typed.
    const fn number(&self) -> Option<&TrackingNumber> {
        match self {
            Self::Number(number) => Some(number),
            Self::At(_) => None,
        }
    }

    /// What it leads to, together with the contact.
    async fn matched(
        &self,
        connection: &mut PgConnection,
        address: &Address,
    ) -> Result<Option<parcel::Match>, StoreError> {
        let (channel, address) = (address.channel(), address.reveal());
        match self {
            Self::Number(number) => {
                parcel::with_recipient(connection, number.as_str(), channel.as_str(), address).await
            }
            Self::At(station) => {
                parcel::waiting_for(connection, station.as_str(), channel.as_str(), address).await
            }
        }
    }
}

impl Handle<Find> for AppState {
    async fn handle(&self, caller: &Caller, asked: &Find) -> Result<BearerToken, Fault> {
        let number = TrackingNumber::parse(&asked.tracking).map_err(|_| Problem::Invalid(Field::Tracking))?;
        begin(self, caller, &Sought::Number(number), &asked.contact).await
    }
}

impl Handle<FindHere> for AppState {
    async fn handle(&self, caller: &Caller, asked: &FindHere) -> Result<BearerToken, Fault> {
        let station = StationId::parse(&asked.station).map_err(|_| Problem::NotFound)?;
        let known =
            self.db.read(async |connection| station::name(connection, station.as_str()).await).await?;
        known.ok_or(Problem::NotFound)?;
        begin(self, caller, &Sought::At(station), &asked.contact).await
    }
}

/// Begins a sign-in. Whether what was typed leads to somebody changes neither the answer nor the statements that are run:
/// without a match they write a decoy.
async fn begin(
    app_state: &AppState,
    caller: &Caller,
    sought: &Sought,
    typed: &str,
) -> Result<BearerToken, Fault> {
    let address = read_address(app_state, typed).map_err(|_| Problem::Invalid(Field::Contact))?;
    let token = random::token::<16>()?;
    let typed_as = codes::typed_as(app_state, caller, sought.number(), &address)?;
    app_state
        .db
        .write(async |transaction| -> Result<_, Fault> {
            let now = app_state.now();
            let channel = address.channel();
            let spent = failures::spent(app_state, transaction, caller, NO_MATCH).await?;
            let matched = sought.matched(transaction, &address).await?;
            let matched = matched.filter(|matched| may_come_in(matched, now));
            let contact = matched.as_ref().map(|matched| matched.contact);
            let known = caller.browser.is_some()
                && browser::knows(transaction, &codes::browser(caller), contact).await?;
            if let Some(seconds) = spent.filter(|_| !known) {
                return Err(Problem::Wait(seconds).into());
            }
            let to = contact.ok_or(channel.as_str());
            let share = codes::of_sign_in(app_state, transaction, caller, &typed_as, to, known).await?;
            let named = matched.as_ref().map(|matched| (&matched.parcel, matched.contact));
            let (matched, digits) = match share {
                Share::Digits(digits) => (named, digits),
                Share::Withheld => (None, LENGTH),
            };
            let new = NewSignIn {
                token_hash: &token_hash(&token),
                matched,
                typed: channel,
                typed_as: &typed_as,
                known,
            };
            let sign_in = challenge::begin(transaction, &new, now).await?;
            transaction.ring_later();
            let to = matched.map(|(_, contact)| (contact, &address));
            send_code(app_state, transaction, caller, sign_in, channel, to, digits).await?;
            failures::charge(app_state, transaction, caller, NO_MATCH, contact.is_none()).await
        })
        .await?;
    Ok(BearerToken::new(token))
}

/// Whether a contact that this leads to may have a code that signs in: it reaches all the way into the parcel.
fn may_come_in(matched: &parcel::Match, now: Timestamp) -> bool {
    let book = Book::of(matched.contacts.iter().map(contact::Contact::entry).collect());
    may_send(What::SendWayIn, book.reach(By::Contact(matched.contact), &matched.named, now), book.word_only)
        .is_ok()
}
