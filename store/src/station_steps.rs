//! What helps at stations of one model, step by step, in the operator's own words.

use domain::{diagnosis::Cause, id::ParcelId};
use sqlx::PgConnection;

use crate::StoreError;

/// Steps in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Steps {
    /// The language's tag (BCP 47).
    pub language: String,
    /// One sentence each, in their order.
    pub lines: Vec<String>,
}

/// Replaces all steps of a model.
pub async fn put(
    connection: &mut PgConnection,
    model: &str,
    steps: &[(Cause, Steps)],
) -> Result<(), StoreError> {
    // One after the other, so that two never mix.
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended('station_steps ' || $1, 0))", model)
        .execute(&mut *connection)
        .await?;
    sqlx::query!("delete from station_steps where model = $1", model).execute(&mut *connection).await?;
    for (cause, steps) in steps {
        sqlx::query!(
            "insert into station_steps (model, cause, language, lines) values ($1, $2, $3, $4)",
            model,
            cause.as_str(),
            steps.language,
            &steps.lines
        )
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// What helps against this cause where a parcel lies, in every language that there is.
pub async fn against(
    connection: &mut PgConnection,
    parcel: &ParcelId,
    cause: Cause,
) -> Result<Vec<Steps>, StoreError> {
    Ok(sqlx::query_as!(
        Steps,
        "select t.language, t.lines from parcel p join station s on s.id = p.station_id
             join station_steps t on t.model = s.model and t.cause = $2
         where p.id = $1 order by t.language",
        parcel.as_str(),
        cause.as_str()
    )
    .fetch_all(connection)
    .await?)
}
