//! The screens with a desk that answers from memory.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod actions;
mod bidi;
mod messages;
mod pages;
mod support;
mod wording;
