//! The operator's people who look after cases: what they promise, and how they are told.

use domain::contact::Address;

use crate::{gateway::webhook::Webhook, photo::Darkroom};

/// How cases are handled.
pub struct Helpdesk {
    /// How soon an answer is promised.
    pub promise: chrono::Duration,
    /// Where cases are sent to as webhooks, if they are.
    pub webhook: Option<Webhook>,
    /// The address that cases are written to, if they are.
    pub email: Option<Address>,
    /// Where photos are read and written anew.
    pub darkroom: Darkroom,
}

impl Default for Helpdesk {
    /// An answer within four hours, and nobody who is told.
    fn default() -> Self {
        Self {
            promise: chrono::Duration::hours(4),
            webhook: None,
            email: None,
            darkroom: Darkroom::default(),
        }
    }
}
