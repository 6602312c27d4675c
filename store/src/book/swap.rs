//! Which contacts parcels name, where changes let one stand in for another.

use domain::{
    id::{ChangeId, ContactId, CustomerId, ParcelId},
    parcel::Status,
};
use sqlx::PgConnection;

use crate::{StoreError, Transaction};

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
    // Written down before anything is swapped: `had_to` must tell of the time before, or taking it back would take a
    // contact away that the order itself had named.
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
    // The newest first, so that each finds the parcel as its own swap had left it.
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
        // Swaps since then that led to the contact which is back find it there already: taking one of them back later
        // must not take it away again.
        sqlx::query!(
            "update recipient_swap set had_to = true where parcel_id = $1 and to_contact = $2 and id > $3",
            swap.parcel,
            swap.from,
            swap.id
        )
        .execute(&mut **transaction)
        .await?;
        // Who was named before somebody was put in for another stays named.
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
