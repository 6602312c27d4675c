//! What the light of a station means, by the operator's table of its model.

use domain::diagnosis::Fault;
use sqlx::PgConnection;

use crate::StoreError;

/// Replaces what the patterns of a model mean.
pub async fn put(
    connection: &mut PgConnection,
    model: &str,
    patterns: &[(&str, Fault)],
) -> Result<(), StoreError> {
    // One after the other, so that two never mix.
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended('station_light ' || $1, 0))", model)
        .execute(&mut *connection)
        .await?;
    sqlx::query!("delete from station_light where model = $1", model).execute(&mut *connection).await?;
    let (names, faults): (Vec<&str>, Vec<&str>) =
        patterns.iter().map(|(pattern, fault)| (*pattern, fault.as_str())).unzip();
    sqlx::query!(
        "insert into station_light (model, pattern, fault) select $1, * from unnest($2::text[], $3::text[])",
        model,
        &names as &[&str],
        &faults as &[&str]
    )
    .execute(connection)
    .await?;
    Ok(())
}
