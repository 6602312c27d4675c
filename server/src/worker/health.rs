//! How the providers do, measured: read from the attempts of the last 15 minutes, a few times a minute, apart from the
//! sending. Who sends takes what was measured last and waits for nothing.

use std::{
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use domain::{
    contact::Channel,
    provider::{Candidate, ProviderRecord, choose},
};
use store::attempt;

use crate::{app_state::AppState, fault::Fault, gateway::Gateways};

/// How often it is measured.
pub const EVERY: Duration = Duration::from_secs(10);

/// What was measured last.
#[derive(Default)]
pub struct Health(RwLock<Arc<[attempt::Record]>>);

impl Health {
    /// Measures anew, where there is a choice.
    pub async fn measure(&self, app_state: &AppState) -> Result<(), Fault> {
        if app_state.gateways.providers(Channel::Sms).len() < 2 {
            return Ok(());
        }
        let now = app_state.now();
        let records =
            app_state.workers.read(async |connection| attempt::records(connection, now).await).await?;
        for record in &records {
            #[expect(clippy::cast_precision_loss, reason = "a gauge")]
            let share = record.slow as f64 / record.asked.max(1) as f64;
            metrics::gauge!("doorcode_provider_slow_share", "provider" => record.provider.clone()).set(share);
        }
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = records.into();
        Ok(())
    }

    /// The provider that gets the next message of a channel; `failed` has failed it last.
    pub fn choose(
        &self,
        gateways: &Gateways,
        channel: Channel,
        failed: Option<&str>,
    ) -> Result<String, Fault> {
        let providers = gateways.providers(channel);
        let records = Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner));
        let candidates: Vec<Candidate<'_>> = providers
            .iter()
            .map(|(name, has_room)| {
                let known = records.iter().find(|record| record.provider == *name);
                let record = known.map_or(ProviderRecord::default(), |it| ProviderRecord {
                    asked: it.asked,
                    slow: it.slow,
                });
                Candidate { name, has_room: *has_room, record }
            })
            .collect();
        choose(&candidates, failed)
            .map(str::to_owned)
            .ok_or(Fault::Broken("no provider is configured for this channel"))
    }
}
