//! Settings of the helpdesk: how soon it answers, and how it is told.

use clap::Args;
use domain::contact::Address;

use super::faults::Faults;
use crate::{
    api::webhook::WebhookSecret,
    gateway::webhook::{PATIENCE, Webhook},
    helpdesk::Helpdesk,
    photo::Darkroom,
};

/// How cases are handled.
#[derive(Args)]
pub struct HelpdeskArguments {
    /// Minutes within which a case is answered, as promised to customers
    #[arg(long, env = "DOORCODE_CASE_PROMISE_MINUTES", default_value = "240")]
    case_promise_minutes: String,
    /// Address that cases are sent to as signed webhooks
    #[arg(long, env = "DOORCODE_WEBHOOK_URL", hide_env_values = true)]
    webhook_url: Option<String>,
    /// Secret that they are signed with: whsec_…
    #[arg(long, env = "DOORCODE_WEBHOOK_SECRET", hide_env_values = true)]
    webhook_secret: Option<String>,
    /// The secret before it, while both are signed with
    #[arg(long, env = "DOORCODE_WEBHOOK_SECRET_OLD", hide_env_values = true)]
    webhook_secret_old: Option<String>,
    /// Whether that address may lie in a private network: yes or no
    #[arg(long, env = "DOORCODE_WEBHOOK_ALLOW_PRIVATE", default_value = "no")]
    webhook_allow_private: String,
    /// E-mail address that cases are written to
    #[arg(long, env = "DOORCODE_HELPDESK_EMAIL")]
    helpdesk_email: Option<String>,
}

impl HelpdeskArguments {
    /// What was set, checked.
    pub fn helpdesk(self, f: &mut Faults) -> Option<Helpdesk> {
        let promise = f
            .within("DOORCODE_CASE_PROMISE_MINUTES", &self.case_promise_minutes, 5..=20_160)
            .map(chrono::Duration::minutes);
        let email = f.optional("DOORCODE_HELPDESK_EMAIL", self.helpdesk_email).map(|text| {
            f.take(
                "DOORCODE_HELPDESK_EMAIL",
                Address::email(&text).map_err(|_| "is not an e-mail address".to_owned()),
            )
        });
        let mut secret = |name, text| {
            f.optional(name, text).map(|text| {
                f.take(name, WebhookSecret::parse(text.trim()).map_err(|error| error.to_string()))
            })
        };
        let current = secret("DOORCODE_WEBHOOK_SECRET", self.webhook_secret);
        let old = secret("DOORCODE_WEBHOOK_SECRET_OLD", self.webhook_secret_old);
        let allow_private = match self.webhook_allow_private.trim() {
            "yes" => Some(true),
            "no" => Some(false),
            _ => f.take("DOORCODE_WEBHOOK_ALLOW_PRIVATE", Err("is neither yes nor no".to_owned())),
        };
        let webhook = match (f.optional("DOORCODE_WEBHOOK_URL", self.webhook_url), current) {
            (None, None) => Some(None),
            (None, Some(_)) => {
                f.take("DOORCODE_WEBHOOK_URL", Err("is missing, though there is a secret".to_owned()))
            }
            (Some(_), None) => {
                f.take("DOORCODE_WEBHOOK_SECRET", Err("is missing, though there is an address".to_owned()))
            }
            (Some(url), Some(current)) => {
                let secrets = current.into_iter().chain(old.flatten()).collect();
                let webhook = Webhook::new(url.trim(), secrets, allow_private?, PATIENCE);
                f.take("DOORCODE_WEBHOOK_URL", webhook.map(Some).map_err(|why| why.to_string()))
            }
        };
        let email = match email {
            Some(given) => Some(given?),
            None => None,
        };
        Some(Helpdesk { promise: promise?, webhook: webhook?, email, darkroom: Darkroom::default() })
    }
}
