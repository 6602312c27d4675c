//! Nothing is lost, whatever dies: three server processes hand pickup codes to two providers that do whatever
//! providers do, while the processes and their Postgres are killed and stopped at random.
//!
//! `DOORCODE_CHAOS` is the number of parcels (300), `DOORCODE_CHAOS_SEED` the seed of everything random.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test may panic")]

mod chance;
mod instance;
mod killer;
mod ledger;
mod network;
mod postgres;
mod process;
mod provider;
mod receipts;

use std::{
    fs,
    io::Write,
    ops::RangeInclusive,
    path::{Path, PathBuf},
    sync::{Arc, atomic::Ordering},
    time::{Duration, Instant},
};

use tokio::{
    sync::{mpsc, watch},
    task::JoinSet,
};

use crate::{
    chance::Chance,
    instance::{Instance, LEASE_SECONDS, free_address},
    killer::Blows,
    ledger::Ledger,
    network::{CARRIER, Network, OPERATOR, phone},
    postgres::Postgres,
    provider::{Provider, TOKEN},
    receipts::Forgeries,
};

/// Parcels of the short form.
const SHORT: usize = 300;
/// Parcels a second at most.
const SHORT_PACE: u32 = 20;
const LONG_PACE: u32 = 80;
/// Parcels that are announced and placed at the same time.
const CALLERS: usize = 64;
/// Milliseconds between two blows.
const SHORT_PAUSE: RangeInclusive<u64> = 200..=1_500;
const LONG_PAUSE: RangeInclusive<u64> = 500..=5_000;
/// How long what is left may take once the providers are well again.
const PATIENCE: Duration = Duration::from_secs(900);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_and_what_may_come_twice_is_marked_whatever_dies() {
    let begun = Instant::now();
    let _ = rustls::crypto::ring::default_provider().install_default();
    let parcels = setting("DOORCODE_CHAOS").unwrap_or(SHORT);
    let seed = setting("DOORCODE_CHAOS_SEED").unwrap_or_else(|| getrandom::u64().unwrap() >> 32);
    say(&format!("chaos: {parcels} parcels, seed {seed}"));
    let chance = Arc::new(Chance::new(seed));
    let folder = Folder::new();

    let postgres = Arc::new(Postgres::new(&folder.0).await);
    let (receipts, taken) = mpsc::unbounded_channel();
    // Some are taken more than once.
    let room = parcels * 10;
    let (first, first_url) = Provider::serve("AC1", room, Arc::clone(&chance), receipts.clone()).await;
    let (second, second_url) = Provider::serve("AC2", room, Arc::clone(&chance), receipts).await;
    let public_url = format!("http://{}", free_address());
    let settings = settings(&folder.0, &postgres.url, &public_url, [&first_url, &second_url]);
    let instances: Vec<_> = (0..3).map(|name| Instance::start(&folder.0, name, &settings)).collect();
    let instances = Arc::new(instances);
    let (calm, over) = watch::channel(false);
    let keeper = tokio::spawn(killer::keep_running(Arc::clone(&instances), over.clone()));
    let forgeries = Arc::new(Forgeries::default());
    tokio::spawn(receipts::report(
        taken,
        Arc::clone(&instances),
        public_url,
        Arc::clone(&chance),
        Arc::clone(&forgeries),
    ));

    let network = Arc::new(Network::new(Arc::clone(&instances), Arc::clone(&chance), parcels));
    network.open().await;
    ledger::open(&mut postgres.connect().await).await;
    let (flowed, enough) = watch::channel(false);
    let mut rage = tokio::spawn(killer::rage(
        Arc::clone(&instances),
        Arc::clone(&postgres),
        Arc::clone(&chance),
        if parcels <= SHORT { SHORT_PAUSE } else { LONG_PAUSE },
        enough,
    ));
    tokio::select! {
        () = async { flow(&network, parcels).await; all_written(&postgres, parcels).await } => {}
        ended = &mut rage => panic!("the killer ended before its time: {:?}", ended.err()),
    }
    flowed.send_replace(true);
    let blows = rage.await.unwrap();

    first.recover();
    second.recover();
    settle(&postgres, parcels == SHORT).await;
    calm.send_replace(true);
    keeper.await.unwrap();

    let mut connection = postgres.connect().await;
    let written = ledger::written(&mut connection).await;
    let mut copies = first.taken();
    for (number, count) in second.taken() {
        *copies.entry(number).or_default() += count;
    }
    let numbers: Vec<String> = (0..parcels).map(phone).collect();
    let ledger = Ledger::read(&mut connection, &numbers, &copies).await;
    let (forged, believed) =
        (forgeries.sent.load(Ordering::Relaxed), forgeries.believed.load(Ordering::Relaxed));
    say(&figures(parcels, seed, blows, &ledger, forged, begun.elapsed()));

    assert_eq!(written, i64::try_from(parcels).unwrap(), "each parcel has one message");
    assert_eq!(ledger.lost, Vec::<String>::new(), "codes that no provider took");
    assert_eq!(ledger.undoubted, Vec::<String>::new(), "came twice without a mark");
    assert_eq!(ledger.impossible, [], "changes of state that no report explains");
    assert_eq!(ledger.unsettled, [], "neither sent nor delivered");
    assert_eq!(ledger.dead, 0, "jobs laid aside");
    assert_eq!(believed, 0, "forged receipts that were not refused");
    let panics: Vec<String> = instances.iter().flat_map(Instance::panics).collect();
    assert_eq!(panics, Vec::<String>::new());
}

/// Brings all parcels, so many a second unless too many wait to be taken.
async fn flow(network: &Arc<Network>, parcels: usize) {
    let pace = if parcels <= SHORT { SHORT_PACE } else { LONG_PACE };
    let mut beats = tokio::time::interval(Duration::from_secs(1) / pace);
    let mut under_way = JoinSet::new();
    for number in 0..parcels {
        beats.tick().await;
        let network = Arc::clone(network);
        under_way.spawn(async move { network.bring(number).await });
        if under_way.len() >= CALLERS {
            under_way.join_next().await.unwrap().unwrap();
        }
    }
    while let Some(ended) = under_way.join_next().await {
        ended.unwrap();
    }
}

/// Waits until every parcel has its message, whether Postgres is there just now or not.
async fn all_written(postgres: &Postgres, parcels: usize) {
    let mut looks = tokio::time::interval(Duration::from_millis(500));
    loop {
        looks.tick().await;
        if ledger::all_written(&postgres.url, parcels).await.unwrap_or(false) {
            return;
        }
    }
}

/// Waits until no code waits to be made or sent.
async fn settle(postgres: &Postgres, hurried: bool) {
    let mut connection = postgres.connect().await;
    let mut looks = tokio::time::interval(Duration::from_millis(500));
    let until = Instant::now() + PATIENCE;
    loop {
        looks.tick().await;
        let left = ledger::under_way(&mut connection).await;
        if left == 0 {
            return;
        }
        assert!(Instant::now() < until, "{left} messages are still under way");
        if hurried {
            ledger::hurry(&mut connection).await;
        }
    }
}

fn settings(
    folder: &Path,
    database: &str,
    public_url: &str,
    providers: [&str; 2],
) -> Vec<(&'static str, String)> {
    let site = folder.join("site");
    fs::create_dir(&site).unwrap();
    fs::write(site.join("hash.txt"), "js: chaos\nwasm: chaos\ncss: chaos\n").unwrap();
    let of = |text: &str| text.to_owned();
    vec![
        ("DATABASE_URL", of(database)),
        ("DOORCODE_PUBLIC_URL", of(public_url)),
        ("DOORCODE_SITE_ROOT", site.display().to_string()),
        ("DOORCODE_KEYS", of("k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")),
        ("DOORCODE_OPERATOR_TOKENS", of(OPERATOR)),
        ("DOORCODE_CARRIER_SECRETS", format!("DHL={CARRIER}")),
        ("DOORCODE_SMS_URL", of(providers[0])),
        ("DOORCODE_SMS_ACCOUNT", of("AC1")),
        ("DOORCODE_SMS_TOKEN", of(TOKEN)),
        ("DOORCODE_SMS_FROM", of("Doorcode")),
        ("DOORCODE_SMS2_URL", of(providers[1])),
        ("DOORCODE_SMS2_ACCOUNT", of("AC2")),
        ("DOORCODE_SMS2_TOKEN", of(TOKEN)),
        ("DOORCODE_SMS2_FROM", of("Doorcode")),
        ("DOORCODE_SMTP_URL", of("smtp://127.0.0.1:9")),
        ("DOORCODE_MAIL_FROM", of("Doorcode <parcels@doorcode.example>")),
        ("DOORCODE_LEASE_SECONDS", LEASE_SECONDS.to_string()),
        ("DOORCODE_PROVIDER_TIMEOUT_SECONDS", ((LEASE_SECONDS - 1) / 2).to_string()),
        ("DOORCODE_LOG", of("warn,sqlx=off")),
    ]
}

fn figures(
    parcels: usize,
    seed: u64,
    blows: Blows,
    ledger: &Ledger,
    forged: usize,
    took: Duration,
) -> String {
    format!(
        "chaos: {parcels} messages, seed {seed}: {} instances killed, Postgres killed {} times, {} stops past the lease, \
         {} jobs taken over; {} attempts, {} of them unknown; lost {}, duplicates {} (unmarked {}), forged receipts {forged}; {} s",
        blows.instances,
        blows.postgres,
        blows.stops,
        ledger.taken_over,
        ledger.attempts,
        ledger.unknown,
        ledger.lost.len(),
        ledger.duplicates,
        ledger.undoubted.len(),
        took.as_secs(),
    )
}

/// Not by `println!`, which is shown only when a test fails.
fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

fn setting<T: std::str::FromStr>(name: &str) -> Option<T> {
    std::env::var(name).ok()?.parse().ok()
}

/// A folder for everything, removed when all is well.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let folder = std::env::temp_dir().join(format!("doorcode-chaos-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let _ = fs::remove_dir_all(&self.0);
        }
    }
}
