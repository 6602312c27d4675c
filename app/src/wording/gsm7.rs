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

/// A name in characters a message can carry: letters lose accents it has no sign for, and what has no likeness
/// there, like emoji, is left out.
pub fn plain(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    for character in name.chars() {
        match character {
            character if character.is_whitespace() || character.is_control() => plain.push(' '),
            character if width(character).is_some() => plain.push(character),
            character => plain.push_str(likeness(character)),
        }
    }
    plain.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}

fn likeness(character: char) -> &'static str {
    match character {
        'á' | 'â' | 'ã' | 'ā' | 'ă' | 'ą' | 'ǎ' => "a",
        'Á' | 'À' | 'Â' | 'Ã' | 'Ā' | 'Ă' | 'Ą' => "A",
        'ç' | 'ć' | 'č' | 'ĉ' | 'ċ' => "c",
        'Ć' | 'Č' | 'Ĉ' | 'Ċ' => "C",
        'ď' | 'đ' | 'ð' => "d",
        'Ď' | 'Đ' | 'Ð' => "D",
        'ê' | 'ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => "e",
        'È' | 'Ê' | 'Ë' | 'Ē' | 'Ė' | 'Ę' | 'Ě' => "E",
        'ğ' | 'ģ' | 'ĝ' => "g",
        'Ğ' | 'Ģ' | 'Ĝ' => "G",
        'í' | 'î' | 'ï' | 'ī' | 'į' | 'ı' => "i",
        'Í' | 'Ì' | 'Î' | 'Ï' | 'Ī' | 'Į' | 'İ' => "I",
        'ķ' => "k",
        'Ķ' => "K",
        'ł' | 'ľ' | 'ĺ' | 'ļ' => "l",
        'Ł' | 'Ľ' | 'Ĺ' | 'Ļ' => "L",
        'ń' | 'ň' | 'ņ' => "n",
        'Ń' | 'Ň' | 'Ņ' => "N",
        'ó' | 'ô' | 'õ' | 'ō' | 'ő' => "o",
        'Ó' | 'Ò' | 'Ô' | 'Õ' | 'Ō' | 'Ő' => "O",
        'œ' => "oe",
        'Œ' => "OE",
        'ř' | 'ŕ' => "r",
        'Ř' | 'Ŕ' => "R",
        'ś' | 'š' | 'ş' | 'ș' => "s",
        'Ś' | 'Š' | 'Ş' | 'Ș' => "S",
        'ť' | 'ţ' | 'ț' => "t",
        'Ť' | 'Ţ' | 'Ț' => "T",
        'þ' => "th",
        'Þ' => "Th",
        'ú' | 'û' | 'ū' | 'ů' | 'ű' | 'ų' => "u",
        'Ú' | 'Ù' | 'Û' | 'Ū' | 'Ů' | 'Ű' | 'Ų' => "U",
        'ý' | 'ÿ' => "y",
        'Ý' | 'Ÿ' => "Y",
        'ź' | 'ż' | 'ž' => "z",
        'Ź' | 'Ż' | 'Ž' => "Z",
        '‘' | '’' | '‚' | '`' | '´' | 'ʼ' => "'",
        '“' | '”' | '„' | '«' | '»' => "\"",
        '‐' | '‑' | '‒' | '–' | '—' | '−' | '·' | '•' => "-",
        '…' => "...",
        '×' => "x",
        _ => "",
    }
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
