//! What a person sees of a mail.

use mail_parser::{Address, MessageParser};

use super::limits;
use crate::{channel::Channel, inbox::Letter};

/// The mail as one recipient gets it; `sender` is the envelope's.
pub fn open(mail: &[u8], sender: &str, recipient: &str) -> Letter {
    let parsed = MessageParser::default().parse(mail);
    let from =
        parsed.as_ref().and_then(|mail| mail.from()).and_then(written).unwrap_or_else(|| sender.to_owned());
    let subject = parsed.as_ref().and_then(|mail| mail.subject()).map(str::to_owned);
    let text = parsed.as_ref().and_then(|mail| mail.body_text(0)).unwrap_or_default();
    Letter {
        channel: Channel::Email,
        provider: None,
        to: recipient.to_owned(),
        from,
        subject,
        body: shortened(&text.replace("\r\n", "\n")).trim_end().to_owned(),
        validity_seconds: None,
        parts: None,
        id: parsed.as_ref().and_then(|mail| mail.message_id()).map(str::to_owned),
    }
}

/// `Name <address>`, as people write it.
fn written(addresses: &Address<'_>) -> Option<String> {
    let address = addresses.first()?;
    let mailbox = address.address.as_deref()?;
    Some(match address.name.as_deref() {
        Some(name) => format!("{name} <{mailbox}>"),
        None => mailbox.to_owned(),
    })
}

fn shortened(text: &str) -> &str {
    &text[..text.floor_char_boundary(limits::KEPT_TEXT)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_and_text_are_decoded() {
        let mail = b"From: =?utf-8?q?T=C3=BCr?= <door@example.org>\r\n\
            Subject: =?utf-8?b?VMO8cmNvZGUg8J+UkQ==?=\r\nMessage-ID: <1@example.org>\r\n\
            Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
            Fach 14=20=E2=80=93 offen\r\n";
        let letter = open(mail, "bounce@example.org", "kim@example.org");
        assert_eq!(letter.from, "Tür <door@example.org>");
        assert_eq!(letter.subject.as_deref(), Some("Türcode 🔑"));
        assert_eq!(letter.body, "Fach 14 – offen");
        assert_eq!(letter.id.as_deref(), Some("1@example.org"));
    }

    #[test]
    fn a_mail_without_anything_is_still_a_mail() {
        let letter = open(b"", "bounce@example.org", "kim@example.org");
        assert_eq!((letter.from.as_str(), letter.body.as_str()), ("bounce@example.org", ""));
    }
}
