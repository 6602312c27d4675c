//! Reading a JSON body so that an error names the field.

use axum::http::StatusCode;
use serde::de::DeserializeOwned;

use super::problem::Problem;

/// Reads a body. What is missing, unknown or of the wrong kind is told by its path.
pub fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    let mut reader = serde_json::Deserializer::from_slice(body);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let inner = error.inner();
        if inner.is_syntax() || inner.is_eof() {
            return Problem::new(
                StatusCode::BAD_REQUEST,
                "not_json",
                format!("The body is not JSON: {inner}."),
            );
        }
        let mut path = error.path().to_string();
        let message = inner.to_string();
        let message = message.split(" at line ").next().unwrap_or_default();
        if let Some(missing) = message.strip_prefix("missing field `").and_then(|rest| rest.split('`').next())
        {
            path = if path == "." { missing.to_owned() } else { format!("{path}.{missing}") };
        }
        Problem::invalid(path, format!("{message}."))
    })?;
    reader.end().map_err(|error| {
        Problem::new(
            StatusCode::BAD_REQUEST,
            "not_json",
            format!("Something follows the JSON value: {error}."),
        )
    })?;
    Ok(value)
}

/// Checks the length of a text and that it holds no control characters.
pub fn text(field: &str, value: &str, most: usize) -> Result<(), Problem> {
    if value.trim().is_empty() {
        return Err(Problem::invalid(field, "Must not be empty."));
    }
    if value.chars().count() > most {
        return Err(Problem::invalid(field, format!("Must have at most {most} characters.")));
    }
    if value.chars().any(char::is_control) {
        return Err(Problem::invalid(field, "Must not hold control characters."));
    }
    Ok(())
}

/// The same for a text that may be missing.
pub fn optional(field: &str, value: Option<&str>, most: usize) -> Result<(), Problem> {
    value.map_or(Ok(()), |value| text(field, value, most))
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
}
