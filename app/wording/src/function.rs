//! A message of one language, as a function.

use std::fmt::Write as _;

use crate::{
    check::uses,
    fixed::{Fixed, fixed},
    kind::Kind,
    message::{Arm, Choice, Key, Language, Message, Piece, walk},
    plural::{Plurals, pattern},
    rust::{argument, lower, variant},
};

/// One message of one language.
pub struct Writer<'a> {
    pub language: &'a Language,
    pub variables: &'a [(String, Kind)],
    /// Whether texts of others are isolated.
    pub isolated: bool,
}

impl Writer<'_> {
    /// What a method asks for this language: its function, or the text itself where that is all.
    pub fn call(&self, message: &Message, is_fixed: bool) -> String {
        if let Some(Fixed::Text(text)) = fixed(&message.pattern, self.variables).filter(|_| is_fixed) {
            return format!("{text:?}");
        }
        let language = self.asks_language(message).then(|| "self".to_owned());
        let given = self.taken(message).map(|(name, _)| argument(name));
        let given: Vec<_> = language.into_iter().chain(given).collect();
        format!("{}({})", self.name(message), given.join(", "))
    }

    /// That function; nothing where the text is all.
    pub fn function(&self, message: &Message, is_fixed: bool) -> String {
        let language = self.asks_language(message).then(|| "words: &Wording".to_owned());
        let taken = self.taken(message).map(|(name, kind)| {
            let kind = if *kind == Kind::Number { "Number" } else { kind.rust() };
            format!("{}: {kind}", argument(name))
        });
        let arguments: Vec<_> = language.into_iter().chain(taken).collect();
        let mut code =
            format!("\n// {}\nfn {}({}) -> ", message.place, self.name(message), arguments.join(", "));
        match fixed(&message.pattern, self.variables).filter(|_| is_fixed) {
            Some(Fixed::Text(_)) => return String::new(),
            Some(said) => {
                code.push_str("&'static str {\n");
                self.text(&mut code, &said, 1);
            }
            None => {
                let room = room(&message.pattern);
                let _ = writeln!(code, "String {{\n    let mut said = String::with_capacity({room});");
                for piece in &message.pattern {
                    self.piece(&mut code, piece, 1);
                }
                code.push_str("    said\n");
            }
        }
        code.push_str("}\n");
        code
    }

    fn name(&self, message: &Message) -> String {
        format!("{}_{}", lower(&self.language.tag), message.method())
    }

    /// The arguments of the function: what this language does not say is not given to it.
    fn taken(&self, message: &Message) -> impl Iterator<Item = &(String, Kind)> {
        self.variables.iter().filter(|(name, kind)| *kind != Kind::Slot && uses(message, name))
    }

    /// Whether it holds a time or a number, which the language has its own formats for.
    fn asks_language(&self, message: &Message) -> bool {
        let mut asks = false;
        walk(&message.pattern, &mut |piece| {
            asks |= match piece {
                Piece::Format(..) => true,
                Piece::Value(variable) => self.kind(&variable.name) == Some(&Kind::Number),
                Piece::Text(_) | Piece::Choice(_) => false,
            };
        });
        asks
    }

    /// The expression of a text without values.
    fn text(&self, code: &mut String, said: &Fixed, depth: usize) {
        let indent = "    ".repeat(depth);
        match said {
            Fixed::Text(text) => {
                let _ = writeln!(code, "{indent}{text:?}");
            }
            Fixed::Choice(choice, arms) => {
                let arms = arms.iter().map(|(arm, said)| (*arm, said));
                self.choice(code, choice, arms, depth, &|code, said, depth| self.text(code, said, depth));
            }
        }
    }

    /// The statement that says a piece.
    fn piece(&self, code: &mut String, piece: &Piece, depth: usize) {
        let indent = "    ".repeat(depth);
        let _ = match piece {
            Piece::Text(text) => match single(text) {
                Some(sign) => writeln!(code, "{indent}said.push({sign:?});"),
                None => writeln!(code, "{indent}said.push_str({text:?});"),
            },
            Piece::Format(function, variable) => {
                let (format, name) = (function.to_lowercase(), argument(&variable.name));
                writeln!(code, "{indent}said.push_str(&words.{format}({name}));")
            }
            Piece::Value(variable) => {
                let name = argument(&variable.name);
                match self.kind(&variable.name) {
                    Some(Kind::Text) if self.isolated => {
                        writeln!(code, "{indent}push_foreign(&mut said, {name});")
                    }
                    Some(Kind::Number) => writeln!(code, "{indent}{name}.push(&mut said, words);"),
                    Some(Kind::Slot) => writeln!(code, "{indent}said.push(SLOT);"),
                    Some(Kind::Text | Kind::Ours | Kind::Moment | Kind::Window | Kind::Variant(_)) | None => {
                        writeln!(code, "{indent}said.push_str({name});")
                    }
                }
            }
            Piece::Choice(choice) => {
                let arms = choice.arms.iter().map(|arm| (arm, &arm.pattern));
                self.choice(code, choice, arms, depth, &|code, pattern, depth| {
                    for piece in pattern {
                        self.piece(code, piece, depth);
                    }
                });
                Ok(())
            }
        };
    }

    fn choice<'b, T: 'b>(
        &self,
        code: &mut String,
        choice: &'b Choice,
        arms: impl Iterator<Item = (&'b Arm, &'b T)>,
        depth: usize,
        say: &dyn Fn(&mut String, &T, usize),
    ) {
        let indent = "    ".repeat(depth);
        let name = argument(&choice.by.name);
        let arm = |code: &mut String, pattern: &str, said: &T, depth: usize| {
            let indent = "    ".repeat(depth);
            let _ = writeln!(code, "{indent}{pattern} => {{");
            say(code, said, depth + 1);
            let _ = writeln!(code, "{indent}}}");
        };
        let place = &choice.by.place;
        if let Some(Kind::Variant(of)) = self.kind(&choice.by.name) {
            let _ = writeln!(code, "{indent}match {name} {{ // {place}");
            for (given, said) in arms {
                if let Key::Name(key) = &given.key {
                    arm(code, &format!("{of}::{}", variant(key)), said, depth + 1);
                }
            }
            let _ = writeln!(code, "{indent}}}");
            return;
        }
        let plurals = Plurals::new(&self.language.tag, choice.ordinal);
        let numbers = |name: &str| plurals.as_ref().map(|plurals| plurals.numbers(name)).unwrap_or_default();
        let (mut exact, mut named, mut rest) = (Vec::new(), Vec::new(), None);
        for (given, said) in arms {
            match &given.key {
                _ if given.default => rest = Some(said),
                Key::Number(number) => exact.push((number.to_string(), said)),
                Key::Name(name) => named.push((pattern(&numbers(name)), said)),
            }
        }
        let Some(rest) = rest else { return };
        if exact.is_empty() {
            let _ = writeln!(code, "{indent}match {name}.folded() {{");
        } else {
            let _ = writeln!(code, "{indent}match {name}.get() {{");
        }
        let both = !exact.is_empty() && !named.is_empty();
        for (number, said) in exact {
            arm(code, &number, said, depth + 1);
        }
        if both {
            let _ = writeln!(code, "{indent}    _ => match {name}.folded() {{");
        }
        for (numbers, said) in named {
            arm(code, &numbers, said, depth + 1);
        }
        arm(code, "_", rest, depth + 1);
        if both {
            let _ = writeln!(code, "{indent}    }},");
        }
        let _ = writeln!(code, "{indent}}}");
    }

    fn kind(&self, name: &str) -> Option<&Kind> {
        self.variables.iter().find(|(known, _)| known == name).map(|(_, kind)| kind)
    }
}

/// About how long it becomes.
fn room(pattern: &[Piece]) -> usize {
    pattern
        .iter()
        .map(|piece| match piece {
            Piece::Text(text) => text.len(),
            Piece::Value(_) | Piece::Format(..) => 24,
            Piece::Choice(choice) => choice.arms.iter().map(|arm| room(&arm.pattern)).max().unwrap_or(0),
        })
        .sum()
}

fn single(text: &str) -> Option<char> {
    let mut signs = text.chars();
    signs.next().filter(|_| signs.next().is_none())
}
