//! The ways out: handing a message to a provider, and what the provider said.

pub mod email;
mod mail_code;
pub mod mail_report;
mod public_only;
pub mod push;
pub mod sms;
pub mod webhook;

use std::time::{Duration, Instant};

use domain::{
    Timestamp,
    contact::{Address, Channel},
    notification::Report,
    receipt::{Unmapped, Verdict},
};
use tokio::sync::{Semaphore, SemaphorePermit};

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
    /// By which the provider's later reports find the attempt: random, good for this attempt only.
    pub reference: String,
    /// How a notification is sealed for its browser.
    pub browser: Option<store::push::Keys>,
}

/// What came of handing it over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The provider took it, under this name.
    Accepted(Option<String>),
    /// Surely not taken; maybe after that time.
    NotNow {
        /// The provider's word, or how the connection failed.
        code: String,
        /// When the provider said to come again.
        after: Option<Duration>,
    },
    /// Surely not taken, and there is no use in trying again.
    Refused {
        /// What that means.
        verdict: Verdict,
        /// The provider's word.
        code: String,
    },
    /// The provider may have taken it: the connection ended between question and answer.
    Unknown {
        /// How it ended.
        code: String,
    },
}

impl Outcome {
    /// Refused at once, with a word that the provider's table knows or not. What says nothing about the address may
    /// be tried again.
    fn refused(provider: &str, verdict: Result<Verdict, Unmapped>, code: String) -> Self {
        match verdict {
            Ok(verdict @ Verdict { report: Report::FailedForGood | Report::Blocked, .. }) => {
                Self::Refused { verdict, code }
            }
            Ok(_) => Self::NotNow { code, after: None },
            Err(Unmapped) => {
                unmapped(provider, &code);
                Self::NotNow { code, after: None }
            }
        }
    }
}

/// Logs and counts a code that stands in no table, and answers what it is taken for.
pub fn unmapped(provider: &str, code: &str) -> Verdict {
    let code: String = code.chars().filter(|letter| matches!(letter, ' '..='~')).take(40).collect();
    tracing::warn!(provider, code, "provider's code without a meaning for us");
    metrics::counter!("doorcode_provider_codes_unmapped_total").increment(1);
    Unmapped::VERDICT
}

/// What a provider's own list says about a message whose outcome is unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LookedUp {
    /// It took it.
    Taken {
        /// What it calls the message.
        provider_id: String,
        /// What became of it.
        verdict: Verdict,
        /// The provider's word for that.
        code: String,
    },
    /// It never took it.
    NotTaken,
    /// It has no list, or gave no answer.
    CannotTell,
}

/// All ways out, by name. Each has room of its own, so that one that hangs holds up no other.
pub struct Gateways {
    /// SMS providers, the preferred one first.
    sms: Vec<sms::Sms>,
    email: email::Email,
    /// None where the operator has no key for it.
    push: Option<push::Push>,
}

/// Messages of one provider that may be under way at once.
pub const ROOM: usize = 8;

/// How long it may take to connect, where the whole answer may take longer.
const CONNECT: Duration = Duration::from_secs(5);

/// The provider of e-mail.
pub const EMAIL: &str = "email";
/// The provider of notifications: whatever push service the browser has chosen.
pub const PUSH: &str = "push";

impl Gateways {
    /// The ways out of this configuration.
    pub fn new(sms: Vec<sms::Sms>, email: email::Email, push: Option<push::Push>) -> Self {
        Self { sms, email, push }
    }

    /// The address that e-mails come from.
    pub fn mail_from(&self) -> &str {
        self.email.from()
    }

    /// The providers of a channel, the preferred one first, and whether each has room now. Push services have rooms of
    /// their own behind the one name.
    pub fn providers(&self, channel: Channel) -> Vec<(&str, bool)> {
        match channel {
            Channel::Sms => self.sms.iter().map(|sms| (sms.name(), is_free(sms.room()))).collect(),
            Channel::Email => vec![(EMAIL, is_free(self.email.room()))],
            Channel::Push => vec![(PUSH, true)],
        }
    }

    /// Hands a message to a provider, or does not if there is no room for it until `begin_by`, or none now and another
    /// provider has some.
    pub async fn send(&self, provider: &str, message: &Message, begin_by: Instant) -> Outcome {
        match (message.address.channel(), &self.push) {
            (Channel::Sms, _) => match self.sms(provider) {
                Some(sms) => match self.place(sms.room(), Channel::Sms, begin_by).await {
                    Some(_place) => sms.send(message).await,
                    None => held_up(),
                },
                None => gone(),
            },
            (Channel::Email, _) => match self.place(self.email.room(), Channel::Email, begin_by).await {
                Some(_place) => self.email.send(message).await,
                None => held_up(),
            },
            (Channel::Push, Some(push)) => to_browser(push, message, begin_by).await,
            (Channel::Push, None) => gone(),
        }
    }

    /// A place in a provider's room, chosen when there was still one: nobody waits for one provider while another has
    /// some.
    async fn place<'a>(
        &self,
        room: &'a Semaphore,
        channel: Channel,
        begin_by: Instant,
    ) -> Option<SemaphorePermit<'a>> {
        if !is_free(room) && self.providers(channel).iter().any(|(_, has_room)| *has_room) {
            return None;
        }
        place(room, begin_by).await
    }

    /// The way to browsers, where there is one.
    pub fn push(&self) -> Option<&push::Push> {
        self.push.as_ref()
    }

    /// Looks in a provider's list for a message to an address, taken since then, whose text `is_it` recognises.
    pub async fn look_up(
        &self,
        provider: &str,
        address: &Address,
        since: Timestamp,
        is_it: impl Fn(&str) -> bool + Sync,
    ) -> LookedUp {
        match self.sms(provider) {
            Some(sms) => sms.look_up(address, since, is_it).await,
            None => LookedUp::CannotTell,
        }
    }

    /// The SMS provider of that name.
    pub fn sms(&self, provider: &str) -> Option<&sms::Sms> {
        self.sms.iter().find(|sms| sms.name() == provider)
    }
}

/// Hands a message to a browser's push service. One that already holds as many as it may is not waited for.
async fn to_browser(push: &push::Push, message: &Message, begin_by: Instant) -> Outcome {
    let subscription = message
        .browser
        .as_ref()
        .and_then(|keys| push::Subscription::parse(message.address.reveal(), &keys.p256dh, &keys.auth).ok());
    let Some(subscription) = subscription else { return gone() };
    let send = push.send(&subscription, message.body.as_bytes(), message.useful_for, None);
    // Without room it is none of the services we send to, which is found before anything is sent.
    let Some(room) = push.room(&subscription) else { return send.await };
    let Ok(_queued) = room.queue.try_acquire() else { return held_up() };
    match place(&room.under_way, begin_by).await {
        Some(_place) => send.await,
        None => held_up(),
    }
}

/// A place that is free until then; none either when this process stood still, and found one when it went on.
async fn place(room: &Semaphore, begin_by: Instant) -> Option<SemaphorePermit<'_>> {
    let place = tokio::time::timeout_at(begin_by.into(), room.acquire()).await.ok()?.ok()?;
    (Instant::now() < begin_by).then_some(place)
}

fn is_free(room: &Semaphore) -> bool {
    room.available_permits() > 0
}

fn held_up() -> Outcome {
    Outcome::NotNow { code: "held_up".to_owned(), after: None }
}

fn gone() -> Outcome {
    Outcome::NotNow { code: "not_configured".to_owned(), after: None }
}

#[cfg(test)]
mod tests {
    use secrecy::SecretString;

    use super::*;

    #[tokio::test]
    async fn what_finds_no_room_in_time_is_not_begun() {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let sms = sms::Sms::new(sms::Account {
            name: "sms",
            url: "http://127.0.0.1:9".into(),
            account: "AC1".into(),
            token: SecretString::from("token"),
            from: "Doorcode".into(),
            public_url: "https://pickup.example.org".into(),
            timeout: Duration::from_secs(15),
        });
        let mail = email::Email::new("smtp://127.0.0.1:9", "codes@example.org".parse().unwrap());
        let gateways = Gateways::new(vec![sms.unwrap()], mail.unwrap(), None);
        let message = Message {
            address: Address::stored(Channel::Sms, "+4915123456789".into()),
            subject: String::new(),
            body: "a code".into(),
            useful_for: Duration::from_secs(600),
            reference: "R".into(),
            browser: None,
        };
        let now = Instant::now();
        assert_eq!(gateways.send("sms", &message, now).await, held_up(), "its time is over");
        let all = u32::try_from(ROOM).unwrap();
        let others = gateways.sms[0].room().acquire_many(all).await.unwrap();
        let soon = now + Duration::from_millis(20);
        assert_eq!(gateways.send("sms", &message, soon).await, held_up(), "others have all the room");
        assert_eq!(gateways.providers(Channel::Sms), [("sms", false)]);
        drop(others);
        let later = now + Duration::from_secs(60);
        assert!(matches!(gateways.send("sms", &message, later).await, Outcome::NotNow { .. }));
        assert_eq!(gateways.providers(Channel::Sms), [("sms", true)], "a failure gives its room back");
    }
}
