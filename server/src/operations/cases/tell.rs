//! Telling a customer of their case, by message: that there is news, and where it stands. What the news is stands on the
//! page, for whoever is signed in.

use domain::{Timestamp, case::CaseAction, id::ParcelId};
use store::{
    Transaction,
    notification::{NoticeKind, NotificationKind},
};

use crate::{fault::Fault, operations::routing};

/// Who is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Everybody who may hear of the parcel: somebody may have done it who should not.
    Everybody,
    /// Whoever its code would go to first.
    First,
}

/// Queues the news.
pub async fn tell(
    transaction: &mut Transaction<'_>,
    parcel: &ParcelId,
    notice: NoticeKind,
    audience: Audience,
    now: Timestamp,
) -> Result<(), Fault> {
    let ways = routing::ways(transaction, parcel, now).await?;
    let ways = match audience {
        Audience::Everybody => ways,
        Audience::First => routing::route(&ways).into_iter().take(1).collect(),
    };
    routing::tell_notice(transaction, (NotificationKind::Case, notice), parcel, &ways, now).await
}

/// What is told of an answer.
pub const fn of(action: CaseAction) -> NoticeKind {
    match action {
        CaseAction::OpenDoor => NoticeKind::CaseOpenDoor,
        CaseAction::Relocate => NoticeKind::CaseRelocate,
        CaseAction::Redeliver => NoticeKind::CaseRedeliver,
        CaseAction::GiveUp => NoticeKind::CaseGiveUp,
        CaseAction::Words => NoticeKind::CaseWords,
    }
}
