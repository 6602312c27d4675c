use std::{fmt, path::Path};

/// Where something stands in a file of the wording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub file: String,
    /// Counts from 1.
    pub line: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// Why the wording cannot be built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    place: Place,
    what: String,
}

impl Fault {
    pub(crate) fn new(place: &Place, what: impl Into<String>) -> Self {
        Self { place: place.clone(), what: what.into() }
    }

    pub(crate) fn of_file(path: &Path, what: impl Into<String>) -> Self {
        Self::new(&Place { file: path.display().to_string(), line: 1 }, what)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.what)
    }
}
