use domain::parcel::Status;
use sqlx::PgPool;

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_is_over_is_found_by_an_index_of_exactly_the_statuses_at_which_a_parcel_stays(pool: PgPool) {
    let indexes: Vec<String> = sqlx::query_scalar(
        "select indexdef from pg_indexes where tablename = 'parcel' and indexdef like '%return_to_sender%'",
    )
    .fetch_all(&pool)
    .await
    .unwrap();
    assert!(!indexes.is_empty());
    for &status in Status::ALL {
        let named = format!("'{}'", status.as_str());
        assert!(
            indexes.iter().all(|index| index.contains(&named) == status.is_terminal()),
            "{status:?}: {indexes:?}"
        );
    }
}
