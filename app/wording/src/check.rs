//! Whether every language says all there is to say, and can.

use std::collections::{HashMap, HashSet};

use crate::{
    fault::{Fault, Place},
    kind::Kind,
    message::{Choice, Key, Language, Message, Piece, Variable, walk},
    plural::{CATEGORIES, Plurals},
};

/// The variables of each message, in the order in which they are given.
pub type Interface = HashMap<String, Vec<(String, Kind)>>;

/// Numbers up to here are looked at when a choice by number leaves out a plural category.
const SMALL: u64 = 200;

/// What all messages of the reference take; or what is wrong with it or another language.
pub fn check(languages: &[Language]) -> Result<Interface, Vec<Fault>> {
    let Some((reference, others)) = languages.split_first() else { return Ok(Interface::new()) };
    let mut faults = twice(reference);
    let mut interface = Interface::new();
    for message in &reference.messages {
        match variables(message) {
            Ok(variables) => drop(interface.insert(message.key.clone(), variables)),
            Err(found) => faults.extend(found),
        }
    }
    for language in others {
        faults.extend(twice(language));
        faults.extend(difference(reference, language));
    }
    let variants = variants(reference, &interface);
    for language in languages {
        let plurals = [false, true].map(|ordinal| Plurals::new(&language.tag, ordinal));
        for message in &language.messages {
            if let Some(known) = interface.get(&message.key) {
                let check = Check { message, known, variants: &variants, plurals: &plurals };
                faults.extend(check.faults());
            }
        }
    }
    if faults.is_empty() { Ok(interface) } else { Err(faults) }
}

fn twice(language: &Language) -> Vec<Fault> {
    let mut seen = HashSet::new();
    let again = language.messages.iter().filter(|message| !seen.insert(message.method()));
    again
        .map(|message| Fault::new(&message.place, format!("`{}` stands here a second time", message.key)))
        .collect()
}

/// What is missing in a language, and what it has too much.
fn difference(reference: &Language, language: &Language) -> Vec<Fault> {
    let keys = |of: &Language| of.messages.iter().map(|message| message.key.clone()).collect::<HashSet<_>>();
    let (known, said) = (keys(reference), keys(language));
    let missing = reference.messages.iter().filter(|message| !said.contains(&message.key)).map(|message| {
        Fault::new(&message.place, format!("`{}` is missing in `{}`", message.key, language.tag))
    });
    let extra = language
        .messages
        .iter()
        .filter(|message| !known.contains(&message.key))
        .map(|message| Fault::new(&message.place, format!("`{}` is in no other language", message.key)));
    missing.chain(extra).collect()
}

/// The variables of a message of the reference: those that its comment names, or the one it has.
fn variables(message: &Message) -> Result<Vec<(String, Kind)>, Vec<Fault>> {
    let mut used: Vec<(String, Kind)> = Vec::new();
    walk(&message.pattern, &mut |piece| {
        let (variable, kind) = match piece {
            Piece::Text(_) => return,
            Piece::Value(variable) => (variable, Kind::Text),
            Piece::Format(function, variable) => {
                (variable, Kind::formatted_by(function).unwrap_or(Kind::Text))
            }
            Piece::Choice(choice) => (&choice.by, if choice.by_number() { Kind::Number } else { Kind::Text }),
        };
        match used.iter_mut().find(|(name, _)| *name == variable.name) {
            Some((_, known)) if *known == Kind::Text => *known = kind,
            Some(_) => {}
            None => used.push((variable.name.clone(), kind)),
        }
    });
    let fault = |what: String| vec![Fault::new(&message.place, what)];
    if message.declared.is_empty() && used.len() > 1 {
        return Err(fault(format!(
            "say in a comment what the variables of `{}` are, in their order",
            message.key
        )));
    }
    let mut variables = Vec::new();
    for declared in &message.declared {
        let Some(place) = used.iter().position(|(name, _)| *name == declared.name) else { continue };
        let (name, by_use) = used.swap_remove(place);
        let kind = match &declared.kind {
            Some(kind) => Kind::named(kind).ok_or_else(|| fault(format!("there is no type `{kind}`")))?,
            None => by_use,
        };
        variables.push((name, kind));
    }
    match used.as_slice() {
        [] => Ok(variables),
        [one] if message.declared.is_empty() => Ok(vec![one.clone()]),
        [(name, _), ..] => Err(fault(format!("the comment does not say what `${name}` is"))),
    }
}

/// The variants of each enum, as the reference chooses by them first.
fn variants(reference: &Language, interface: &Interface) -> HashMap<String, HashSet<String>> {
    let mut variants = HashMap::new();
    for message in &reference.messages {
        let known = interface.get(&message.key).map(Vec::as_slice).unwrap_or_default();
        walk(&message.pattern, &mut |piece| {
            let Piece::Choice(choice) = piece else { return };
            if let Some((_, Kind::Variant(name))) = known.iter().find(|(name, _)| *name == choice.by.name) {
                variants.entry(name.clone()).or_insert_with(|| names(choice));
            }
        });
    }
    variants
}

fn names(choice: &Choice) -> HashSet<String> {
    let name = |key: &Key| match key {
        Key::Name(name) => name.clone(),
        Key::Number(number) => number.to_string(),
    };
    choice.arms.iter().map(|arm| name(&arm.key)).collect()
}

/// One message of one language.
struct Check<'a> {
    message: &'a Message,
    known: &'a [(String, Kind)],
    variants: &'a HashMap<String, HashSet<String>>,
    /// By number, and by place in a row.
    plurals: &'a [Option<Plurals>; 2],
}

impl Check<'_> {
    fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        walk(&self.message.pattern, &mut |piece| {
            if let Err(fault) = self.piece(piece) {
                faults.push(fault);
            }
        });
        for (name, kind) in self.known {
            if *kind == Kind::Slot && !uses(self.message, name) {
                faults.push(self.fault(format!("`${name}` has no place here")));
            }
        }
        faults
    }

    fn piece(&self, piece: &Piece) -> Result<(), Fault> {
        match piece {
            Piece::Text(_) => Ok(()),
            Piece::Value(variable) => match self.kind(variable)? {
                kind if kind.is_worded() => Ok(()),
                _ => Err(Fault::new(
                    &variable.place,
                    format!("say in which format `${}` is told", variable.name),
                )),
            },
            Piece::Format(function, variable) => {
                let kind = self.kind(variable)?;
                match Kind::formatted_by(function) {
                    Some(takes) if takes == *kind => Ok(()),
                    Some(_) => Err(Fault::new(
                        &variable.place,
                        format!("`{function}` takes no `${}`", variable.name),
                    )),
                    None => Err(Fault::new(&variable.place, format!("there is no format `{function}`"))),
                }
            }
            Piece::Choice(choice) => match self.kind(&choice.by)? {
                Kind::Number => self.by_number(choice),
                Kind::Variant(name) => self.by_variant(choice, name),
                Kind::Text | Kind::Ours | Kind::Moment | Kind::Window | Kind::Slot => {
                    Err(Fault::new(&choice.by.place, format!("nothing is chosen by `${}`", choice.by.name)))
                }
            },
        }
    }

    fn kind(&self, variable: &Variable) -> Result<&Kind, Fault> {
        let known = self.known.iter().find(|(name, _)| *name == variable.name);
        known.map(|(_, kind)| kind).ok_or_else(|| {
            Fault::new(&variable.place, format!("`{}` has no `${}`", self.message.key, variable.name))
        })
    }

    /// Every variant has its words, and no other.
    fn by_variant(&self, choice: &Choice, name: &str) -> Result<(), Fault> {
        let (Some(all), said) = (self.variants.get(name), names(choice)) else { return Ok(()) };
        if let Some(missing) = all.difference(&said).min() {
            return Err(Fault::new(&choice.by.place, format!("`[{missing}]` is missing")));
        }
        match said.difference(all).min() {
            Some(extra) => Err(Fault::new(&choice.by.place, format!("`{name}` is never `[{extra}]`"))),
            None => Ok(()),
        }
    }

    /// Every number has its words, those of its own plural category (CLDR).
    fn by_number(&self, choice: &Choice) -> Result<(), Fault> {
        let fault = |what: String| Err(Fault::new(&choice.by.place, what));
        let [cardinal, ordinal] = self.plurals;
        let Some(plurals) = (if choice.ordinal { ordinal } else { cardinal }) else {
            return fault("the plurals of this language are not known".to_owned());
        };
        let has = |key: &Key| choice.arms.iter().any(|arm| arm.key == *key);
        for arm in &choice.arms {
            if let Key::Name(name) = &arm.key
                && (!CATEGORIES.contains(&name.as_str()) || plurals.numbers(name).is_empty() && !arm.default)
            {
                return fault(format!("no number is `[{name}]` in this language"));
            }
        }
        let unsaid = (0..SMALL)
            .find(|number| !has(&Key::Number(*number)) && !has(&Key::Name(plurals.of(*number).to_owned())));
        match unsaid {
            Some(number) => fault(format!("`[{}]` is missing, for {number}", plurals.of(number))),
            None => Ok(()),
        }
    }

    fn fault(&self, what: String) -> Fault {
        let place: &Place = &self.message.place;
        Fault::new(place, what)
    }
}

pub fn uses(message: &Message, name: &str) -> bool {
    let mut found = false;
    walk(&message.pattern, &mut |piece| {
        found |= match piece {
            Piece::Text(_) => false,
            Piece::Value(variable) | Piece::Format(_, variable) => variable.name == name,
            Piece::Choice(choice) => choice.by.name == name,
        };
    });
    found
}
