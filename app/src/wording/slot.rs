/// Stands in a sentence where the page puts something of its own: a number that counts down, or a time. The build knows
/// it by the same sign.
pub const SLOT: char = '\u{e003}';

/// What stands before and after the place for something of the page.
pub fn around(sentence: &str) -> (&str, &str) {
    sentence.split_once(SLOT).unwrap_or((sentence, ""))
}
