//! Every word a customer reads, on pages and in messages.
//!
//! The words themselves stand in `app/wording`, a folder per language; a message there is a method here. What is said
//! about a state that holds more than a name is chosen here, once per state, by a `match` without a wildcard.
//! Sentences of several words mark what others wrote in them ([`isolate`]).

mod account;
mod articles;
mod at;
#[expect(clippy::single_match_else, reason = "the build writes them")]
mod catalogue;
mod contacts;
mod gsm7;
pub(crate) mod isolate;
pub mod messages;
mod number;
mod parcel;
mod problem;
mod slot;
mod station;
mod times;

pub(crate) use self::{articles::Article, slot::around};
pub use self::{
    catalogue::Wording,
    number::Number,
    times::{Month, Weekday},
};

/// The wording for visitors with this `Accept-Language` header (RFC 9110, 12.5.4): of their languages, the liked ones
/// first, the first that is spoken or whose broader one is (RFC 4647, 3.4); else the first of all.
pub fn choose(accepted: &str) -> &'static Wording {
    let mut ranges: Vec<(&str, u16)> = accepted.split(',').filter_map(range).collect();
    ranges.sort_by_key(|(_, liked)| u16::MAX - liked);
    ranges.into_iter().find_map(|(range, _)| look_up(range)).unwrap_or(default())
}

/// The wording of a language by its tag (BCP 47), as it was chosen once.
pub fn named(tag: &str) -> Option<&'static Wording> {
    all().find(|words| words.language.eq_ignore_ascii_case(tag))
}

/// The wording for whoever speaks none of ours.
pub fn default() -> &'static Wording {
    let [first, ..] = &catalogue::ALL;
    first
}

/// Every language there is, also that for tests: nobody's browser asks for it by itself, and what it shows are the
/// words of English.
pub fn all() -> impl Iterator<Item = &'static Wording> {
    catalogue::ALL.iter()
}

/// The wording for messages to visitors with this `Accept-Language` header: that of their pages, unless nobody speaks it.
pub fn written(accepted: &str) -> &'static Wording {
    let words = choose(accepted);
    spoken().find(|spoken| spoken.language == words.language).unwrap_or(default())
}

/// The languages that people speak: messages are written in these.
pub fn spoken() -> impl Iterator<Item = &'static Wording> {
    all().filter(|words| words.language != "en-XA")
}

/// A language range and how much it is liked, in thousandths; none where it is not wanted.
fn range(text: &str) -> Option<(&str, u16)> {
    let mut parts = text.split(';');
    let range = parts.next()?.trim();
    let quality = parts.find_map(|part| part.trim().strip_prefix("q="));
    let liked = quality.map_or(Some(1_000), thousandths)?;
    (liked > 0 && !range.is_empty()).then_some((range, liked))
}

/// `0.8` as 800 (RFC 9110, 12.4.2).
fn thousandths(quality: &str) -> Option<u16> {
    let (whole, part) = quality.trim().split_once('.').unwrap_or((quality.trim(), ""));
    let part = part.get(..3).unwrap_or(part);
    let part = part.parse::<u16>().ok().map_or(0, |digits| digits * [1_000, 100, 10, 1][part.len()]);
    Some((whole.parse::<u16>().ok()?.min(1) * 1_000 + part).min(1_000))
}

/// The language of this range, or of what is left of it without its last parts.
fn look_up(mut range: &str) -> Option<&'static Wording> {
    loop {
        if let Some(words) = named(range) {
            return Some(words);
        }
        range = range.rsplit_once('-')?.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_the_languages_that_are_liked_the_first_that_is_spoken_is_taken() {
        for (accepted, language) in [
            ("", "en"),
            ("tlh", "en"),
            ("*", "en"),
            ("de", "de"),
            ("DE-at", "de"),
            ("de-Latn-DE-1996", "de"),
            ("tlh, de;q=0.1", "de"),
            ("en-GB,en;q=0.9,de;q=0.8", "en"),
            ("en;q=0.8, de;q=0.85", "de"),
            ("en;q=0.5, de;q=0", "en"),
            ("de;q=0", "en"),
            ("de ; q=1.000 , en", "de"),
            ("en;q=nonsense, de", "de"),
            ("deutsch", "en"),
        ] {
            assert_eq!(choose(accepted).language, language, "{accepted}");
        }
    }

    #[test]
    fn the_language_for_tests_is_spoken_only_to_who_asks_for_it() {
        assert_eq!(choose("en-XA").language, "en-XA");
        assert_eq!(choose("en, en-XA").language, "en");
        assert!(choose("").direction == "ltr");
    }
}
