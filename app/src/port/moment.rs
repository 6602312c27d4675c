//! Times as pages tell them.

/// A day as people name it, relative to today at the station.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Day {
    /// The day before.
    Yesterday,
    /// This day.
    Today,
    /// The next day.
    Tomorrow,
    /// Within six days: 0 is Monday.
    Weekday(u8),
    /// Further away.
    Date {
        /// 1 to 31.
        day: u8,
        /// 1 to 12.
        month: u8,
        /// Where it is not the current one.
        year: Option<i32>,
    },
}

/// A time, ready for a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// For `<time datetime>` (RFC 3339).
    pub iso: String,
    /// The day in words.
    pub day: Day,
    /// The clock at the station: `13:02`; with the zone where no station says it: `13:02 UTC`.
    pub clock: String,
}
