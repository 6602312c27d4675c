//! Faults on command: what goes wrong on a provider's bad day. What can go wrong there at all, each provider's own
//! type of fault says.

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use crate::inbox::is_same_address;

/// A fault, whom it strikes and how often. `F::default()` is that nothing is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Order<F> {
    /// Only messages to this address; without it all that have no order of their own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// What goes wrong.
    #[serde(flatten)]
    pub fault: F,
    /// For how many more messages; without it until further notice.
    pub count: Option<u32>,
}

impl<F: DeserializeOwned + Serialize> Order<F> {
    /// Reads what was posted; an error names the field that makes no sense.
    pub fn read(mut posted: Map<String, Value>) -> Result<Self, String> {
        fn field<T: DeserializeOwned>(
            posted: &mut Map<String, Value>,
            name: &str,
        ) -> Result<Option<T>, String> {
            let value = posted.remove(name).map(serde_json::from_value);
            value.transpose().map_err(|error| format!("`{name}`: {error}"))
        }
        posted.retain(|_, value| !value.is_null());
        let to: Option<String> = field(&mut posted, "to")?;
        if to.as_deref().is_some_and(|to| to.trim().is_empty()) {
            return Err("`to` is an address".into());
        }
        let count = field(&mut posted, "count")?;
        let fault: F =
            serde_json::from_value(posted.clone().into()).map_err(|error| format!("`mode`: {error}"))?;
        let known = serde_json::to_value(&fault).unwrap_or_default();
        match posted.keys().find(|name| known.get(name).is_none()) {
            Some(name) => Err(format!("`{name}` does not go with this `mode`")),
            None => Ok(Self { to, fault, count }),
        }
    }
}

impl<F> Order<F> {
    /// This fault for everybody, so often.
    pub fn of(fault: F, count: u32) -> Self {
        Self { to: None, fault, count: Some(count) }
    }

    fn concerns(&self, address: Option<&str>) -> bool {
        match (&self.to, address) {
            (Some(own), Some(address)) => is_same_address(own, address),
            (None, None) => true,
            _ => false,
        }
    }
}

/// The faults of one provider that are in force.
#[derive(Debug)]
pub struct Faults<F>(Mutex<Vec<Order<F>>>);

impl<F> Default for Faults<F> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<F: Clone + Default + PartialEq> Faults<F> {
    /// Puts a fault in force, in place of the one before.
    pub fn set(&self, order: Order<F>) {
        let mut orders = self.locked();
        orders.retain(|known| !known.concerns(order.to.as_deref()));
        if order.fault != F::default() && order.count != Some(0) {
            orders.push(order);
        }
    }

    /// What is in force for all, and for single addresses.
    pub fn in_force(&self) -> (Order<F>, Vec<Order<F>>) {
        let (single, all) = self.locked().iter().cloned().partition(|order| order.to.is_some());
        (Vec::into_iter(all).next().unwrap_or_default(), single)
    }

    /// What goes wrong with a message to this address; counts it. The fault for all is spared when there is one for
    /// the address.
    pub fn take(&self, to: &str) -> F {
        self.take_for(to).unwrap_or_else(|| self.take_of_all())
    }

    /// What was ordered for this address alone; counts it.
    pub fn take_for(&self, to: &str) -> Option<F> {
        self.take_where(|order| order.concerns(Some(to)))
    }

    /// What was ordered for all; counts it.
    pub fn take_of_all(&self) -> F {
        self.take_where(|order| order.to.is_none()).unwrap_or_default()
    }

    /// Whether exactly this was ordered for all; counts it only then.
    pub fn take_only(&self, fault: &F) -> bool {
        self.take_where(|order| order.to.is_none() && order.fault == *fault).is_some()
    }

    fn take_where(&self, is_meant: impl Fn(&Order<F>) -> bool) -> Option<F> {
        let mut orders = self.locked();
        let place = orders.iter().position(is_meant)?;
        match &mut orders[place].count {
            Some(count) if *count > 1 => *count -= 1,
            Some(_) => return Some(orders.remove(place).fault),
            None => {}
        }
        Some(orders[place].fault.clone())
    }

    fn locked(&self) -> MutexGuard<'_, Vec<Order<F>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A provider's reason as it is posted: 30003, "30003" or "5.1.1".
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Reason {
    /// As a number.
    Number(u32),
    /// As a text.
    Text(String),
}

impl Reason {
    /// As a text.
    pub fn into_text(self) -> String {
        match self {
            Self::Number(number) => number.to_string(),
            Self::Text(text) => text,
        }
    }
}

/// Whether it is a number of at most so many digits.
pub fn is_number(text: &str, longest: usize) -> bool {
    (1..=longest).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    const KIM: &str = "+491713920041";
    const PAT: &str = "+491713920042";

    /// 0 is that nothing is wrong.
    fn order(to: Option<&str>, fault: u8, count: Option<u32>) -> Order<u8> {
        Order { to: to.map(str::to_owned), fault, count }
    }

    #[test]
    fn a_counted_fault_ends_by_itself_and_an_uncounted_one_when_it_is_lifted() {
        let faults = Faults::default();
        faults.set(order(None, 1, Some(2)));
        assert_eq!([(); 3].map(|()| faults.take(KIM)), [1, 1, 0]);
        faults.set(order(None, 2, None));
        assert_eq!([(); 3].map(|()| faults.take(KIM)), [2; 3]);
        assert!(!faults.take_only(&1) && faults.take_only(&2));
        faults.set(order(None, 0, Some(4)));
        assert_eq!(faults.in_force(), (Order::default(), vec![]));
    }

    #[test]
    fn a_fault_for_one_address_goes_before_and_spares_the_one_for_all() {
        let faults = Faults::default();
        faults.set(order(None, 1, Some(1)));
        faults.set(order(Some(KIM), 2, Some(1)));
        faults.set(order(Some(PAT), 3, None));
        assert_eq!(faults.take(PAT), 3);
        assert_eq!([(); 3].map(|()| faults.take(KIM)), [2, 1, 0]);
        assert_eq!(faults.take(PAT), 3);
        faults.set(order(Some(PAT), 0, None));
        assert_eq!(faults.in_force(), (Order::default(), vec![]));
    }
}
