//! How the providers do, measured: read from the attempts of the last 15 minutes, a few times a minute, apart from the
//! sending. Who sends takes what was measured last and waits for nothing.

use std::{
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use domain::{
    contact::Channel,
    diagnosis::ChannelTrouble,
    provider::{Candidate, ProviderRecord, choose, is_troubled},
};
use store::attempt;

use crate::{app_state::AppState, fault::Fault, gateway::Gateways};

const CHANNELS: [Channel; 3] = [Channel::Sms, Channel::Email, Channel::Push];

/// How often it is measured.
pub const EVERY: Duration = Duration::from_secs(10);

/// What was measured last.
#[derive(Default)]
pub struct Health {
    records: RwLock<Arc<[attempt::Record]>>,
    troubled: RwLock<Vec<ChannelTrouble>>,
}

impl Health {
    /// Measures anew.
    pub async fn measure(&self, app_state: &AppState) -> Result<(), Fault> {
        let now = app_state.now();
        let names: Vec<&str> = CHANNELS
            .iter()
            .flat_map(|channel| app_state.gateways.providers(*channel))
            .map(|(name, _)| name)
            .collect();
        let records = app_state
            .workers
            .read(async |connection| attempt::records(connection, &names, now).await)
            .await?;
        for record in &records {
            #[expect(clippy::cast_precision_loss, reason = "a gauge")]
            let share = record.slow as f64 / record.asked.max(1) as f64;
            metrics::gauge!("doorcode_provider_slow_share", "provider" => record.provider.clone()).set(share);
        }
        let records: Arc<[attempt::Record]> = records.into();
        let mut known = self.troubled.write().unwrap_or_else(PoisonError::into_inner);
        let since = |channel| known.iter().find(|it| it.channel == channel).map_or(now, |it| it.since);
        *known = CHANNELS
            .into_iter()
            .filter(|channel| {
                let providers = app_state.gateways.providers(*channel);
                let of: Vec<_> = providers.iter().map(|(name, _)| record_of(&records, name)).collect();
                is_troubled(&of)
            })
            .map(|channel| ChannelTrouble { channel, since: since(channel) })
            .collect();
        *self.records.write().unwrap_or_else(PoisonError::into_inner) = records;
        Ok(())
    }

    /// The channels on which no provider does well.
    pub fn troubled(&self) -> Vec<ChannelTrouble> {
        self.troubled.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The provider that gets the next message of a channel; `failed` has failed it last.
    pub fn choose(
        &self,
        gateways: &Gateways,
        channel: Channel,
        failed: Option<&str>,
    ) -> Result<String, Fault> {
        let providers = gateways.providers(channel);
        let records = Arc::clone(&self.records.read().unwrap_or_else(PoisonError::into_inner));
        let candidates: Vec<Candidate<'_>> = providers
            .iter()
            .map(|(name, has_room)| Candidate {
                name,
                has_room: *has_room,
                record: record_of(&records, name),
            })
            .collect();
        choose(&candidates, failed)
            .map(str::to_owned)
            .ok_or(Fault::Broken("no provider is configured for this channel"))
    }
}

fn record_of(records: &[attempt::Record], name: &str) -> ProviderRecord {
    let known = records.iter().find(|record| record.provider == name);
    known.map_or(ProviderRecord::default(), |it| ProviderRecord {
        asked: it.asked,
        slow: it.slow,
        struck: it.struck,
    })
}
