//! A mail on its way in: from whom, to whom, and then the mail itself.

use std::{io, sync::Arc};

use super::{
    body,
    connection::{Connection, Mail},
    limits,
    notify::Notify,
    reply,
    report::{self, About},
};
use crate::{
    clock,
    fault::{Faults, Mode, Strike},
    provider::Provider,
    world::World,
};

/// A mail that is being handed over.
#[derive(Debug)]
pub struct Envelope {
    /// Who wants to hear if it cannot be delivered.
    pub sender: String,
    /// The sender's own name of this mail, ENVID (RFC 3461).
    id: Option<String>,
    /// Whom it is for.
    pub recipients: Vec<Recipient>,
    /// What goes wrong with the provider; decided once, with the first recipient who has no fault of their own.
    of_provider: Option<Strike>,
}

/// Somebody a mail is for.
#[derive(Debug)]
pub struct Recipient {
    /// Where they get it.
    pub address: String,
    /// Whom the sender meant, ORCPT (RFC 3461).
    pub original: Option<String>,
    /// What the sender wants to hear of.
    pub notify: Notify,
    /// What goes wrong on the way.
    pub fault: Strike,
}

impl Envelope {
    /// A mail of which only the sender is known.
    pub fn begin(sender: String, id: Option<String>) -> Self {
        Self { sender, id, recipients: Vec::new(), of_provider: None }
    }

    /// Nobody can be added.
    pub fn is_full(&self) -> bool {
        self.recipients.len() >= limits::RECIPIENTS
    }

    /// What goes wrong with this recipient.
    pub fn fault(&mut self, faults: &Faults, recipient: &str) -> Strike {
        let own = faults.take_for(Provider::Email, recipient);
        own.unwrap_or_else(|| self.of_provider.get_or_insert_with(|| faults.take_of(Provider::Email)).clone())
    }

    /// Adds a recipient.
    pub fn add(&mut self, recipient: Recipient) {
        self.recipients.push(recipient);
    }

    /// Takes the mail for every recipient; gives the connection back unless that ended it.
    pub async fn fill(
        self,
        world: &Arc<World>,
        mut connection: Connection,
    ) -> io::Result<Option<Connection>> {
        connection.send(reply::GO_AHEAD).await?;
        let mail = tokio::select! {
            mail = connection.mail() => mail?,
            () = tokio::time::sleep(limits::SILENCE) => return connection.reply(reply::silent()).await.map(|()| None),
            () = world.shutdown.begun() => return connection.reply(reply::closing()).await.map(|()| None),
        };
        let refusal = match mail {
            Mail::Complete(mail) if has_too_long_a_line(&mail) => reply::text_line_too_long(),
            Mail::Complete(mail) => return self.deliver(world, connection, &mail).await,
            Mail::TooBig => reply::too_big(),
        };
        connection.reply(refusal).await?;
        Ok(Some(connection))
    }

    async fn deliver(
        &self,
        world: &Arc<World>,
        mut connection: Connection,
        mail: &[u8],
    ) -> io::Result<Option<Connection>> {
        let fault = self.answer();
        match fault.mode {
            Mode::None
            | Mode::Reject
            | Mode::Unavailable
            | Mode::TooMany
            | Mode::Slow
            | Mode::Silent
            | Mode::Undelivered
            | Mode::Failed
            | Mode::DuplicateReceipts
            | Mode::Complaint
            | Mode::Gone
            | Mode::NotFound => {
                self.put_into(world, mail);
                world.shutdown.or_after(fault.pause.unwrap_or_default()).await;
                connection.reply(reply::taken()).await?;
                Ok(Some(connection))
            }
            Mode::ResetAfterBody => {
                self.put_into(world, mail);
                connection.reset()?;
                Ok(None)
            }
            Mode::Hang => hang(world, connection).await,
            Mode::HangAfterTaking => {
                self.put_into(world, mail);
                hang(world, connection).await
            }
            Mode::Garbage => {
                connection.send(reply::GARBAGE).await?;
                Ok(Some(connection))
            }
        }
    }

    /// There is one answer for all recipients: the first fault the sender notices decides it.
    fn answer(&self) -> Strike {
        let mut faults = self.recipients.iter().map(|recipient| &recipient.fault);
        faults.find(|fault| fault.mode.shows_at_once()).cloned().unwrap_or_default()
    }

    /// Puts the mail into the mailboxes it reaches, and lets the reports follow.
    fn put_into(&self, world: &Arc<World>, mail: &[u8]) {
        let now = clock::now();
        for recipient in &self.recipients {
            if recipient.fault.mode.lets_through() {
                world.inbox.put(body::open(mail, &self.sender, &recipient.address), now);
            }
            let about = About {
                sender: self.sender.clone(),
                envelope_id: self.id.clone(),
                recipient: recipient.address.clone(),
                original_recipient: recipient.original.clone(),
                arrived: now,
                header: report::header(mail).to_vec(),
            };
            tokio::spawn(report::dispatch(world.clone(), about, recipient.fault.clone(), recipient.notify));
        }
    }
}

/// Says nothing until the client gives up, or everything ends.
async fn hang(world: &World, mut connection: Connection) -> io::Result<Option<Connection>> {
    tokio::select! {
        _ = connection.line() => {}
        () = world.shutdown.begun() => {}
    }
    Ok(None)
}

fn has_too_long_a_line(mail: &[u8]) -> bool {
    mail.split_inclusive(|byte| *byte == b'\n').any(|line| line.len() > limits::TEXT_LINE)
}
