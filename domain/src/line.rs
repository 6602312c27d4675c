//! Kinds of phone lines that take no text message.

/// Why a phone number, complete and existing, is none we can send an SMS to, or why a text is not read as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoSms {
    /// There are letters in it: they never become digits.
    Letters,
    /// A landline.
    Landline,
    /// A personal number that is forwarded to others (ITU-T E.168): it takes calls only.
    Personal,
    /// A number of internet telephony.
    Voip,
    /// Free for the caller.
    TollFree,
    /// Its caller and its owner share the cost.
    SharedCost,
    /// A pager.
    Pager,
    /// A voice mailbox.
    Voicemail,
    /// One number for all places of a company.
    Company,
    /// Too few digits for any number of its country, or those of a local number only.
    Incomplete,
}
