//! Letting changes of contacts take effect that have waited long enough.

use domain::id::CustomerId;
use store::job::{self, Job};

use crate::{app_state::AppState, fault::Fault, operations::contacts::opened};

/// Looks at the book of the customer of a job.
pub async fn run(app_state: &AppState, job: &Job) -> Result<(), Fault> {
    let customer: CustomerId = job.subject.parse().map_err(|_| Fault::Broken("a job without a customer"))?;
    app_state
        .workers
        .write(async |transaction| -> Result<_, Fault> {
            if !job::finish(transaction, job).await? {
                return Ok(());
            }
            if let Some(at) = opened::tick(transaction, customer, app_state.now()).await? {
                job::enqueue(transaction, job::JobKind::ChangeContact, &job.subject, at).await?;
            }
            Ok::<_, Fault>(())
        })
        .await
}
