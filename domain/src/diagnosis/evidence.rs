//! What a diagnosis rests on: what the page shows below its answer, with times. Words are chosen elsewhere.

use chrono::Duration;

use super::{
    cause::Cause,
    door::Fault,
    placed::{DelayReason, Hindrance},
    send::{ChannelTrouble, CodeMessage},
};
use crate::{Timestamp, id::ContactId, parcel::Window, receipt, reopening::LastOpening, station::Path};

/// One thing that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Evidence {
    /// This is wrong as well, at the same gate or a later one.
    Also(Cause),
    /// The parcel stands as it does since then.
    Since(Timestamp),
    /// The carrier last said something then.
    Heard(Timestamp),
    /// The carrier is seldom silent for longer.
    UsualSilence(Duration),
    /// It is, or was, expected then.
    Expected(Window),
    /// Why it is late.
    Reason(DelayReason),
    /// What is in its way.
    Hindrance(Hindrance),
    /// It was bound for another station.
    MovedFrom {
        /// That station.
        station: String,
        /// When that changed.
        at: Timestamp,
    },
    /// It was placed then.
    Placed(Timestamp),
    /// It can be collected until then.
    Deadline(Timestamp),
    /// Its code was made then.
    Issued(Timestamp),
    /// Its code ought to be there by then, by what is usual today.
    Promised(Timestamp),
    /// A way to the customer.
    Way {
        /// The contact.
        contact: ContactId,
        /// When it was last proven, or a message was confirmed there.
        confirmed_at: Option<Timestamp>,
        /// Why a message did not arrive there lately.
        trouble: Option<receipt::Cause>,
    },
    /// The code went to a contact that has left since.
    WentToFormer(Timestamp),
    /// The contact that the customer looks at is new, and gets codes from then on.
    TooNewUntil(Timestamp),
    /// A change of contacts is applied then, unless it is proven before.
    ChangeApplies(Timestamp),
    /// The code went to somebody else.
    WentToOther(Timestamp),
    /// A message about the code.
    Message(CodeMessage),
    /// Messages fail on this channel, not only this one.
    Troubled(ChannelTrouble),
    /// Messages like it leave so late.
    QueueDelay(Duration),
    /// This contact is tried next, or now.
    NextWay {
        /// The contact.
        contact: ContactId,
        /// When; now, without.
        at: Option<Timestamp>,
    },
    /// The station was last heard then.
    Heartbeat(Timestamp),
    /// Its clock is ahead of ours by so much.
    Skew(Duration),
    /// Its link takes so long.
    Latency(Duration),
    /// The station says that the parcel's door is faulty.
    DoorFault(Fault),
    /// It takes no codes this way until then.
    Locked {
        /// The way.
        path: Path,
        /// The end of the pause.
        until: Timestamp,
    },
    /// Without a link it opens by a list that is good until then.
    GrantsUntil(Timestamp),
    /// It refused the right code then, because of the time.
    RefusedForTime(Timestamp),
    /// The customer was at another station.
    Elsewhere {
        /// That station.
        station: String,
        /// When.
        at: Timestamp,
    },
    /// The door was told to open.
    Opening(LastOpening),
    /// A contact was changed from another device.
    ForeignChange(Timestamp),
}
