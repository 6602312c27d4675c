//! A mail on its way in: from whom, to whom, and then the mail itself.

use std::io;

use super::{
    body,
    connection::{Connection, Mail},
    limits,
    reply::{self, Reply},
};
use crate::{clock, fault::Mode, world::World};

/// A mail that is being handed over.
#[derive(Debug)]
pub struct Envelope {
    /// Who wants to hear if it cannot be delivered.
    pub sender: String,
    /// Whom it is for.
    pub recipients: Vec<String>,
    /// What goes wrong with this mail; decided once, when it begins.
    pub fault: Mode,
}

impl Envelope {
    /// Adds a recipient.
    pub fn add(&mut self, recipient: String) -> Reply {
        match self.fault {
            Mode::Reject => reply::no_mailbox(),
            Mode::Unavailable => reply::unavailable(),
            Mode::None | Mode::TooMany | Mode::Hang | Mode::ResetAfterBody | Mode::Garbage => {
                if self.recipients.len() == limits::RECIPIENTS {
                    return reply::too_many_recipients();
                }
                self.recipients.push(recipient);
                reply::recipient_ok()
            }
        }
    }

    /// Takes the mail for every recipient; gives the connection back unless that ended it.
    pub async fn fill(self, world: &World, mut connection: Connection) -> io::Result<Option<Connection>> {
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
        world: &World,
        mut connection: Connection,
        mail: &[u8],
    ) -> io::Result<Option<Connection>> {
        match self.fault {
            Mode::None | Mode::Reject | Mode::Unavailable | Mode::TooMany => {
                self.put_into(world, mail);
                connection.reply(reply::taken()).await?;
                Ok(Some(connection))
            }
            Mode::ResetAfterBody => {
                self.put_into(world, mail);
                connection.reset()?;
                Ok(None)
            }
            Mode::Hang => {
                // Until the client gives up, or everything ends.
                tokio::select! {
                    _ = connection.line() => {}
                    () = world.shutdown.begun() => {}
                }
                Ok(None)
            }
            Mode::Garbage => {
                connection.send(reply::GARBAGE).await?;
                Ok(Some(connection))
            }
        }
    }

    fn put_into(&self, world: &World, mail: &[u8]) {
        let now = clock::now();
        for recipient in &self.recipients {
            world.inbox.put(body::open(mail, &self.sender, recipient), now);
        }
    }
}

fn has_too_long_a_line(mail: &[u8]) -> bool {
    mail.split_inclusive(|byte| *byte == b'\n').any(|line| line.len() > limits::TEXT_LINE)
}
