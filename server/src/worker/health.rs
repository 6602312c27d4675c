//! How the providers do, measured: read from the attempts of the last 15 minutes, a few times a minute.

use domain::{
    Timestamp,
    contact::Channel,
    provider::{Candidate, Record, choose},
};
use store::{PgConnection, attempt};
use tokio::sync::Mutex;

use crate::{fault::Fault, gateway::Gateways};

/// How long what was read is good for.
const FRESH: chrono::Duration = chrono::Duration::seconds(10);

/// What was read last.
#[derive(Default)]
pub struct Health(Mutex<Option<(Timestamp, Vec<attempt::Record>)>>);

impl Health {
    /// The provider that gets the next message of a channel; `failed` has failed it last.
    pub async fn choose(
        &self,
        connection: &mut PgConnection,
        gateways: &Gateways,
        channel: Channel,
        failed: Option<&str>,
        now: Timestamp,
    ) -> Result<String, Fault> {
        let providers = gateways.providers(channel);
        let records = if providers.len() > 1 { self.records(connection, now).await? } else { Vec::new() };
        let candidates: Vec<Candidate<'_>> = providers
            .iter()
            .map(|(name, has_room)| {
                let known = records.iter().find(|record| record.provider == *name);
                let record = known.map_or(Record::default(), |it| Record { asked: it.asked, slow: it.slow });
                Candidate { name, has_room: *has_room, record }
            })
            .collect();
        choose(&candidates, failed)
            .map(str::to_owned)
            .ok_or(Fault::Broken("no provider is configured for this channel"))
    }

    async fn records(
        &self,
        connection: &mut PgConnection,
        now: Timestamp,
    ) -> Result<Vec<attempt::Record>, Fault> {
        let mut known = self.0.lock().await;
        if let Some((at, records)) = &*known
            && now - *at < FRESH
            && now >= *at
        {
            return Ok(records.clone());
        }
        let records = attempt::records(connection, now).await?;
        for record in &records {
            #[expect(clippy::cast_precision_loss, reason = "a gauge")]
            let share = record.slow as f64 / record.asked.max(1) as f64;
            metrics::gauge!("doorcode_provider_slow_share", "provider" => record.provider.clone()).set(share);
        }
        *known = Some((now, records.clone()));
        Ok(records)
    }
}
