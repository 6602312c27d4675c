//! How many SMS a text takes (3GPP TS 23.038 and 23.040).

/// Every character of the GSM 7-bit default alphabet but the escape.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// Characters that take the escape and one more.
const EXTENDED: &str = "\u{c}^{}\\[~]|€";

/// How many parts a text is sent in: 160 characters of the GSM alphabet fit into one and 153 into each of
/// several, of any other 70 and 67 UTF-16 units.
pub fn count(text: &str) -> usize {
    let (length, single, several) = match septets(text) {
        Some(septets) => (septets, 160, 153),
        None => (text.encode_utf16().count(), 70, 67),
    };
    if length <= single { 1 } else { length.div_ceil(several) }
}

/// The length in the GSM alphabet, if the text can be written in it.
fn septets(text: &str) -> Option<usize> {
    text.chars()
        .map(|character| match character {
            _ if BASIC.contains(character) => Some(1),
            _ if EXTENDED.contains(character) => Some(2),
            _ => None,
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_counted_as_networks_count_them() {
        for (text, parts) in [
            ("a".repeat(160), 1),
            ("a".repeat(161), 2),
            ("a".repeat(307), 3),
            ("€".repeat(80), 1),
            ("€".repeat(81), 2),
            ("я".repeat(70), 1),
            ("я".repeat(71), 2),
            ("😀".repeat(36), 2),
            (String::new(), 1),
        ] {
            assert_eq!(count(&text), parts, "{text}");
        }
    }
}
