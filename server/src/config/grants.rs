//! Settings of what stations may open while they have no link.

use clap::Args;

use super::faults::Faults;
use crate::grants::{Grants, SlowHash, grants_keys};

#[derive(Args)]
pub struct GrantsArguments {
    /// Keys that sign what stations may open while they have no link, the current one first: one or two times the base64
    /// of 32 bytes; without it they open nothing then
    #[arg(long, env = "DOORCODE_GRANTS_KEY", hide_env_values = true)]
    grants_key: Option<String>,
    /// Hours for which such a list holds, 1 to 48
    #[arg(long, env = "DOORCODE_GRANTS_HOURS", default_value = "12")]
    grants_hours: String,
}

impl GrantsArguments {
    /// How lists are made; nothing where there are none.
    pub fn grants(self, f: &mut Faults) -> Option<Grants> {
        let keys = f
            .optional("DOORCODE_GRANTS_KEY", self.grants_key)
            .and_then(|text| f.take("DOORCODE_GRANTS_KEY", grants_keys(&text)));
        let hours = f.within("DOORCODE_GRANTS_HOURS", &self.grants_hours, 1..=48);
        keys.zip(hours.map(chrono::Duration::hours))
            .map(|(keys, lasts)| Grants::new(keys, lasts, SlowHash::NORMAL))
    }
}
