//! Text that others wrote, kept from turning what stands beside it (B6).
//!
//! A merchant's name in Arabic moves the number behind it to its other side, unless it is isolated (Unicode's UAX #9,
//! isolates). A sentence of the wording therefore holds each such text between two marks; a page shows what lies between
//! them as `<bdi>`, and plain text (titles, attributes, e-mails) keeps the marks themselves, where they do anything.
//! Text messages hold none: one mark would halve their room.

/// First strong isolate: what follows runs in the direction of its own first letter.
const BEGIN: char = '\u{2068}';
/// Pop directional isolate: it ends here.
const END: char = '\u{2069}';

/// A text of somebody else, for a sentence: between marks that nothing in it can close.
pub fn foreign(text: &str) -> String {
    let mut marked = String::with_capacity(text.len() + 6);
    push_foreign(&mut marked, text);
    marked
}

/// Writes a text of somebody else into a sentence.
pub fn push_foreign(sentence: &mut String, text: &str) {
    sentence.push(BEGIN);
    sentence.extend(harmless(text));
    sentence.push(END);
}

/// Its signs, without those that turn or hide others. What would end a paragraph, and with it every isolate, is a space.
pub fn harmless(text: &str) -> impl Iterator<Item = char> + '_ {
    let breaks = |sign: char| sign.is_control() || matches!(sign, '\u{2028}' | '\u{2029}');
    text.chars().filter(|sign| !hides(*sign)).map(move |sign| if breaks(sign) { ' ' } else { sign })
}

/// A part of a sentence.
#[derive(Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Our own words.
    Ours(&'a str),
    /// A text of somebody else.
    Foreign(&'a str),
}

/// Whether nothing in a sentence is from others.
pub fn is_ours(sentence: &str) -> bool {
    !sentence.contains(BEGIN)
}

/// The parts of a sentence, in their order.
pub fn pieces(sentence: &str) -> impl Iterator<Item = Piece<'_>> {
    let after_marks = sentence.split(BEGIN).skip(1).flat_map(|rest| {
        let (foreign, ours) = rest.split_once(END).unwrap_or((rest, ""));
        [Piece::Foreign(foreign), Piece::Ours(ours)]
    });
    let ours = sentence.split(BEGIN).next().map(Piece::Ours);
    ours.into_iter().chain(after_marks).filter(|piece| *piece != Piece::Ours(""))
}

/// A sentence as plain text in a language of this direction. Where that runs left to right, what lies between two marks
/// and does so too cannot turn anything: there the marks are spared, and a mail's subject stays ASCII.
pub fn plain(sentence: &str, direction: &str) -> String {
    let mut plain = String::with_capacity(sentence.len());
    for piece in pieces(sentence) {
        match piece {
            Piece::Ours(text) => plain.push_str(text),
            Piece::Foreign(text) if direction == "ltr" && !text.chars().any(turns) => plain.push_str(text),
            Piece::Foreign(text) => plain.extend([BEGIN].into_iter().chain(text.chars()).chain([END])),
        }
    }
    plain
}

/// A sentence for a text message.
pub fn unmarked(sentence: &str) -> String {
    sentence.replace([BEGIN, END], "")
}

/// Characters that turn the text around them to another direction, or stand there unseen (Unicode TR36, 2.5).
pub const fn hides(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Whether a sign may run right to left: the ranges that Unicode keeps for such scripts (DerivedBidiClass.txt).
const fn turns(sign: char) -> bool {
    matches!(sign, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}'
        | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_foreign_text_ends_its_isolation() {
        assert_eq!(foreign("a\u{2069}b\u{202e}c\u{2029}d\n"), "\u{2068}abc d \u{2069}");
    }

    #[test]
    fn a_sentence_falls_into_our_words_and_those_of_others() {
        let sentence = format!("{} becomes {}.", foreign("a"), foreign(""));
        let pieces: Vec<_> = pieces(&sentence).collect();
        let (ours, others) = (Piece::Ours, Piece::Foreign);
        assert_eq!(pieces, [others("a"), ours(" becomes "), others(""), ours(".")]);
        assert_eq!(unmarked(&sentence), "a becomes .");
    }

    #[test]
    fn plain_text_keeps_the_marks_where_they_do_anything() {
        let sentence = |name: &str| format!("From {}, 14", foreign(name));
        assert_eq!(plain(&sentence("Birch & Łódź"), "ltr"), "From Birch & Łódź, 14");
        for name in ["متجر", "חנות", "A ב", "𞤀"] {
            assert_eq!(plain(&sentence(name), "ltr"), sentence(name));
        }
        assert_eq!(plain(&sentence("Birch"), "rtl"), sentence("Birch"));
    }
}
