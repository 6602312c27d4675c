//! From Fluent's syntax tree to the messages that can be built.

use fluent_syntax::{
    ast::{
        Comment, Entry, Expression, InlineExpression, Message as Parsed, Pattern, PatternElement, Variant,
        VariantKey,
    },
    parser,
    unicode::unescape_unicode_to_string,
};

use crate::{
    fault::{Fault, Place},
    message::{Arm, Choice, Declared, Key, Message, Piece, Variable},
};

/// A file of the wording.
pub struct Source<'a> {
    pub file: String,
    pub text: &'a str,
}

type Read<T> = Result<T, Fault>;

impl<'a> Source<'a> {
    /// All its messages; their attributes are messages of their own.
    pub fn messages(&self) -> Result<Vec<Message>, Vec<Fault>> {
        let resource = parser::parse(self.text).map_err(|(_, errors)| {
            let fault =
                |error: &parser::ParserError| Fault::new(&self.at(error.pos.start), error.kind.to_string());
            errors.iter().map(fault).collect::<Vec<_>>()
        })?;
        let mut messages = Vec::new();
        let mut faults = Vec::new();
        for entry in &resource.body {
            match entry {
                Entry::Message(message) => match self.message(message) {
                    Ok(read) => messages.extend(read),
                    Err(fault) => faults.push(fault),
                },
                Entry::Term(term) => {
                    faults.push(Fault::new(&self.of(term.id.name), "terms are not used here"));
                }
                Entry::Junk { content } => faults.push(Fault::new(&self.of(content), "this is no message")),
                Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) => {}
            }
        }
        if faults.is_empty() { Ok(messages) } else { Err(faults) }
    }

    fn message(&self, message: &Parsed<&'a str>) -> Read<Vec<Message>> {
        let id = message.id.name;
        let declared = message.comment.as_ref().map(|comment| self.declared(comment)).transpose()?;
        let declared = declared.unwrap_or_default();
        let mut read = Vec::new();
        if let Some(pattern) = &message.value {
            read.push((id.to_owned(), self.of(id), pattern));
        }
        for attribute in &message.attributes {
            read.push((format!("{id}.{}", attribute.id.name), self.of(attribute.id.name), &attribute.value));
        }
        let message = |(key, place, pattern)| {
            let pattern = self.pattern(pattern)?;
            Ok(Message { key, place, declared: declared.clone(), pattern })
        };
        read.into_iter().map(message).collect()
    }

    fn declared(&self, comment: &Comment<&'a str>) -> Read<Vec<Declared>> {
        let about_variables = comment.content.iter().filter_map(|line| Some((line, line.strip_prefix('$')?)));
        about_variables
            .map(|(line, said)| {
                let (what, _) = said.split_once(':').unwrap_or((said, ""));
                let (name, kind) = match what.trim_end().split_once(" (") {
                    Some((name, kind)) => (name, kind.strip_suffix(')').map(Some)),
                    None => (what.trim_end(), Some(None)),
                };
                let kind = kind.filter(|_| !name.is_empty() && !name.contains(' '));
                let kind =
                    kind.ok_or_else(|| Fault::new(&self.of(line), "write `$name (type): what it is`"))?;
                Ok(Declared { name: name.to_owned(), kind: kind.map(str::to_owned) })
            })
            .collect()
    }

    fn pattern(&self, pattern: &Pattern<&'a str>) -> Read<Vec<Piece>> {
        let mut pieces = Vec::new();
        for element in &pattern.elements {
            let piece = match element {
                PatternElement::TextElement { value } => Piece::Text((*value).to_owned()),
                PatternElement::Placeable { expression } => self.expression(expression)?,
            };
            match (pieces.last_mut(), piece) {
                (Some(Piece::Text(text)), Piece::Text(more)) => text.push_str(&more),
                (_, piece) => pieces.push(piece),
            }
        }
        Ok(pieces)
    }

    fn expression(&self, expression: &Expression<&'a str>) -> Read<Piece> {
        match expression {
            Expression::Inline(inline) => self.inline(inline),
            Expression::Select { selector, variants } => self.choice(selector, variants).map(Piece::Choice),
        }
    }

    fn inline(&self, inline: &InlineExpression<&'a str>) -> Read<Piece> {
        match inline {
            InlineExpression::VariableReference { id } => Ok(Piece::Value(self.variable(id.name))),
            InlineExpression::StringLiteral { value } => {
                Ok(Piece::Text(unescape_unicode_to_string(value).into_owned()))
            }
            InlineExpression::FunctionReference { id, arguments } => {
                match (arguments.positional.as_slice(), arguments.named.as_slice()) {
                    ([InlineExpression::VariableReference { id: variable }], []) => {
                        Ok(Piece::Format(id.name.to_owned(), self.variable(variable.name)))
                    }
                    _ => Err(Fault::new(&self.of(id.name), "a format is asked for one variable")),
                }
            }
            InlineExpression::Placeable { expression } => self.expression(expression),
            InlineExpression::NumberLiteral { value } => Ok(Piece::Text((*value).to_owned())),
            InlineExpression::MessageReference { id, .. } | InlineExpression::TermReference { id, .. } => {
                Err(Fault::new(&self.of(id.name), "a message holds no other message"))
            }
        }
    }

    fn choice(&self, selector: &InlineExpression<&'a str>, variants: &[Variant<&'a str>]) -> Read<Choice> {
        let (by, ordinal) = match selector {
            InlineExpression::VariableReference { id } => (self.variable(id.name), false),
            InlineExpression::FunctionReference { id, arguments } if id.name == "NUMBER" => {
                let named = arguments.named.iter().map(|named| (named.name.name, &named.value));
                let named: Vec<_> = named.collect();
                match (arguments.positional.as_slice(), named.as_slice()) {
                    (
                        [InlineExpression::VariableReference { id }],
                        [("type", InlineExpression::StringLiteral { value: "ordinal" })],
                    ) => (self.variable(id.name), true),
                    _ => {
                        return Err(Fault::new(
                            &self.of(id.name),
                            "write `NUMBER($name, type: \"ordinal\")`",
                        ));
                    }
                }
            }
            _ => {
                let place = variants.first().map_or_else(|| self.at(0), |variant| self.of(key(variant)));
                return Err(Fault::new(&place, "a choice is by a variable"));
            }
        };
        let arms = variants.iter().map(|variant| {
            let key = match &variant.key {
                VariantKey::Identifier { name } => Key::Name((*name).to_owned()),
                VariantKey::NumberLiteral { value } => Key::Number(
                    value
                        .parse()
                        .map_err(|_| Fault::new(&self.of(value), "a number to choose by is a whole one"))?,
                ),
            };
            Ok(Arm { key, default: variant.default, pattern: self.pattern(&variant.value)? })
        });
        Ok(Choice { by, ordinal, arms: arms.collect::<Read<_>>()? })
    }

    fn variable(&self, name: &str) -> Variable {
        Variable { name: name.to_owned(), place: self.of(name) }
    }

    /// Where a slice of the text stands.
    fn of(&self, part: &str) -> Place {
        self.at((part.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize))
    }

    fn at(&self, offset: usize) -> Place {
        let before = self.text.get(..offset).unwrap_or(self.text);
        Place { file: self.file.clone(), line: before.matches('\n').count() + 1 }
    }
}

fn key<'a>(variant: &Variant<&'a str>) -> &'a str {
    match variant.key {
        VariantKey::Identifier { name } => name,
        VariantKey::NumberLiteral { value } => value,
    }
}
