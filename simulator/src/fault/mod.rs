//! Faults on command: how a provider behaves on a bad day.

mod code;
mod mode;
mod order;
mod strike;

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::Serialize;

use crate::{address, provider::Provider};

pub use code::Code;
pub use mode::Mode;
pub use order::{Order, Senseless};
pub use strike::Strike;

/// A fault and how often it still strikes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Fault {
    /// What goes wrong.
    #[serde(flatten)]
    pub strike: Strike,
    /// For how many more messages; `None` until further notice.
    pub count: Option<u32>,
}

/// A fault that strikes only messages to one address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Addressed {
    /// Of which provider.
    #[serde(rename = "channel")]
    pub provider: Provider,
    /// Whose messages.
    pub to: String,
    /// How.
    #[serde(flatten)]
    pub fault: Fault,
}

/// The faults in force, as they are shown.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct InForce {
    /// Of the first SMS provider.
    pub sms: Fault,
    /// Of the second SMS provider.
    pub sms2: Fault,
    /// Of the mailbox.
    pub email: Fault,
    /// Of the push service.
    pub push: Fault,
    /// For single addresses; they go before those of their provider.
    pub to: Vec<Addressed>,
}

/// Holds the faults in force.
#[derive(Debug, Default)]
pub struct Faults(Mutex<InForce>);

impl Faults {
    /// Puts a fault in force, in place of the one before.
    pub fn set(&self, order: Order) -> InForce {
        let mut faults = self.locked();
        let ordered = order.strike.mode != Mode::None && order.count != Some(0);
        let fault =
            if ordered { Fault { strike: order.strike, count: order.count } } else { Fault::default() };
        match order.to {
            None => *faults.of(order.provider) = fault,
            Some(to) => {
                faults.to.retain(|known| !known.concerns(order.provider, &to));
                if ordered {
                    faults.to.push(Addressed { provider: order.provider, to, fault });
                }
            }
        }
        faults.clone()
    }

    /// What is in force.
    pub fn in_force(&self) -> InForce {
        self.locked().clone()
    }

    /// What goes wrong with a message to this address; counts it. The provider's own fault is spared when
    /// there is one for the address.
    pub fn take(&self, provider: Provider, to: &str) -> Strike {
        self.take_for(provider, to).unwrap_or_else(|| self.take_of(provider))
    }

    /// What was ordered for this address alone; counts it.
    pub fn take_for(&self, provider: Provider, to: &str) -> Option<Strike> {
        let mut faults = self.locked();
        let place = faults.to.iter().position(|known| known.concerns(provider, to))?;
        let strike = faults.to[place].fault.strike_once();
        if faults.to[place].fault.strike.mode == Mode::None {
            faults.to.remove(place);
        }
        Some(strike)
    }

    /// What was ordered for the whole provider; counts it.
    pub fn take_of(&self, provider: Provider) -> Strike {
        self.locked().of(provider).strike_once()
    }

    /// Whether exactly this was ordered for the whole provider; counts it only then.
    pub fn take_only(&self, provider: Provider, mode: Mode) -> bool {
        let mut faults = self.locked();
        let fault = faults.of(provider);
        fault.strike.mode == mode && fault.strike_once().mode == mode
    }

    fn locked(&self) -> MutexGuard<'_, InForce> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Fault {
    fn strike_once(&mut self) -> Strike {
        match &mut self.count {
            Some(count) if *count > 1 => *count -= 1,
            Some(_) => return std::mem::take(self).strike,
            None => {}
        }
        self.strike.clone()
    }
}

impl InForce {
    fn of(&mut self, provider: Provider) -> &mut Fault {
        match provider {
            Provider::Sms => &mut self.sms,
            Provider::Sms2 => &mut self.sms2,
            Provider::Email => &mut self.email,
            Provider::Push => &mut self.push,
        }
    }
}

impl Addressed {
    fn concerns(&self, provider: Provider, to: &str) -> bool {
        self.provider == provider && address::same(&self.to, to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KIM: &str = "+491713920041";
    const PAT: &str = "+491713920042";

    fn order(provider: Provider, mode: Mode, count: Option<u32>) -> Order {
        Order { provider, to: None, strike: Strike { mode, ..Strike::default() }, count }
    }

    fn order_for(to: &str, mode: Mode, count: Option<u32>) -> Order {
        Order { to: Some(to.into()), ..order(Provider::Sms, mode, count) }
    }

    #[test]
    fn a_counted_fault_ends_by_itself_and_spares_the_other_providers() {
        let faults = Faults::default();
        faults.set(order(Provider::Sms, Mode::Unavailable, Some(2)));
        assert_eq!(faults.take(Provider::Email, KIM).mode, Mode::None);
        assert_eq!(
            [(); 3].map(|()| faults.take(Provider::Sms, KIM).mode),
            [Mode::Unavailable, Mode::Unavailable, Mode::None]
        );
    }

    #[test]
    fn an_uncounted_fault_lasts_until_it_is_lifted() {
        let faults = Faults::default();
        faults.set(order(Provider::Email, Mode::Hang, None));
        assert_eq!([(); 3].map(|()| faults.take(Provider::Email, KIM).mode), [Mode::Hang; 3]);
        let lifted = faults.set(order(Provider::Email, Mode::None, Some(4)));
        assert_eq!(lifted, InForce::default());
    }

    #[test]
    fn a_fault_for_one_address_goes_before_and_spares_the_providers_own() {
        let faults = Faults::default();
        faults.set(order(Provider::Sms, Mode::Unavailable, Some(1)));
        faults.set(order_for(KIM, Mode::Reject, Some(1)));
        faults.set(order_for(PAT, Mode::Garbage, None));
        assert_eq!(faults.take(Provider::Sms, PAT).mode, Mode::Garbage);
        assert_eq!(
            [(); 3].map(|()| faults.take(Provider::Sms, KIM).mode),
            [Mode::Reject, Mode::Unavailable, Mode::None]
        );
        assert_eq!(faults.take(Provider::Sms, PAT).mode, Mode::Garbage);
        assert_eq!(faults.set(order_for(PAT, Mode::None, None)), InForce::default());
    }

    #[test]
    fn an_order_says_what_is_wrong_with_it() {
        let read = |text: &str| serde_json::from_str::<Order>(text).map_err(|error| error.to_string());
        for (text, complaint) in [
            (r#"{"channel": "sms", "mode": "hang", "milliseconds": 5}"#, "milliseconds"),
            (r#"{"channel": "sms", "mode": "slow"}"#, "milliseconds"),
            (r#"{"channel": "sms", "mode": "silent", "code": 30003}"#, "code"),
            (r#"{"channel": "sms", "mode": "failed", "code": "5.1.1"}"#, "code"),
            (r#"{"channel": "email", "mode": "undelivered", "code": 30003}"#, "code"),
            (r#"{"channel": "sms", "mode": "hang", "to": " "}"#, "to"),
            (r#"{"channel": "sms", "mode": "hang", "times": 3}"#, "times"),
            (r#"{"channel": "sms2", "mode": "complaint"}"#, "mode"),
            (r#"{"channel": "sms", "mode": "gone"}"#, "mode"),
            (r#"{"channel": "push", "mode": "undelivered"}"#, "mode"),
        ] {
            let error = read(text).unwrap_err();
            assert!(error.contains(&format!("`{complaint}`")), "{text}: {error}");
        }
        let order = read(r#"{"channel": "email", "mode": "undelivered"}"#).unwrap();
        assert_eq!(order.strike.code.unwrap().as_str(), "5.1.1");
        let order = read(r#"{"channel": "sms", "mode": "slow", "milliseconds": 250}"#).unwrap();
        let shown = serde_json::json!({ "mode": "slow", "milliseconds": 250 });
        assert_eq!(serde_json::to_value(order.strike).unwrap(), shown);
    }
}
