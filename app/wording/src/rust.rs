//! Writes the messages as Rust: plain functions, so that what a program does not say is not in it.

use std::fmt::Write as _;

use crate::{
    check::Interface,
    fixed::fixed,
    function::Writer,
    kind::Kind,
    message::{Language, Message, Piece},
};

/// Languages written from right to left.
const RIGHT_TO_LEFT: [&str; 8] = ["ar", "dv", "fa", "he", "ku", "ps", "ur", "yi"];

/// The languages as an enum and a table, and for each message a method that chooses between the functions of the languages.
pub fn write(languages: &[Language], interface: &Interface, plain: &[&str]) -> String {
    let mut code = table(languages);
    let Some(reference) = languages.first() else { return code };
    code.push_str("impl Wording {\n");
    let mut functions = String::new();
    for message in &reference.messages {
        let variables = interface.get(&message.key).map(Vec::as_slice).unwrap_or_default();
        let all = languages.iter().map(|language| {
            let said = language.messages.iter().find(|said| said.key == message.key);
            (language, said.unwrap_or(message))
        });
        let all: Vec<_> = all.collect();
        // What holds no value in any language is written as it is.
        let is_fixed = all.iter().all(|(_, said)| fixed(&said.pattern, variables).is_some());
        let isolated = !plain.contains(&message.file());
        method(&mut code, message, variables, is_fixed);
        for (language, said) in all {
            let writer = Writer { language, variables, isolated };
            let arm = variant(&lower(&language.tag));
            let _ = writeln!(code, "            Catalogue::{arm} => {},", writer.call(said, is_fixed));
            functions.push_str(&writer.function(said, is_fixed));
        }
        code.push_str("        }\n    }\n\n");
    }
    code.push_str("}\n");
    code.push_str(&functions);
    code
}

fn table(languages: &[Language]) -> String {
    let mut code = String::from("#[derive(Debug, Clone, Copy, PartialEq, Eq)]\nenum Catalogue {\n");
    for language in languages {
        let _ = writeln!(code, "    {},", variant(&lower(&language.tag)));
    }
    let _ = write!(
        code,
        "}}\n\n/// Every language, the reference first.\npub(super) static ALL: [Wording; {}] = [\n",
        languages.len()
    );
    for Language { tag, .. } in languages {
        let primary = tag.split('-').next().unwrap_or(tag);
        let direction = if RIGHT_TO_LEFT.contains(&primary) { "rtl" } else { "ltr" };
        let catalogue = variant(&lower(tag));
        let _ = writeln!(
            code,
            "    Wording {{ language: {tag:?}, direction: {direction:?}, catalogue: Catalogue::{catalogue} }},"
        );
    }
    code.push_str("];\n\n");
    code
}

/// The beginning of a method, up to the choice of the language.
fn method(code: &mut String, message: &Message, variables: &[(String, Kind)], is_fixed: bool) {
    let _ = writeln!(code, "    /// {}: {}", message.place, summary(&message.pattern));
    let _ = write!(code, "    pub fn {}(&self", message.method());
    for (variable, kind) in variables.iter().filter(|(_, kind)| *kind != Kind::Slot) {
        let _ = write!(code, ", {}: {}", argument(variable), kind.rust());
    }
    let _ = writeln!(code, ") -> {} {{", if is_fixed { "&'static str" } else { "String" });
    for (variable, _) in variables.iter().filter(|(_, kind)| *kind == Kind::Number) {
        let _ = writeln!(code, "        let {0}: Number = {0}.into();", argument(variable));
    }
    code.push_str("        match self.catalogue {\n");
}

/// Its first words, for those who write code.
fn summary(pattern: &[Piece]) -> String {
    let text = pattern.iter().map(|piece| match piece {
        Piece::Text(text) => text.replace('\n', " "),
        Piece::Value(variable) | Piece::Format(_, variable) => format!("{{{}}}", variable.name),
        Piece::Choice(choice) => {
            let first = choice.arms.first().map(|arm| summary(&arm.pattern));
            format!("{}…", first.unwrap_or_default())
        }
    });
    text.collect()
}

pub fn lower(tag: &str) -> String {
    tag.to_lowercase().replace('-', "_")
}

/// `out-for-delivery` becomes `OutForDelivery`.
pub fn variant(name: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        letters
            .next()
            .map(|first| first.to_uppercase().chain(letters).collect::<String>())
            .unwrap_or_default()
    };
    name.split(['-', '_']).map(word).collect()
}

pub fn argument(name: &str) -> String {
    name.replace('-', "_")
}
