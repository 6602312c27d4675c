//! What the mailbox answers, with the enhanced status codes of RFC 3463.

use std::io;

use smtp_proto::{
    EXT_8BIT_MIME, EXT_DSN, EXT_ENHANCED_STATUS_CODES, EXT_PIPELINING, EXT_SIZE, EXT_SMTP_UTF8, EhloResponse,
    Error, Response,
};

use super::connection::LARGEST_MAIL;

/// The name this mailbox gives itself.
pub const NAME: &str = "simulator.localhost";

pub type Reply = Response<&'static str>;

pub fn greeting() -> Vec<u8> {
    format!("220 {NAME} ESMTP\r\n").into_bytes()
}

pub fn helo() -> Vec<u8> {
    format!("250 {NAME}\r\n").into_bytes()
}

pub fn ehlo() -> io::Result<Vec<u8>> {
    let mut response = EhloResponse::new(NAME);
    response.capabilities =
        EXT_8BIT_MIME | EXT_DSN | EXT_ENHANCED_STATUS_CODES | EXT_PIPELINING | EXT_SIZE | EXT_SMTP_UTF8;
    response.size = LARGEST_MAIL;
    let mut bytes = Vec::new();
    response.write(&mut bytes)?;
    Ok(bytes)
}

/// The answer to DATA; it has no enhanced code.
pub const GO_AHEAD: &[u8] = b"354 End with <CRLF>.<CRLF>\r\n";

/// What no client understands.
pub const GARBAGE: &[u8] = b"\x7f\x45 it works!\r\n";

macro_rules! replies {
    ($($name:ident = $code:literal $class:literal $subject:literal $detail:literal $text:literal;)*) => {
        $(pub fn $name() -> Reply { Response::new($code, $class, $subject, $detail, $text) })*
    };
}

replies! {
    done = 250 2 0 0 "OK";
    sender_ok = 250 2 1 0 "OK";
    recipient_ok = 250 2 1 5 "OK";
    taken = 250 2 6 0 "Message accepted";
    goodbye = 221 2 0 0 "Bye";
    closing = 421 4 3 2 "Service shutting down";
    silent = 421 4 4 2 "Timeout";
    too_many = 421 4 7 0 "Too many connections, try again later";
    unavailable = 451 4 3 0 "Temporary local problem, try again later";
    too_many_recipients = 452 4 5 3 "Too many recipients";
    will_try = 252 2 1 5 "Cannot verify, will accept and deliver";
    line_too_long = 500 5 5 2 "Line too long";
    not_implemented = 502 5 5 1 "Command not implemented";
    bad_sequence = 503 5 5 1 "Bad sequence of commands";
    no_mailbox = 550 5 1 1 "No such mailbox";
    too_big = 552 5 3 4 "Message too big";
    text_line_too_long = 554 5 6 0 "A line is longer than 998 octets";
}

/// Why a command was not understood.
pub fn misunderstood(error: &Error) -> Reply {
    match error {
        Error::UnknownCommand => Response::new(500, 5, 5, 2, "Command not recognized"),
        Error::InvalidSenderAddress => Response::new(553, 5, 1, 7, "Bad sender address"),
        Error::InvalidRecipientAddress => Response::new(553, 5, 1, 3, "Bad recipient address"),
        Error::UnsupportedParameter { .. } => Response::new(555, 5, 5, 4, "Unsupported parameter"),
        Error::ResponseTooLong => line_too_long(),
        Error::SyntaxError { .. }
        | Error::InvalidParameter { .. }
        | Error::NeedsMoreData { .. }
        | Error::InvalidResponse { .. } => Response::new(501, 5, 5, 4, "Syntax error"),
    }
}
