//! The ways out: handing a message to a provider, and what the provider said.

pub mod email;
pub mod sms;

use std::time::Duration;

use domain::contact::{Address, Channel};

/// A message, ready to go. Holds a code or a link: never logged.
pub struct Message {
    /// Where to.
    pub address: Address,
    /// The subject, where the channel has one.
    pub subject: String,
    /// The text.
    pub body: String,
    /// For how long it is of use; a provider that cannot deliver it in that time must drop it.
    pub useful_for: Duration,
}

/// What came of handing it over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The provider took it, under this name.
    Accepted(Option<String>),
    /// Not now; maybe after that time.
    NotNow {
        /// Why, as a code.
        cause: String,
        /// When the provider said to come again.
        after: Option<Duration>,
    },
    /// This address cannot receive it.
    Never {
        /// Why, as a code.
        cause: String,
    },
    /// Refused as unwanted.
    Blocked {
        /// Why, as a code.
        cause: String,
    },
    /// The provider may have taken it: the connection ended between question and answer.
    Unknown {
        /// How it ended, as a code.
        cause: String,
    },
}

/// All ways out. Each has room of its own, so that a provider that hangs holds up no other channel.
pub struct Gateways {
    sms: sms::Sms,
    email: email::Email,
}

/// Messages of one channel that may be under way at once.
const ROOM: usize = 8;

impl Gateways {
    /// The ways out of this configuration.
    pub fn new(sms: sms::Sms, email: email::Email) -> Self {
        Self { sms, email }
    }

    /// Hands a message over.
    pub async fn send(&self, message: &Message) -> Outcome {
        match message.address.channel() {
            Channel::Sms => self.sms.send(message).await,
            Channel::Email => self.email.send(message).await,
            Channel::Push => Outcome::Never { cause: "no_push".to_owned() },
        }
    }
}
