//! One client's conversation: who speaks when (RFC 5321, section 4.1.4).

use std::io;

use smtp_proto::{MailFrom, RcptTo, Request};
use tokio::net::TcpStream;

use super::{
    body,
    connection::{Connection, Line, Mail},
    limits,
    reply::{self, Reply},
};
use crate::{channel::Channel, clock, fault::Mode, world::World};

/// A mail that is being handed over.
#[derive(Debug)]
struct Envelope {
    sender: String,
    recipients: Vec<String>,
    /// What goes wrong with this mail; decided once, when it begins.
    fault: Mode,
}

/// What to do after a command.
enum Then {
    /// Answer.
    Say(Reply),
    /// Answer in other words.
    SayRaw(Vec<u8>),
    /// Answer and end the connection.
    End(Reply),
    /// Take the mail.
    TakeMail,
}

/// Talks with a client until one of the two leaves.
pub async fn hold(world: &World, stream: TcpStream) -> io::Result<()> {
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
            Then::TakeMail => match conversation.take_mail(connection).await? {
                Some(same) => connection = same,
                None => return Ok(()),
            },
        }
    }
}

struct Conversation<'a> {
    world: &'a World,
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
            Request::Rcpt { to } => Then::Say(self.address(to)),
            Request::Data => match &self.envelope {
                Some(envelope) if !envelope.recipients.is_empty() => Then::TakeMail,
                Some(_) | None => Then::Say(reply::bad_sequence()),
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
        let fault = self.world.faults.take(Channel::Email);
        if fault == Mode::TooMany {
            return Then::End(reply::too_many());
        }
        self.envelope = Some(Envelope { sender: from.address, recipients: Vec::new(), fault });
        Then::Say(reply::sender_ok())
    }

    fn address(&mut self, to: RcptTo<String>) -> Reply {
        let Some(envelope) = &mut self.envelope else { return reply::bad_sequence() };
        match envelope.fault {
            Mode::Reject => reply::no_mailbox(),
            Mode::Unavailable => reply::unavailable(),
            Mode::None | Mode::TooMany | Mode::Hang | Mode::ResetAfterBody | Mode::Garbage => {
                if envelope.recipients.len() == limits::RECIPIENTS {
                    return reply::too_many_recipients();
                }
                envelope.recipients.push(to.address);
                reply::recipient_ok()
            }
        }
    }

    /// Takes the mail for every recipient; gives the connection back unless that ended it.
    async fn take_mail(&mut self, mut connection: Connection) -> io::Result<Option<Connection>> {
        let Some(envelope) = self.envelope.take() else { return Ok(Some(connection)) };
        connection.send(reply::GO_AHEAD).await?;
        let mail = tokio::select! {
            mail = connection.mail() => mail?,
            () = tokio::time::sleep(limits::SILENCE) => return connection.reply(reply::silent()).await.map(|()| None),
            () = self.world.shutdown.begun() => return connection.reply(reply::closing()).await.map(|()| None),
        };
        let mail = match mail {
            Mail::Complete(mail) => mail,
            Mail::TooBig => {
                connection.reply(reply::too_big()).await?;
                return Ok(Some(connection));
            }
        };
        if mail.split_inclusive(|byte| *byte == b'\n').any(|line| line.len() > limits::TEXT_LINE) {
            connection.reply(reply::text_line_too_long()).await?;
            return Ok(Some(connection));
        }
        self.answer_mail(connection, &envelope, &mail).await
    }

    async fn answer_mail(
        &self,
        mut connection: Connection,
        envelope: &Envelope,
        mail: &[u8],
    ) -> io::Result<Option<Connection>> {
        match envelope.fault {
            Mode::None | Mode::Reject | Mode::Unavailable | Mode::TooMany => {
                self.deliver(envelope, mail);
                connection.reply(reply::taken()).await?;
            }
            Mode::ResetAfterBody => {
                self.deliver(envelope, mail);
                connection.reset()?;
                return Ok(None);
            }
            Mode::Hang => {
                // Until the client gives up, or everything ends.
                tokio::select! {
                    _ = connection.line() => {}
                    () = self.world.shutdown.begun() => {}
                }
                return Ok(None);
            }
            Mode::Garbage => connection.send(reply::GARBAGE).await?,
        }
        Ok(Some(connection))
    }

    fn deliver(&self, envelope: &Envelope, mail: &[u8]) {
        let now = clock::now();
        for recipient in &envelope.recipients {
            self.world.inbox.put(body::open(mail, &envelope.sender, recipient), now);
        }
    }
}
