//! One connection to the relay and what is said on it.

use std::{fmt::Display, iter, time::Duration};

use lettre::{
    Address,
    transport::smtp::{
        self,
        client::AsyncSmtpConnection,
        commands::{Data, Ehlo, Mail, Rcpt, Rset},
        extension::{ClientId, MailParameter, RcptParameter},
        response::{Response, Severity},
    },
};

use super::{
    Deadlines,
    reply::{Failure, within},
};
use crate::gateway::Outcome;

/// A connection on which a letter can be handed over.
pub struct Line {
    connection: AsyncSmtpConnection,
    /// Whether the relay reports deliveries when asked (RFC 3461).
    reports: bool,
}

/// From whom to whom, and by which name reports come back.
pub struct Envelope<'a> {
    /// Who gets reports.
    pub from: Address,
    /// Who gets the letter.
    pub to: Address,
    /// The attempt, in characters that need no escaping.
    pub reference: &'a str,
}

/// How far a conversation came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// The recipient has not been named: a no says nothing about them.
    Connect,
    /// The recipient has been named, the letter's last line has not been sent.
    Recipient,
    /// The letter's last line may have been sent: without an answer nobody knows.
    Sent,
}

/// Where and how a conversation ended that should have gone on.
#[derive(Debug)]
pub struct Stop {
    /// Where.
    pub phase: Phase,
    /// How.
    pub failure: Failure,
}

impl Stop {
    /// What that means for the message.
    pub fn outcome(self) -> Outcome {
        match (self.phase, self.failure) {
            (Phase::Recipient | Phase::Sent, Failure::No(reply)) => reply.outcome(),
            (Phase::Sent, failure) => Outcome::Unknown { code: failure.code() },
            (Phase::Connect | Phase::Recipient, failure) => {
                Outcome::NotNow { code: failure.code(), after: None }
            }
        }
    }
}

impl Line {
    /// Asks a connection what the relay can do: lettre keeps only what it knows itself.
    pub async fn open(mut connection: AsyncSmtpConnection, hello: &ClientId) -> Result<Self, smtp::Error> {
        let reports = match connection.command(Ehlo::new(hello.clone())).await {
            Ok(answer) => offers_reports(&answer),
            // A relay that will not be greeted twice still takes mail.
            Err(error) if error.is_permanent() => false,
            Err(error) => return Err(error),
        };
        Ok(Self { connection, reports })
    }

    /// Whether the relay still answers; clears what was said before.
    pub async fn answers(&mut self, deadline: Duration) -> bool {
        within(deadline, self.connection.command(Rset)).await.is_ok()
    }

    /// Hands a letter over, and brings the answer to its last line.
    pub async fn hand_over(
        &mut self,
        envelope: Envelope<'_>,
        letter: &[u8],
        deadlines: &Deadlines,
    ) -> Result<Response, Stop> {
        use Severity::{PositiveCompletion, PositiveIntermediate};
        let mail = Mail::new(Some(envelope.from), self.mail_parameters(envelope.reference));
        let rcpt = Rcpt::new(envelope.to, self.rcpt_parameters());
        self.say(Phase::Connect, mail, PositiveCompletion, deadlines.step).await?;
        self.say(Phase::Recipient, rcpt, PositiveCompletion, deadlines.step).await?;
        self.say(Phase::Recipient, Data, PositiveIntermediate, deadlines.step).await?;
        let mut sent = false;
        // lettre asks for the next piece when the one before is sent, and after the last one ends the letter.
        let pieces = iter::once(letter.strip_suffix(b"\r\n").unwrap_or(letter)).chain(iter::from_fn(|| {
            sent = true;
            None
        }));
        let answer = within(deadlines.answer, self.connection.message_iter(pieces)).await;
        let phase = if sent { Phase::Sent } else { Phase::Recipient };
        expect(PositiveCompletion, answer).map_err(|failure| Stop { phase, failure })
    }

    async fn say(
        &mut self,
        phase: Phase,
        command: impl Display,
        expected: Severity,
        deadline: Duration,
    ) -> Result<Response, Stop> {
        let answer = within(deadline, self.connection.command(command)).await;
        expect(expected, answer).map_err(|failure| Stop { phase, failure })
    }

    /// Only the headers of a letter come back: its text holds a code.
    fn mail_parameters(&self, reference: &str) -> Vec<MailParameter> {
        let parameter = |keyword: &str, value: &str| MailParameter::Other {
            keyword: keyword.to_owned(),
            value: Some(value.to_owned()),
        };
        if self.reports { vec![parameter("RET", "HDRS"), parameter("ENVID", reference)] } else { Vec::new() }
    }

    fn rcpt_parameters(&self) -> Vec<RcptParameter> {
        let notify = RcptParameter::Other {
            keyword: "NOTIFY".to_owned(),
            value: Some("SUCCESS,FAILURE,DELAY".to_owned()),
        };
        if self.reports { vec![notify] } else { Vec::new() }
    }
}

/// A yes of another kind than the step has makes no sense.
fn expect(severity: Severity, answer: Result<Response, Failure>) -> Result<Response, Failure> {
    let answer = answer?;
    if answer.code().severity == severity { Ok(answer) } else { Err(Failure::Broken) }
}

fn offers_reports(answer: &Response) -> bool {
    // The first line greets; it may hold any word.
    answer
        .message()
        .skip(1)
        .any(|line| line.split_whitespace().next().is_some_and(|keyword| keyword.eq_ignore_ascii_case("DSN")))
}
