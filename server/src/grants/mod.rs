//! What makes lists of grants: the key that signs them, how long they hold, and what a guess at one costs.
//!
//! Six digits can be tried out by whoever has what they are checked by. So a list has a slow hash of them (Argon2id), and
//! over it a fast one under a key of the station's own credential: a list alone gives nothing away, and one with the
//! credential costs a guesser [`SlowHash`] a million times, for each station and day anew.

mod hash;
mod signing;

use std::sync::Arc;

use chrono::Duration;
use domain::id::CodeId;
use tokio::sync::Semaphore;

pub use self::{
    hash::{SlowHash, StationKey},
    signing::{GrantsKey, grants_keys},
};
use crate::{fault::Fault, keys::GrantSecret};

/// How this network makes lists of grants.
pub struct Grants {
    keys: Vec<GrantsKey>,
    /// How long a list holds.
    pub lasts: Duration,
    /// What a guess costs.
    pub cost: SlowHash,
    /// One at a time: that many mebibytes more are held, and no more.
    one: Arc<Semaphore>,
}

impl Grants {
    /// Lists that the first of these keys signs.
    pub fn new(keys: Vec<GrantsKey>, lasts: Duration, cost: SlowHash) -> Self {
        Self { keys, lasts, cost, one: Arc::new(Semaphore::new(1)) }
    }

    /// The keys, the one that signs first.
    pub fn keys(&self) -> &[GrantsKey] {
        &self.keys
    }

    /// The key that signs.
    pub fn key(&self) -> Result<&GrantsKey, Fault> {
        self.keys.first().ok_or(Fault::Broken("no key signs lists of grants"))
    }

    /// The slow hashes of these codes' digits, away from what must not wait. One batch at a time on each instance.
    pub async fn hash(
        &self,
        secrets: Vec<(CodeId, GrantSecret)>,
        salt: &[u8],
    ) -> Result<Vec<(CodeId, [u8; 32])>, Fault> {
        let closed = |_| Fault::Broken("no hashes are made any more");
        let one = Arc::clone(&self.one).acquire_owned().await.map_err(closed)?;
        let (cost, salt) = (self.cost, salt.to_vec());
        let work = move || {
            let hashed = secrets.into_iter().map(|(code, secret)| Ok((code, secret.slow_hash(cost, &salt)?)));
            let hashed: Result<Vec<_>, Fault> = hashed.collect();
            // Also when nobody waits for it any more.
            drop(one);
            hashed
        };
        let ended = tokio::task::spawn_blocking(work).await;
        ended.map_err(|_| Fault::Broken("hashes were not made to the end"))?
    }
}
