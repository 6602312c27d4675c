//! E-mail over SMTP.

use std::time::Duration;

use lettre::{
    AsyncSmtpTransport, AsyncTransport, Tokio1Executor,
    message::{Mailbox, header::ContentType},
    transport::smtp,
};
use tokio::sync::Semaphore;

use super::{Message, Outcome, ROOM};

/// A relay and the address we write from.
pub struct Email {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    room: Semaphore,
}

/// From connecting to the answer after the last line. lettre's own timeout covers connecting only.
const DEADLINE: Duration = Duration::from_secs(30);

impl Email {
    /// A client of the relay at this address (`smtp://`, `smtps://`, `smtp://…?tls=required`).
    pub fn new(url: &str, from: Mailbox) -> Result<Self, smtp::Error> {
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)?
            .timeout(Some(Duration::from_secs(10)))
            .build();
        Ok(Self { transport, from, room: Semaphore::new(ROOM) })
    }

    /// Hands an e-mail over.
    pub async fn send(&self, message: &Message) -> Outcome {
        let Ok(_room) = self.room.acquire().await else {
            return Outcome::NotNow { code: "closing".to_owned(), after: None };
        };
        let Ok(to) = message.address.reveal().parse() else {
            return Outcome::NotNow { code: "not_an_address".to_owned(), after: None };
        };
        let letter = lettre::Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(message.subject.clone())
            // RFC 3834: nobody answers this with a holiday notice.
            .header(AutoSubmitted)
            .header(ContentType::TEXT_PLAIN)
            .body(message.body.clone());
        let Ok(letter) = letter else {
            return Outcome::NotNow { code: "not_a_message".to_owned(), after: None };
        };
        match tokio::time::timeout(DEADLINE, self.transport.send(letter)).await {
            Ok(Ok(response)) => Outcome::Accepted(response.message().next().map(str::to_owned)),
            Ok(Err(error)) => classify(&error),
            Err(_) => Outcome::Unknown { code: "no_answer".to_owned() },
        }
    }
}

fn classify(error: &smtp::Error) -> Outcome {
    let cause = error.status().map_or_else(|| "no_answer".to_owned(), |code| code.to_string());
    if error.is_permanent() {
        let verdict = error.status().map(|code| domain::receipt::smtp(code.into(), None));
        let verdict = verdict.and_then(Result::ok).unwrap_or(domain::receipt::Unmapped::VERDICT);
        Outcome::Refused { verdict, code: cause }
    } else if error.is_transient() {
        Outcome::NotNow { code: cause, after: None }
    } else if error.is_timeout() {
        Outcome::Unknown { code: cause }
    } else {
        Outcome::NotNow { code: cause, after: None }
    }
}

#[derive(Clone)]
struct AutoSubmitted;

impl lettre::message::header::Header for AutoSubmitted {
    fn name() -> lettre::message::header::HeaderName {
        lettre::message::header::HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> lettre::message::header::HeaderValue {
        lettre::message::header::HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}
