//! When a text message that a phone could not take is handed over once more: soon at first, for the phone that was in
//! a tunnel, then ever more rarely.

use chrono::Duration;

/// How long after its first failure.
const FIRST: Duration = Duration::minutes(5);
/// How much longer each wait is than the one before.
const FACTOR: i32 = 3;
/// The longest wait.
const LONGEST: Duration = Duration::hours(4);
/// How often a message is handed over at most.
const HAND_OVERS: usize = 8;

/// How long to wait after so many hand-overs, or `None` when there were enough.
pub fn after(hand_overs: usize) -> Option<Duration> {
    if hand_overs >= HAND_OVERS {
        return None;
    }
    Some((1..hand_overs).fold(FIRST, |wait, _| (wait * FACTOR).min(LONGEST)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_four_hours_and_end_after_eight_hand_overs() {
        for (hand_overs, minutes) in [(1, 5), (2, 15), (3, 45), (4, 135), (5, 240), (6, 240), (7, 240)] {
            assert_eq!(after(hand_overs), Some(Duration::minutes(minutes)), "{hand_overs}");
        }
        for hand_overs in [8, 9, 1_000] {
            assert_eq!(after(hand_overs), None, "{hand_overs}");
        }
    }
}
