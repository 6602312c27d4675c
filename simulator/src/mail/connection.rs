//! A connection, read by lines and by mails.

use std::{io, slice, time::Duration};

use smtp_proto::request::receiver::DataReceiver;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
};

use super::reply::Reply;

/// A command with its line end at most, in octets (RFC 5321, section 4.5.3).
const COMMAND_LINE: usize = 2_048;
/// A whole mail at most, in octets.
pub const LARGEST_MAIL: usize = 1 << 20;

/// Silence after which a connection is ended (RFC 5321, section 4.5.3.2).
pub const SILENCE: Duration = Duration::from_mins(5);

/// One client.
#[derive(Debug)]
pub struct Connection(BufReader<TcpStream>);

/// A command line as it came.
#[derive(Debug)]
pub enum Line {
    Complete(Vec<u8>),
    /// No line end within the limit.
    TooLong,
    End,
}

/// A mail as it came, without the dots that SMTP adds.
#[derive(Debug)]
pub enum Mail {
    Complete(Vec<u8>),
    /// More than is taken; read to its end.
    TooBig,
}

impl Connection {
    pub fn new(stream: TcpStream) -> Self {
        Self(BufReader::new(stream))
    }

    /// The next command.
    pub async fn line(&mut self) -> io::Result<Line> {
        let mut line = Vec::new();
        let limit = COMMAND_LINE as u64;
        let read = (&mut self.0).take(limit).read_until(b'\n', &mut line).await?;
        Ok(match line.last() {
            Some(b'\n') => Line::Complete(line),
            Some(_) if read == COMMAND_LINE => Line::TooLong,
            Some(_) | None => Line::End,
        })
    }

    /// Everything up to the line with nothing but a dot.
    pub async fn mail(&mut self) -> io::Result<Mail> {
        let mut receiver = DataReceiver::new();
        let mut mail = Vec::new();
        // The receiver looks for a dot after a line end; the first line follows the line end of the command.
        receiver.ingest(&mut b"\r\n".iter(), &mut mail);
        mail.clear();
        let mut too_big = false;
        loop {
            let chunk = self.0.fill_buf().await?;
            if chunk.is_empty() {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            let mut bytes: slice::Iter<'_, u8> = chunk.iter();
            let complete = receiver.ingest(&mut bytes, &mut mail);
            let used = chunk.len() - bytes.len();
            self.0.consume(used);
            if mail.len() > LARGEST_MAIL {
                too_big = true;
                mail.clear();
            }
            if complete {
                return Ok(if too_big { Mail::TooBig } else { Mail::Complete(mail) });
            }
        }
    }

    /// Answers with a reply line.
    pub async fn reply(&mut self, reply: Reply) -> io::Result<()> {
        self.send(format!("{reply}\r\n").as_bytes()).await
    }

    /// Answers with these octets.
    pub async fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.write_all(bytes).await?;
        self.0.flush().await
    }

    /// Ends the connection by TCP reset, without an answer.
    pub fn reset(self) -> io::Result<()> {
        // Closed with a linger of zero, the kernel sends a reset instead of an orderly end.
        self.0.get_ref().set_zero_linger()
    }
}
