//! What is missing or wrong, gathered while settings are read.

use std::{fmt::Display, ops::RangeInclusive, str::FromStr};

/// Everything that is missing or wrong, a line each. Never holds a value.
#[derive(Debug, PartialEq, Eq)]
pub struct Faults(pub(super) Vec<String>);

impl Display for Faults {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "The configuration does not hold together:")?;
        self.0.iter().try_for_each(|fault| writeln!(f, "  - {fault}"))
    }
}

impl Faults {
    /// Takes a value, or notes what is wrong with it.
    pub(super) fn take<T>(&mut self, name: &str, value: Result<T, String>) -> Option<T> {
        value.map_err(|why| self.0.push(format!("{name}: {why}"))).ok()
    }

    pub(super) fn parsed<T: FromStr>(&mut self, name: &str, value: &str, what: &str) -> Option<T> {
        self.take(name, value.trim().parse().map_err(|_| what.to_owned()))
    }

    /// A number within a range.
    pub(super) fn within<T: FromStr + PartialOrd + Display>(
        &mut self,
        name: &str,
        value: &str,
        range: RangeInclusive<T>,
    ) -> Option<T> {
        let number = value.trim().parse().ok().filter(|number| range.contains(number));
        self.take(
            name,
            number.ok_or_else(|| format!("is not a number from {} to {}", range.start(), range.end())),
        )
    }

    /// A value from its flag, its variable, or the file that NAME_FILE points to.
    pub(super) fn required(&mut self, name: &str, value: Option<String>) -> Option<String> {
        let value = match value.filter(|value| !value.trim().is_empty()) {
            Some(value) => Ok(value),
            None => match std::env::var(format!("{name}_FILE")) {
                Ok(path) => std::fs::read_to_string(&path)
                    .map_err(|error| format!("the file of {name}_FILE: {error}")),
                Err(_) => Err("is missing".to_owned()),
            },
        };
        self.take(name, value).map(|value| value.trim().to_owned())
    }

    /// The same for a value that may be missing; nothing then.
    pub(super) fn optional(&mut self, name: &str, value: Option<String>) -> Option<String> {
        let value = value.filter(|value| !value.trim().is_empty());
        if value.is_none() && std::env::var_os(format!("{name}_FILE")).is_none() {
            return None;
        }
        self.required(name, value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_that_may_be_missing_is_no_fault_when_it_is() {
        let mut faults = Faults(Vec::new());
        for value in [None, Some(String::new()), Some("  ".to_owned())] {
            assert_eq!(faults.optional("DOORCODE_TEST_OPTIONAL", value), None);
        }
        assert_eq!(faults.optional("DOORCODE_TEST_OPTIONAL", Some(" x ".to_owned())), Some("x".to_owned()));
        assert_eq!(faults, Faults(Vec::new()));
    }
}
