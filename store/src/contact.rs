//! Contacts and whom they belong to.

use domain::{
    Timestamp,
    contact::{Address, Channel},
    contact_book::BookEntry,
    id::{ContactId, CustomerId, ParcelId},
    parcel::Status,
    receipt::Cause,
    report_effect,
};
use sqlx::PgConnection;

use crate::StoreError;

/// A contact as stored.
#[derive(Debug, Clone)]
pub struct Contact {
    /// What messages, links and proofs refer to.
    pub id: ContactId,
    /// Whose it is.
    pub customer: CustomerId,
    /// Where it leads.
    pub address: Address,
    /// When a code or link sent there last came back.
    pub proven_at: Option<Timestamp>,
    /// When a change brought it to this customer.
    pub joined_at: Option<Timestamp>,
    /// No codes there, by the customer's wish.
    pub off: bool,
    /// The customer's order, smallest first.
    pub place: i16,
    /// Why messages have lately not reached it.
    pub trouble: Option<Cause>,
    /// Its customer wants no code in messages.
    pub word_only: bool,
}

impl Contact {
    /// What its customer's book says of it.
    pub const fn entry(&self) -> BookEntry {
        BookEntry {
            id: self.id,
            channel: self.address.channel(),
            proven_at: self.proven_at,
            joined_at: self.joined_at,
            off: self.off,
            place: self.place,
            trouble: self.trouble,
        }
    }
}

#[derive(Debug, serde::Deserialize)]
pub(crate) struct Row {
    pub id: ContactId,
    pub customer_id: CustomerId,
    pub channel: String,
    pub address: String,
    pub proven_at: Option<Timestamp>,
    pub joined_at: Option<Timestamp>,
    pub off: bool,
    pub place: i16,
    pub trouble: Option<String>,
    pub word_only: bool,
}

impl TryFrom<Row> for Contact {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let wrong = |column| StoreError::Inconsistent { table: "contact", column };
        let channel = Channel::parse(&row.channel).ok_or(wrong("channel"))?;
        let trouble = row.trouble.map(|name| Cause::parse(&name).ok_or(wrong("trouble"))).transpose()?;
        Ok(Self {
            id: row.id,
            customer: row.customer_id,
            address: Address::stored(channel, row.address),
            proven_at: row.proven_at,
            joined_at: row.joined_at,
            off: row.off,
            place: row.place,
            trouble,
            word_only: row.word_only,
        })
    }
}

/// The columns of [`Contact`], of a table called `c`.
macro_rules! select {
    ($rest:literal, $($value:expr),+) => {
        sqlx::query_as!(
            Row,
            "select c.id, c.customer_id, c.channel, c.address, c.proven_at, c.joined_at, c.off, c.place, c.trouble,
                 (select w.word_only from customer w where w.id = c.customer_id) as \"word_only!\" "
                + $rest,
            $($value),+
        )
    };
}

/// The contact with this address; made, as a customer of its own, when there is none. An address that merely
/// stands in an order proves nothing, so it never joins a customer who exists.
pub async fn find_or_create(
    connection: &mut PgConnection,
    address: &Address,
    now: Timestamp,
) -> Result<ContactId, StoreError> {
    if let Some(known) = find(connection, address).await? {
        return Ok(known.id);
    }
    let customer = sqlx::query_scalar!("insert into customer (created_at) values ($1) returning id", now)
        .fetch_one(&mut *connection)
        .await?;
    let id = sqlx::query_scalar!(
        "insert into contact (customer_id, channel, address, created_at) values ($1, $2, $3, $4)
         on conflict (channel, address) do update set address = excluded.address returning id",
        customer,
        address.channel().as_str(),
        address.reveal(),
        now
    )
    .fetch_one(connection)
    .await?;
    Ok(ContactId::new(id))
}

/// The contact with this address.
pub async fn find(connection: &mut PgConnection, address: &Address) -> Result<Option<Contact>, StoreError> {
    select!(
        "from contact c where c.channel = $1 and c.address = $2",
        address.channel().as_str(),
        address.reveal()
    )
    .fetch_optional(connection)
    .await?
    .map(Contact::try_from)
    .transpose()
}

/// The contact of that number.
pub async fn by_id(connection: &mut PgConnection, id: ContactId) -> Result<Option<Contact>, StoreError> {
    select!("from contact c where c.id = $1", id.get())
        .fetch_optional(connection)
        .await?
        .map(Contact::try_from)
        .transpose()
}

/// The contact of that number, which stays where it is until the transaction ends.
pub async fn lock(connection: &mut PgConnection, id: ContactId) -> Result<Option<Contact>, StoreError> {
    select!("from contact c where c.id = $1 for no key update", id.get())
        .fetch_optional(connection)
        .await?
        .map(Contact::try_from)
        .transpose()
}

/// The contacts an order named, SMS first.
pub async fn of_parcel(connection: &mut PgConnection, parcel: &ParcelId) -> Result<Vec<Contact>, StoreError> {
    select!(
        "from recipient r join contact c on c.id = r.contact_id where r.parcel_id = $1
         order by c.channel desc, c.id",
        parcel.as_str()
    )
    .fetch_all(connection)
    .await?
    .into_iter()
    .map(Contact::try_from)
    .collect()
}

/// Notes that something we sent there came back.
pub async fn proven(connection: &mut PgConnection, id: ContactId, now: Timestamp) -> Result<(), StoreError> {
    sqlx::query!(
        "update contact set proven_at = $2, trouble = null, failures = 0 where id = $1",
        id.get(),
        now
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Its customer says that it is still right; `false` when they have said so at this moment already.
pub async fn said_right(
    connection: &mut PgConnection,
    id: ContactId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let said = sqlx::query!(
        "update contact set said_right_at = $2 where id = $1 and (said_right_at is null or said_right_at < $2)",
        id.get(),
        now
    )
    .execute(connection)
    .await?;
    Ok(said.rows_affected() == 1)
}

/// A message has arrived there: whatever hindered others is over.
pub async fn reached(connection: &mut PgConnection, id: ContactId, now: Timestamp) -> Result<(), StoreError> {
    sqlx::query!(
        "update contact set trouble = null, failures = 0, reached_at = greatest(reached_at, $2) where id = $1",
        id.get(),
        now
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// One more message did not arrive there, for that reason.
pub async fn missed(
    connection: &mut PgConnection,
    id: ContactId,
    cause: Option<Cause>,
) -> Result<(), StoreError> {
    let known =
        sqlx::query!("select failures, trouble from contact where id = $1 for no key update", id.get())
            .fetch_optional(&mut *connection)
            .await?;
    let Some(known) = known else { return Ok(()) };
    let wrong = StoreError::Inconsistent { table: "contact", column: "trouble" };
    let trouble = known.trouble.map(|name| Cause::parse(&name).ok_or(wrong)).transpose()?;
    let (failures, trouble) =
        report_effect::missed(u16::try_from(known.failures).unwrap_or_default(), trouble, cause);
    sqlx::query!(
        "update contact set failures = $2, trouble = $3 where id = $1",
        id.get(),
        i16::try_from(failures).unwrap_or(i16::MAX),
        trouble.map(Cause::as_str)
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Notes why messages do not reach a contact, or that they do.
pub async fn troubled(
    connection: &mut PgConnection,
    id: ContactId,
    cause: Option<Cause>,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update contact set trouble = $2 where id = $1 and trouble is distinct from $2",
        id.get(),
        cause.map(Cause::as_str)
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// The contacts a parcel's code may go to: those an order named, and those their customers have proven since. Customer by
/// customer, whatever is known of the tables: a plan that reads all contacts would take longer for a parcel that there
/// is, and tell it.
pub async fn reachable(connection: &mut PgConnection, parcel: &ParcelId) -> Result<Vec<Contact>, StoreError> {
    select!(
        "from (select distinct n.customer_id from recipient r
                 cross join lateral (select customer_id from contact where id = r.contact_id offset 0) n
                 where r.parcel_id = $1) k
             cross join lateral (select * from contact where customer_id = k.customer_id offset 0) c
         order by c.id",
        parcel.as_str()
    )
    .fetch_all(connection)
    .await?
    .into_iter()
    .map(Contact::try_from)
    .collect()
}

/// The contacts of a customer, in the customer's order.
pub async fn of_customer(
    connection: &mut PgConnection,
    customer: CustomerId,
) -> Result<Vec<Contact>, StoreError> {
    let mut contacts: Vec<Contact> = select!("from contact c where c.customer_id = $1", customer.get())
        .fetch_all(connection)
        .await?
        .into_iter()
        .map(Contact::try_from)
        .collect::<Result<_, _>>()?;
    contacts.sort_by_key(|contact| (contact.place, contact.address.channel(), contact.id));
    Ok(contacts)
}

/// Contacts of others that an unfinished order names beside one of the customer's.
pub async fn named_beside(
    connection: &mut PgConnection,
    customer: CustomerId,
) -> Result<Vec<Contact>, StoreError> {
    select!(
        "from contact c where c.customer_id <> $1 and c.id in (
             select o.contact_id from contact m join recipient r on r.contact_id = m.id
                 join parcel p on p.id = r.parcel_id join recipient o on o.parcel_id = r.parcel_id
             where m.customer_id = $1 and p.status <> all($2))
         order by c.channel desc, c.id",
        customer.get(),
        &Status::terminal() as &[&str]
    )
    .fetch_all(connection)
    .await?
    .into_iter()
    .map(Contact::try_from)
    .collect()
}

/// The time zone of the station of a customer's newest parcel.
pub async fn time_zone(
    connection: &mut PgConnection,
    customer: CustomerId,
) -> Result<Option<String>, StoreError> {
    Ok(sqlx::query_scalar!(
        "select s.time_zone from contact c join recipient r on r.contact_id = c.id
             join parcel p on p.id = r.parcel_id
             join station s on s.id = coalesce(p.station_id, p.announced_station)
         where c.customer_id = $1 order by p.since desc limit 1",
        customer.get()
    )
    .fetch_optional(connection)
    .await?)
}
