//! Every station tells the desk regularly how it is.

use std::{sync::Arc, time::Duration};

use crate::{clock, world::World};

/// Sends the heartbeats of all stations, at once and then at that pace, until the end of the program.
pub async fn keep_beating(world: Arc<World>, every: Duration) {
    let end = world.shutdown.begun();
    tokio::pin!(end);
    let mut pace = tokio::time::interval(every);
    loop {
        tokio::select! {
            _ = pace.tick() => {}
            () = &mut end => return,
        }
        match world.state.read() {
            Ok(state) => {
                for station in world.stations.ids(&state) {
                    beat(&world, &station).await;
                }
            }
            Err(error) => tracing::warn!(%error, "the stations are not known"),
        }
    }
}

/// Sends one heartbeat of one station, unless its line is down.
pub async fn beat(world: &World, station: &str) {
    let condition = world.stations.condition(station);
    if condition.offline {
        return;
    }
    match world.desk.heartbeat(station, &condition.heartbeat(clock::now())).await {
        Ok(answer) if answer.status.is_success() => world.stations.met(station),
        Ok(answer) => tracing::warn!(station, %answer, "heartbeat refused"),
        Err(error) => tracing::debug!(station, %error, "heartbeat not sent"),
    }
}
