//! What goes wrong with machines: processes die, databases die, a process stands still for longer than its lease.

use std::{ops::RangeInclusive, sync::Arc, time::Duration};

use tokio::sync::watch;

use crate::{
    chance::Chance,
    instance::{Instance, LEASE_SECONDS},
    postgres::Postgres,
};

#[derive(Clone, Copy)]
enum Blow {
    /// An instance is killed and started again.
    Instance,
    /// Postgres is killed and started again.
    Postgres,
    /// An instance stands still until others have taken its work over, and goes on.
    Stop,
}

/// Comes in another order each time.
const ROUND: [Blow; 6] =
    [Blow::Instance, Blow::Instance, Blow::Instance, Blow::Postgres, Blow::Postgres, Blow::Stop];

/// What was done.
#[derive(Default, Clone, Copy)]
pub struct Blows {
    /// Instances killed.
    pub instances: usize,
    /// Times Postgres was killed.
    pub postgres: usize,
    /// Instances stopped past their lease.
    pub stops: usize,
}

/// Does harm, whole rounds of it with so many milliseconds between two blows, until `enough`.
pub async fn rage(
    instances: Arc<Vec<Instance>>,
    postgres: Arc<Postgres>,
    chance: Arc<Chance>,
    pause: RangeInclusive<u64>,
    enough: watch::Receiver<bool>,
) -> Blows {
    let mut blows = Blows::default();
    while !*enough.borrow() {
        let mut round = ROUND;
        chance.shuffle(&mut round);
        for blow in round {
            moments(&chance, pause.clone()).await;
            let instance = chance.of(&instances);
            match blow {
                Blow::Instance => {
                    instance.kill_and_start();
                    blows.instances += 1;
                }
                Blow::Postgres => {
                    blocking(&postgres, Postgres::kill).await;
                    moments(&chance, 0..=1_500).await;
                    blocking(&postgres, Postgres::start).await;
                    blows.postgres += 1;
                }
                Blow::Stop => {
                    instance.stop();
                    tokio::time::sleep(Duration::from_secs(LEASE_SECONDS)).await;
                    moments(&chance, 500..=2_000).await;
                    instance.go_on();
                    blows.stops += 1;
                }
            }
        }
    }
    blows
}

/// Starts again what has ended by itself, until `enough`.
pub async fn keep_running(instances: Arc<Vec<Instance>>, mut enough: watch::Receiver<bool>) {
    let mut looks = tokio::time::interval(Duration::from_millis(200));
    while !*enough.borrow_and_update() {
        instances.iter().for_each(Instance::keep_running);
        tokio::select! {
            _ = looks.tick() => {}
            _ = enough.changed() => {}
        }
    }
}

async fn moments(chance: &Chance, milliseconds: RangeInclusive<u64>) {
    tokio::time::sleep(Duration::from_millis(chance.within(milliseconds))).await;
}

async fn blocking(postgres: &Arc<Postgres>, what: fn(&Postgres)) {
    let postgres = Arc::clone(postgres);
    tokio::task::spawn_blocking(move || what(&postgres)).await.unwrap();
}
