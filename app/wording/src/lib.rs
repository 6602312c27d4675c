//! Turns the wording, one folder of Fluent files per language, into typed Rust, when the application is built.
//!
//! [English](REFERENCE) is the reference: it says which messages there are, and which variables each has. A message is a
//! method, its variables are the arguments. What is missing, too much or of another type in a language is a
//! [`Fault`] with file and line. Accepted is what the catalogue needs of Fluent (projectfluent.org): messages,
//! attributes, variables, a few functions, and choices by number or by the variants of an enum.

mod check;
mod fault;
mod fixed;
mod function;
mod kind;
mod message;
mod plural;
mod pseudo;
mod read;
mod rust;

use std::{fs, path::Path};

pub use fault::Fault;

use crate::{message::Language, read::Source};

/// The language that every other is compared with.
pub const REFERENCE: &str = "en";

/// The Rust of all languages below `folder`. Texts of others are isolated on pages (UAX #9), and not in the files
/// named `plain`, whose messages are sent.
pub fn generate(folder: &Path, plain: &[&str]) -> Result<String, Vec<Fault>> {
    let tags =
        names(folder, Path::is_dir).map_err(|error| vec![Fault::of_file(folder, error.to_string())])?;
    let mut languages = Vec::new();
    let mut faults = Vec::new();
    for tag in tags.iter().filter(|tag| *tag != "src") {
        match language(&folder.join(tag), tag) {
            Ok(language) => languages.push(language),
            Err(found) => faults.extend(found),
        }
    }
    if faults.is_empty() { from(languages, plain) } else { Err(faults) }
}

fn from(mut languages: Vec<Language>, plain: &[&str]) -> Result<String, Vec<Fault>> {
    // The reference is the first: it is spoken to whoever speaks none of them.
    languages.sort_by_key(|language| (language.tag != REFERENCE, language.tag.clone()));
    let interface = check::check(&languages)?;
    if let Some(reference) = languages.first() {
        languages.push(pseudo::of(reference));
    }
    Ok(rust::write(&languages, &interface, plain))
}

fn language(folder: &Path, tag: &str) -> Result<Language, Vec<Fault>> {
    let unreadable = |error: std::io::Error| vec![Fault::of_file(folder, error.to_string())];
    let mut language = Language { tag: tag.to_owned(), messages: Vec::new() };
    let mut faults = Vec::new();
    for name in names(folder, |path| path.extension().is_some_and(|end| end == "ftl")).map_err(unreadable)? {
        let path = folder.join(&name);
        let text = fs::read_to_string(&path).map_err(unreadable)?;
        match (Source { file: path.display().to_string(), text: &text }).messages() {
            Ok(messages) => language.messages.extend(messages),
            Err(found) => faults.extend(found),
        }
    }
    if faults.is_empty() { Ok(language) } else { Err(faults) }
}

/// What lies in a folder, in the order of the alphabet.
fn names(folder: &Path, wanted: impl Fn(&Path) -> bool) -> std::io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if wanted(&entry.path()) {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort();
    Ok(names)
}

#[cfg(test)]
mod tests;
