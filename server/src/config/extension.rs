//! How often, how long and until when customers may have the time to collect extended.

use chrono::Duration;
use clap::Args;
use domain::extension::ExtensionLimits;

use super::faults::Faults;

/// The limits, as given.
#[derive(Args)]
pub struct ExtensionArguments {
    /// How often a customer may have the time to collect a parcel extended, 0 to 20
    #[arg(id = "extend-times", long = "extend-times", env = "DOORCODE_EXTEND_TIMES", default_value = "1")]
    times: String,
    /// Hours that it is extended by each time
    #[arg(id = "extend-hours", long = "extend-hours", env = "DOORCODE_EXTEND_HOURS", default_value = "24")]
    hours: String,
    /// Hours that a parcel lies at most from when it was placed, when its customer has the time extended
    #[arg(
        id = "extend-longest-hours",
        long = "extend-longest-hours",
        env = "DOORCODE_EXTEND_LONGEST_HOURS",
        default_value = "168"
    )]
    longest_hours: String,
    /// Hours after the deadline in which it may still be extended
    #[arg(
        id = "extend-late-hours",
        long = "extend-late-hours",
        env = "DOORCODE_EXTEND_LATE_HOURS",
        default_value = "6"
    )]
    late_hours: String,
}

impl ExtensionArguments {
    /// The limits.
    pub fn limits(&self, f: &mut Faults) -> Option<ExtensionLimits> {
        let times = f.within("DOORCODE_EXTEND_TIMES", &self.times, 0..=20);
        let by = f.within("DOORCODE_EXTEND_HOURS", &self.hours, 1..=720);
        let longest = f.within("DOORCODE_EXTEND_LONGEST_HOURS", &self.longest_hours, 1..=2_160);
        let late = f.within("DOORCODE_EXTEND_LATE_HOURS", &self.late_hours, 0..=720);
        let late = late.zip(by).and_then(|(late, by)| {
            // What is extended late would be over again at once.
            let why = "is not less than DOORCODE_EXTEND_HOURS".to_owned();
            f.take("DOORCODE_EXTEND_LATE_HOURS", if late < by { Ok(late) } else { Err(why) })
        });
        let hours = Duration::hours;
        Some(ExtensionLimits { times: times?, by: hours(by?), longest: hours(longest?), grace: hours(late?) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(
        times: &str,
        by: &str,
        longest: &str,
        late: &str,
    ) -> Result<Option<ExtensionLimits>, Vec<String>> {
        let arguments = ExtensionArguments {
            times: times.to_owned(),
            hours: by.to_owned(),
            longest_hours: longest.to_owned(),
            late_hours: late.to_owned(),
        };
        let mut faults = Faults(Vec::new());
        let limits = arguments.limits(&mut faults);
        if faults.0.is_empty() { Ok(limits) } else { Err(faults.0) }
    }

    #[test]
    fn limits_that_extend_nothing_are_told_with_their_names() {
        let limits = given("2", "48", "120", "12").unwrap().unwrap();
        assert_eq!((limits.times, limits.by), (2, Duration::hours(48)));
        assert_eq!((limits.longest, limits.grace), (Duration::hours(120), Duration::hours(12)));
        assert_eq!(given("0", "24", "168", "0").unwrap().unwrap().times, 0);
        let wrong = given("21", "24", "0", "24").unwrap_err();
        let named = |name: &str| wrong.iter().any(|fault| fault.starts_with(name));
        for name in
            ["DOORCODE_EXTEND_TIMES:", "DOORCODE_EXTEND_LONGEST_HOURS:", "DOORCODE_EXTEND_LATE_HOURS:"]
        {
            assert!(named(name), "{name} {wrong:?}");
        }
    }
}
