//! What decorates a report: words for people and a carrier's own codes. What decides is never refused for them.

use super::json::misleads;

/// Characters of a text that are kept, at most.
const KEPT: usize = 2_000;

/// Words as they came, without what no text holds or what turns the text around it; line breaks stay. `None` when
/// nothing is left.
pub(super) fn words(text: Option<&str>) -> Option<String> {
    let kept: String = text?
        .chars()
        .filter(|character| !misleads(*character))
        .map(|character| match character {
            '\n' | '\r' => character,
            character if character.is_control() => ' ',
            character => character,
        })
        .take(KEPT)
        .collect();
    Some(kept.trim().to_owned()).filter(|kept| !kept.is_empty())
}

/// A code or a finer word, on one line and at most so many characters long.
pub(super) fn word(text: Option<&str>, most: usize) -> Option<String> {
    words(text).map(|text| domain::words::on_one_line(&text, most))
}

#[cfg(test)]
mod tests {
    use super::*;

    // C9
    #[test]
    fn something_is_kept_of_everything_and_nothing_of_nothing() {
        assert_eq!(words(Some(" a\r\nb\u{0}c\u{202e} ")).as_deref(), Some("a\r\nb c"));
        assert_eq!(word(Some("A\tB\n"), 60).as_deref(), Some("A B"));
        assert_eq!(word(Some(&"x".repeat(61)), 60).map(|word| word.chars().count()), Some(60));
        for nothing in [None, Some(""), Some(" \n"), Some("\u{200b}\u{0}")] {
            assert_eq!((words(nothing), word(nothing, 60)), (None, None), "{nothing:?}");
        }
        assert_eq!(words(Some(&"é".repeat(3_000))).map(|words| words.chars().count()), Some(KEPT));
    }
}
