//! E-mail over SMTP (RFC 5321), step by step: whether a message was taken depends on where a conversation broke off.

mod conversation;
#[cfg(test)]
mod encryption_tests;
mod kept;
mod letter;
mod relay;
mod reply;
#[cfg(test)]
mod tests;

use std::time::Duration;

use domain::{
    notification::Report,
    receipt::{Cause, Verdict},
};
use lettre::{Address, message::Mailbox};
use tokio::sync::Semaphore;

use self::{
    conversation::{Envelope, Line, Phase, Stop},
    kept::Kept,
    letter::letter,
    relay::Relay,
    reply::within,
};
pub use relay::NoRelay;

use super::{Message, Outcome, ROOM};

/// A relay and the address we write from.
pub struct Email {
    relay: Relay,
    from: Mailbox,
    bounces: Option<Address>,
    deadlines: Deadlines,
    kept: Kept,
    room: Semaphore,
}

/// How long each part of a conversation may take. lettre's own timeout covers connecting only.
#[derive(Clone, Copy)]
struct Deadlines {
    /// Connecting, greeting, encryption and signing in, all together.
    connect: Duration,
    /// The answer to RSET, on a connection that was kept.
    check: Duration,
    /// The answers to MAIL, RCPT and DATA, each.
    step: Duration,
    /// The letter, and the answer after its last line.
    answer: Duration,
}

const DEADLINES: Deadlines = Deadlines {
    connect: Duration::from_secs(10),
    check: Duration::from_secs(3),
    step: Duration::from_secs(10),
    answer: Duration::from_secs(20),
};

/// Characters of the relay's answer that are kept: enough for the name it gave the message.
const ANSWER: usize = 120;

impl Email {
    /// A client of the relay at this address (`smtp://`, `smtps://`, `smtp://…?tls=required`).
    pub fn new(url: &str, from: Mailbox) -> Result<Self, NoRelay> {
        Ok(Self::with(Relay::parse(url)?, from))
    }

    fn with(relay: Relay, from: Mailbox) -> Self {
        Self {
            relay,
            from,
            bounces: None,
            deadlines: DEADLINES,
            kept: Kept::default(),
            room: Semaphore::new(ROOM),
        }
    }

    /// The same with an address that reports about deliveries go to: `bounces@example.org` gets them as
    /// `bounces+reference@example.org`. Without one they go to the address we write from.
    #[must_use]
    pub fn with_bounces(self, bounces: Option<Address>) -> Self {
        Self { bounces, ..self }
    }

    /// The address we write from.
    pub fn from(&self) -> &str {
        self.from.email.as_ref()
    }

    /// Room for messages under way; whoever hands one over takes a place first.
    pub fn room(&self) -> &Semaphore {
        &self.room
    }

    /// Hands an e-mail over.
    pub async fn send(&self, message: &Message) -> Outcome {
        let Ok(to) = message.address.reveal().parse::<Address>() else {
            let verdict = Verdict { report: Report::FailedForGood, cause: Some(Cause::NoSuchAddress) };
            return Outcome::Refused { verdict, code: "not_an_address".to_owned() };
        };
        let Ok(letter) = letter(&self.from, to.clone(), message) else {
            return Outcome::NotNow { code: "not_a_message".to_owned(), after: None };
        };
        let envelope = Envelope { from: self.sender(&message.reference), to, reference: &message.reference };
        match self.converse(envelope, &letter).await {
            Ok(answer) => Outcome::Accepted(answer),
            Err(stop) => stop.outcome(),
        }
    }

    /// Who gets reports about this attempt.
    fn sender(&self, reference: &str) -> Address {
        let address = self.bounces.as_ref().unwrap_or(&self.from.email);
        match self.bounces {
            Some(_) => Address::new(format!("{}+{reference}", address.user()), address.domain())
                .unwrap_or_else(|_| address.clone()),
            None => address.clone(),
        }
    }

    /// The whole conversation about one letter. The connection is kept if it can be used again.
    async fn converse(&self, envelope: Envelope<'_>, letter: &[u8]) -> Result<Option<String>, Stop> {
        let mut line = self.line().await?;
        let result = line.hand_over(envelope, letter, &self.deadlines).await;
        let usable = match &result {
            Ok(_) => true,
            Err(stop) => stop.failure.leaves_the_line_open(),
        };
        if usable {
            self.kept.put(line);
        }
        let answer = result?;
        Ok(answer.first_line().map(|line| line.chars().take(ANSWER).collect()))
    }

    /// A connection that was kept and still answers, or a new one.
    async fn line(&self) -> Result<Line, Stop> {
        while let Some(mut line) = self.kept.take() {
            if line.answers(self.deadlines.check).await {
                return Ok(line);
            }
            // What ended this one, a relay that was started anew, has most likely ended the others.
            self.kept.clear();
        }
        within(self.deadlines.connect, self.relay.connect())
            .await
            .map_err(|failure| Stop { phase: Phase::Connect, failure: failure.while_connecting() })
    }
}
