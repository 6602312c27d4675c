//! What can go wrong, as codes: no text, no personal data. Without JavaScript they travel in the address.

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
    /// The day's resends are used up.
    SpentToday,
    /// There is no code (yet, or any more).
    NoCode,
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
}

impl Problem {
    const TABLE: [(&'static str, Self); 12] = [
        ("not-found", Self::NotFound),
        ("signed-out", Self::SignedOut),
        ("invalid-tracking", Self::Invalid(Field::Tracking)),
        ("invalid-contact", Self::Invalid(Field::Contact)),
        ("invalid-code", Self::Invalid(Field::Code)),
        ("invalid-channel", Self::Invalid(Field::Channel)),
        ("wrong-code", Self::WrongCode),
        ("sign-in-over", Self::SignInOver),
        ("link-over", Self::LinkOver),
        ("spent-today", Self::SpentToday),
        ("no-code", Self::NoCode),
        ("unavailable", Self::Unavailable(String::new())),
    ];

    /// As it stands in an address: `wrong-code`, `wait-40`, `unavailable-7K2QX9`.
    pub fn to_code(&self) -> String {
        match self {
            Self::Wait(seconds) => format!("wait-{seconds}"),
            Self::Unavailable(reference) => format!("unavailable-{reference}"),
            plain => Self::TABLE
                .iter()
                .find(|(_, problem)| problem == plain)
                .map(|(code, _)| (*code).to_owned())
                .unwrap_or_default(),
        }
    }

    /// Reads it from an address. Anybody can write one there, so only known codes and plain values pass.
    pub fn from_code(code: &str) -> Option<Self> {
        if let Some(seconds) = code.strip_prefix("wait-") {
            return seconds.parse().ok().filter(|seconds| (1..=86_400).contains(seconds)).map(Self::Wait);
        }
        if let Some(reference) = code.strip_prefix("unavailable-") {
            let plain = reference.len() <= 12 && reference.bytes().all(|byte| byte.is_ascii_alphanumeric());
            return plain.then(|| Self::Unavailable(reference.to_owned()));
        }
        Self::TABLE.into_iter().find(|(known, _)| *known == code).map(|(_, problem)| problem)
    }

    /// The HTTP status a program gets.
    pub fn status(&self) -> u16 {
        match self {
            Self::NotFound => 404,
            Self::SignedOut => 401,
            Self::Invalid(_) | Self::WrongCode => 422,
            Self::SignInOver | Self::LinkOver => 410,
            Self::NoCode => 409,
            Self::Wait(_) | Self::SpentToday => 429,
            Self::Unavailable(_) => 503,
        }
    }
}
