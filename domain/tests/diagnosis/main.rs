//! Why there is no code and why the door stays shut: every cause once, two at once, and all of it at random.
//!
//! What the model leaves out: how facts are read (whether a page asks for the right rows is the server's test), what
//! remedies do, the decisions in [`Allowed`](domain::diagnosis::Allowed), which have tests of their own, and several
//! parcels of one customer. What is drawn at random is not always possible (a message that arrived before its parcel was
//! placed): the function is total, so it is asked all the same.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod offers;
mod pairs;
mod properties;
mod random;
mod rules;
mod table;
mod words;
mod world;
