//! Faults on command: how a provider behaves on a bad day.

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

use crate::{address, channel::Channel};

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
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Fault {
    /// What goes wrong.
    pub mode: Mode,
    /// For how many more messages; `None` until further notice.
    pub count: Option<u32>,
}

/// An order to go wrong, as it is posted.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Order {
    /// Which provider.
    pub channel: Channel,
    /// Only for messages to this address; without it, for all that have no order of their own.
    pub to: Option<String>,
    /// How.
    pub mode: Mode,
    /// For how many messages; without it, until further notice.
    pub count: Option<u32>,
}

/// A fault that strikes only messages to one address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Addressed {
    /// Of which provider.
    pub channel: Channel,
    /// Whose messages.
    pub to: String,
    /// How.
    #[serde(flatten)]
    pub fault: Fault,
}

/// The faults in force, as they are shown.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct InForce {
    /// Of the SMS provider.
    pub sms: Fault,
    /// Of the mailbox.
    pub email: Fault,
    /// For single addresses; they go before those of their channel.
    pub to: Vec<Addressed>,
}

/// Holds the faults in force.
#[derive(Debug, Default)]
pub struct Faults(Mutex<InForce>);

impl Faults {
    /// Puts a fault in force, in place of the one before.
    pub fn set(&self, order: Order) -> InForce {
        let mut faults = self.locked();
        let ordered = order.mode != Mode::None && order.count != Some(0);
        let fault = if ordered { Fault { mode: order.mode, count: order.count } } else { Fault::default() };
        match order.to {
            None => *faults.of(order.channel) = fault,
            Some(to) => {
                faults.to.retain(|known| !known.concerns(order.channel, &to));
                if ordered {
                    faults.to.push(Addressed { channel: order.channel, to, fault });
                }
            }
        }
        faults.clone()
    }

    /// What is in force.
    pub fn in_force(&self) -> InForce {
        self.locked().clone()
    }

    /// What goes wrong with a message to this address; counts it. The channel's own fault is spared when
    /// there is one for the address.
    pub fn take(&self, channel: Channel, to: &str) -> Mode {
        self.take_for(channel, to).unwrap_or_else(|| self.take_of(channel))
    }

    /// What was ordered for this address alone; counts it.
    pub fn take_for(&self, channel: Channel, to: &str) -> Option<Mode> {
        let mut faults = self.locked();
        let place = faults.to.iter().position(|known| known.concerns(channel, to))?;
        let mode = strike(&mut faults.to[place].fault);
        if faults.to[place].fault.mode == Mode::None {
            faults.to.remove(place);
        }
        Some(mode)
    }

    /// What was ordered for the whole channel; counts it.
    pub fn take_of(&self, channel: Channel) -> Mode {
        strike(self.locked().of(channel))
    }

    /// Whether exactly this was ordered for the whole channel; counts it only then.
    pub fn take_only(&self, channel: Channel, mode: Mode) -> bool {
        let mut faults = self.locked();
        let fault = faults.of(channel);
        fault.mode == mode && strike(fault) == mode
    }

    fn locked(&self) -> MutexGuard<'_, InForce> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Lets a fault strike once.
fn strike(fault: &mut Fault) -> Mode {
    let mode = fault.mode;
    match &mut fault.count {
        Some(count) if *count > 1 => *count -= 1,
        Some(_) => *fault = Fault::default(),
        None => {}
    }
    mode
}

impl InForce {
    fn of(&mut self, channel: Channel) -> &mut Fault {
        match channel {
            Channel::Sms => &mut self.sms,
            Channel::Email => &mut self.email,
        }
    }
}

impl Addressed {
    fn concerns(&self, channel: Channel, to: &str) -> bool {
        self.channel == channel && address::same(&self.to, to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KIM: &str = "+491713920041";
    const PAT: &str = "+491713920042";

    fn order(channel: Channel, mode: Mode, count: Option<u32>) -> Order {
        Order { channel, to: None, mode, count }
    }

    fn order_for(to: &str, mode: Mode, count: Option<u32>) -> Order {
        Order { to: Some(to.into()), ..order(Channel::Sms, mode, count) }
    }

    #[test]
    fn a_counted_fault_ends_by_itself_and_spares_the_other_channel() {
        let faults = Faults::default();
        faults.set(order(Channel::Sms, Mode::Unavailable, Some(2)));
        assert_eq!(faults.take(Channel::Email, KIM), Mode::None);
        assert_eq!(
            [(); 3].map(|()| faults.take(Channel::Sms, KIM)),
            [Mode::Unavailable, Mode::Unavailable, Mode::None]
        );
    }

    #[test]
    fn an_uncounted_fault_lasts_until_it_is_lifted() {
        let faults = Faults::default();
        faults.set(order(Channel::Email, Mode::Hang, None));
        assert_eq!([(); 3].map(|()| faults.take(Channel::Email, KIM)), [Mode::Hang; 3]);
        let lifted = faults.set(order(Channel::Email, Mode::None, Some(4)));
        assert_eq!(lifted, InForce::default());
    }

    #[test]
    fn a_fault_for_one_address_goes_before_and_spares_the_channels_own() {
        let faults = Faults::default();
        faults.set(order(Channel::Sms, Mode::Unavailable, Some(1)));
        faults.set(order_for(KIM, Mode::Reject, Some(1)));
        faults.set(order_for(PAT, Mode::Garbage, None));
        assert_eq!(faults.take(Channel::Sms, PAT), Mode::Garbage);
        assert_eq!(
            [(); 3].map(|()| faults.take(Channel::Sms, KIM)),
            [Mode::Reject, Mode::Unavailable, Mode::None]
        );
        assert_eq!(faults.take(Channel::Sms, PAT), Mode::Garbage);
        assert_eq!(faults.set(order_for(PAT, Mode::None, None)), InForce::default());
    }
}
