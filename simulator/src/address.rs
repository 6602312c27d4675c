//! Whether two texts name one recipient.

/// Numbers are compared by their digits, because a `+` in a query string is a space to the server; everything
/// else without regard to capitals.
pub fn same(left: &str, right: &str) -> bool {
    match (digits(left), digits(right)) {
        (Some(left), Some(right)) => left == right,
        _ => left.trim().eq_ignore_ascii_case(right.trim()),
    }
}

/// The digits of a telephone number as people write it.
fn digits(text: &str) -> Option<String> {
    let written = |character: char| character.is_ascii_digit() || " +-/().".contains(character);
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    (!digits.is_empty() && text.chars().all(written)).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::same;

    #[test]
    fn numbers_are_the_same_however_they_are_written_and_names_whatever_their_capitals() {
        for (left, right) in
            [(" 49 171 3920041", "+491713920041"), ("Kim@Example.org", "kim@example.org"), ("a1", "A1")]
        {
            assert!(same(left, right), "{left} and {right}");
        }
        for (left, right) in [
            ("+491713920041", "+491713920042"),
            ("kim@example.org", "pat@example.org"),
            ("a1", "b1"),
            ("a1", "1"),
            ("", "+1"),
        ] {
            assert!(!same(left, right), "{left} and {right}");
        }
    }
}
