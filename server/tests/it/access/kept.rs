//! A copy of all rows, which comes back as often as it is asked for.

use sqlx::PgPool;

/// What puts every row back.
pub struct Kept(String);

impl Kept {
    /// Keeps all that there is.
    pub async fn of(pool: &PgPool) -> Self {
        let tables: Vec<String> = sqlx::query_scalar(
            "select quote_ident(tablename) from pg_tables where schemaname = 'public' and tablename not like '\\_sqlx%'",
        )
        .fetch_all(pool)
        .await
        .unwrap();
        let each = |statement: &str| -> String {
            tables.iter().map(|table| statement.replace("$table", table)).collect()
        };
        let keep = each("create table kept.$table as select * from public.$table;");
        sqlx::raw_sql(sqlx::AssertSqlSafe(format!("create schema kept; {keep}")))
            .execute(pool)
            .await
            .unwrap();
        let back = each(
            "delete from public.$table;
             insert into public.$table overriding system value select * from kept.$table;",
        );
        // No trigger runs, and no row waits for the one it points at.
        Self(format!("begin; set local session_replication_role = replica; {back} commit;"))
    }

    /// Makes everything as it was.
    pub async fn restore(&self, pool: &PgPool) {
        sqlx::raw_sql(sqlx::AssertSqlSafe(self.0.clone())).execute(pool).await.unwrap();
    }
}
