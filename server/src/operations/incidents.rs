//! Incidents: raised and ended by rule from what was counted, or by the operator.

use chrono::Duration;
use domain::{
    Timestamp,
    id::IncidentId,
    incident::{Cluster, IncidentStep, RaisedBy, Scope, WINDOW, decide},
    trouble::{Trouble, TroubleKind},
};
use store::{
    PgConnection, Transaction,
    incident::{self, Known, NewIncident},
    station,
};

use super::NotDone;
use crate::{app_state::AppState, fault::Fault};

/// Counters are kept for a while longer than they count.
const KEPT: Duration = Duration::hours(1);

/// Why the operator's incident is not raised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// There is no such provider, region or station.
    UnknownSubject,
    /// The request's name was used for another incident.
    OtherIncident,
    /// The operator has raised one about the same, which is open.
    AlreadyOpen(IncidentId),
}

/// An incident that was raised, now or before under the same name.
#[derive(Debug)]
pub struct Raised {
    /// The incident.
    pub known: Known,
    /// It was not known before.
    pub is_new: bool,
}

/// Raises the operator's incident. Asked for again under the same name it is the same one; one that the rule has raised is
/// the operator's from then on.
pub async fn raise(
    app_state: &AppState,
    request: &str,
    new: &NewIncident<'_>,
) -> Result<Raised, NotDone<Refused>> {
    let now = app_state.now();
    let raised = app_state
        .db
        .write(async |transaction| -> Result<_, NotDone<Refused>> {
            incident::alone(transaction).await?;
            if let Some(known) = incident::by_request(transaction, request).await? {
                let own = &known.incident;
                let same = known.is_of(new.scope, new.subject, new.trouble)
                    && own.words.as_deref() == new.words
                    && own.until == new.until;
                return if same {
                    Ok(Raised { known, is_new: false })
                } else {
                    refused(Refused::OtherIncident)
                };
            }
            if !is_there(app_state, transaction, new).await? {
                return refused(Refused::UnknownSubject);
            }
            let id = match incident::raise(transaction, new, now).await? {
                Some(id) => id,
                None => take_over(transaction, new).await?,
            };
            let known = incident::by_id(transaction, id).await?;
            let known = known.ok_or(Fault::Broken("an incident is gone that was just raised"))?;
            Ok(Raised { known, is_new: true })
        })
        .await?;
    app_state.incidents.forget();
    count(new.scope, new.trouble, IncidentStep::Raise, RaisedBy::Operator);
    Ok(raised)
}

fn refused<T>(why: Refused) -> Result<T, NotDone<Refused>> {
    Err(NotDone::Refused(why))
}

async fn take_over(
    transaction: &mut Transaction<'_>,
    new: &NewIncident<'_>,
) -> Result<IncidentId, NotDone<Refused>> {
    let open = incident::open(transaction).await?;
    let open = open.into_iter().find(|open| open.is_of(new.scope, new.subject, new.trouble));
    let open = open.ok_or(Fault::Broken("an incident is open and is not"))?;
    match open.by {
        RaisedBy::Operator => refused(Refused::AlreadyOpen(open.incident.id)),
        RaisedBy::Rule => {
            incident::take_over(transaction, open.incident.id, new).await?;
            Ok(open.incident.id)
        }
    }
}

async fn is_there(
    app_state: &AppState,
    connection: &mut PgConnection,
    new: &NewIncident<'_>,
) -> Result<bool, Fault> {
    Ok(match new.scope {
        Scope::Provider => match new.trouble.kind() {
            TroubleKind::Messages(channel) => {
                app_state.gateways.providers(channel).iter().any(|(name, _)| *name == new.subject)
            }
            TroubleKind::Delay(_) | TroubleKind::Station(_) => false,
        },
        Scope::Region => station::has_region(connection, new.subject).await?,
        Scope::Station => station::name(connection, new.subject).await?.is_some(),
    })
}

/// Ends an incident, whoever has raised it; one that has ended stays as it is. `None` when there is no such incident.
pub async fn clear(app_state: &AppState, id: IncidentId) -> Result<Option<Known>, Fault> {
    let now = app_state.now();
    let cleared = app_state
        .db
        .write(async |transaction| -> Result<_, Fault> {
            incident::alone(transaction).await?;
            let cleared = incident::clear(transaction, id, now).await?;
            Ok((cleared, incident::by_id(transaction, id).await?))
        })
        .await?;
    app_state.incidents.forget();
    if let (true, Some(known)) = &cleared {
        let own = &known.incident;
        count(own.scope, own.trouble, IncidentStep::Clear, RaisedBy::Operator);
    }
    Ok(cleared.1)
}

/// Judges everything that was counted: raises, renews and ends incidents. Instances that do so at once do it one after the
/// other.
pub async fn judge(app_state: &AppState) -> Result<(), Fault> {
    let now = app_state.now();
    let steps = app_state
        .workers
        .write(async |transaction| -> Result<_, Fault> {
            incident::alone(transaction).await?;
            let open = incident::open(transaction).await?;
            let clusters = clusters(transaction, &open, now).await?;
            let mut steps = Vec::new();
            for (scope, subject, trouble, cluster) in clusters {
                let known = open.iter().find(|known| known.is_of(scope, &subject, trouble));
                let step = match known {
                    Some(known) if !known.incident.holds(now) => IncidentStep::Clear,
                    known => decide(known.map(Known::open), cluster.trend(scope), now),
                };
                let about = NewIncident {
                    scope,
                    subject: &subject,
                    trouble,
                    request: None,
                    words: None,
                    until: None,
                };
                take(transaction, known, &about, step, now).await?;
                steps.push((scope, trouble, step));
            }
            incident::forget_counted(transaction, now - KEPT).await?;
            Ok::<_, Fault>(steps)
        })
        .await?;
    for (scope, trouble, step) in steps {
        match step {
            IncidentStep::Raise | IncidentStep::Clear => {
                tracing::warn!(
                    scope = scope.as_str(),
                    trouble = trouble.as_str(),
                    step = step.as_str(),
                    "incident"
                );
                count(scope, trouble, step, RaisedBy::Rule);
                app_state.incidents.forget();
            }
            IncidentStep::None | IncidentStep::Renew | IncidentStep::Keep => {}
        }
    }
    Ok(())
}

/// What was counted lately, and of what is open and was not tried at all, that it was not.
async fn clusters(
    connection: &mut PgConnection,
    open: &[Known],
    now: Timestamp,
) -> Result<Vec<(Scope, String, Trouble, Cluster)>, Fault> {
    let mut clusters = incident::message_clusters(connection, now - WINDOW).await?;
    let stations = incident::station_clusters(connection, now - WINDOW).await?;
    clusters
        .extend(stations.into_iter().map(|(station, trouble, it)| (Scope::Station, station, trouble, it)));
    for known in open {
        if !clusters.iter().any(|(scope, subject, trouble, _)| known.is_of(*scope, subject, *trouble)) {
            let own = &known.incident;
            let untried = Cluster { tried: 0, failed: 0, customers: 0 };
            clusters.push((own.scope, own.subject.clone(), own.trouble, untried));
        }
    }
    Ok(clusters)
}

async fn take(
    connection: &mut PgConnection,
    known: Option<&Known>,
    about: &NewIncident<'_>,
    step: IncidentStep,
    now: Timestamp,
) -> Result<(), Fault> {
    match (step, known) {
        (IncidentStep::None | IncidentStep::Keep, _) | (IncidentStep::Renew | IncidentStep::Clear, None) => {}
        (IncidentStep::Raise, _) => {
            incident::raise(connection, about, now).await?;
        }
        (IncidentStep::Renew, Some(known)) => incident::renew(connection, known.incident.id, now).await?,
        (IncidentStep::Clear, Some(known)) => {
            incident::clear(connection, known.incident.id, now).await?;
        }
    }
    Ok(())
}

fn count(scope: Scope, trouble: Trouble, step: IncidentStep, by: RaisedBy) {
    metrics::counter!("doorcode_incidents_total", "scope" => scope.as_str(), "trouble" => trouble.as_str(),
        "step" => step.as_str(), "by" => by.as_str())
    .increment(1);
}
