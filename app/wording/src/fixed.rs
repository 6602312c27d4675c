//! Messages that hold no value: they are written as they are.

use crate::{
    kind::Kind,
    message::{Arm, Choice, Piece},
};

/// Stands in a sentence where the page puts something of its own; the application knows it by this sign, too.
const SLOT: char = '\u{e003}';

/// A message without values: a text, or one by choice.
pub enum Fixed<'a> {
    Text(String),
    Choice(&'a Choice, Vec<(&'a Arm, Fixed<'a>)>),
}

/// What a pattern says, if it holds no value; slots are places in it.
pub fn fixed<'a>(pattern: &'a [Piece], variables: &[(String, Kind)]) -> Option<Fixed<'a>> {
    fixed_between(String::new(), pattern, variables)
}

fn fixed_between<'a>(
    mut before: String,
    pattern: &'a [Piece],
    variables: &[(String, Kind)],
) -> Option<Fixed<'a>> {
    for (place, piece) in pattern.iter().enumerate() {
        match piece {
            Piece::Text(text) => before.push_str(text),
            Piece::Value(variable) => match variables.iter().find(|(name, _)| *name == variable.name) {
                Some((_, Kind::Slot)) => before.push(SLOT),
                _ => return None,
            },
            Piece::Format(..) => return None,
            Piece::Choice(choice) => {
                let after = match fixed(pattern.get(place + 1..).unwrap_or_default(), variables)? {
                    Fixed::Text(after) => after,
                    Fixed::Choice(..) => return None,
                };
                let arms = choice.arms.iter().map(|arm| {
                    let said = fixed_between(before.clone(), &arm.pattern, variables)?;
                    Some((arm, followed(said, &after)))
                });
                return Some(Fixed::Choice(choice, arms.collect::<Option<_>>()?));
            }
        }
    }
    Some(Fixed::Text(before))
}

fn followed<'a>(said: Fixed<'a>, after: &str) -> Fixed<'a> {
    match said {
        Fixed::Text(text) => Fixed::Text(text + after),
        Fixed::Choice(choice, arms) => {
            Fixed::Choice(choice, arms.into_iter().map(|(arm, said)| (arm, followed(said, after))).collect())
        }
    }
}
