//! An order to go wrong, and what is wrong with an order.

use std::time::Duration;

use serde::Deserialize;

use super::{
    code::{Code, Given},
    mode::Mode,
    strike::Strike,
};
use crate::provider::Provider;

/// An order to go wrong that makes sense.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Posted")]
pub struct Order {
    /// Which provider.
    pub provider: Provider,
    /// Only for messages to this address; without it, for all that have no order of their own.
    pub to: Option<String>,
    /// How.
    pub strike: Strike,
    /// For how many messages; without it, until further notice.
    pub count: Option<u32>,
}

/// An order as it is posted.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Posted {
    channel: Provider,
    to: Option<String>,
    mode: Mode,
    count: Option<u32>,
    code: Option<Given>,
    milliseconds: Option<u64>,
}

/// Why an order makes no sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Senseless {
    /// Such a fault cannot happen there.
    #[error("this `mode` does not exist on this channel")]
    Mode,
    /// An order for nobody.
    #[error("`to` is an address")]
    Address,
    /// A code where none is told, or one of another kind.
    #[error(
        "`code` goes with `undelivered` and `failed`: a number for SMS, an enhanced status code for e-mail"
    )]
    Code,
    /// A time where none is waited, or none where one is.
    #[error("`milliseconds` goes with `slow`")]
    Time,
}

impl TryFrom<Posted> for Order {
    type Error = Senseless;

    fn try_from(posted: Posted) -> Result<Self, Senseless> {
        let Posted { channel: provider, to, mode, count, code, milliseconds } = posted;
        if !mode.suits(provider) {
            return Err(Senseless::Mode);
        }
        if to.as_deref().is_some_and(|to| to.trim().is_empty()) {
            return Err(Senseless::Address);
        }
        if milliseconds.is_some() != (mode == Mode::Slow) {
            return Err(Senseless::Time);
        }
        let code = match code {
            Some(_) if !mode.has_code() => return Err(Senseless::Code),
            Some(given) => Some(Code::read(given, provider).ok_or(Senseless::Code)?),
            None if mode.has_code() => Code::usual(provider),
            None => None,
        };
        Ok(Self {
            provider,
            to,
            strike: Strike { mode, code, pause: milliseconds.map(Duration::from_millis) },
            count,
        })
    }
}
