//! Reading a JSON body so that an error names the field.

use axum::http::StatusCode;
use serde::de::{DeserializeOwned, IgnoredAny};

use super::problem::ApiProblem;

/// Reads a body. What is missing, unknown or of the wrong kind is told by its path.
pub fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, ApiProblem> {
    let mut reader = serde_json::Deserializer::from_slice(body);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let inner = error.inner();
        // The parser also calls what it did not look for here a mistake in the syntax.
        if inner.is_eof() || inner.is_syntax() && !is_json(body) {
            return ApiProblem::new(
                StatusCode::BAD_REQUEST,
                "not_json",
                format!("The body is not JSON: {inner}."),
            );
        }
        let mut path = named(&error.path().to_string());
        let message = inner.to_string();
        if let Some(missing) = message.strip_prefix("missing field `").and_then(|rest| rest.split('`').next())
        {
            path = if path == "." { missing.to_owned() } else { format!("{path}.{missing}") };
        }
        ApiProblem::invalid(path, wrong(&message))
    })?;
    reader.end().map_err(|error| {
        ApiProblem::new(
            StatusCode::BAD_REQUEST,
            "not_json",
            format!("Something follows the JSON value: {error}."),
        )
    })?;
    Ok(value)
}

/// Whether a body is JSON, whatever it says.
fn is_json(body: &[u8]) -> bool {
    std::str::from_utf8(body).is_ok_and(|text| serde_json::from_str::<IgnoredAny>(text).is_ok())
}

/// What is wrong, in words of ours: serde's own quote the value, which may be a pickup code.
fn wrong(message: &str) -> String {
    let message = message.rsplit_once(" at line ").map_or(message, |(message, _)| message);
    for (beginning, said) in [
        ("missing field", "Is missing."),
        ("duplicate field", "Stands there twice."),
        ("unknown field", "Is no field of this interface."),
    ] {
        if message.starts_with(beginning) {
            return said.to_owned();
        }
    }
    // What comes last is our own description of the type; a value stands before it.
    message
        .rsplit_once(", expected ")
        .map_or("Does not hold what it should.".to_owned(), |(_, expected)| format!("Must be {expected}."))
}

/// The path of a field, without what nobody calls a field: a name may be anything, a value too.
fn named(path: &str) -> String {
    let known = |letter: &char| letter.is_ascii_alphabetic() || matches!(letter, '.' | '_' | '[' | ']' | '?');
    let is_known = |part: &str| part.len() <= 40 && part.chars().all(|letter| known(&letter));
    let parts: Vec<&str> = path
        .split('.')
        .map(|part| {
            let (name, place) = part.split_once('[').unwrap_or((part, ""));
            let counted = place.trim_end_matches(']').bytes().all(|byte| byte.is_ascii_digit());
            if is_known(name) && counted && place.len() <= 6 { part } else { "?" }
        })
        .collect();
    parts.join(".")
}

/// Characters that turn the text around them to another direction or stand there unseen (Unicode TR36, 2.5). Those
/// that Persian and Indic words need stay.
pub const fn misleads(character: char) -> bool {
    matches!(character,
        '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Checks a name that stands in messages: as [`text`], and it holds no address, which a phone would make a link of. A
/// host alone passes, because shops are called so; where messages are worded it is no link either.
pub fn name(field: &str, value: &str, most: usize) -> Result<(), ApiProblem> {
    text(field, value, most)?;
    if holds_address(value) {
        return Err(ApiProblem::invalid(field, "Must be a name, not an address."));
    }
    Ok(())
}

/// Checks what the operator says in messages: as [`text`], and it holds no address, for a message has one link, of ours.
pub fn words(field: &str, value: &str, most: usize) -> Result<(), ApiProblem> {
    text(field, value, most)?;
    if holds_address(value) {
        return Err(ApiProblem::invalid(field, "Must hold no address."));
    }
    Ok(())
}

fn holds_address(value: &str) -> bool {
    let is_address = |word: &str| {
        let word = word.to_lowercase();
        let path = word.split_once(['/', '\\', '?', '#', ':']).is_some_and(|(host, _)| host.contains('.'));
        word.contains("://") || word.starts_with("www.") || word.contains('@') && word.contains('.') || path
    };
    value.split_whitespace().any(is_address)
}

/// Checks the length of a text and that it holds no control characters.
pub fn text(field: &str, value: &str, most: usize) -> Result<(), ApiProblem> {
    if value.trim().is_empty() {
        return Err(ApiProblem::invalid(field, "Must not be empty."));
    }
    if value.chars().count() > most {
        return Err(ApiProblem::invalid(field, format!("Must have at most {most} characters.")));
    }
    if value.chars().any(|character| character.is_control() || misleads(character)) {
        return Err(ApiProblem::invalid(
            field,
            "Must not hold control characters, nor such that turn the direction.",
        ));
    }
    Ok(())
}

/// The same for a text that may be missing.
pub fn optional(field: &str, value: Option<&str>, most: usize) -> Result<(), ApiProblem> {
    value.map_or(Ok(()), |value| text(field, value, most))
}

/// Checks a name of the operator's own, which nobody reads as words.
pub fn word(field: &str, value: &str) -> Result<(), ApiProblem> {
    let known = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    if (1..=40).contains(&value.len()) && value.bytes().all(known) {
        Ok(())
    } else {
        Err(ApiProblem::invalid(field, "Must have 1 to 40 letters, digits, hyphens and underscores."))
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Deserialize, Debug)]
    #[serde(deny_unknown_fields)]
    struct Outer {
        #[expect(dead_code, reason = "read by the test's deserialiser only")]
        inner: Inner,
    }

    #[derive(Deserialize, Debug)]
    struct Inner {
        #[expect(dead_code, reason = "read by the test's deserialiser only")]
        count: u8,
    }

    #[test]
    fn an_error_names_the_field() {
        let field = |body: &str| format!("{:?}", read::<Outer>(body.as_bytes()).unwrap_err());
        assert!(field(r#"{"inner":{"count":"x"}}"#).contains(r#"field: Some("inner.count")"#));
        assert!(field(r#"{"inner":{}}"#).contains(r#"field: Some("inner.count")"#));
        assert!(field("{}").contains(r#"field: Some("inner")"#));
        assert!(field(r#"{"inner":{"count":1},"other":1}"#).contains(r#"field: Some("other")"#));
        assert!(field(r#"{"inner""#).contains("not_json"));
        assert!(field(r#"{"inner":{"count":1}} x"#).contains("not_json"));
    }

    // L: a number instead of text for `digits`
    #[test]
    fn an_error_quotes_no_value() {
        for body in [
            r#"{"inner":{"count":"482913"}}"#,
            r#"{"inner":{"count":482913}}"#,
            r#"{"inner":{"count":"x, expected 482913"}}"#,
            r#"{"inner":{"count":["482913"]}}"#,
            r#"{"inner":482913}"#,
            r#"{"inner":{"count":1},"482913":1}"#,
            r#"{"inner":{"count":1} 482913"#,
            r#"{"inner":{"count":482913482913482913482913}}"#,
        ] {
            let problem = format!("{:?}", read::<Outer>(body.as_bytes()).unwrap_err());
            assert!(!problem.contains("482913"), "{problem}");
        }
        let problem = format!("{:?}", read::<Outer>(br#"{"inner":{"count":"x"}}"#).unwrap_err());
        assert!(problem.contains("Must be u8."), "{problem}");
    }

    // L: merchant named like an address
    #[test]
    fn a_name_is_no_address_and_turns_no_text_around() {
        for good in ["Birch & Bloom", "Amazon.de", "H. M. Søn", "A/B Shop", "Radwerk: alles", "نیم‌فاصله"]
        {
            assert!(name("merchant", good, 80).is_ok(), "{good}");
        }
        for bad in [
            "http://evil.example",
            "evil.example/x",
            "WWW.evil",
            "pay@evil.example",
            "see evil.example:80",
            "evil\u{202e}moc",
            "evil\u{2066}x",
            "a\u{0}b",
            "a\u{200b}b",
            "\u{200f}a",
        ] {
            assert!(name("merchant", bad, 80).is_err(), "{bad:?}");
        }
    }
}
