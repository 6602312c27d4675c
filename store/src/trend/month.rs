//! Months of all stations with a roof, and of all without: two rows each.

use chrono::NaiveDate;
use domain::trend::StationDay;
use sqlx::PgConnection;

use crate::StoreError;

/// What happened in a month at stations with a roof, or without, as they were then.
#[derive(Debug, Clone, PartialEq)]
pub struct Month {
    /// They have a roof.
    pub sheltered: bool,
    /// Its first day.
    pub month: NaiveDate,
    /// Days of stations on which anything was heard of them, or missed.
    pub station_days: i64,
    /// Doors that codes opened.
    pub opened: i64,
    /// Tries that opened none.
    pub refused: i64,
    /// Openings after which the door stayed shut.
    pub jammed: i64,
    /// Openings after which its sensors contradicted each other.
    pub unsure: i64,
    /// What customers said that is wrong.
    pub faults: i64,
    /// How long they were silent.
    pub offline_seconds: i64,
    /// Degrees, added up.
    pub celsius_sum: f64,
    /// Of how many hours.
    pub celsius_count: i64,
}

impl Month {
    pub(super) const fn of(sheltered: bool, month: NaiveDate) -> Self {
        Self {
            sheltered,
            month,
            station_days: 0,
            opened: 0,
            refused: 0,
            jammed: 0,
            unsure: 0,
            faults: 0,
            offline_seconds: 0,
            celsius_sum: 0.0,
            celsius_count: 0,
        }
    }

    pub(super) fn add(&mut self, day: &StationDay, is_new: bool) {
        self.station_days += i64::from(is_new);
        self.opened += i64::from(day.openings());
        self.refused += i64::from(day.refused);
        self.jammed += i64::from(day.jammed);
        self.unsure += i64::from(day.unsure);
        self.faults += i64::from(day.faults);
        self.offline_seconds += day.offline_seconds;
        self.celsius_sum += day.celsius_sum;
        self.celsius_count += i64::from(day.celsius_count);
    }
}

pub(super) async fn add(connection: &mut PgConnection, month: &Month) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into shelter_month as m (sheltered, month, station_days, opened, refused, jammed, unsure, faults,
             offline_seconds, celsius_sum, celsius_count)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         on conflict (sheltered, month) do update set station_days = m.station_days + $3, opened = m.opened + $4,
             refused = m.refused + $5, jammed = m.jammed + $6, unsure = m.unsure + $7, faults = m.faults + $8,
             offline_seconds = m.offline_seconds + $9, celsius_sum = m.celsius_sum + $10,
             celsius_count = m.celsius_count + $11",
        month.sheltered,
        month.month,
        month.station_days,
        month.opened,
        month.refused,
        month.jammed,
        month.unsure,
        month.faults,
        month.offline_seconds,
        month.celsius_sum,
        month.celsius_count
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// The months since that day, the newest first; of stations with a roof, without, or of both.
pub async fn months(
    connection: &mut PgConnection,
    sheltered: Option<bool>,
    since: NaiveDate,
) -> Result<Vec<Month>, StoreError> {
    Ok(sqlx::query_as!(
        Month,
        "select sheltered, month, station_days, opened, refused, jammed, unsure, faults, offline_seconds, celsius_sum,
             celsius_count
         from shelter_month where month >= $2 and ($1::boolean is null or sheltered = $1)
         order by month desc, sheltered",
        sheltered,
        since
    )
    .fetch_all(connection)
    .await?)
}
