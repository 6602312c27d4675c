//! Doing what was written down: leases jobs, runs them side by side, and looks after what was forgotten.

mod deliver;
mod forget;
mod hand_over;
pub mod health;
mod incidents;
mod judge;
mod text;
mod trend;
mod watchdog;

use std::{
    panic::AssertUnwindSafe,
    sync::Arc,
    time::{Duration, Instant},
};

use domain::contact::Channel;
use futures::FutureExt;
use store::job::{self, Job, JobKind};
use tokio::{
    sync::{Semaphore, watch},
    task::{JoinError, JoinSet},
};

use crate::{
    app_state::AppState,
    gateway::push::PLACES,
    operations::{
        change_contact, extension_orders, fall_back, issue_code, note_wrong_code, remind, tell_back,
        tell_extended,
    },
};

/// How often to look when nothing rings.
const LOOK: Duration = Duration::from_millis(250);
/// How often to look for what can wait.
const AT_LEISURE: Duration = Duration::from_secs(2);
/// Tries before a job that cannot go well is laid aside.
const TRIES: i32 = 12;

/// Kinds of work that share room, so that a provider that hangs delays no other channel and nothing of our own.
struct Lane {
    kinds: &'static [JobKind],
    /// Jobs under way at once.
    room: usize,
    /// Listens to the bell; what can wait is looked for now and then.
    hurries: bool,
}

const LANES: [Lane; 9] = [
    Lane { kinds: &[JobKind::IssueCode, JobKind::FallBack, JobKind::ChangeContact], room: 8, hurries: true },
    // Whoever guesses makes much of it: it holds up nothing else.
    Lane { kinds: &[JobKind::NoteWrongCode], room: 2, hurries: false },
    // A morning has many of them, and none is in a hurry.
    Lane { kinds: &[JobKind::Remind, JobKind::TellExtended, JobKind::TellBack], room: 4, hurries: false },
    // One sheaf after the other: many parcels are moved, and nobody else is to wait for it.
    Lane { kinds: &[JobKind::ExtendAll], room: 1, hurries: false },
    // Twice the room of one provider: where one hangs with all it has, the other goes on.
    Lane { kinds: &[JobKind::Deliver(Channel::Sms)], room: 64, hurries: true },
    Lane { kinds: &[JobKind::Deliver(Channel::Email)], room: 32, hurries: true },
    // Twice what one push service may hold.
    Lane { kinds: &[JobKind::Deliver(Channel::Push)], room: 2 * PLACES, hurries: true },
    // A receiver that hangs holds up neither customers nor the letters to the helpdesk.
    Lane { kinds: &[JobKind::SendWebhook], room: 4, hurries: false },
    Lane { kinds: &[JobKind::MailHelpdesk], room: 2, hurries: false },
];

/// Works until it is told to stop, then ends what is under way.
pub async fn run(app_state: Arc<AppState>, stop: watch::Receiver<bool>) {
    let hands = Arc::new(Hands::new(app_state));
    // Known before the first message goes.
    hands.measure().await;
    let lanes =
        futures::future::join_all(LANES.iter().map(|lane| serve(lane, Arc::clone(&hands), stop.clone())));
    futures::future::join(lanes, measure(Arc::clone(&hands), stop.clone())).await;
}

/// Measures now and then how the providers do.
async fn measure(hands: Arc<Hands>, mut stop: watch::Receiver<bool>) {
    let mut rounds = tokio::time::interval(health::EVERY);
    while !*stop.borrow() {
        tokio::select! {
            _ = rounds.tick() => hands.measure().await,
            _ = stop.changed() => {}
        }
    }
}

/// What every job is done with.
pub struct Hands {
    app_state: Arc<AppState>,
}

impl Hands {
    /// Hands that work with this.
    pub fn new(app_state: Arc<AppState>) -> Self {
        Self { app_state }
    }

    /// Measures how the providers do. Where that fails, what was measured before stands.
    async fn measure(&self) {
        if let Err(fault) = self.app_state.health.measure(&self.app_state).await {
            tracing::warn!(%fault, "how the providers do could not be measured");
        }
    }
}

async fn serve(lane: &'static Lane, hands: Arc<Hands>, mut stop: watch::Receiver<bool>) {
    let room = Arc::new(Semaphore::new(lane.room));
    let mut bell = hands.app_state.workers.bell().listen();
    let mut jobs = JoinSet::new();
    while !*stop.borrow() {
        let free = i64::try_from(room.available_permits()).unwrap_or(0);
        bell.mark_unchanged();
        let leased = match free {
            0 => Vec::new(),
            free => lease(&hands.app_state, lane.kinds, free).await,
        };
        let idle = leased.is_empty();
        for (job, since) in leased {
            let hands = Arc::clone(&hands);
            let Ok(permit) = Arc::clone(&room).acquire_owned().await else { break };
            jobs.spawn(async move {
                work(&hands, &job, since).await;
                drop(permit);
            });
        }
        while let Some(ended) = jobs.try_join_next() {
            look_at(ended);
        }
        // A lane that is full has nothing to look for until one of its own jobs has ended.
        if free == 0 {
            tokio::select! {
                _ = room.acquire() => {}
                _ = stop.changed() => {}
            }
        } else if idle {
            tokio::select! {
                _ = bell.changed(), if lane.hurries => {}
                () = tokio::time::sleep(if lane.hurries { LOOK } else { AT_LEISURE }) => {}
                _ = stop.changed() => {}
            }
        }
    }
    while let Some(ended) = jobs.join_next().await {
        look_at(ended);
    }
}

/// A task that ended otherwise than by itself has lost its job until the lease ends: that is told.
fn look_at(ended: Result<(), JoinError>) {
    if let Err(error) = ended {
        tracing::error!(panicked = error.is_panic(), "a worker ended in the middle of a job");
        metrics::counter!("doorcode_panics_total").increment(1);
    }
}

/// Looks after what was forgotten until it is told to stop.
pub async fn watch(app_state: Arc<AppState>, mut stop: watch::Receiver<bool>) {
    let mut rounds = tokio::time::interval(watchdog::EVERY);
    while !*stop.borrow() {
        tokio::select! {
            _ = rounds.tick() => watchdog::look(&app_state).await,
            _ = stop.changed() => {}
        }
    }
}

/// Does everything that is due, one after the other, until nothing is left. For tests and tools.
pub async fn run_dry(hands: &Hands) {
    loop {
        hands.measure().await;
        let mut jobs = Vec::new();
        for lane in &LANES {
            jobs.extend(lease(&hands.app_state, lane.kinds, 16).await);
        }
        if jobs.is_empty() {
            return;
        }
        for (job, since) in jobs {
            work(hands, &job, since).await;
        }
    }
}

/// One look at what was forgotten, whoever's turn it is. For tests and tools.
pub async fn watch_once(app_state: &AppState) {
    watchdog::round(app_state).await;
}

/// One look at what was forgotten, if it is this instance's turn.
pub async fn watch_in_turn(app_state: &AppState) {
    watchdog::look(app_state).await;
}

/// The jobs, each with the moment before which its lease did not begin.
async fn lease(app_state: &AppState, kinds: &[JobKind], most: i64) -> Vec<(Job, Instant)> {
    let since = Instant::now();
    let leased = app_state
        .workers
        .write(async |transaction| {
            job::lease(transaction, kinds, most, app_state.lease, app_state.now()).await
        })
        .await
        .unwrap_or_else(|error| {
            tracing::warn!(%error, "no jobs could be leased");
            Vec::new()
        });
    leased.into_iter().map(|job| (job, since)).collect()
}

async fn work(hands: &Hands, job: &Job, since: Instant) {
    let app_state = &hands.app_state;
    let work = async {
        match job.kind {
            JobKind::IssueCode => issue_code::run(app_state, job).await,
            JobKind::Deliver(_) => deliver::run(hands, job, since).await,
            JobKind::FallBack => fall_back::run(app_state, job).await,
            JobKind::ChangeContact => change_contact::run(app_state, job).await,
            JobKind::NoteWrongCode => note_wrong_code::run(app_state, job).await,
            JobKind::SendWebhook | JobKind::MailHelpdesk => hand_over::run(app_state, job, since).await,
            JobKind::Remind => remind::run(app_state, job).await,
            JobKind::ExtendAll => extension_orders::run(app_state, job).await,
            JobKind::TellExtended => tell_extended::run(app_state, job).await,
            JobKind::TellBack => tell_back::run(app_state, job).await,
        }
    };
    // A panic is an end like any other: it counts as a try, and in the end the job is laid aside.
    let work = AssertUnwindSafe(work).catch_unwind();
    let (error, may_pass) = match tokio::time::timeout_at((since + app_state.lease).into(), work).await {
        Ok(Ok(Ok(()))) => return,
        Ok(Ok(Err(fault))) => (fault.to_string(), fault.may_pass()),
        Ok(Err(_)) => {
            tracing::error!(job = job.id.get(), kind = ?job.kind, attempt = job.attempt, "job panicked");
            metrics::counter!("doorcode_panics_total").increment(1);
            ("panicked".to_owned(), false)
        }
        Err(_) => ("took longer than its lease".to_owned(), true),
    };
    tracing::warn!(job = job.id.get(), kind = ?job.kind, attempt = job.attempt, error, "job failed");
    metrics::counter!("doorcode_job_failures_total").increment(1);
    let put_back = app_state
        .workers
        .write(async |transaction| {
            if may_pass || job.attempt < TRIES {
                job::retry(transaction, job, app_state.now() + backoff(job.attempt), &error).await
            } else {
                tracing::error!(job = job.id.get(), kind = ?job.kind, error, "job laid aside");
                match job.kind {
                    JobKind::Deliver(_) => deliver::bury(transaction, job, &error, app_state.now()).await,
                    JobKind::IssueCode
                    | JobKind::FallBack
                    | JobKind::ChangeContact
                    | JobKind::SendWebhook
                    | JobKind::MailHelpdesk
                    | JobKind::NoteWrongCode
                    | JobKind::Remind
                    | JobKind::ExtendAll
                    | JobKind::TellExtended
                    | JobKind::TellBack => job::bury(transaction, job, &error, app_state.now()).await,
                }
            }
        })
        .await;
    if let Err(error) = put_back {
        tracing::warn!(job = job.id.get(), %error, "job could not be given back; its lease will end");
    }
}

/// 2, 4, 8 … 300 seconds, between half and all of it, so that many do not come back at once.
fn backoff(attempt: i32) -> chrono::Duration {
    let full = 2_i64.saturating_pow(u32::try_from(attempt).unwrap_or(1)).min(300) * 1_000;
    let share = i64::from(crate::random::bytes::<1>().map_or(128, |[byte]| byte));
    chrono::Duration::milliseconds(full / 2 + full / 2 * share / 255)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_grows_and_stays_bounded() {
        for attempt in 1..20 {
            let full = 2_i64.pow(u32::try_from(attempt).unwrap()).min(300) * 1_000;
            let wait = backoff(attempt).num_milliseconds();
            assert!((full / 2..=full).contains(&wait), "{attempt}: {wait}");
        }
    }
}
