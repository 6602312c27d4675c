//! How much one mail may ask for (RFC 5321, section 4.5.3).

use std::time::Duration;

/// A command with its line end, in octets.
pub const COMMAND_LINE: usize = 2_048;
/// A line of a mail with its line end, in octets.
pub const TEXT_LINE: usize = 1_000;
/// A whole mail, in octets.
pub const MAIL: usize = 1 << 20;
/// What is kept of a mail's text, in octets.
pub const KEPT_TEXT: usize = 32 << 10;
/// Recipients of one mail.
pub const RECIPIENTS: usize = 100;
/// Silence after which a connection is ended.
pub const SILENCE: Duration = Duration::from_mins(5);
