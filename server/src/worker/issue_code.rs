//! Making a pickup code.

use store::job::{self, Job};

use crate::{fault::Fault, office::Office, operations::issue_code};

/// Makes the code of a parcel that lies in its compartment and has none.
pub async fn run(office: &Office, job: &Job) -> Result<(), Fault> {
    let made = office
        .workers
        .write(async |transaction| -> Result<_, Fault> {
            if !job::finish(transaction, job).await? {
                return Ok(false);
            }
            issue_code::issue(office, transaction, &job.subject).await
        })
        .await?;
    if made {
        metrics::counter!("doorcode_codes_issued_total").increment(1);
    }
    Ok(())
}
