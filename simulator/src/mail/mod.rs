//! The mailbox: takes e-mail for anybody, over SMTP (RFC 5321).

mod connection;
mod envelope;
mod fault;
mod reply;
mod report;

use std::{io, sync::Arc, time::Duration};

use smtp_proto::{MailFrom, RcptTo, Request};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
};

use connection::{Connection, Line, SILENCE};
use envelope::Envelope;
use reply::Reply;

pub use envelope::Mailbox;
pub use fault::MailFault;
pub use report::Reporter;

/// Connections served at once; more have to wait.
const CONNECTIONS: usize = 256;

/// Serves connections until the end of the program.
pub async fn serve(mailbox: Mailbox, listener: TcpListener) {
    let (mailbox, places) = (Arc::new(mailbox), Arc::new(Semaphore::new(CONNECTIONS)));
    let end = mailbox.shutdown.begun();
    tokio::pin!(end);
    loop {
        let Ok(place) = places.clone().acquire_owned().await else { return };
        let stream = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut end => return,
        };
        match stream {
            Ok((stream, _)) => {
                let mailbox = mailbox.clone();
                tokio::spawn(async move {
                    if let Err(error) = converse(&mailbox, stream).await {
                        tracing::debug!(%error, "a mail connection broke");
                    }
                    drop(place);
                });
            }
            // Out of file descriptors, mostly; others are about to be given back.
            Err(error) => {
                tracing::warn!(%error, "no mail connection could be accepted");
                mailbox.shutdown.allows(Duration::from_secs(1)).await;
            }
        }
    }
}

/// Talks with a client until one of the two leaves.
async fn converse(mailbox: &Mailbox, stream: TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut connection = Connection::new(stream);
    connection.reply(reply::GREETING).await?;
    let mut conversation = Conversation { mailbox, greeted: false, envelope: None };
    loop {
        let line = tokio::select! {
            line = connection.line() => line?,
            () = tokio::time::sleep(SILENCE) => return connection.reply(reply::SILENT).await,
            () = mailbox.shutdown.begun() => return connection.reply(reply::CLOSING).await,
        };
        let line = match line {
            Line::Complete(line) => line,
            Line::TooLong => return connection.reply(reply::LINE_TOO_LONG).await,
            Line::End => return Ok(()),
        };
        let then = match Request::parse(&mut line.iter()) {
            Ok(request) => conversation.hear(request.into_owned())?,
            Err(error) => Then::Say(reply::misunderstood(&error)),
        };
        match then {
            Then::Say(reply) => {
                // A mail system that has had enough ends the connection.
                let is_over = reply == reply::TOO_MANY;
                connection.reply(reply).await?;
                if is_over {
                    return Ok(());
                }
            }
            Then::SayRaw(bytes) => connection.send(&bytes).await?,
            Then::End(reply) => return connection.reply(reply).await,
            Then::TakeMail(envelope) => match envelope.fill(mailbox, connection).await? {
                Some(same) => connection = same,
                None => return Ok(()),
            },
        }
    }
}

/// What to do after a command.
enum Then {
    Say(Reply),
    SayRaw(Vec<u8>),
    /// Answer and end the connection.
    End(Reply),
    TakeMail(Box<Envelope>),
}

/// Who speaks when (RFC 5321, section 4.1.4).
struct Conversation<'a> {
    mailbox: &'a Mailbox,
    greeted: bool,
    envelope: Option<Envelope>,
}

impl Conversation<'_> {
    fn hear(&mut self, request: Request<String>) -> io::Result<Then> {
        Ok(match request {
            Request::Ehlo { .. } => self.greet(reply::ehlo()?),
            Request::Helo { .. } => self.greet(format!("{}\r\n", reply::HELO).into_bytes()),
            Request::Mail { from } => Then::Say(self.begin(from)),
            Request::Rcpt { to } => Then::Say(self.address(to)),
            Request::Data => match self.envelope.take_if(|envelope| envelope.has_recipients()) {
                Some(envelope) => Then::TakeMail(Box::new(envelope)),
                None => Then::Say(reply::BAD_SEQUENCE),
            },
            Request::Rset => {
                self.envelope = None;
                Then::Say(reply::DONE)
            }
            Request::Noop { .. } => Then::Say(reply::DONE),
            Request::Vrfy { .. } => Then::Say(reply::WILL_TRY),
            Request::Quit => Then::End(reply::GOODBYE),
            // What follows BDAT would be taken for commands.
            Request::Bdat { .. } | Request::Burl { .. } => Then::End(reply::NOT_IMPLEMENTED),
            Request::Lhlo { .. }
            | Request::Auth { .. }
            | Request::Expn { .. }
            | Request::Help { .. }
            | Request::Etrn { .. }
            | Request::Atrn { .. }
            | Request::StartTls => Then::Say(reply::NOT_IMPLEMENTED),
        })
    }

    fn greet(&mut self, answer: Vec<u8>) -> Then {
        self.greeted = true;
        self.envelope = None;
        Then::SayRaw(answer)
    }

    fn begin(&mut self, from: MailFrom<String>) -> Reply {
        if !self.greeted || self.envelope.is_some() {
            return reply::BAD_SEQUENCE;
        }
        if from.size > connection::LARGEST_MAIL {
            return reply::TOO_BIG;
        }
        if self.mailbox.faults.take_only(&MailFault::TooMany) {
            return reply::TOO_MANY;
        }
        self.envelope = Some(Envelope::begin(from));
        reply::SENDER_OK
    }

    fn address(&mut self, to: RcptTo<String>) -> Reply {
        match &mut self.envelope {
            Some(envelope) => envelope.address(self.mailbox, to),
            None => reply::BAD_SEQUENCE,
        }
    }
}
