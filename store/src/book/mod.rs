//! A customer's contact book: loaded under the customer's lock, and written as the book's own effects say.

mod change;
mod swap;
mod undo_link;

use domain::{
    Timestamp,
    contact_book::{Book, BookEntry, LOOK_BACK},
    id::{ContactId, CustomerId, ParcelId},
};
use sqlx::PgConnection;

pub use self::{
    change::{ChangeSummary, NewChange, begin, change, moved, told},
    swap::{Swapped, hand_on, hold_parcels, restore_recipients, swap_recipients, swapped_from},
    undo_link::{UndoLink, add_undo, undo_link},
};
use crate::{
    StoreError,
    contact::{self, Contact},
    error::one,
};

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
        "select id, frozen_until, word_only from customer where id = any(array[$1::bigint] || array(
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
    read(connection, customer, (own.frozen_until, own.word_only), now).await.map(Some)
}

/// The customer a contact belongs to, and their book, locked as by [`lock`].
pub async fn lock_of(
    connection: &mut PgConnection,
    contact: ContactId,
    now: Timestamp,
) -> Result<Option<(CustomerId, Book)>, StoreError> {
    loop {
        let locked = sqlx::query!(
            "select id, frozen_until, word_only from customer where id = (select customer_id from contact where id = $1)
             for no key update",
            contact.get()
        )
        .fetch_optional(&mut *connection)
        .await?;
        let Some(locked) = locked else { return Ok(None) };
        let customer = CustomerId::new(locked.id);
        let book = read(connection, customer, (locked.frozen_until, locked.word_only), now).await?;
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
        "select frozen_until, word_only, exists (select 1 from contact_change where customer_id = $1 and begun_at > $2)
             as \"busy!\" from customer where id = $1",
        customer.get(),
        now - LOOK_BACK
    )
    .fetch_optional(&mut *connection)
    .await?;
    let (frozen_until, word_only, busy) =
        known.map_or((None, false, false), |known| (known.frozen_until, known.word_only, known.busy));
    if busy {
        return read(connection, customer, (frozen_until, word_only), now).await;
    }
    // Nothing is changed there, as with most.
    let contacts = contact::of_customer(connection, customer).await?;
    Ok(Book {
        contacts: contacts.iter().map(Contact::entry).collect(),
        changes: Vec::new(),
        frozen_until,
        word_only,
    })
}

async fn read(
    connection: &mut PgConnection,
    customer: CustomerId,
    (frozen_until, word_only): (Option<Timestamp>, bool),
    now: Timestamp,
) -> Result<Book, StoreError> {
    let contacts = contact::of_customer(connection, customer).await?;
    let changes = change::since(connection, customer, now - LOOK_BACK).await?;
    Ok(Book { contacts: contacts.iter().map(Contact::entry).collect(), changes, frozen_until, word_only })
}

/// Makes a contact the customer's. Answers whose it was, if it was somebody else's.
pub async fn join(
    connection: &mut PgConnection,
    customer: CustomerId,
    entry: &BookEntry,
) -> Result<Option<CustomerId>, StoreError> {
    let before = sqlx::query_scalar!(
        "select customer_id from contact where id = $1 and customer_id <> $2",
        entry.id.get(),
        customer.get()
    )
    .fetch_optional(&mut *connection)
    .await?;
    if let Some(before) = before {
        // Who wanted no code in messages is not asked less for having come here.
        sqlx::query!(
            "update customer set word_only = true where id = $1 and not word_only
             and exists (select 1 from customer where id = $2 and word_only)",
            customer.get(),
            before
        )
        .execute(&mut *connection)
        .await?;
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
    one(&written, "contact")?;
    Ok(before.map(CustomerId::new))
}

/// Makes a contact a customer of its own again. What messages to it may hold stays as it was.
pub async fn leave(
    connection: &mut PgConnection,
    contact: ContactId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let written = sqlx::query!(
        "with own as (insert into customer (created_at, word_only)
             select $2, w.word_only from contact c join customer w on w.id = c.customer_id where c.id = $1 returning id)
         update contact set customer_id = own.id, joined_at = null, off = false, place = 0 from own
         where contact.id = $1",
        contact.get(),
        now
    )
    .execute(connection)
    .await?;
    one(&written, "contact")
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
