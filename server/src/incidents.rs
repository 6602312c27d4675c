//! The incidents that are open, as this process knows them. There are few, and every page asks for them: they are read
//! once in a while for all pages, so that none of them costs a statement more.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::Duration;
use domain::{Timestamp, trouble::Incident};
use store::{PgConnection, StoreError, incident};

/// How old what is known may be.
const AGE: Duration = Duration::seconds(5);

/// What is known.
#[derive(Default)]
pub struct OpenIncidents(Mutex<Known>);

#[derive(Default)]
struct Known {
    read_at: Option<Timestamp>,
    incidents: Arc<[Incident]>,
}

impl OpenIncidents {
    /// Those that are open. Whoever finds them too old reads them anew; who asks meanwhile is told what was known before.
    pub async fn read(
        &self,
        connection: &mut PgConnection,
        now: Timestamp,
    ) -> Result<Arc<[Incident]>, StoreError> {
        if let Some(known) = self.fresh(now) {
            return Ok(known);
        }
        let open: Arc<[Incident]> =
            incident::open(connection).await?.into_iter().map(|known| known.incident).collect();
        self.known().incidents = Arc::clone(&open);
        Ok(open)
    }

    /// Has them read anew: this process has changed them.
    pub fn forget(&self) {
        self.known().read_at = None;
    }

    fn fresh(&self, now: Timestamp) -> Option<Arc<[Incident]>> {
        let mut known = self.known();
        if known.read_at.is_some_and(|at| (now - at).abs() < AGE) {
            return Some(Arc::clone(&known.incidents));
        }
        known.read_at = Some(now);
        None
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
