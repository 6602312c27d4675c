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
    /// Showing the pickup code was refused: only a contact that is too new was proven.
    RevealRefused,
    /// A contact was proven within a session.
    ContactProven,
    /// A wrong one-time code was typed within a session.
    ProofRefused,
    /// A change of contacts was asked for.
    ChangeBegun,
    /// The new contact of a change was verified.
    ChangeVerified,
    /// A change took effect.
    ChangeApplied,
    /// A change was taken back.
    ChangeUndone,
    /// A change was called off.
    ChangeCalledOff,
    /// Changes were allowed again before their time.
    FreezeLifted,
    /// Codes to a contact were turned on.
    TurnedOn,
    /// Codes to a contact were turned off.
    TurnedOff,
    /// The order of contacts was changed.
    Reordered,
    /// Notifications to a browser were turned on.
    PushOn,
    /// Notifications to a browser were turned off.
    PushOff,
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
            Self::RevealRefused => "reveal_refused",
            Self::ContactProven => "contact_proven",
            Self::ProofRefused => "proof_refused",
            Self::ChangeBegun => "change_begun",
            Self::ChangeVerified => "change_verified",
            Self::ChangeApplied => "change_applied",
            Self::ChangeUndone => "change_undone",
            Self::ChangeCalledOff => "change_called_off",
            Self::FreezeLifted => "freeze_lifted",
            Self::TurnedOn => "turned_on",
            Self::TurnedOff => "turned_off",
            Self::Reordered => "reordered",
            Self::PushOn => "push_on",
            Self::PushOff => "push_off",
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
    /// To which contact, masked.
    pub detail: Option<&'a str>,
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
        "insert into activity (customer_id, parcel_id, kind, at, user_agent, network, detail)
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(activity.customer)
    .bind(activity.parcel)
    .bind(activity.kind.as_str())
    .bind(activity.at)
    .bind(activity.user_agent)
    .bind(activity.network)
    .bind(activity.detail)
    .execute(connection)
    .await?;
    Ok(())
}
