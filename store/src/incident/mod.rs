//! Incidents: those that are open, of which there are few, and those that were.

mod count;
mod report;

use domain::{
    Timestamp,
    id::{IncidentId, ParcelId},
    incident::{OpenIncident, RaisedBy, Scope},
    trouble::{Incident, Trouble},
};
use sqlx::PgConnection;

pub use self::{
    count::{Uncounted, count, fold, forget_counted, message_clusters, uncounted},
    report::{report, station_clusters},
};
use crate::StoreError;

/// An incident as it is written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// What customers see of it.
    pub incident: Incident,
    /// Who raised it.
    pub by: RaisedBy,
    /// The operator's own name of it.
    pub request: Option<String>,
    /// When it was last found failing.
    pub failed_at: Timestamp,
    /// When it ended.
    pub cleared_at: Option<Timestamp>,
}

impl Known {
    /// As far as the rule is concerned.
    pub const fn open(&self) -> OpenIncident {
        OpenIncident { by: self.by, failed_at: self.failed_at }
    }

    /// Whether it is about this.
    pub fn is_of(&self, scope: Scope, subject: &str, trouble: Trouble) -> bool {
        let own = &self.incident;
        own.scope == scope && own.subject == subject && own.trouble == trouble
    }
}

struct Row {
    id: IncidentId,
    scope: String,
    subject: String,
    trouble: String,
    raised_by: String,
    request: Option<String>,
    words: Option<String>,
    started_at: Timestamp,
    failed_at: Timestamp,
    until: Option<Timestamp>,
    cleared_at: Option<Timestamp>,
}

impl TryFrom<Row> for Known {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let wrong = |column| StoreError::Inconsistent { table: "incident", column };
        Ok(Self {
            incident: Incident {
                id: row.id,
                scope: Scope::parse(&row.scope).ok_or(wrong("scope"))?,
                subject: row.subject,
                trouble: Trouble::parse(&row.trouble).ok_or(wrong("trouble"))?,
                since: row.started_at,
                until: row.until,
                words: row.words,
            },
            by: RaisedBy::parse(&row.raised_by).ok_or(wrong("raised_by"))?,
            request: row.request,
            failed_at: row.failed_at,
            cleared_at: row.cleared_at,
        })
    }
}

/// The columns of [`Row`].
macro_rules! select {
    ($rest:literal $(, $value:expr)*) => {
        sqlx::query_as!(
            Row,
            "select id, scope, subject, trouble, raised_by, request, words, started_at, failed_at, until, cleared_at
             from incident " + $rest
            $(, $value)*
        )
    };
}

fn known(rows: Vec<Row>) -> Result<Vec<Known>, StoreError> {
    rows.into_iter().map(Known::try_from).collect()
}

/// Those that are open, the oldest first.
pub async fn open(connection: &mut PgConnection) -> Result<Vec<Known>, StoreError> {
    known(select!("where cleared_at is null order by id").fetch_all(connection).await?)
}

/// The newest of all, open or not, before this one; at most so many.
pub async fn newest(
    connection: &mut PgConnection,
    before: IncidentId,
    most: i64,
) -> Result<Vec<Known>, StoreError> {
    known(select!("where id < $1 order by id desc limit $2", before.get(), most).fetch_all(connection).await?)
}

/// The one of that number.
pub async fn by_id(connection: &mut PgConnection, id: IncidentId) -> Result<Option<Known>, StoreError> {
    select!("where id = $1", id.get()).fetch_optional(connection).await?.map(Known::try_from).transpose()
}

/// The one that the operator has raised under this name.
pub async fn by_request(connection: &mut PgConnection, request: &str) -> Result<Option<Known>, StoreError> {
    select!("where request = $1", request).fetch_optional(connection).await?.map(Known::try_from).transpose()
}

/// Has whoever raises or ends incidents do that one after the other, until the transaction ends.
pub async fn alone(connection: &mut PgConnection) -> Result<(), StoreError> {
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended('incident', 0))").execute(connection).await?;
    Ok(())
}

/// An incident to be written down.
#[derive(Debug, Clone, Copy)]
pub struct NewIncident<'a> {
    /// What fails.
    pub scope: Scope,
    /// Which.
    pub subject: &'a str,
    /// What is wrong.
    pub trouble: Trouble,
    /// The operator's own name of it; the rule has none.
    pub request: Option<&'a str>,
    /// What the operator says of it.
    pub words: Option<&'a str>,
    /// When it is over by itself.
    pub until: Option<Timestamp>,
}

/// Writes one down; `None`, and nothing is changed, when one about the same is open.
pub async fn raise(
    connection: &mut PgConnection,
    new: &NewIncident<'_>,
    now: Timestamp,
) -> Result<Option<IncidentId>, StoreError> {
    let by = if new.request.is_some() { RaisedBy::Operator } else { RaisedBy::Rule };
    let id = sqlx::query_scalar!(
        "insert into incident (scope, subject, trouble, raised_by, request, words, until, started_at, failed_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $8)
         on conflict (scope, subject, trouble) where cleared_at is null do nothing returning id",
        new.scope.as_str(),
        new.subject,
        new.trouble.as_str(),
        by.as_str(),
        new.request,
        new.words,
        new.until,
        now
    )
    .fetch_optional(connection)
    .await?;
    Ok(id.map(IncidentId::new))
}

/// Hands one that the rule has raised over to the operator, who ends it from now on.
pub async fn take_over(
    connection: &mut PgConnection,
    id: IncidentId,
    new: &NewIncident<'_>,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update incident set raised_by = 'operator', request = $2, words = $3, until = $4
         where id = $1 and cleared_at is null",
        id.get(),
        new.request,
        new.words,
        new.until
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Notes that it was found failing again.
pub async fn renew(connection: &mut PgConnection, id: IncidentId, now: Timestamp) -> Result<(), StoreError> {
    sqlx::query!("update incident set failed_at = greatest(failed_at, $2) where id = $1", id.get(), now)
        .execute(connection)
        .await?;
    Ok(())
}

/// Ends one; `false` when it had ended before.
pub async fn clear(
    connection: &mut PgConnection,
    id: IncidentId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let cleared = sqlx::query!(
        "update incident set cleared_at = $2 where id = $1 and cleared_at is null",
        id.get(),
        now
    )
    .execute(connection)
    .await?;
    Ok(cleared.rows_affected() == 1)
}

/// Who was handed the messages about these parcels' codes that are not confirmed: each parcel with a provider's name.
/// Asked for only while there is an incident of one.
pub async fn providers(
    connection: &mut PgConnection,
    parcels: &[ParcelId],
) -> Result<Vec<(ParcelId, String)>, StoreError> {
    let rows = sqlx::query!(
        "select distinct n.parcel_id as \"parcel!\", a.provider from notification n
             join lateral (select provider from attempt where notification_id = n.id order by id desc limit 1) a on true
         where n.parcel_id = any($1) and n.kind = 'code' and n.state <> 'delivered'",
        &ParcelId::names(parcels) as &[&str]
    )
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|row| (ParcelId::stored(row.parcel), row.provider)).collect())
}

/// Counts a change on the pages of those of these parcels that such incidents may concern: of these stations, of these
/// regions, or `of_messages`, which concern whoever has a code.
pub async fn touch(
    connection: &mut PgConnection,
    parcels: &[ParcelId],
    stations: &[String],
    regions: &[String],
    of_messages: bool,
) -> Result<(), StoreError> {
    sqlx::query!(
        "with there as (
             select id from parcel where id = any($1) and (station_id = any($2) or $4 and placed_at is not null
                 or station_id in (select s.id from station s where s.region = any($3)))
             order by id for update)
         update parcel p set version = version + 1 from there where p.id = there.id",
        &ParcelId::names(parcels) as &[&str],
        stations,
        regions,
        of_messages
    )
    .execute(connection)
    .await?;
    Ok(())
}
