//! When customers are reminded of a parcel that lies there.

use chrono::Duration;
use clap::Args;
use domain::reminder::ReminderSettings;

use super::faults::Faults;

/// When, as given.
#[derive(Args)]
pub struct ReminderArguments {
    /// Whether customers are reminded when half of the time to collect is over: true or false
    #[arg(
        id = "remind_half_time",
        long = "remind-half-time",
        env = "DOORCODE_REMIND_HALF_TIME",
        default_value = "true"
    )]
    half_time: String,
    /// How many hours before the time to collect ends they are reminded, up to 72; 0 for never
    #[arg(
        id = "remind_last_hours",
        long = "remind-last-hours",
        env = "DOORCODE_REMIND_LAST_HOURS",
        default_value = "6"
    )]
    last_hours: String,
    /// From which hour of the station's day on they may be reminded, 0 to 22
    #[arg(
        id = "remind_from_hour",
        long = "remind-from-hour",
        env = "DOORCODE_REMIND_FROM_HOUR",
        default_value = "8"
    )]
    from_hour: String,
    /// From which hour on no longer, 1 to 24
    #[arg(
        id = "remind_to_hour",
        long = "remind-to-hour",
        env = "DOORCODE_REMIND_TO_HOUR",
        default_value = "21"
    )]
    to_hour: String,
}

impl ReminderArguments {
    /// The settings, if the day has hours.
    pub fn settings(self, f: &mut Faults) -> Option<ReminderSettings> {
        let half_time = f.parsed("DOORCODE_REMIND_HALF_TIME", &self.half_time, "is neither true nor false");
        let last_hours: Option<i64> = f.within("DOORCODE_REMIND_LAST_HOURS", &self.last_hours, 0..=72);
        let from: Option<u32> = f.within("DOORCODE_REMIND_FROM_HOUR", &self.from_hour, 0..=22);
        let to: Option<u32> = f.within("DOORCODE_REMIND_TO_HOUR", &self.to_hour, 1..=24);
        let (from_hour, to_hour) = (from?, to?);
        if from_hour >= to_hour {
            let why = "is not later than DOORCODE_REMIND_FROM_HOUR".to_owned();
            return f.take::<ReminderSettings>("DOORCODE_REMIND_TO_HOUR", Err(why));
        }
        let last_hours = last_hours.map(|hours| (hours > 0).then(|| Duration::hours(hours)))?;
        Some(ReminderSettings { half_time: half_time?, last_hours, from_hour, to_hour })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(half: &str, last: &str, from: &str, to: &str) -> Result<Option<ReminderSettings>, String> {
        let arguments = ReminderArguments {
            half_time: half.to_owned(),
            last_hours: last.to_owned(),
            from_hour: from.to_owned(),
            to_hour: to.to_owned(),
        };
        let mut faults = Faults(Vec::new());
        let settings = arguments.settings(&mut faults);
        if faults.0.is_empty() { Ok(settings) } else { Err(faults.to_string()) }
    }

    #[test]
    fn what_is_wrong_is_told_by_its_name_and_a_day_has_hours() {
        assert_eq!(given("true", "6", "8", "21"), Ok(Some(ReminderSettings::default())));
        let never = given("false", "0", "8", "21").unwrap().unwrap();
        assert!(!never.reminds());
        for (half, last, from, to, blamed) in [
            ("often", "6", "8", "21", "DOORCODE_REMIND_HALF_TIME"),
            ("true", "99", "8", "21", "DOORCODE_REMIND_LAST_HOURS"),
            ("true", "6", "x", "21", "DOORCODE_REMIND_FROM_HOUR"),
            ("true", "6", "8", "25", "DOORCODE_REMIND_TO_HOUR"),
            ("true", "6", "21", "8", "DOORCODE_REMIND_TO_HOUR"),
        ] {
            let told = given(half, last, from, to).unwrap_err();
            assert!(told.contains(blamed), "{told}");
        }
    }
}
