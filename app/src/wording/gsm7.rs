//! The characters of a text message: the GSM 7-bit default alphabet and its extension (3GPP TS 23.038,
//! 6.2.1). One message holds 160 of them; a character of the extension counts twice.

/// How many fit into one message.
pub const ONE_PART: usize = 160;

const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
const EXTENSION: &str = "^{}\\[~]|€";

/// How much room a text takes, or `None` when it holds a character a message cannot carry.
pub fn septets(text: &str) -> Option<usize> {
    text.chars().map(width).sum()
}

fn width(character: char) -> Option<usize> {
    if BASIC.contains(character) { Some(1) } else { EXTENSION.contains(character).then_some(2) }
}

/// A name in characters a message can carry, spelled by a transliteration library where they have no sign of their own:
/// accents are lost, ligatures and other alphabets written out. Symbols without a likeness, like emoji, are left out. A
/// name with a letter that nobody can spell so is left out whole, for a word with holes is worse than none.
pub fn plain(name: &str) -> String {
    // Greek has a few of its capitals there; a word of two alphabets is none.
    let all_carried = name.chars().all(|character| width(character).is_some() || is_apart(character));
    let in_capitals = !name.chars().any(char::is_lowercase);
    let mut plain = String::with_capacity(name.len());
    for character in name.chars() {
        let carried = width(character).is_some() && (all_carried || !is_greek(character));
        if is_apart(character) {
            plain.push(' ');
        } else if carried {
            plain.push(character);
        } else if !character.is_alphanumeric() {
            plain.extend(Some(spelled(character)).filter(|signs| is_punctuation(signs)));
        } else if spells_badly(character) && !character.is_numeric() || spelled(character).is_empty() {
            return String::new();
        } else if in_capitals {
            plain.push_str(&spelled(character).to_ascii_uppercase());
        } else {
            plain.push_str(spelled(character));
        }
    }
    plain.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_apart(character: char) -> bool {
    character.is_whitespace() || character.is_control()
}

const fn is_greek(character: char) -> bool {
    matches!(character, '\u{370}'..='\u{3ff}')
}

/// Not the name of a sign, such as `:herb:`.
fn is_punctuation(signs: &str) -> bool {
    !signs.chars().any(char::is_alphanumeric)
}

/// Writing without vowels, or read differently from language to language: what stands for single letters is no word.
const fn spells_badly(character: char) -> bool {
    matches!(character,
        '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}'
        | '\u{2e80}'..='\u{2fdf}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(not(target_arch = "wasm32"))]
fn spelled(character: char) -> &'static str {
    any_ascii::any_ascii_char(character)
}

/// Messages are written on servers; the library's tables stay there.
#[cfg(target_arch = "wasm32")]
const fn spelled(_: char) -> &'static str {
    ""
}

/// The beginning of a plain name that takes no more than `room`: whole words if most of it stays, else a
/// cut word with a full stop.
pub fn clip(name: &str, room: usize) -> String {
    let head = beginning(name, room);
    if head.len() == name.len() {
        return name.to_owned();
    }
    let end = if name[head.len()..].starts_with(' ') { Some(head.len()) } else { head.rfind(' ') };
    let words = tidy(&head[..end.unwrap_or(0)]);
    if words.len() * 2 >= head.len() {
        return words.to_owned();
    }
    let cut = tidy(beginning(name, room.saturating_sub(1)));
    if cut.is_empty() { String::new() } else { format!("{cut}.") }
}

fn beginning(name: &str, room: usize) -> &str {
    let mut taken = 0;
    let end = name.char_indices().find(|(_, character)| {
        taken += width(*character).unwrap_or(2);
        taken > room
    });
    end.map_or(name, |(end, _)| &name[..end])
}

fn tidy(text: &str) -> &str {
    text.trim_end_matches(|c: char| !c.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_what_a_message_can_carry() {
        for (name, carried) in [
            ("Müller & Söhne", "Müller & Söhne"),
            ("Żółta Gęś, Łódź", "Zolta Ges, Lodz"),
            ("Crème Brûlée’s", "Crème Brulée's"),
            ("🌿 Birch\n&\u{200b} Bloom 🌸", "Birch & Bloom"),
            ("東京", ""),
            // M1
            ("Tŷ Gŵyr", "Ty Gwyr"),
            ("Siêu thị Việt", "Sieu thi Viet"),
            ("Λάρισα Σταθμός", "Larisa Stathmos"),
            ("ΛΑΡΙΣΑ", "LARISA"),
            ("ΩΣ", "ΩΣ"),
            ("GROẞE STRAẞE", "GROSSE STRASSE"),
            ("Bakı Gənclik", "Baki Genclik"),
            ("ﬁeld ﬂat", "field flat"),
            ("Møller Ærø", "Møller Ærø"),
            ("Cafe\u{301} Łódź", "Cafe Lodz"),
            ("Южный вокзал", "Yuzhnyy vokzal"),
            ("Shop 東京", ""),
            ("متجر", ""),
            ("חנות", ""),
            ("٤٨ Ａｂｃ", "48 Abc"),
            ("“Birch” – Bloom…", "\"Birch\" - Bloom..."),
        ] {
            assert_eq!(plain(name), carried, "{name}");
            assert!(septets(&plain(name)).is_some());
        }
    }

    #[test]
    fn a_character_of_the_extension_counts_twice() {
        assert_eq!(septets("a€[b]"), Some(8));
        assert_eq!(septets("ż"), None);
    }

    #[test]
    fn a_name_is_clipped_at_a_word_or_marked_as_cut() {
        assert_eq!(clip("Hauptbahnhof, south exit", 30), "Hauptbahnhof, south exit");
        assert_eq!(clip("Hauptbahnhof, south exit", 20), "Hauptbahnhof, south");
        assert_eq!(clip("Hauptbahnhof, south exit", 15), "Hauptbahnhof");
        assert_eq!(clip("Donaudampfschifffahrtsgesellschaft", 10), "Donaudamp.");
        assert_eq!(clip("abc", 0), "");
    }
}
