//! The recipes as they stand in `causes.toml`.

use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::{demo::data::Reach, station::Condition};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Recipes {
    #[serde(rename = "cause")]
    causes: Vec<Recipe>,
}

/// What the outside world does so that a desk finds one cause.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recipe {
    /// The cause as Doorcode names it.
    pub id: String,
    /// What is wrong, in words.
    pub shows: String,
    /// What the customer does then, where the rest of the world is not enough.
    pub customer: Option<String>,
    /// Only a parcel that nobody has heard of yet can have it.
    #[serde(default)]
    pub new: bool,
    /// The only way to the recipient, if it is not both.
    pub reach: Option<Reach>,
    /// What goes wrong at providers for this recipient.
    #[serde(default)]
    pub faults: Vec<Map<String, Value>>,
    /// What the carrier reports: steps of the demonstration's buttons.
    #[serde(default)]
    pub reports: Vec<String>,
    /// What it reports then of another station.
    pub elsewhere: Option<String>,
    /// What is typed at its station.
    pub typed: Option<Typed>,
    /// How that station is then.
    #[serde(default)]
    pub station: Condition,
    /// What its door says then, as an event of the station API.
    pub door: Option<String>,
}

/// What is typed at a station.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Typed {
    /// The code that the recipient got.
    Right,
    /// The same, when its time is over.
    Late,
    /// Another one, five times.
    Wrong,
}

/// All of them, in the order of the table.
pub fn recipes() -> &'static [Recipe] {
    #[expect(clippy::expect_used, reason = "the file is part of the program, and tests read it")]
    static RECIPES: LazyLock<Recipes> = LazyLock::new(|| {
        toml::from_str(include_str!("../../causes.toml")).expect("causes.toml is as the types here say")
    });
    &RECIPES.causes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::data::data;

    #[test]
    fn there_are_thirty_five_and_each_reports_what_a_carrier_can_say() {
        assert_eq!(recipes().len(), 35);
        let steps: Vec<&str> = data().buttons.iter().map(|button| button.report.step.as_str()).collect();
        for Recipe { id, reports, elsewhere, .. } in recipes() {
            assert!(recipes().iter().filter(|other| other.id == *id).count() == 1, "{id}");
            assert!(
                reports.iter().chain(elsewhere).all(|step| steps.contains(&step.as_str())),
                "{id}: {reports:?}"
            );
        }
    }
}
