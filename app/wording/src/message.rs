use crate::fault::Place;

/// The messages of one language.
pub struct Language {
    /// Its tag (BCP 47).
    pub tag: String,
    pub messages: Vec<Message>,
}

/// One message, or one attribute of a message.
#[derive(Clone)]
pub struct Message {
    /// As it stands in the file: `sign-in-go`, `help.title`.
    pub key: String,
    pub place: Place,
    /// What the comment above it says of its variables, in that order.
    pub declared: Vec<Declared>,
    pub pattern: Vec<Piece>,
}

/// A line of a comment about a variable: `$until (moment): when it ends`.
#[derive(Clone)]
pub struct Declared {
    pub name: String,
    /// What stands in brackets.
    pub kind: Option<String>,
}

#[derive(Clone)]
pub enum Piece {
    Text(String),
    Value(Variable),
    /// A value in a format of the language: `MOMENT($until)`.
    Format(String, Variable),
    Choice(Choice),
}

#[derive(Clone)]
pub struct Variable {
    pub name: String,
    pub place: Place,
}

/// A choice by number or by the variants of an enum.
#[derive(Clone)]
pub struct Choice {
    pub by: Variable,
    /// By `first`, `second`…, not by `one`, `two`…
    pub ordinal: bool,
    pub arms: Vec<Arm>,
}

#[derive(Clone)]
pub struct Arm {
    pub key: Key,
    pub default: bool,
    pub pattern: Vec<Piece>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Key {
    Name(String),
    Number(u64),
}

impl Message {
    /// The name of its method.
    pub fn method(&self) -> String {
        self.key.replace(['-', '.'], "_")
    }

    /// The file it stands in, without folder and ending.
    pub fn file(&self) -> &str {
        let name = self.place.file.rsplit(['/', '\\']).next().unwrap_or_default();
        name.strip_suffix(".ftl").unwrap_or(name)
    }
}

impl Choice {
    /// Whether it is by number: by plural categories (CLDR), or by numbers themselves.
    pub fn by_number(&self) -> bool {
        self.ordinal
            || self.arms.iter().all(|arm| match &arm.key {
                Key::Number(_) => true,
                Key::Name(name) => crate::plural::CATEGORIES.contains(&name.as_str()),
            })
    }
}

/// Calls `visit` with every piece of a pattern, those of choices within it too.
pub fn walk<'a>(pattern: &'a [Piece], visit: &mut impl FnMut(&'a Piece)) {
    for piece in pattern {
        visit(piece);
        if let Piece::Choice(choice) = piece {
            for arm in &choice.arms {
                walk(&arm.pattern, visit);
            }
        }
    }
}
