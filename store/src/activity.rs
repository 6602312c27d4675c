//! What was done in a customer's name, for the customer to see.

use domain::Timestamp;
use sqlx::PgConnection;

use crate::StoreError;

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Signed in with a one-time code.
    SignedIn,
    /// Signed in with a link from a message.
    SignedInByLink,
    /// A wrong one-time code was typed.
    SignInRefused,
    /// The pickup code was shown.
    Revealed,
    /// The pickup code was sent again.
    Resent,
    /// Sending it again was refused.
    ResendRefused,
    /// Signed out.
    SignedOut,
}

impl Kind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::SignedIn => "signed_in",
            Self::SignedInByLink => "signed_in_by_link",
            Self::SignInRefused => "sign_in_refused",
            Self::Revealed => "revealed",
            Self::Resent => "resent",
            Self::ResendRefused => "resend_refused",
            Self::SignedOut => "signed_out",
        }
    }
}

/// One thing that was done, and from where.
#[derive(Debug, Clone, Copy)]
pub struct Activity<'a> {
    /// In whose name; nobody's for a decoy.
    pub customer: Option<i64>,
    /// The parcel it was about.
    pub parcel: Option<&'a str>,
    /// What.
    pub kind: Kind,
    /// When.
    pub at: Timestamp,
    /// The browser.
    pub user_agent: &'a str,
    /// The network, without the part that names a household.
    pub network: &'a str,
}

/// Writes it down.
pub async fn record(connection: &mut PgConnection, activity: Activity<'_>) -> Result<(), StoreError> {
    sqlx::query(
        "insert into activity (customer_id, parcel_id, kind, at, user_agent, network) values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(activity.customer)
    .bind(activity.parcel)
    .bind(activity.kind.as_str())
    .bind(activity.at)
    .bind(activity.user_agent)
    .bind(activity.network)
    .execute(connection)
    .await?;
    Ok(())
}
