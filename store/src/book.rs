//! A customer's contact book: loaded under the customer's lock, and written as the book's own effects say.

use domain::{
    Timestamp,
    contact::Channel,
    contact_book::{Book, Change, ChangeId, ChangeKind, ChangeState, ContactId, Entry, LOOK_BACK, Newcomer},
};
use sqlx::{PgConnection, types::Json};

use crate::{
    StoreError, Transaction,
    contact::{self, Contact},
    error::one,
};

#[derive(sqlx::FromRow)]
struct ChangeRow {
    id: i64,
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
    ($rest:literal) => {
        concat!(
            "select id, kind, old_contact, new_contact, new_channel, left_entry, state, begun_at, verified_at, applied_at,
                 session_id from contact_change ",
            $rest
        )
    };
}

const fn wrong(table: &'static str, column: &'static str) -> StoreError {
    StoreError::Inconsistent { table, column }
}

impl TryFrom<ChangeRow> for Change {
    type Error = StoreError;

    fn try_from(row: ChangeRow) -> Result<Self, StoreError> {
        // What was forgotten meanwhile has no number any more; 0 is nobody's.
        let old = row.old_contact.unwrap_or_default();
        let kind = match row.kind.as_str() {
            "add" => ChangeKind::Add,
            "replace" => ChangeKind::Replace(old),
            "remove" => ChangeKind::Remove(old),
            "turn_off" => ChangeKind::TurnOff(old),
            "passkey" => ChangeKind::Passkey,
            "browser" => ChangeKind::Browser,
            _ => return Err(wrong("contact_change", "kind")),
        };
        let new = row.new_contact.zip(row.new_channel).map(|(id, channel)| {
            let channel = Channel::parse(&channel).ok_or(wrong("contact_change", "new_channel"))?;
            Ok::<_, StoreError>(Newcomer { id, channel })
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
            session: row.session_id,
        })
    }
}

/// The book of a customer, whom nobody else may change until the transaction ends; nor the customers where the contacts
/// are now that the customer's changes bring in or have taken out, so that a contact which two want goes to one of them.
/// All are locked in the order of their numbers.
pub async fn lock(
    connection: &mut PgConnection,
    customer: i64,
    now: Timestamp,
) -> Result<Option<Book>, StoreError> {
    // Weaker than `for update`: who only refers to a customer does not wait.
    let locked: Vec<(i64, Option<Timestamp>)> = sqlx::query_as(
        "select id, frozen_until from customer where id = any(array[$1::bigint] || array(
             select c.customer_id from contact_change g
                 join contact c on c.id = any(array[g.old_contact, g.new_contact])
             where g.customer_id = $1 and g.begun_at > $2))
         order by id for no key update",
    )
    .bind(customer)
    .bind(now - LOOK_BACK)
    .fetch_all(&mut *connection)
    .await?;
    let Some((_, frozen_until)) = locked.into_iter().find(|(id, _)| *id == customer) else { return Ok(None) };
    read(connection, customer, frozen_until, now).await.map(Some)
}

/// The customer a contact belongs to, and their book, locked as by [`lock`].
pub async fn lock_of(
    connection: &mut PgConnection,
    contact: ContactId,
    now: Timestamp,
) -> Result<Option<(i64, Book)>, StoreError> {
    loop {
        let locked: Option<(i64, Option<Timestamp>)> = sqlx::query_as(
            "select id, frozen_until from customer where id = (select customer_id from contact where id = $1)
             for no key update",
        )
        .bind(contact)
        .fetch_optional(&mut *connection)
        .await?;
        let Some((customer, frozen_until)) = locked else { return Ok(None) };
        let book = read(connection, customer, frozen_until, now).await?;
        // Else it has gone to somebody else while the lock was waited for.
        if book.entry(contact).is_some() {
            return Ok(Some((customer, book)));
        }
    }
}

/// The book of a customer, to look at only.
pub async fn look(connection: &mut PgConnection, customer: i64, now: Timestamp) -> Result<Book, StoreError> {
    let (frozen_until, busy): (Option<Timestamp>, bool) = sqlx::query_as(
        "select frozen_until, exists (select 1 from contact_change where customer_id = $1 and begun_at > $2)
         from customer where id = $1",
    )
    .bind(customer)
    .bind(now - LOOK_BACK)
    .fetch_optional(&mut *connection)
    .await?
    .unwrap_or_default();
    if busy {
        return read(connection, customer, frozen_until, now).await;
    }
    // Nothing is changed there, as with most.
    let contacts = contact::of_customer(connection, customer).await?;
    Ok(Book { contacts: contacts.iter().map(Contact::entry).collect(), changes: Vec::new(), frozen_until })
}

async fn read(
    connection: &mut PgConnection,
    customer: i64,
    frozen_until: Option<Timestamp>,
    now: Timestamp,
) -> Result<Book, StoreError> {
    let contacts = contact::of_customer(connection, customer).await?;
    let changes =
        sqlx::query_as::<_, ChangeRow>(changes!("where customer_id = $1 and begun_at > $2 order by id"))
            .bind(customer)
            .bind(now - LOOK_BACK)
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
    pub customer: i64,
    /// The session that asks for it.
    pub session: i64,
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
    };
    let about = match new.kind {
        ChangeKind::TurnOff(contact) => Some(contact),
        kind => kind.target().or(new.instead_of),
    };
    let begun = Change::begun(0, new.kind, new.new, now);
    Ok(sqlx::query_scalar(
        "insert into contact_change (customer_id, kind, old_contact, new_contact, new_channel, old_masked, new_masked,
             state, begun_at, verified_at, applied_at, session_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) returning id",
    )
    .bind(new.customer)
    .bind(kind)
    .bind(about)
    .bind(new.new.map(|new| new.id))
    .bind(new.new.map(|new| new.channel.as_str()))
    .bind(new.old_masked)
    .bind(new.new_masked)
    .bind(begun.state.as_str())
    .bind(now)
    .bind(begun.verified_at)
    .bind(begun.applied_at)
    .bind(new.session)
    .fetch_one(connection)
    .await?)
}

/// Writes where a change stands now.
pub async fn moved(connection: &mut PgConnection, change: &Change) -> Result<(), StoreError> {
    let written = sqlx::query(
        "update contact_change set state = $2, verified_at = $3, applied_at = $4, left_entry = $5 where id = $1",
    )
    .bind(change.id)
    .bind(change.state.as_str())
    .bind(change.verified_at)
    .bind(change.applied_at)
    .bind(change.left.map(Json))
    .execute(connection)
    .await?;
    one(&written, "contact_change")
}

/// Makes a contact the customer's. Sessions and browsers of the customer it was before end: whoever proves it again
/// comes in here.
pub async fn join(
    connection: &mut PgConnection,
    customer: i64,
    entry: &Entry,
    now: Timestamp,
) -> Result<(), StoreError> {
    let before: Option<i64> =
        sqlx::query_scalar("select customer_id from contact where id = $1 and customer_id <> $2")
            .bind(entry.id)
            .bind(customer)
            .fetch_optional(&mut *connection)
            .await?;
    if let Some(before) = before {
        crate::session::end_all(connection, before, now).await?;
        // What it brings along is its own, however it came by it.
        sqlx::query("update recipient set swapped = false where contact_id = $1 and swapped")
            .bind(entry.id)
            .execute(&mut *connection)
            .await?;
    }
    let written = sqlx::query(
        "update contact set customer_id = $2, proven_at = $3, joined_at = $4, off = $5, place = $6 where id = $1",
    )
    .bind(entry.id)
    .bind(customer)
    .bind(entry.proven_at)
    .bind(entry.joined_at)
    .bind(entry.off)
    .bind(entry.place)
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
    let written = sqlx::query(
        "with own as (insert into customer (created_at) values ($2) returning id)
         update contact set customer_id = own.id, joined_at = null, off = false, place = 0 from own where contact.id = $1",
    )
    .bind(contact)
    .bind(now)
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
    Beside(i64),
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
        Swapped::Beside(customer) => Some(customer),
        Swapped::All | Swapped::ButBrought => None,
    };
    hold_parcels(transaction, &[from, to], &[]).await?;
    let swapped: Vec<String> = sqlx::query_scalar(
        "insert into recipient_swap (change_id, parcel_id, from_contact, to_contact, from_swapped, had_to)
         select $1, r.parcel_id, $2, $3, r.swapped,
             exists (select 1 from recipient o where o.parcel_id = r.parcel_id and o.contact_id = $3)
         from recipient r join parcel p on p.id = r.parcel_id
         where r.contact_id = $2 and p.status not in ('delivered', 'return_to_sender', 'cancelled')
           and ($4::bigint is null or exists (select 1 from recipient o join contact c on c.id = o.contact_id
                 where o.parcel_id = r.parcel_id and c.customer_id = $4))
           and (not $5 or r.swapped)
         returning parcel_id",
    )
    .bind(change)
    .bind(from)
    .bind(to)
    .bind(beside)
    .bind(which == Swapped::ButBrought)
    .fetch_all(&mut **transaction)
    .await?;
    for statement in [
        "insert into recipient (parcel_id, contact_id, swapped) select unnest($1::text[]), $3, $2 is not null
         on conflict do nothing",
        "delete from recipient where parcel_id = any($1) and contact_id = $2 and $3 is not null",
    ] {
        sqlx::query(statement).bind(&swapped).bind(from).bind(to).execute(&mut **transaction).await?;
    }
    for id in &swapped {
        transaction.changed(id);
    }
    Ok(())
}

/// Unfinished parcels that name `from` in the place of another name `to` instead, as if the changes that brought this
/// about had named `to`.
pub async fn hand_on(
    transaction: &mut Transaction<'_>,
    from: ContactId,
    to: ContactId,
) -> Result<(), StoreError> {
    hold_parcels(transaction, &[from, to], &[]).await?;
    let moved: Vec<String> = sqlx::query_scalar(
        "delete from recipient r using parcel p
         where r.contact_id = $1 and r.swapped and p.id = r.parcel_id
           and p.status not in ('delivered', 'return_to_sender', 'cancelled')
         returning r.parcel_id",
    )
    .bind(from)
    .fetch_all(&mut **transaction)
    .await?;
    for statement in [
        // What `to` itself had given away is its own again.
        "delete from recipient_swap where parcel_id = any($1) and from_contact = $3 and to_contact = $2",
        "update recipient_swap s set to_contact = $3, had_to = s.had_to
             or exists (select 1 from recipient r where r.parcel_id = s.parcel_id and r.contact_id = $3)
         where s.parcel_id = any($1) and s.to_contact = $2",
        "insert into recipient (parcel_id, contact_id, swapped) select unnest($1::text[]), $3, $2 is not null
         on conflict do nothing",
    ] {
        sqlx::query(statement).bind(&moved).bind(from).bind(to).execute(&mut **transaction).await?;
    }
    for id in &moved {
        transaction.changed(id);
    }
    Ok(())
}

/// The contacts that a parcel named before a change named others in their place.
pub async fn swapped_from(connection: &mut PgConnection, parcel: &str) -> Result<Vec<ContactId>, StoreError> {
    Ok(sqlx::query_scalar("select from_contact from recipient_swap where parcel_id = $1")
        .bind(parcel)
        .fetch_all(connection)
        .await?)
}

/// Until the end of the transaction nobody else swaps recipients or replaces codes of the parcels that name one of these
/// contacts, or named them before these changes: a chain of swaps may lead through several books, and each is locked by
/// itself. Whoever writes to several parcels holds all of them first, in the order of their names.
pub async fn hold_parcels(
    connection: &mut PgConnection,
    contacts: &[ContactId],
    changes: &[ChangeId],
) -> Result<(), StoreError> {
    sqlx::query(
        "select from parcel where id = any(array(
             select parcel_id from recipient where contact_id = any($1)
             union select parcel_id from recipient_swap where change_id = any($2)))
           and purged_at is null
         order by id for update",
    )
    .bind(contacts)
    .bind(changes)
    .execute(connection)
    .await?;
    Ok(())
}

/// Takes back what changes have swapped, the newest first, with what others have handed on of it since. A contact that has left this customer's book for another has
/// what it gets back for itself.
pub async fn restore_recipients(
    transaction: &mut Transaction<'_>,
    customer: i64,
    changes: &[ChangeId],
) -> Result<(), StoreError> {
    hold_parcels(transaction, &[], changes).await?;
    let swaps: Vec<(i64, String, i64, i64, bool, bool)> = sqlx::query_as(
        "with recursive taken as (
             select * from recipient_swap where change_id = any($1)
             union
             select later.* from taken t join recipient_swap later
                 on later.parcel_id = t.parcel_id and later.from_contact = t.to_contact and later.id > t.id
             where not t.had_to)
         select id, parcel_id, from_contact, to_contact, had_to, from_swapped from taken order by id desc",
    )
    .bind(changes)
    .fetch_all(&mut **transaction)
    .await?;
    for (id, parcel, from, to, had_to, from_swapped) in swaps {
        sqlx::query(
            "insert into recipient (parcel_id, contact_id, swapped)
             values ($1, $2, $3 and exists (select 1 from contact where id = $2 and customer_id = $4))
             on conflict (parcel_id, contact_id) do update set swapped = recipient.swapped and excluded.swapped",
        )
        .bind(&parcel)
        .bind(from)
        .bind(from_swapped)
        .bind(customer)
        .execute(&mut **transaction)
        .await?;
        sqlx::query(
            "update recipient_swap set had_to = true where parcel_id = $1 and to_contact = $2 and id > $3",
        )
        .bind(&parcel)
        .bind(from)
        .bind(id)
        .execute(&mut **transaction)
        .await?;
        if !had_to {
            sqlx::query("delete from recipient where parcel_id = $1 and contact_id = $2")
                .bind(&parcel)
                .bind(to)
                .execute(&mut **transaction)
                .await?;
        }
        sqlx::query("delete from recipient_swap where id = $1").bind(id).execute(&mut **transaction).await?;
        transaction.changed(&parcel);
    }
    Ok(())
}

/// Nothing begins or is applied before then.
pub async fn freeze(
    connection: &mut PgConnection,
    customer: i64,
    until: Option<Timestamp>,
) -> Result<(), StoreError> {
    let written = sqlx::query("update customer set frozen_until = $2 where id = $1")
        .bind(customer)
        .bind(until)
        .execute(connection)
        .await?;
    one(&written, "customer")
}

/// Turns codes to a contact on or off.
pub async fn switch(connection: &mut PgConnection, contact: ContactId, off: bool) -> Result<(), StoreError> {
    let written = sqlx::query("update contact set off = $2 where id = $1")
        .bind(contact)
        .bind(off)
        .execute(connection)
        .await?;
    one(&written, "contact")
}

/// Numbers the contacts of a customer in this order.
pub async fn arrange(connection: &mut PgConnection, order: &[ContactId]) -> Result<(), StoreError> {
    sqlx::query(
        "update contact set place = o.place from unnest($1::bigint[]) with ordinality o(id, place)
         where contact.id = o.id",
    )
    .bind(order)
    .execute(connection)
    .await?;
    Ok(())
}

/// A change as the pages and notices tell of it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Told {
    /// Its number.
    pub id: i64,
    /// Whose.
    pub customer_id: i64,
    /// `add`, `replace` or `remove`.
    pub kind: String,
    /// Whom it replaces, masked.
    pub old_masked: Option<String>,
    /// Whom it brings in, masked.
    pub new_masked: Option<String>,
    /// The contact an order named beside the customer's own, which it stands in for.
    pub old_contact: Option<i64>,
    /// Whom it brings in.
    pub new_contact: Option<i64>,
    /// When it began.
    pub begun_at: Timestamp,
}

/// The change of that number.
pub async fn told(connection: &mut PgConnection, change: ChangeId) -> Result<Option<Told>, StoreError> {
    Ok(sqlx::query_as(
        "select id, customer_id, kind, old_masked, new_masked, old_contact, new_contact, begun_at
         from contact_change where id = $1",
    )
    .bind(change)
    .fetch_optional(connection)
    .await?)
}

/// The change of that number, without a lock on the customer.
pub async fn change(connection: &mut PgConnection, id: ChangeId) -> Result<Option<Change>, StoreError> {
    sqlx::query_as::<_, ChangeRow>(changes!("where id = $1"))
        .bind(id)
        .fetch_optional(connection)
        .await?
        .map(Change::try_from)
        .transpose()
}

/// A link that takes a change back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct UndoLink {
    /// Which change.
    #[sqlx(rename = "change_id")]
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
    sqlx::query(
        "insert into undo_link (token_hash, change_id, opts_out, masked, expires_at) values ($1, $2, $3, $4, $5)",
    )
    .bind(token_hash)
    .bind(link.change)
    .bind(link.opts_out)
    .bind(masked)
    .bind(expires_at)
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
    Ok(sqlx::query_as("select change_id, opts_out from undo_link where token_hash = $1 and expires_at > $2")
        .bind(token_hash)
        .bind(now)
        .fetch_optional(connection)
        .await?)
}

/// The parcels that name a contact and whose code is live.
pub async fn live_parcels_of(
    connection: &mut PgConnection,
    contact: ContactId,
) -> Result<Vec<String>, StoreError> {
    Ok(sqlx::query_scalar(
        "select k.parcel_id from recipient r join pickup_code k on k.parcel_id = r.parcel_id
         where r.contact_id = $1 and k.ended_at is null order by 1",
    )
    .bind(contact)
    .fetch_all(connection)
    .await?)
}

/// The parcels of a customer whose code is live.
pub async fn live_parcels(connection: &mut PgConnection, customer: i64) -> Result<Vec<String>, StoreError> {
    Ok(sqlx::query_scalar(
        "select distinct k.parcel_id from pickup_code k join recipient r on r.parcel_id = k.parcel_id
             join contact c on c.id = r.contact_id
         where k.ended_at is null and c.customer_id = $1 order by 1",
    )
    .bind(customer)
    .fetch_all(connection)
    .await?)
}
