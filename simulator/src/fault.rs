//! Faults on command: how a provider behaves on a bad day.

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

use crate::channel::Channel;

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Nothing.
    #[default]
    None,
    /// The message is refused for good: HTTP 400 / SMTP 550.
    Reject,
    /// The provider is broken for now: HTTP 500 / SMTP 451.
    Unavailable,
    /// The provider asks for patience: HTTP 429 with `Retry-After` / SMTP 421.
    TooMany,
    /// The request is read and never answered; the message is not taken.
    Hang,
    /// The message is taken, but the connection breaks before the answer.
    ResetAfterBody,
    /// The answer makes no sense; the message is not taken.
    Garbage,
}

/// A fault and how often it still strikes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Fault {
    /// What goes wrong.
    pub mode: Mode,
    /// For how many more messages; `None` until further notice.
    pub count: Option<u32>,
}

/// An order to go wrong, as it is posted.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Order {
    /// Which provider.
    pub channel: Channel,
    /// How.
    pub mode: Mode,
    /// For how many messages; without it, until further notice.
    pub count: Option<u32>,
}

/// The faults in force, as they are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct InForce {
    /// Of the SMS provider.
    pub sms: Fault,
    /// Of the mailbox.
    pub email: Fault,
}

/// Holds the faults in force.
#[derive(Debug, Default)]
pub struct Faults(Mutex<InForce>);

impl Faults {
    /// Puts a fault in force, in place of the one before.
    pub fn set(&self, order: Order) -> InForce {
        let mut faults = self.locked();
        let count = order.count.filter(|_| order.mode != Mode::None);
        *faults.of(order.channel) =
            if order.count == Some(0) { Fault::default() } else { Fault { mode: order.mode, count } };
        *faults
    }

    /// What is in force.
    pub fn in_force(&self) -> InForce {
        *self.locked()
    }

    /// What goes wrong with the next message on this channel; counts it.
    pub fn take(&self, channel: Channel) -> Mode {
        let mut faults = self.locked();
        let fault = faults.of(channel);
        let mode = fault.mode;
        match &mut fault.count {
            Some(count) if *count > 1 => *count -= 1,
            Some(_) => *fault = Fault::default(),
            None => {}
        }
        mode
    }

    fn locked(&self) -> MutexGuard<'_, InForce> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl InForce {
    fn of(&mut self, channel: Channel) -> &mut Fault {
        match channel {
            Channel::Sms => &mut self.sms,
            Channel::Email => &mut self.email,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_counted_fault_ends_by_itself_and_spares_the_other_channel() {
        let faults = Faults::default();
        faults.set(Order { channel: Channel::Sms, mode: Mode::Unavailable, count: Some(2) });
        assert_eq!(faults.take(Channel::Email), Mode::None);
        assert_eq!(
            [(); 3].map(|()| faults.take(Channel::Sms)),
            [Mode::Unavailable, Mode::Unavailable, Mode::None]
        );
    }

    #[test]
    fn an_uncounted_fault_lasts_until_it_is_lifted() {
        let faults = Faults::default();
        faults.set(Order { channel: Channel::Email, mode: Mode::Hang, count: None });
        assert_eq!([(); 3].map(|()| faults.take(Channel::Email)), [Mode::Hang; 3]);
        let lifted = faults.set(Order { channel: Channel::Email, mode: Mode::None, count: Some(4) });
        assert_eq!(lifted, InForce::default());
    }
}
