use chrono::Duration as Span;
use domain::contact::Channel;
use sqlx::PgPool;
use store::{
    StoreError,
    attempt::{self, AttemptState, NewAttempt, Record},
    notification::{self, NewNotification, NotificationKind},
};

use crate::{db, noon};

/// Attempts of one notification to a provider, each failed with this code.
async fn failed(pool: &PgPool, codes: &[Option<&str>]) {
    let message = NewNotification {
        kind: NotificationKind::SignIn,
        parcel: None,
        contact: None,
        channel: Channel::Sms,
        sealed: None,
        request: None,
        change: None,
        notice: None,
        language: None,
        expires_at: noon() + Span::hours(1),
    };
    db(pool)
        .write::<_, StoreError>(async |connection| {
            let id = notification::queue(connection, &message, noon()).await?.unwrap();
            for (place, code) in codes.iter().enumerate() {
                let reference = format!("R{place}");
                let new =
                    NewAttempt { notification: id, provider: "sms", reference: &reference, text_mac: b"x" };
                let attempt = attempt::begin(connection, &new, noon()).await?;
                attempt::end(connection, attempt, AttemptState::Failed, *code, None, noon()).await?;
            }
            Ok(())
        })
        .await
        .unwrap();
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_we_held_back_ourselves_says_nothing_about_a_provider(pool: PgPool) {
    failed(&pool, &[Some("http_503"), Some("held_up"), Some("not_configured"), Some("held_up"), None]).await;
    let records = db(&pool)
        .read::<_, StoreError>(async |connection| attempt::records(connection, &["sms"], noon()).await)
        .await
        .unwrap();
    assert_eq!(records, [Record { provider: "sms".into(), asked: 2, slow: 2, struck: 0 }]);
}
