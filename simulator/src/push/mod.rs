//! A push service as browser vendors run them (RFC 8030), for senders that identify themselves by VAPID
//! (RFC 8292). It hands out subscriptions together with their private keys, so that tests can read along.

mod api;
mod request;
mod routes;
mod subscription;
mod vapid;

use std::sync::Arc;

use axum::Router;

use crate::world::World;

pub use subscription::Subscriptions;

/// `/push/{id}` for senders, and `/api/push/…` for tests and the curious.
pub fn router() -> Router<Arc<World>> {
    routes::router().merge(api::router())
}
