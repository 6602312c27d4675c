//! A language that nobody speaks, for tests: English with accents, two fifths longer, in brackets. What is not so on a
//! page does not come from the wording.

use crate::message::{Arm, Choice, Language, Message, Piece};

/// English with accents, by the tag that others give it.
const TAG: &str = "en-XA";
const BEGIN: &str = "⟦";
const END: &str = "⟧";

pub fn of(reference: &Language) -> Language {
    let messages = reference.messages.iter().map(|message| {
        let text = |text: &str| Piece::Text(text.to_owned());
        let inner = accented(&message.pattern);
        let pattern = [text(BEGIN)].into_iter().chain(inner).chain([text(END)]).collect();
        Message { pattern, ..message.clone() }
    });
    Language { tag: TAG.to_owned(), messages: messages.collect() }
}

fn accented(pattern: &[Piece]) -> Vec<Piece> {
    let piece = |piece: &Piece| match piece {
        Piece::Text(text) => Piece::Text(accents(text)),
        Piece::Choice(choice) => {
            let arm = |arm: &Arm| Arm { pattern: accented(&arm.pattern), ..arm.clone() };
            Piece::Choice(Choice { arms: choice.arms.iter().map(arm).collect(), ..choice.clone() })
        }
        Piece::Value(_) | Piece::Format(..) => piece.clone(),
    };
    pattern.iter().map(piece).collect()
}

/// Vowels are doubled: they are two fifths of a text.
fn accents(text: &str) -> String {
    let mut accents = String::with_capacity(text.len() * 2);
    for letter in text.chars() {
        let (accent, times) = match letter {
            'a' => ('à', 2),
            'e' => ('é', 2),
            'i' => ('ì', 2),
            'o' => ('ö', 2),
            'u' => ('ù', 2),
            'A' => ('Å', 2),
            'E' => ('É', 2),
            'I' => ('Í', 2),
            'O' => ('Ö', 2),
            'U' => ('Ü', 2),
            'n' => ('ñ', 1),
            'N' => ('Ñ', 1),
            'c' => ('ç', 1),
            'C' => ('Ç', 1),
            's' => ('š', 1),
            'S' => ('Š', 1),
            't' => ('ť', 1),
            'T' => ('Ť', 1),
            other => (other, 1),
        };
        accents.extend(std::iter::repeat_n(accent, times));
    }
    accents
}
