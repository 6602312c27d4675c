//! A customer's contact book: loaded under the customer's lock, and written as the book's own effects say.

use domain::{
    Timestamp,
    contact::Channel,
    contact_book::{Book, Change, ChangeKind, ChangeState, Entry, LOOK_BACK, Newcomer},
    id::{ChangeId, ContactId, CustomerId, ParcelId, SessionId},
    parcel::Status,
};
use sqlx::{PgConnection, types::Json};

use crate::{
    StoreError, Transaction,
    contact::{self, Contact},
    error::one,
};

struct ChangeRow {
    id: ChangeId,
    kind: String,
    old_contact: Option<i64>,
    new_contact: Option<i64>,
    new_channel: Option<String>,
    left_entry: Option<Json<Entry>>,
    state: String,
    begun_at: Timestamp,
    verified_at: Option<Timestamp>,
    applied_at: Option<Timestamp>,
    session_id: Option<i64>,
}

/// The columns of [`ChangeRow`].
macro_rules! changes {
    ($rest:literal, $($value:expr),+) => {
        sqlx::query_as!(
            ChangeRow,
            "select id, kind, old_contact, new_contact, new_channel, left_entry as \"left_entry: Json<Entry>\", state,
                 begun_at, verified_at, applied_at, session_id from contact_change " + $rest,
            $($value),+
        )
    };
}

const fn wrong(table: &'static str, column: &'static str) -> StoreError {
    StoreError::Inconsistent { table, column }
}

impl TryFrom<ChangeRow> for Change {
    type Error = StoreError;

    fn try_from(row: ChangeRow) -> Result<Self, StoreError> {
        let kind = match (row.kind.as_str(), row.old_contact.map(ContactId::new)) {
            ("add", _) => ChangeKind::Add,
            ("replace", Some(old)) => ChangeKind::Replace(old),
            ("remove", Some(old)) => ChangeKind::Remove(old),
            ("turn_off", Some(old)) => ChangeKind::TurnOff(old),
            ("replace" | "remove" | "turn_off", None) => ChangeKind::Forgotten,
            ("passkey", _) => ChangeKind::Passkey,
            ("browser", _) => ChangeKind::Browser,
            _ => return Err(wrong("contact_change", "kind")),
        };
        let new = row.new_contact.zip(row.new_channel).map(|(id, channel)| {
            let channel = Channel::parse(&channel).ok_or(wrong("contact_change", "new_channel"))?;
            Ok::<_, StoreError>(Newcomer { id: ContactId::new(id), channel })
        });
        Ok(Self {
            id: row.id,
            kind,
            new: new.transpose()?,
            state: ChangeState::parse(&row.state).ok_or(wrong("contact_change", "state"))?,
            begun_at: row.begun_at,
            verified_at: row.verified_at,
            applied_at: row.applied_at,
            left: row.left_entry.map(|Json(entry)| entry),
            session: row.session_id.map(SessionId::new),
        })
    }
}

/// The book of a customer, whom nobody else may change until the transaction ends; nor the customers where the contacts
/// are now that the customer's changes bring in or have taken out, so that a contact which two want goes to one of them.
/// All are locked in the order of their numbers.
pub async fn lock(
    connection: &mut PgConnection,
    customer: CustomerId,
    now: Timestamp,
) -> Result<Option<Book>, StoreError> {
    // Weaker than `for update`: who only refers to a customer does not wait.
    let locked = sqlx::query!(
        "select id, frozen_until from customer where id = any(array[$1::bigint] || array(
             select c.customer_id from contact_change g
                 join contact c on c.id = any(array[g.old_contact, g.new_contact])
             where g.customer_id = $1 and g.begun_at > $2))
         order by id for no key update",
        customer.get(),
        now - LOOK_BACK
    )
    .fetch_all(&mut *connection)
    .await?;
    let Some(own) = locked.into_iter().find(|row| row.id == customer.get()) else { return Ok(None) };
    read(connection, customer, own.frozen_until, now).await.map(Some)
}

/// The customer a contact belongs to, and their book, locked as by [`lock`].
pub async fn lock_of(
    connection: &mut PgConnection,
    contact: ContactId,
    now: Timestamp,
) -> Result<Option<(CustomerId, Book)>, StoreError> {
    loop {
        let locked = sqlx::query!(
            "select id, frozen_until from customer where id = (select customer_id from contact where id = $1)
             for no key update",
            contact.get()
        )
        .fetch_optional(&mut *connection)
        .await?;
        let Some(locked) = locked else { return Ok(None) };
        let customer = CustomerId::new(locked.id);
        let book = read(connection, customer, locked.frozen_until, now).await?;
        // Else it has gone to somebody else while the lock was waited for.
        if book.entry(contact).is_some() {
            return Ok(Some((customer, book)));
        }
    }
}

/// The book of a customer, to look at only.
pub async fn look(
    connection: &mut PgConnection,
    customer: CustomerId,
    now: Timestamp,
) -> Result<Book, StoreError> {
    let known = sqlx::query!(
        "select frozen_until, exists (select 1 from contact_change where customer_id = $1 and begun_at > $2)
             as \"busy!\" from customer where id = $1",
        customer.get(),
        now - LOOK_BACK
    )
    .fetch_optional(&mut *connection)
    .await?;
    let (frozen_until, busy) = known.map_or((None, false), |known| (known.frozen_until, known.busy));
    if busy {
        return read(connection, customer, frozen_until, now).await;
    }
    // Nothing is changed there, as with most.
    let contacts = contact::of_customer(connection, customer).await?;
    Ok(Book { contacts: contacts.iter().map(Contact::entry).collect(), changes: Vec::new(), frozen_until })
}

async fn read(
    connection: &mut PgConnection,
    customer: CustomerId,
    frozen_until: Option<Timestamp>,
    now: Timestamp,
) -> Result<Book, StoreError> {
    let contacts = contact::of_customer(connection, customer).await?;
    let changes =
        changes!("where customer_id = $1 and begun_at > $2 order by id", customer.get(), now - LOOK_BACK)
            .fetch_all(connection)
            .await?;
    Ok(Book {
        contacts: contacts.iter().map(Contact::entry).collect(),
        changes: changes.into_iter().map(Change::try_from).collect::<Result<_, _>>()?,
        frozen_until,
    })
}

/// A change to be written down.
#[derive(Debug)]
pub struct NewChange<'a> {
    /// Whose.
    pub customer: CustomerId,
    /// The session that asks for it.
    pub session: SessionId,
    /// What it does.
    pub kind: ChangeKind,
    /// Whom it brings in.
    pub new: Option<Newcomer>,
    /// A contact an order named beside the customer's own: parcels name the new one instead.
    pub instead_of: Option<ContactId>,
    /// Whom it replaces, masked.
    pub old_masked: Option<&'a str>,
    /// Whom it brings in, masked.
    pub new_masked: Option<&'a str>,
}

/// Writes a change down that the book has allowed, and answers its number.
pub async fn begin(
    connection: &mut PgConnection,
    new: &NewChange<'_>,
    now: Timestamp,
) -> Result<ChangeId, StoreError> {
    let kind = match new.kind {
        ChangeKind::Add => "add",
        ChangeKind::Replace(_) => "replace",
        ChangeKind::Remove(_) => "remove",
        ChangeKind::TurnOff(_) => "turn_off",
        ChangeKind::Passkey => "passkey",
        ChangeKind::Browser => "browser",
        ChangeKind::Forgotten => return Err(wrong("contact_change", "kind")),
    };
    let about = match new.kind {
        ChangeKind::TurnOff(contact) => Some(contact),
        kind => kind.target().or(new.instead_of),
    };
    let start = new.kind.start(now);
    Ok(sqlx::query_scalar!(
        "insert into contact_change (customer_id, kind, old_contact, new_contact, new_channel, old_masked,
             new_masked, state, begun_at, verified_at, applied_at, session_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) returning id",
        new.customer.get(),
        kind,
        about.map(ContactId::get),
        new.new.map(|new| new.id.get()),
        new.new.map(|new| new.channel.as_str()),
        new.old_masked,
        new.new_masked,
        start.state.as_str(),
        now,
        start.verified_at,
        start.applied_at,
        new.session.get()
    )
    .fetch_one(connection)
    .await?
    .into())
}

/// Writes where a change stands now.
pub async fn moved(connection: &mut PgConnection, change: &Change) -> Result<(), StoreError> {
    let written = sqlx::query!(
        "update contact_change set state = $2, verified_at = $3, applied_at = $4, left_entry = $5 where id = $1",
        change.id.get(),
        change.state.as_str(),
        change.verified_at,
        change.applied_at,
        change.left.map(Json) as Option<Json<Entry>>
    )
    .execute(connection)
    .await?;
    one(&written, "contact_change")
}

/// Makes a contact the customer's. Sessions and browsers of the customer it was before end: whoever proves it again
/// comes in here.
pub async fn join(
    connection: &mut PgConnection,
    customer: CustomerId,
    entry: &Entry,
    now: Timestamp,
) -> Result<(), StoreError> {
    let before = sqlx::query_scalar!(
        "select customer_id from contact where id = $1 and customer_id <> $2",
        entry.id.get(),
        customer.get()
    )
    .fetch_optional(&mut *connection)
    .await?;
    if let Some(before) = before {
        crate::session::end_all(connection, CustomerId::new(before), now).await?;
        // What it brings along is its own, however it came by it.
        sqlx::query!(
            "update recipient set swapped = false where contact_id = $1 and swapped",
            entry.id.get()
        )
        .execute(&mut *connection)
        .await?;
    }
    let written = sqlx::query!(
        "update contact set customer_id = $2, proven_at = $3, joined_at = $4, off = $5, place = $6 where id = $1",
        entry.id.get(),
        customer.get(),
        entry.proven_at,
        entry.joined_at,
        entry.off,
        entry.place
    )
    .execute(connection)
    .await?;
    one(&written, "contact")
}

/// Makes a contact a customer of its own again.
pub async fn leave(
    connection: &mut PgConnection,
    contact: ContactId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let written = sqlx::query!(
        "with own as (insert into customer (created_at) values ($2) returning id)
         update contact set customer_id = own.id, joined_at = null, off = false, place = 0 from own
         where contact.id = $1",
        contact.get(),
        now
    )
    .execute(connection)
    .await?;
    one(&written, "contact")
}

/// Which parcels a swap is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Swapped {
    /// All that name the contact.
    All,
    /// Those that name it in the place of another; what an order gave to it stays.
    ButBrought,
    /// Those that name a contact of this customer, too.
    Beside(CustomerId),
}

/// Unfinished parcels that name `from`, of these, name `to` instead.
pub async fn swap_recipients(
    transaction: &mut Transaction<'_>,
    change: ChangeId,
    from: ContactId,
    to: ContactId,
    which: Swapped,
) -> Result<(), StoreError> {
    let beside = match which {
        Swapped::Beside(customer) => Some(customer.get()),
        Swapped::All | Swapped::ButBrought => None,
    };
    hold_parcels(transaction, &[from, to], &[]).await?;
    let swapped = sqlx::query_scalar!(
        "insert into recipient_swap (change_id, parcel_id, from_contact, to_contact, from_swapped, had_to)
         select $1, r.parcel_id, $2, $3, r.swapped,
             exists (select 1 from recipient o where o.parcel_id = r.parcel_id and o.contact_id = $3)
         from recipient r join parcel p on p.id = r.parcel_id
         where r.contact_id = $2 and p.status <> all($6)
           and ($4::bigint is null or exists (select 1 from recipient o join contact c on c.id = o.contact_id
                 where o.parcel_id = r.parcel_id and c.customer_id = $4))
           and (not $5 or r.swapped)
         returning parcel_id",
        change.get(),
        from.get(),
        to.get(),
        beside,
        which == Swapped::ButBrought,
        &Status::terminal() as &[&str]
    )
    .fetch_all(&mut **transaction)
    .await?;
    add_swapped(transaction, &swapped, to).await?;
    sqlx::query!("delete from recipient where parcel_id = any($1) and contact_id = $2", &swapped, from.get())
        .execute(&mut **transaction)
        .await?;
    changed(transaction, swapped);
    Ok(())
}

/// These parcels name this contact in the place of another.
async fn add_swapped(
    connection: &mut PgConnection,
    parcels: &[String],
    contact: ContactId,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into recipient (parcel_id, contact_id, swapped) select unnest($1::text[]), $2, true
         on conflict do nothing",
        parcels,
        contact.get()
    )
    .execute(connection)
    .await?;
    Ok(())
}

fn changed(transaction: &mut Transaction<'_>, parcels: Vec<String>) {
    for id in parcels {
        transaction.changed(&ParcelId::stored(id));
    }
}

/// Unfinished parcels that name `from` in the place of another name `to` instead, as if the changes that brought this
/// about had named `to`.
pub async fn hand_on(
    transaction: &mut Transaction<'_>,
    from: ContactId,
    to: ContactId,
) -> Result<(), StoreError> {
    hold_parcels(transaction, &[from, to], &[]).await?;
    let moved = sqlx::query_scalar!(
        "delete from recipient r using parcel p
         where r.contact_id = $1 and r.swapped and p.id = r.parcel_id
           and p.status <> all($2)
         returning r.parcel_id",
        from.get(),
        &Status::terminal() as &[&str]
    )
    .fetch_all(&mut **transaction)
    .await?;
    // What `to` itself had given away is its own again.
    sqlx::query!(
        "delete from recipient_swap where parcel_id = any($1) and from_contact = $3 and to_contact = $2",
        &moved,
        from.get(),
        to.get()
    )
    .execute(&mut **transaction)
    .await?;
    sqlx::query!(
        "update recipient_swap s set to_contact = $3, had_to = s.had_to
             or exists (select 1 from recipient r where r.parcel_id = s.parcel_id and r.contact_id = $3)
         where s.parcel_id = any($1) and s.to_contact = $2",
        &moved,
        from.get(),
        to.get()
    )
    .execute(&mut **transaction)
    .await?;
    add_swapped(transaction, &moved, to).await?;
    changed(transaction, moved);
    Ok(())
}

/// The contacts that a parcel named before a change named others in their place.
pub async fn swapped_from(
    connection: &mut PgConnection,
    parcel: &ParcelId,
) -> Result<Vec<ContactId>, StoreError> {
    let contacts =
        sqlx::query_scalar!("select from_contact from recipient_swap where parcel_id = $1", parcel.as_str())
            .fetch_all(connection)
            .await?;
    Ok(contacts.into_iter().map(ContactId::new).collect())
}

/// Until the end of the transaction nobody else swaps recipients or replaces codes of the parcels that name one of these
/// contacts, or named them before these changes: a chain of swaps may lead through several books, and each is locked by
/// itself. Whoever writes to several parcels holds all of them first, in the order of their names.
pub async fn hold_parcels(
    connection: &mut PgConnection,
    contacts: &[ContactId],
    changes: &[ChangeId],
) -> Result<(), StoreError> {
    sqlx::query!(
        "select from parcel where id = any(array(
             select parcel_id from recipient where contact_id = any($1)
             union select parcel_id from recipient_swap where change_id = any($2)))
           and purged_at is null
         order by id for update",
        &ContactId::numbers(contacts),
        &ChangeId::numbers(changes)
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Takes back what changes have swapped, the newest first, with what others have handed on of it since. A contact that
/// has left this customer's book for another has what it gets back for itself.
pub async fn restore_recipients(
    transaction: &mut Transaction<'_>,
    customer: CustomerId,
    changes: &[ChangeId],
) -> Result<(), StoreError> {
    hold_parcels(transaction, &[], changes).await?;
    let swaps = sqlx::query!(
        "with recursive taken as (
             select * from recipient_swap where change_id = any($1)
             union
             select later.* from taken t join recipient_swap later
                 on later.parcel_id = t.parcel_id and later.from_contact = t.to_contact and later.id > t.id
             where not t.had_to)
         select id as \"id!\", parcel_id as \"parcel!\", from_contact as \"from!\", to_contact as \"to!\",
             had_to as \"had_to!\", from_swapped as \"from_swapped!\" from taken order by id desc",
        &ChangeId::numbers(changes)
    )
    .fetch_all(&mut **transaction)
    .await?;
    for swap in swaps {
        sqlx::query!(
            "insert into recipient (parcel_id, contact_id, swapped)
             values ($1, $2, $3 and exists (select 1 from contact where id = $2 and customer_id = $4))
             on conflict (parcel_id, contact_id) do update
                 set swapped = recipient.swapped and excluded.swapped",
            swap.parcel,
            swap.from,
            swap.from_swapped,
            customer.get()
        )
        .execute(&mut **transaction)
        .await?;
        sqlx::query!(
            "update recipient_swap set had_to = true where parcel_id = $1 and to_contact = $2 and id > $3",
            swap.parcel,
            swap.from,
            swap.id
        )
        .execute(&mut **transaction)
        .await?;
        if !swap.had_to {
            sqlx::query!(
                "delete from recipient where parcel_id = $1 and contact_id = $2",
                swap.parcel,
                swap.to
            )
            .execute(&mut **transaction)
            .await?;
        }
        sqlx::query!("delete from recipient_swap where id = $1", swap.id).execute(&mut **transaction).await?;
        transaction.changed(&ParcelId::stored(swap.parcel));
    }
    Ok(())
}

/// Nothing begins or is applied before then.
pub async fn freeze(
    connection: &mut PgConnection,
    customer: CustomerId,
    until: Option<Timestamp>,
) -> Result<(), StoreError> {
    let written = sqlx::query!("update customer set frozen_until = $2 where id = $1", customer.get(), until)
        .execute(connection)
        .await?;
    one(&written, "customer")
}

/// Turns codes to a contact on or off.
pub async fn switch(connection: &mut PgConnection, contact: ContactId, off: bool) -> Result<(), StoreError> {
    let written = sqlx::query!("update contact set off = $2 where id = $1", contact.get(), off)
        .execute(connection)
        .await?;
    one(&written, "contact")
}

/// Numbers the contacts of a customer in this order.
pub async fn arrange(connection: &mut PgConnection, order: &[ContactId]) -> Result<(), StoreError> {
    sqlx::query!(
        "update contact set place = o.place from unnest($1::bigint[]) with ordinality o(id, place)
         where contact.id = o.id",
        &ContactId::numbers(order)
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// A change as the pages and notices tell of it.
#[derive(Debug, Clone)]
pub struct Told {
    /// Its number.
    pub id: ChangeId,
    /// Whose.
    pub customer_id: CustomerId,
    /// `add`, `replace` or `remove`.
    pub kind: String,
    /// Whom it replaces, masked.
    pub old_masked: Option<String>,
    /// Whom it brings in, masked.
    pub new_masked: Option<String>,
    /// The contact an order named beside the customer's own, which it stands in for.
    pub old_contact: Option<ContactId>,
    /// Whom it brings in.
    pub new_contact: Option<ContactId>,
    /// When it began.
    pub begun_at: Timestamp,
}

/// The change of that number.
pub async fn told(connection: &mut PgConnection, change: ChangeId) -> Result<Option<Told>, StoreError> {
    let told = sqlx::query!(
        "select id, customer_id, kind, old_masked, new_masked, old_contact, new_contact, begun_at
         from contact_change where id = $1",
        change.get()
    )
    .fetch_optional(connection)
    .await?;
    Ok(told.map(|row| Told {
        id: row.id.into(),
        customer_id: row.customer_id.into(),
        kind: row.kind,
        old_masked: row.old_masked,
        new_masked: row.new_masked,
        old_contact: row.old_contact.map(ContactId::new),
        new_contact: row.new_contact.map(ContactId::new),
        begun_at: row.begun_at,
    }))
}

/// The change of that number, without a lock on the customer.
pub async fn change(connection: &mut PgConnection, id: ChangeId) -> Result<Option<Change>, StoreError> {
    changes!("where id = $1", id.get()).fetch_optional(connection).await?.map(Change::try_from).transpose()
}

/// A link that takes a change back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UndoLink {
    /// Which change.
    pub change: ChangeId,
    /// It is that of the contact which the change brings in: it takes itself out, and nothing else back.
    pub opts_out: bool,
}

/// Writes a link down that undoes a change; its token is kept as a hash only.
pub async fn add_undo(
    connection: &mut PgConnection,
    token_hash: &[u8],
    link: UndoLink,
    masked: &str,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into undo_link (token_hash, change_id, opts_out, masked, expires_at) values ($1, $2, $3, $4, $5)",
        token_hash,
        link.change.get(),
        link.opts_out,
        masked,
        expires_at
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// The change that a link undoes, while it is good.
pub async fn undo_link(
    connection: &mut PgConnection,
    token_hash: &[u8],
    now: Timestamp,
) -> Result<Option<UndoLink>, StoreError> {
    Ok(sqlx::query_as!(
        UndoLink,
        "select change_id as change, opts_out from undo_link where token_hash = $1 and expires_at > $2",
        token_hash,
        now
    )
    .fetch_optional(connection)
    .await?)
}

/// The parcels that name a contact and whose code is live.
pub async fn live_parcels_of(
    connection: &mut PgConnection,
    contact: ContactId,
) -> Result<Vec<ParcelId>, StoreError> {
    let parcels = sqlx::query_scalar!(
        "select k.parcel_id from recipient r join pickup_code k on k.parcel_id = r.parcel_id
         where r.contact_id = $1 and k.ended_at is null order by 1",
        contact.get()
    )
    .fetch_all(connection)
    .await?;
    Ok(parcels.into_iter().map(ParcelId::stored).collect())
}

/// The parcels of a customer whose code is live.
pub async fn live_parcels(
    connection: &mut PgConnection,
    customer: CustomerId,
) -> Result<Vec<ParcelId>, StoreError> {
    let parcels = sqlx::query_scalar!(
        "select distinct k.parcel_id from pickup_code k join recipient r on r.parcel_id = k.parcel_id
             join contact c on c.id = r.contact_id
         where k.ended_at is null and c.customer_id = $1 order by 1",
        customer.get()
    )
    .fetch_all(connection)
    .await?;
    Ok(parcels.into_iter().map(ParcelId::stored).collect())
}
