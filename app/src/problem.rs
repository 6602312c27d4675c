//! What can go wrong, as codes: no text, no personal data. Between a form and its page they travel in a sealed cookie
//! ([`crate::told`]).

mod not_possible;

use domain::{access::Refused, line::NoSms};

pub use self::not_possible::NotPossible;

/// Why something was not done. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// It does not exist, or is not this customer's: the same answer.
    NotFound,
    /// The session is over, or never was.
    SignedOut,
    /// A field does not hold what it should.
    Invalid(Field),
    /// The one-time code is not right.
    WrongCode,
    /// The sign-in is over: too old, or all tries are used up.
    SignInOver,
    /// The link is too old, or its parcel was collected.
    LinkOver,
    /// Too often; again in so many seconds.
    Wait(u32),
    /// As many sign-in codes were sent there as may be; again in so many seconds.
    NoMoreCodes(u32),
    /// The code was wrong, and too many were from this address: the sign-in is over. Another one in so many seconds.
    Held(u32),
    /// The day's resends are used up.
    SpentToday,
    /// There is no code (yet, or any more).
    NoCode,
    /// What was possible a moment ago is not now.
    NotPossible(NotPossible),
    /// The number is of a kind that takes no text messages, or is not read as one.
    NoSms(NoSms),
    /// What was pasted as a one-time code holds more than one.
    SeveralCodes,
    /// A call or message to the number costs extra.
    Premium,
    /// The number has a digit too few.
    TooShort,
    /// The number has a digit too many.
    TooLong,
    /// The address looks like a slip; this domain was probably meant.
    Slip(String),
    /// After an undo nothing may be changed for a while.
    Frozen,
    /// The contact is one of the customer's already.
    AlreadyThere,
    /// The contact belongs to somebody who has others, too.
    TakenElsewhere,
    /// A change of this contact is under way.
    ChangeUnderWay,
    /// As many changes are under way as may be.
    TooManyChanges,
    /// It is the last way left for a code.
    LastWay,
    /// That needs a fresh proof by another contact.
    NotProven,
    /// What was proven is too new to be the only proof.
    TooNew,
    /// The code's page is over: too old, or all tries are used up.
    ChallengeOver,
    /// The change is done, undone or called off.
    ChangeOver,
    /// The link that undoes a change is too old, or was used.
    UndoOver,
    /// The passkey ceremony is over: the page was open for too long, or its button was pressed before.
    PasskeyOver,
    /// The passkey is not known here, or did not answer as it should.
    PasskeyRefused,
    /// There are as many passkeys as there can be.
    TooManyPasskeys,
    /// A case of this parcel is open already.
    CaseOpen,
    /// It is not possible as things stand.
    NotNow,
    /// The file is no photo that can be read.
    NoPhoto,
    /// The photo has too many bytes or dots.
    PhotoTooLarge,
    /// Our side did not answer; the reference stands in the log.
    Unavailable(String),
}

/// The fields of the customers' forms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// The tracking number.
    Tracking,
    /// The phone number or e-mail address.
    Contact,
    /// The one-time code.
    Code,
    /// The channel.
    Channel,
    /// A new phone number or e-mail address.
    Address,
    /// What a browser says about its notifications.
    Subscription,
    /// What is wrong, in the customer's words.
    Note,
    /// A station.
    Station,
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::SignedOut => Self::SignedOut,
            // Only messages are refused for that, and nobody reads it.
            Refused::NotYours | Refused::Unwanted => Self::NotFound,
            Refused::TooNew => Self::TooNew,
            Refused::Frozen => Self::Frozen,
            Refused::NotProven => Self::NotProven,
        }
    }
}

impl Problem {
    const TABLE: [(&'static str, Self); 68] = [
        ("not-found", Self::NotFound),
        ("signed-out", Self::SignedOut),
        ("invalid-tracking", Self::Invalid(Field::Tracking)),
        ("invalid-contact", Self::Invalid(Field::Contact)),
        ("invalid-code", Self::Invalid(Field::Code)),
        ("invalid-channel", Self::Invalid(Field::Channel)),
        ("invalid-address", Self::Invalid(Field::Address)),
        ("invalid-subscription", Self::Invalid(Field::Subscription)),
        ("invalid-station", Self::Invalid(Field::Station)),
        ("invalid-note", Self::Invalid(Field::Note)),
        ("case-open", Self::CaseOpen),
        ("not-now", Self::NotNow),
        ("no-photo", Self::NoPhoto),
        ("photo-too-large", Self::PhotoTooLarge),
        ("letters", Self::NoSms(NoSms::Letters)),
        ("not-mobile", Self::NoSms(NoSms::Landline)),
        ("personal-number", Self::NoSms(NoSms::Personal)),
        ("voip", Self::NoSms(NoSms::Voip)),
        ("toll-free", Self::NoSms(NoSms::TollFree)),
        ("shared-cost", Self::NoSms(NoSms::SharedCost)),
        ("pager", Self::NoSms(NoSms::Pager)),
        ("voicemail", Self::NoSms(NoSms::Voicemail)),
        ("company-number", Self::NoSms(NoSms::Company)),
        ("incomplete", Self::NoSms(NoSms::Incomplete)),
        ("several-codes", Self::SeveralCodes),
        ("premium", Self::Premium),
        ("too-short", Self::TooShort),
        ("too-long", Self::TooLong),
        ("frozen", Self::Frozen),
        ("already-there", Self::AlreadyThere),
        ("taken-elsewhere", Self::TakenElsewhere),
        ("change-under-way", Self::ChangeUnderWay),
        ("too-many-changes", Self::TooManyChanges),
        ("last-way", Self::LastWay),
        ("not-proven", Self::NotProven),
        ("too-new", Self::TooNew),
        ("challenge-over", Self::ChallengeOver),
        ("change-over", Self::ChangeOver),
        ("undo-over", Self::UndoOver),
        ("wrong-code", Self::WrongCode),
        ("sign-in-over", Self::SignInOver),
        ("link-over", Self::LinkOver),
        ("spent-today", Self::SpentToday),
        ("no-code", Self::NoCode),
        ("never-opened", Self::NotPossible(NotPossible::NeverOpened)),
        ("was-open", Self::NotPossible(NotPossible::WasOpen)),
        ("opened-once", Self::NotPossible(NotPossible::OpenedOnce)),
        ("opened-long-ago", Self::NotPossible(NotPossible::OpenedLongAgo)),
        ("station-offline", Self::NotPossible(NotPossible::StationOffline)),
        ("not-here", Self::NotPossible(NotPossible::NotHere)),
        ("clock-stopped", Self::NotPossible(NotPossible::ClockStopped)),
        ("too-late", Self::NotPossible(NotPossible::TooLate)),
        ("extended-enough", Self::NotPossible(NotPossible::ExtendedEnough)),
        ("lies-longest", Self::NotPossible(NotPossible::LiesLongest)),
        ("stopped-enough", Self::NotPossible(NotPossible::StoppedEnough)),
        ("never-elsewhere", Self::NotPossible(NotPossible::NeverElsewhere)),
        ("not-on-its-way", Self::NotPossible(NotPossible::NotOnItsWay)),
        ("no-station-yet", Self::NotPossible(NotPossible::NoStationYet)),
        ("redirect-asked", Self::NotPossible(NotPossible::RedirectAsked)),
        ("case-decides", Self::NotPossible(NotPossible::CaseDecides)),
        ("redirected-enough", Self::NotPossible(NotPossible::RedirectedEnough)),
        ("goes-there", Self::NotPossible(NotPossible::GoesThere)),
        ("other-station-down", Self::NotPossible(NotPossible::OtherStationDown)),
        ("none-near", Self::NotPossible(NotPossible::NoneNear)),
        ("passkey-over", Self::PasskeyOver),
        ("passkey-refused", Self::PasskeyRefused),
        ("too-many-passkeys", Self::TooManyPasskeys),
        ("unavailable", Self::Unavailable(String::new())),
    ];

    /// As it is written down, and told to programs: `wrong-code`, `wait-40`, `unavailable-7K2QX9`.
    pub fn to_code(&self) -> String {
        match self {
            Self::Wait(seconds) => format!("wait-{seconds}"),
            Self::NoMoreCodes(seconds) => format!("no-more-codes-{seconds}"),
            Self::Held(seconds) => format!("held-{seconds}"),
            Self::Unavailable(reference) => format!("unavailable-{reference}"),
            Self::Slip(domain) => format!("slip-{domain}"),
            plain => Self::TABLE
                .iter()
                .find(|(_, problem)| problem == plain)
                .map(|(code, _)| (*code).to_owned())
                .unwrap_or_default(),
        }
    }

    /// Reads such a code. Only known ones and plain values pass.
    pub fn from_code(code: &str) -> Option<Self> {
        for timed in [Self::Wait, Self::NoMoreCodes, Self::Held] {
            let name = timed(0).to_code();
            if let Some(seconds) = code.strip_prefix(name.trim_end_matches('0')) {
                // Two days: the longest wait is a little more than one.
                return seconds.parse().ok().filter(|seconds| (1..=172_800).contains(seconds)).map(timed);
            }
        }
        if let Some(domain) = code.strip_prefix("slip-") {
            let plain =
                |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-.".contains(&byte);
            let short = (3..=40).contains(&domain.len()) && domain.bytes().all(plain);
            return short.then(|| Self::Slip(domain.to_owned()));
        }
        if let Some(reference) = code.strip_prefix("unavailable-") {
            let plain = reference.len() <= 12 && reference.bytes().all(|byte| byte.is_ascii_alphanumeric());
            return plain.then(|| Self::Unavailable(reference.to_owned()));
        }
        Self::TABLE.into_iter().find(|(known, _)| *known == code).map(|(_, problem)| problem)
    }

    /// The field that does not hold what it should, if it is one.
    pub const fn field(&self) -> Option<Field> {
        match self {
            Self::Invalid(field) => Some(*field),
            Self::WrongCode | Self::SeveralCodes => Some(Field::Code),
            Self::NoSms(_)
            | Self::Premium
            | Self::TooShort
            | Self::TooLong
            | Self::Slip(_)
            | Self::AlreadyThere
            | Self::TakenElsewhere => Some(Field::Address),
            _ => None,
        }
    }

    /// The same so many seconds later: what is left to wait, or nothing when the wait is over.
    pub fn later(self, seconds: u32) -> Option<Self> {
        let wait =
            |wait: fn(u32) -> Self, left: u32| left.checked_sub(seconds).filter(|left| *left > 0).map(wait);
        match self {
            Self::Wait(left) => wait(Self::Wait, left),
            Self::NoMoreCodes(left) => wait(Self::NoMoreCodes, left),
            Self::Held(left) => wait(Self::Held, left),
            other => Some(other),
        }
    }

    /// The HTTP status a program gets.
    pub fn status(&self) -> u16 {
        match self {
            Self::NotFound => 404,
            Self::SignedOut => 401,
            Self::Invalid(_)
            | Self::WrongCode
            | Self::NoSms(_)
            | Self::SeveralCodes
            | Self::Premium
            | Self::TooShort
            | Self::TooLong
            | Self::PasskeyRefused
            | Self::NoPhoto
            | Self::Slip(_) => 422,
            Self::PhotoTooLarge => 413,
            Self::SignInOver
            | Self::LinkOver
            | Self::PasskeyOver
            | Self::ChallengeOver
            | Self::ChangeOver
            | Self::UndoOver => 410,
            Self::NotProven | Self::TooNew => 403,
            Self::NoCode
            | Self::NotPossible(_)
            | Self::Frozen
            | Self::AlreadyThere
            | Self::TakenElsewhere
            | Self::ChangeUnderWay
            | Self::TooManyChanges
            | Self::TooManyPasskeys
            | Self::CaseOpen
            | Self::NotNow
            | Self::LastWay => 409,
            Self::Wait(_) | Self::NoMoreCodes(_) | Self::Held(_) | Self::SpentToday => 429,
            Self::Unavailable(_) => 503,
        }
    }

    /// After how many seconds it may be asked again, for whatever was too often.
    pub const fn retry_after(&self) -> Option<u32> {
        match self {
            Self::Wait(seconds) | Self::NoMoreCodes(seconds) | Self::Held(seconds) => Some(*seconds),
            // The oldest of them may be forgotten at any time within the day.
            Self::SpentToday => Some(3_600),
            _ => None,
        }
    }
}
