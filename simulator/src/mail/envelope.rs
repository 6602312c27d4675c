//! A mail on its way in: from whom, to whom, and then the mail itself.

use std::{io, sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use mail_parser::{Address, MessageParser};
use smtp_proto::{MailFrom, RcptTo};

use super::{
    connection::{Connection, Mail, SILENCE},
    fault::MailFault,
    reply::{self, Reply},
    report::{self, About, Notify, Reporter},
};
use crate::{
    clock,
    fault::Faults,
    inbox::{Channel, Inbox, Message},
    shutdown::Shutdown,
};

/// Recipients of one mail at most (RFC 5321, section 4.5.3).
const RECIPIENTS: usize = 100;
/// A line of a mail with its line end at most, in octets.
const LONGEST_LINE: usize = 1_000;
/// What is kept of a mail's text, in octets.
const KEPT_TEXT: usize = 32 << 10;

/// Everybody's mail system.
#[derive(Debug)]
pub struct Mailbox {
    pub inbox: Arc<Inbox>,
    pub faults: Arc<Faults<MailFault>>,
    /// Says what became of mails.
    pub reporter: Reporter,
    pub shutdown: Shutdown,
}

/// A mail that is being handed over.
#[derive(Debug)]
pub struct Envelope {
    from: MailFrom<String>,
    recipients: Vec<(RcptTo<String>, MailFault)>,
    /// What goes wrong for all; decided once, with the first recipient who has no fault of their own.
    for_all: Option<MailFault>,
}

impl Envelope {
    /// A mail of which only the sender is known.
    pub fn begin(from: MailFrom<String>) -> Self {
        Self { from, recipients: Vec::new(), for_all: None }
    }

    pub fn has_recipients(&self) -> bool {
        !self.recipients.is_empty()
    }

    /// Adds a recipient, or not.
    pub fn address(&mut self, mailbox: &Mailbox, to: RcptTo<String>) -> Reply {
        if self.recipients.len() >= RECIPIENTS {
            return reply::TOO_MANY_RECIPIENTS;
        }
        let faults = &mailbox.faults;
        let own = faults.take_for(&to.address);
        let fault = own.unwrap_or_else(|| self.for_all.get_or_insert_with(|| faults.take_of_all()).clone());
        match fault {
            MailFault::Reject => reply::NO_MAILBOX,
            MailFault::Unavailable => reply::UNAVAILABLE,
            MailFault::TooMany => reply::TOO_MANY,
            fault => {
                self.recipients.push((to, fault));
                reply::RECIPIENT_OK
            }
        }
    }

    /// Takes the mail for every recipient; gives the connection back unless that ended it.
    pub async fn fill(self, mailbox: &Mailbox, mut connection: Connection) -> io::Result<Option<Connection>> {
        connection.reply(reply::GO_AHEAD).await?;
        let ended = tokio::select! {
            mail = connection.mail() => Ok(mail?),
            () = tokio::time::sleep(SILENCE) => Err(reply::SILENT),
            () = mailbox.shutdown.begun() => Err(reply::CLOSING),
        };
        let refusal = match ended {
            Err(reply) => return connection.reply(reply).await.map(|()| None),
            Ok(Mail::Complete(mail)) if has_too_long_a_line(&mail) => reply::TEXT_LINE_TOO_LONG,
            Ok(Mail::Complete(mail)) => return self.deliver(mailbox, connection, &mail).await,
            Ok(Mail::TooBig) => reply::TOO_BIG,
        };
        connection.reply(refusal).await?;
        Ok(Some(connection))
    }

    async fn deliver(
        &self,
        mailbox: &Mailbox,
        mut connection: Connection,
        mail: &[u8],
    ) -> io::Result<Option<Connection>> {
        // There is one answer for all recipients: the first fault the sender notices decides it.
        let mut faults = self.recipients.iter().map(|(_, fault)| fault);
        let fault = faults.find(|fault| fault.shows_at_once()).unwrap_or(&MailFault::None);
        if !matches!(fault, MailFault::Hang | MailFault::Garbage) {
            self.put_into(mailbox, mail);
        }
        match fault {
            MailFault::Garbage => connection.reply(reply::GARBAGE).await?,
            MailFault::ResetAfterBody => {
                connection.reset()?;
                return Ok(None);
            }
            // Nothing is said until the client gives up, or everything ends.
            MailFault::Hang | MailFault::HangAfterTaking => {
                tokio::select! {
                    _ = connection.line() => {}
                    () = mailbox.shutdown.begun() => {}
                }
                return Ok(None);
            }
            fault => {
                if let MailFault::Slow { milliseconds } = fault {
                    mailbox.shutdown.allows(Duration::from_millis(*milliseconds)).await;
                }
                connection.reply(reply::TAKEN).await?;
            }
        }
        Ok(Some(connection))
    }

    /// Puts the mail into the mailboxes it reaches, and lets the reports follow.
    fn put_into(&self, mailbox: &Mailbox, mail: &[u8]) {
        let now = clock::now();
        for (recipient, fault) in &self.recipients {
            let message = open(mail, &self.from.address, &recipient.address, now);
            if fault.lets_through() {
                mailbox.inbox.put(message);
            }
            let about = About {
                sender: self.from.address.clone(),
                envelope_id: self.from.env_id.clone(),
                recipient: recipient.address.clone(),
                original_recipient: recipient.orcpt.clone(),
                arrived: now,
                header: report::header(mail).to_vec(),
            };
            let notify = Notify::from_flags(recipient.flags);
            tokio::spawn(report::dispatch(mailbox.reporter.clone(), about, fault.clone(), notify));
        }
    }
}

fn has_too_long_a_line(mail: &[u8]) -> bool {
    mail.split_inclusive(|byte| *byte == b'\n').any(|line| line.len() > LONGEST_LINE)
}

/// The mail as one recipient gets it; `sender` is the envelope's.
fn open(mail: &[u8], sender: &str, recipient: &str, at: DateTime<Utc>) -> Message {
    let parsed = MessageParser::default().parse(mail);
    let parsed = parsed.as_ref();
    let text = parsed.and_then(|mail| mail.body_text(0)).unwrap_or_default().replace("\r\n", "\n");
    Message {
        at,
        channel: Channel::Email,
        provider: None,
        to: recipient.to_owned(),
        from: parsed.and_then(|mail| mail.from()).and_then(written).unwrap_or_else(|| sender.to_owned()),
        subject: parsed.and_then(|mail| mail.subject()).map(str::to_owned),
        body: text[..text.floor_char_boundary(KEPT_TEXT)].trim_end().to_owned(),
        validity_seconds: None,
        parts: None,
        id: parsed.and_then(|mail| mail.message_id()).map(str::to_owned),
    }
}

/// `Name <address>`, as people write it.
fn written(addresses: &Address<'_>) -> Option<String> {
    let address = addresses.first()?;
    let mailbox = address.address.as_deref()?;
    Some(address.name.as_deref().map_or_else(|| mailbox.to_owned(), |name| format!("{name} <{mailbox}>")))
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
        let message = open(mail, "bounce@example.org", "kim@example.org", DateTime::UNIX_EPOCH);
        assert_eq!(message.from, "Tür <door@example.org>");
        assert_eq!(message.subject.as_deref(), Some("Türcode 🔑"));
        assert_eq!(message.body, "Fach 14 – offen");
        assert_eq!(message.id.as_deref(), Some("1@example.org"));
    }

    #[test]
    fn a_mail_without_anything_is_still_a_mail() {
        let message = open(b"", "bounce@example.org", "kim@example.org", DateTime::UNIX_EPOCH);
        assert_eq!((message.from.as_str(), message.body.as_str()), ("bounce@example.org", ""));
    }
}
