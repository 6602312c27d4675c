//! One client's conversation: who speaks when (RFC 5321, section 4.1.4).

use std::{io, sync::Arc};

use smtp_proto::{MailFrom, RcptTo, Request};
use tokio::net::TcpStream;

use super::{
    connection::{Connection, Line},
    envelope::{Envelope, Recipient},
    limits,
    notify::Notify,
    reply::{self, Reply},
};
use crate::{fault::Mode, provider::Provider, world::World};

/// What to do after a command.
enum Then {
    /// Answer.
    Say(Reply),
    /// Answer in other words.
    SayRaw(Vec<u8>),
    /// Answer and end the connection.
    End(Reply),
    /// Take the mail.
    TakeMail(Envelope),
}

/// Talks with a client until one of the two leaves.
pub async fn hold(world: &Arc<World>, stream: TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut connection = Connection::new(stream);
    connection.send(&reply::greeting()).await?;
    let mut conversation = Conversation { world, greeted: false, envelope: None };
    loop {
        let line = tokio::select! {
            line = connection.line() => line?,
            () = tokio::time::sleep(limits::SILENCE) => return connection.reply(reply::silent()).await,
            () = world.shutdown.begun() => return connection.reply(reply::closing()).await,
        };
        let line = match line {
            Line::Complete(line) => line,
            Line::TooLong => return connection.reply(reply::line_too_long()).await,
            Line::End => return Ok(()),
        };
        let then = match Request::parse(&mut line.iter()) {
            Ok(request) => conversation.hear(request.into_owned())?,
            Err(error) => Then::Say(reply::misunderstood(&error)),
        };
        match then {
            Then::Say(reply) => connection.reply(reply).await?,
            Then::SayRaw(bytes) => connection.send(&bytes).await?,
            Then::End(reply) => return connection.reply(reply).await,
            Then::TakeMail(envelope) => match envelope.fill(world, connection).await? {
                Some(same) => connection = same,
                None => return Ok(()),
            },
        }
    }
}

struct Conversation<'a> {
    world: &'a Arc<World>,
    greeted: bool,
    envelope: Option<Envelope>,
}

impl Conversation<'_> {
    fn hear(&mut self, request: Request<String>) -> io::Result<Then> {
        Ok(match request {
            Request::Ehlo { .. } => {
                self.greet();
                Then::SayRaw(reply::ehlo()?)
            }
            Request::Helo { .. } => {
                self.greet();
                Then::SayRaw(reply::helo())
            }
            Request::Mail { from } => self.begin(from),
            Request::Rcpt { to } => self.address(to),
            Request::Data => match self.envelope.take_if(|envelope| !envelope.recipients.is_empty()) {
                Some(envelope) => Then::TakeMail(envelope),
                None => Then::Say(reply::bad_sequence()),
            },
            Request::Rset => {
                self.envelope = None;
                Then::Say(reply::done())
            }
            Request::Noop { .. } => Then::Say(reply::done()),
            Request::Vrfy { .. } => Then::Say(reply::will_try()),
            Request::Quit => Then::End(reply::goodbye()),
            // What follows BDAT would be taken for commands.
            Request::Bdat { .. } | Request::Burl { .. } => Then::End(reply::not_implemented()),
            Request::Lhlo { .. }
            | Request::Auth { .. }
            | Request::Expn { .. }
            | Request::Help { .. }
            | Request::Etrn { .. }
            | Request::Atrn { .. }
            | Request::StartTls => Then::Say(reply::not_implemented()),
        })
    }

    fn greet(&mut self) {
        self.greeted = true;
        self.envelope = None;
    }

    fn begin(&mut self, from: MailFrom<String>) -> Then {
        if !self.greeted || self.envelope.is_some() {
            return Then::Say(reply::bad_sequence());
        }
        if from.size > limits::MAIL {
            return Then::Say(reply::too_big());
        }
        if self.world.faults.take_only(Provider::Email, Mode::TooMany) {
            return Then::End(reply::too_many());
        }
        self.envelope = Some(Envelope::begin(from.address, from.env_id));
        Then::Say(reply::sender_ok())
    }

    fn address(&mut self, to: RcptTo<String>) -> Then {
        let Some(envelope) = &mut self.envelope else { return Then::Say(reply::bad_sequence()) };
        if envelope.is_full() {
            return Then::Say(reply::too_many_recipients());
        }
        let fault = envelope.fault(&self.world.faults, &to.address);
        match fault.mode {
            Mode::Reject => Then::Say(reply::no_mailbox()),
            Mode::Unavailable => Then::Say(reply::unavailable()),
            Mode::TooMany => Then::End(reply::too_many()),
            Mode::None
            | Mode::Hang
            | Mode::ResetAfterBody
            | Mode::HangAfterTaking
            | Mode::Garbage
            | Mode::Slow
            | Mode::Silent
            | Mode::Undelivered
            | Mode::Failed
            | Mode::DuplicateReceipts
            | Mode::Complaint
            | Mode::Gone
            | Mode::NotFound => {
                let notify = Notify::from_flags(to.flags);
                envelope.add(Recipient { address: to.address, original: to.orcpt, notify, fault });
                Then::Say(reply::recipient_ok())
            }
        }
    }
}
