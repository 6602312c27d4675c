//! Plural categories by CLDR, written out for whole numbers.

use icu_locale_core::Locale;
use icu_plurals::{PluralCategory, PluralRuleType, PluralRules};

/// The names of the categories (CLDR).
pub const CATEGORIES: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// From here on the category of a number depends on its last two digits only.
const REPEATS: u64 = 100;
/// So far that is looked after.
const PROVEN: u64 = 20_000;

/// The categories of a language.
pub struct Plurals {
    /// The category of each number below `2 * REPEATS`.
    of: Vec<&'static str>,
}

impl Plurals {
    /// The rules of a language; none where it has no rules, or they do not repeat as those here must.
    pub fn new(language: &str, ordinal: bool) -> Option<Self> {
        let locale: Locale = language.parse().ok()?;
        let kind = if ordinal { PluralRuleType::Ordinal } else { PluralRuleType::Cardinal };
        let rules = PluralRules::try_new((&locale).into(), kind.into()).ok()?;
        let of = |number: u64| name(rules.category_for(number));
        let plurals = Self { of: (0..2 * REPEATS).map(of).collect() };
        (0..PROVEN).all(|number| plurals.of(number) == of(number)).then_some(plurals)
    }

    /// The category of a number.
    pub fn of(&self, number: u64) -> &'static str {
        usize::try_from(fold(number)).ok().and_then(|place| self.of.get(place)).copied().unwrap_or("other")
    }

    /// The numbers below `2 * REPEATS` of a category.
    pub fn numbers(&self, category: &str) -> Vec<u64> {
        (0..2 * REPEATS).filter(|number| self.of(*number) == category).collect()
    }
}

fn fold(number: u64) -> u64 {
    if number < REPEATS { number } else { REPEATS + number % REPEATS }
}

fn name(category: PluralCategory) -> &'static str {
    match category {
        PluralCategory::Zero => "zero",
        PluralCategory::One => "one",
        PluralCategory::Two => "two",
        PluralCategory::Few => "few",
        PluralCategory::Many => "many",
        PluralCategory::Other => "other",
    }
}

/// Numbers as a pattern of Rust: `1 | 21..=24`.
pub fn pattern(numbers: &[u64]) -> String {
    let mut runs: Vec<(u64, u64)> = Vec::new();
    for number in numbers {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == *number => *last = *number,
            _ => runs.push((*number, *number)),
        }
    }
    let run = |(first, last): &(u64, u64)| {
        if first == last { first.to_string() } else { format!("{first}..={last}") }
    };
    runs.iter().map(run).collect::<Vec<_>>().join(" | ")
}
