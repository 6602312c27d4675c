//! The letter itself: plain text (UTF-8), with all that a mail program and a filter expect.

use lettre::{
    Address,
    error::Error,
    message::{
        Mailbox, SinglePart,
        header::{ContentType, Header, HeaderName, HeaderValue},
    },
};

use crate::gateway::Message;

/// The letter of a message, its lines ended by CRLF, all in ASCII. Its Message-ID holds the reference of the attempt:
/// a bounce brings it back even where nothing else does.
pub fn letter(from: &Mailbox, to: Address, message: &Message) -> Result<Vec<u8>, Error> {
    let name = format!("<{}@{}>", message.reference, from.email.domain());
    let letter = lettre::Message::builder()
        .from(from.clone())
        .to(Mailbox::new(None, to))
        .subject(message.subject.clone())
        .message_id(Some(name))
        .date_now()
        .header(AutoSubmitted)
        .singlepart(SinglePart::builder().header(ContentType::TEXT_PLAIN).body(message.body.clone()))?;
    Ok(letter.formatted())
}

/// RFC 3834: nobody answers this with a holiday notice.
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}
