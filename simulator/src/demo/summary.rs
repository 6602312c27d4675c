//! What somebody needs to know to try the demonstration.

use std::fmt;

use super::{
    network,
    parcel::{DemoParcel, Recipient},
};

/// The demonstration in words, printed for people.
#[derive(Debug)]
pub struct Summary<'a> {
    /// Where customers go.
    pub desk: &'a str,
    /// Where the outside world is shown.
    pub simulator: &'a str,
    /// What there is to see.
    pub parcels: &'a [DemoParcel],
}

impl fmt::Display for Summary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Recipient { phone, email } = Recipient::kim();
        let simulator = self.simulator.trim_end_matches('/');
        writeln!(f)?;
        writeln!(f, "  Doorcode   {}", self.desk)?;
        writeln!(f, "  Messages   {simulator}/              every SMS and e-mail that was sent")?;
        writeln!(f, "  Carrier    {simulator}/carrier       move a parcel")?;
        writeln!(f, "  Stations   {simulator}/stations      type or scan a code, open a door")?;
        writeln!(f)?;
        writeln!(f, "  Sign in with a tracking number and {phone} or {email}")?;
        writeln!(f)?;
        let rows: Vec<[String; 4]> = self.parcels.iter().map(row).collect();
        let head = ["Tracking number", "State", "From", "Station"].map(str::to_owned);
        let width = |column: usize| {
            rows.iter().chain([&head]).map(|row| row[column].chars().count()).max().unwrap_or(0)
        };
        let widths = [width(0), width(1), width(2)];
        for [number, state, from, station] in [&head].into_iter().chain(&rows) {
            let [number_width, state_width, from_width] = widths;
            writeln!(f, "  {number:number_width$}   {state:state_width$}   {from:from_width$}   {station}")?;
        }
        Ok(())
    }
}

fn row(parcel: &DemoParcel) -> [String; 4] {
    let announced = &parcel.registration;
    let station = network::station(&announced.station).map(|station| station.name).unwrap_or_default();
    [
        announced.tracking_number.clone(),
        parcel.slot.describe().to_owned(),
        format!("{}, by {}", announced.merchant, announced.carrier),
        format!("{} {station}", announced.station),
    ]
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};

    use super::*;
    use crate::demo::{calendar::Calendar, parcel::Slot, tracking};

    #[test]
    fn the_summary_says_where_to_go_and_what_to_type() {
        let calendar = Calendar::at(DateTime::<Utc>::UNIX_EPOCH);
        let parcels = Slot::ALL.map(|slot| DemoParcel::new(slot, tracking::usual(slot), &calendar));
        let text =
            Summary { desk: "http://127.0.0.1:3000", simulator: "http://127.0.0.1:3010/", parcels: &parcels }
                .to_string();
        for part in
            ["http://127.0.0.1:3010/carrier ", "+49 171 3920041", "RR473124829GB", "Hauptbahnhof, south exit"]
        {
            assert!(text.contains(part), "{part} in {text}");
        }
    }
}
