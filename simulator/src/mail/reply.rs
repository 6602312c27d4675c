//! What the mailbox answers, with the enhanced status codes of RFC 3463.

use std::io;

use smtp_proto::{
    EXT_8BIT_MIME, EXT_DSN, EXT_ENHANCED_STATUS_CODES, EXT_PIPELINING, EXT_SIZE, EXT_SMTP_UTF8, EhloResponse,
    Error,
};

use super::connection::LARGEST_MAIL;

/// The name this mailbox gives itself.
pub const NAME: &str = "simulator.localhost";

/// One line, without its end.
pub type Reply = &'static str;

pub const GREETING: Reply = "220 simulator.localhost ESMTP";
pub const HELO: Reply = "250 simulator.localhost";
pub const GO_AHEAD: Reply = "354 End with <CRLF>.<CRLF>";
/// What no client understands.
pub const GARBAGE: Reply = "\u{7f}E it works!";
pub const DONE: Reply = "250 2.0.0 OK";
pub const SENDER_OK: Reply = "250 2.1.0 OK";
pub const RECIPIENT_OK: Reply = "250 2.1.5 OK";
pub const TAKEN: Reply = "250 2.6.0 Message accepted";
pub const GOODBYE: Reply = "221 2.0.0 Bye";
pub const CLOSING: Reply = "421 4.3.2 Service shutting down";
pub const SILENT: Reply = "421 4.4.2 Timeout";
pub const TOO_MANY: Reply = "421 4.7.0 Too many connections, try again later";
pub const UNAVAILABLE: Reply = "451 4.3.0 Temporary local problem, try again later";
pub const TOO_MANY_RECIPIENTS: Reply = "452 4.5.3 Too many recipients";
pub const WILL_TRY: Reply = "252 2.1.5 Cannot verify, will accept and deliver";
pub const LINE_TOO_LONG: Reply = "500 5.5.2 Line too long";
pub const NOT_IMPLEMENTED: Reply = "502 5.5.1 Command not implemented";
pub const BAD_SEQUENCE: Reply = "503 5.5.1 Bad sequence of commands";
pub const NO_MAILBOX: Reply = "550 5.1.1 No such mailbox";
pub const TOO_BIG: Reply = "552 5.3.4 Message too big";
pub const TEXT_LINE_TOO_LONG: Reply = "554 5.6.0 A line is longer than 998 octets";

/// The lines of the answer to EHLO.
pub fn ehlo() -> io::Result<Vec<u8>> {
    let mut response = EhloResponse::new(NAME);
    response.capabilities =
        EXT_8BIT_MIME | EXT_DSN | EXT_ENHANCED_STATUS_CODES | EXT_PIPELINING | EXT_SIZE | EXT_SMTP_UTF8;
    response.size = LARGEST_MAIL;
    let mut bytes = Vec::new();
    response.write(&mut bytes)?;
    Ok(bytes)
}

/// Why a command was not understood.
pub fn misunderstood(error: &Error) -> Reply {
    match error {
        Error::UnknownCommand => "500 5.5.2 Command not recognized",
        Error::InvalidSenderAddress => "553 5.1.7 Bad sender address",
        Error::InvalidRecipientAddress => "553 5.1.3 Bad recipient address",
        Error::UnsupportedParameter { .. } => "555 5.5.4 Unsupported parameter",
        Error::ResponseTooLong => LINE_TOO_LONG,
        Error::SyntaxError { .. }
        | Error::InvalidParameter { .. }
        | Error::NeedsMoreData { .. }
        | Error::InvalidResponse { .. } => "501 5.5.4 Syntax error",
    }
}
