//! What the sender of a mail wants to hear about a recipient (RFC 3461, section 4.1).

use smtp_proto::{RCPT_NOTIFY_DELAY, RCPT_NOTIFY_FAILURE, RCPT_NOTIFY_NEVER, RCPT_NOTIFY_SUCCESS};

use super::report::delivery::Action;

/// The recipient's NOTIFY, or that there was none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Notify(u64);

impl Notify {
    /// From the flags of a RCPT command.
    pub const fn from_flags(flags: u64) -> Self {
        Self(flags & (RCPT_NOTIFY_NEVER | RCPT_NOTIFY_SUCCESS | RCPT_NOTIFY_FAILURE | RCPT_NOTIFY_DELAY))
    }

    /// Whether the sender wants to hear of this. Who says nothing hears of what goes wrong.
    pub const fn wants(self, action: Action) -> bool {
        let flag = match action {
            Action::Delivered => RCPT_NOTIFY_SUCCESS,
            Action::Delayed => RCPT_NOTIFY_DELAY,
            Action::Failed => RCPT_NOTIFY_FAILURE,
        };
        match self.0 {
            0 => !matches!(action, Action::Delivered),
            flags => flags & flag != 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_asks_for_nothing_hears_of_failures_only() {
        use Action::{Delayed, Delivered, Failed};
        for (flags, heard) in [
            (0, [false, true, true]),
            (RCPT_NOTIFY_NEVER, [false, false, false]),
            (RCPT_NOTIFY_SUCCESS, [true, false, false]),
            (RCPT_NOTIFY_SUCCESS | RCPT_NOTIFY_FAILURE, [true, false, true]),
            (RCPT_NOTIFY_DELAY, [false, true, false]),
        ] {
            let notify = Notify::from_flags(flags);
            assert_eq!([Delivered, Delayed, Failed].map(|action| notify.wants(action)), heard, "{flags}");
        }
    }
}
