//! What the lists of this interface are asked with.

use serde::Deserialize;
use utoipa::IntoParams;

use super::problem::ApiProblem;

/// Which of a list, and from where on.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Which {
    /// `all`, or only those that somebody has to see to: cases and redirects that are `open`, deliveries that are `dead`. Those, when it
    /// is missing.
    state: Option<String>,
    /// Those with higher numbers than this; 0 when it is missing.
    #[param(value_type = Option<i64>)]
    after: Option<String>,
}

impl Which {
    /// Whether only those in this state are asked for, and after which number.
    pub(super) fn check(&self, only: &str) -> Result<(bool, i64), ApiProblem> {
        let is_only = match self.state.as_deref() {
            Some("all") => false,
            None => true,
            Some(state) if state == only => true,
            Some(_) => return Err(ApiProblem::invalid("state", format!("Must be {only} or all."))),
        };
        let after = self.after.as_deref().unwrap_or("0").parse().ok().filter(|after| *after >= 0);
        let after = after.ok_or_else(|| ApiProblem::invalid("after", "Must be a number, 0 or more."))?;
        Ok((is_only, after))
    }
}
