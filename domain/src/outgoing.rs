//! Handing something to another system until it has it: when to try again, and when to stop.
//!
//! The times are those of Standard Webhooks 1.0 ("Deliverability and reliability").

use chrono::Duration;

/// How long to wait before the next try, after the first, the second, and so on.
pub const WAITS: [Duration; 9] = [
    Duration::seconds(5),
    Duration::minutes(5),
    Duration::minutes(30),
    Duration::hours(2),
    Duration::hours(5),
    Duration::hours(10),
    Duration::hours(14),
    Duration::hours(20),
    Duration::hours(24),
];

/// What the other side said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HandoverAnswer {
    /// It has it: a status of 200 to 299.
    Taken,
    /// It wants nothing more at this address: 410.
    Gone,
    /// Anything else, or nothing.
    NotTaken,
}

/// What follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HandoverStep {
    /// It is done.
    Delivered,
    /// It is tried again after this time.
    Again(Duration),
    /// It is laid aside for a person to look at.
    Dead,
    /// The same, and nothing more is sent there until a person says so.
    Stop,
}

/// What follows from the answer to the try of this number, counted from 1.
pub fn follow(answer: HandoverAnswer, tries: usize) -> HandoverStep {
    match answer {
        HandoverAnswer::Taken => HandoverStep::Delivered,
        HandoverAnswer::Gone => HandoverStep::Stop,
        HandoverAnswer::NotTaken => {
            WAITS.get(tries.saturating_sub(1)).map_or(HandoverStep::Dead, |wait| HandoverStep::Again(*wait))
        }
    }
}

/// What an HTTP status means.
pub const fn answered(status: u16) -> HandoverAnswer {
    match status {
        200..=299 => HandoverAnswer::Taken,
        410 => HandoverAnswer::Gone,
        _ => HandoverAnswer::NotTaken,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_tried_ten_times_over_three_days_and_then_laid_aside() {
        let mut waited = Duration::zero();
        for tries in 1..=9 {
            let HandoverStep::Again(wait) = follow(HandoverAnswer::NotTaken, tries) else {
                panic!("{tries}")
            };
            waited += wait;
        }
        assert!(waited > Duration::days(3) && waited < Duration::days(4), "{waited}");
        assert_eq!(follow(HandoverAnswer::NotTaken, 10), HandoverStep::Dead);
        assert_eq!(follow(HandoverAnswer::NotTaken, usize::MAX), HandoverStep::Dead);
        assert_eq!(follow(HandoverAnswer::Taken, 10), HandoverStep::Delivered);
        assert_eq!(follow(HandoverAnswer::Gone, 1), HandoverStep::Stop);
    }

    #[test]
    fn only_a_two_hundred_is_taken_and_no_redirect_is() {
        let taken = (100..600).filter(|status| answered(*status) == HandoverAnswer::Taken).count();
        assert_eq!(taken, 100);
        for status in [100, 199, 300, 301, 302, 307, 308, 400, 404, 429, 500, 503] {
            assert_eq!(answered(status), HandoverAnswer::NotTaken, "{status}");
        }
        assert_eq!(answered(410), HandoverAnswer::Gone);
    }
}
