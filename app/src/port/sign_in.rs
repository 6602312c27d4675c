//! Coming in: by one-time code or by link.

use super::Channel;

/// A sign-in that has begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignInView {
    /// The channel of the contact that was typed.
    pub typed: Channel,
    /// Where the last code went, if it went anywhere.
    pub last: Channel,
    /// How many codes were sent; the two newest work.
    pub codes: i64,
}

/// What is behind a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkView {
    /// Who sent the parcel.
    pub merchant: String,
    /// The contact the link was sent to, masked.
    pub contact: String,
    /// It shows how the parcel stands, and signs nobody in.
    pub status_only: bool,
}

/// The sign-in that has begun.
#[derive(Debug)]
pub struct SeeSignIn;

/// What is behind a link from a message; looking changes nothing.
#[derive(Debug)]
pub struct SeeLink {
    /// The token in its address.
    pub token: String,
}
