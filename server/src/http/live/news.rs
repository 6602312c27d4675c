//! Incidents begin and end for many parcels at once. Only the pages that are open need to hear of it: each instance counts
//! the change for the parcels that are watched there, and none for the millions that are not.

use std::{collections::BTreeSet, sync::Arc};

use chrono::Duration;
use domain::{
    Timestamp,
    id::{IncidentId, ParcelId},
    incident::Scope,
    trouble::Incident,
};
use store::incident;

use crate::{app_state::AppState, fault::Fault};

/// For so long after a change pages are told that begin to watch: they may have been made just before it.
const LATE: Duration = Duration::minutes(1);

/// What open pages know of incidents.
#[derive(Default)]
pub struct News {
    known: Option<Arc<[Incident]>>,
    /// What has begun, ended or changed its end lately, and since when.
    changed: Vec<Incident>,
    changed_at: Option<Timestamp>,
    told: BTreeSet<ParcelId>,
}

impl News {
    /// Has the pages of these parcels changed that something new may concern.
    pub async fn tell(&mut self, app_state: &AppState, parcels: &[ParcelId]) -> Result<(), Fault> {
        let now = app_state.now();
        let open =
            app_state.db.read(async |connection| app_state.incidents.read(connection, now).await).await?;
        self.learn(open, now);
        let untold: Vec<ParcelId> =
            parcels.iter().filter(|parcel| !self.told.contains(*parcel)).cloned().collect();
        if self.changed.is_empty() || untold.is_empty() {
            return Ok(());
        }
        let subjects = |scope| -> Vec<String> {
            let of = self.changed.iter().filter(|incident| incident.scope == scope);
            of.map(|incident| incident.subject.clone()).collect()
        };
        let (stations, regions) = (subjects(Scope::Station), subjects(Scope::Region));
        let of_messages = !subjects(Scope::Provider).is_empty();
        app_state
            .db
            .write(async |transaction| {
                incident::touch(transaction, &untold, &stations, &regions, of_messages).await
            })
            .await?;
        self.told.extend(untold);
        Ok(())
    }

    /// Takes what is open now.
    fn learn(&mut self, open: Arc<[Incident]>, now: Timestamp) {
        if self.changed_at.is_some_and(|at| now - at > LATE) {
            (self.changed, self.changed_at) = (Vec::new(), None);
            self.told.clear();
        }
        let Some(known) = self.known.replace(Arc::clone(&open)) else { return };
        let differs = |these: &[Incident], those: &[Incident]| -> Vec<Incident> {
            these.iter().filter(|incident| !those.contains(incident)).cloned().collect()
        };
        let news: Vec<Incident> = [differs(&open, &known), differs(&known, &open)].concat();
        if !news.is_empty() {
            self.changed.extend(news);
            self.changed_at = Some(now);
            self.told.clear();
        }
    }

    /// The incidents of which there is news. For tests.
    pub fn changed(&self) -> Vec<IncidentId> {
        self.changed.iter().map(|incident| incident.id).collect()
    }
}
