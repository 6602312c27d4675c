use crate::{
    port::{Day, Moment},
    wording,
};

const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

pub fn moment(moment: &Moment) -> String {
    format!("{} {}", day(moment.day), moment.clock)
}

pub fn brief(moment: &Moment) -> String {
    match moment.day {
        Day::Today => moment.clock.clone(),
        Day::Date { day, month, year } => date(day, short(month_name(month)), year),
        Day::Weekday(day) => format!("{} {}", short(name(&DAYS, day)), moment.clock),
        Day::Yesterday => format!("Yesterday {}", moment.clock),
        Day::Tomorrow => format!("Tomorrow {}", moment.clock),
    }
}

pub fn window(from: &Moment, until: &Moment) -> String {
    if from.day == until.day {
        format!("{}, {} to {}", day(from.day), from.clock, until.clock)
    } else {
        format!("{} to {}", moment(from), moment(until))
    }
}

/// For messages, which may be read on another day: `Tue 18:00`, `24 Nov 18:00`.
pub fn lasting(at: &Moment) -> String {
    match (at.day, wording::weekday(at)) {
        (Day::Date { day, month, year }, _) => {
            format!("{} {}", date(day, short(month_name(month)), year), at.clock)
        }
        (_, Some(day)) => format!("{} {}", short(DAYS[day % 7]), at.clock),
        (_, None) => moment(at),
    }
}

fn day(day: Day) -> String {
    match day {
        Day::Yesterday => "yesterday".to_owned(),
        Day::Today => "today".to_owned(),
        Day::Tomorrow => "tomorrow".to_owned(),
        Day::Weekday(day) => name(&DAYS, day).to_owned(),
        Day::Date { day, month, year } => date(day, month_name(month), year),
    }
}

/// `24 November`, and `3 February 2027` where that is not this year.
fn date(day: u8, month: &str, year: Option<i32>) -> String {
    match year {
        Some(year) => format!("{day} {month} {year}"),
        None => format!("{day} {month}"),
    }
}

/// The name of a month, 1 to 12.
fn month_name(month: u8) -> &'static str {
    name(&MONTHS, month.saturating_sub(1))
}

fn name(names: &[&'static str], place: u8) -> &'static str {
    names.get(usize::from(place)).copied().unwrap_or_default()
}

fn short(name: &'static str) -> &'static str {
    name.get(..3).unwrap_or(name)
}
