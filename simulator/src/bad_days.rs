//! The bad days of all providers: what is in force, and orders to go wrong.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{State, rejection::JsonRejection},
    routing::get,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};

use crate::{
    fault::{Faults, Order},
    mail::MailFault,
    problem::Problem,
    push::PushFault,
    sms::Provider,
};

/// Everybody who can have one.
#[derive(Clone)]
pub struct BadDays {
    /// Each under its own name.
    pub sms: Vec<Arc<Provider>>,
    pub email: Arc<Faults<MailFault>>,
    pub push: Arc<Faults<PushFault>>,
}

/// `/faults` and `/api/faults`.
pub fn router(all: BadDays) -> Router {
    let faults = get(in_force).post(order);
    Router::new().route("/api/faults", faults.clone()).route("/faults", faults).with_state(all)
}

async fn in_force(State(all): State<BadDays>) -> Json<Value> {
    Json(all.shown())
}

async fn order(
    State(all): State<BadDays>,
    posted: Result<Json<Map<String, Value>>, JsonRejection>,
) -> Result<Json<Value>, Problem> {
    let Json(posted) = posted?;
    all.order(posted).map_err(Problem::invalid)?;
    Ok(Json(all.shown()))
}

impl BadDays {
    /// Puts a fault in force that can happen at the provider it is ordered for.
    pub fn order(&self, mut posted: Map<String, Value>) -> Result<(), String> {
        let channel = posted.remove("channel").unwrap_or_default();
        let sms = self.sms.iter().find(|provider| channel == provider.name);
        match (channel.as_str(), sms) {
            (_, Some(provider)) => provider.faults.set(Order::read(posted)?),
            (Some("email"), _) => self.email.set(Order::read(posted)?),
            (Some("push"), _) => self.push.set(Order::read(posted)?),
            _ => {
                let names: Vec<&str> =
                    self.sms.iter().map(|provider| provider.name).chain(["email", "push"]).collect();
                return Err(format!("`channel` is one of `{}`", names.join("`, `")));
            }
        }
        Ok(())
    }

    fn shown(&self) -> Value {
        let mut shown = Map::new();
        let mut single = Vec::new();
        for provider in &self.sms {
            show(provider.name, &provider.faults, &mut shown, &mut single);
        }
        show("email", &self.email, &mut shown, &mut single);
        show("push", &self.push, &mut shown, &mut single);
        shown.insert("to".into(), single.into());
        shown.into()
    }
}

/// For all under the provider's name, for single addresses with it.
fn show<F>(name: &str, faults: &Faults<F>, shown: &mut Map<String, Value>, single: &mut Vec<Value>)
where
    F: Clone + Default + PartialEq + Serialize + DeserializeOwned,
{
    let (for_all, for_single) = faults.in_force();
    shown.insert(name.to_owned(), json!(for_all));
    single.extend(for_single.iter().map(|order| {
        let mut order = json!(order);
        order["channel"] = name.into();
        order
    }));
}

#[cfg(test)]
mod tests {
    use secrecy::SecretString;

    use super::*;
    use crate::sms::Account;

    fn bad_days() -> BadDays {
        let account = || Account { sid: "AC".into(), token: SecretString::from("token") };
        let sms = ["sms", "sms2"].map(|name| Arc::new(Provider::new(name, account()))).into();
        BadDays { sms, email: Arc::default(), push: Arc::default() }
    }

    fn order(all: &BadDays, text: &str) -> Result<(), String> {
        all.order(serde_json::from_str(text).unwrap())
    }

    #[test]
    fn an_order_says_what_is_wrong_with_it() {
        for (text, complaints) in [
            (r#"{"channel": "sms", "mode": "hang", "milliseconds": 5}"#, ["`milliseconds`", "`mode`"]),
            (r#"{"channel": "sms", "mode": "slow"}"#, ["`milliseconds`", "missing"]),
            (r#"{"channel": "sms", "mode": "silent", "code": 30003}"#, ["`code`", "`mode`"]),
            (r#"{"channel": "sms", "mode": "failed", "code": "5.1.1"}"#, ["`code`", "numbers"]),
            (r#"{"channel": "email", "mode": "undelivered", "code": 30003}"#, ["`code`", "enhanced"]),
            (r#"{"channel": "sms", "mode": "hang", "to": " "}"#, ["`to`", "address"]),
            (r#"{"channel": "sms", "mode": "hang", "count": "x"}"#, ["`count`", "u32"]),
            (r#"{"channel": "sms", "mode": "hang", "times": 3}"#, ["`times`", "`mode`"]),
            (r#"{"channel": "sms"}"#, ["`mode`", "missing"]),
            (r#"{"channel": "fax", "mode": "hang"}"#, ["`channel`", "`sms2`, `email`"]),
        ] {
            let error = order(&bad_days(), text).unwrap_err();
            assert!(complaints.iter().all(|part| error.contains(part)), "{text}: {error}");
        }
    }

    #[test]
    fn what_cannot_happen_at_a_provider_is_refused_by_name() {
        for (channel, possible, impossible) in [
            ("sms", "duplicate_receipts", ["complaint", "gone", "not_found"]),
            ("sms2", "garbage_after_taking", ["complaint", "gone", "fax"]),
            ("email", "complaint", ["gone", "not_found", "gateway_timeout"]),
            ("push", "not_found", ["undelivered", "failed", "duplicate_receipts"]),
        ] {
            let order = |mode| order(&bad_days(), &json!({ "channel": channel, "mode": mode }).to_string());
            assert_eq!(order(possible), Ok(()));
            for mode in impossible {
                let error = order(mode).unwrap_err();
                let offered = format!("`{possible}`");
                assert!(error.contains(&format!("`{mode}`")) && error.contains(&offered), "{error}");
            }
        }
    }

    #[test]
    fn each_kind_of_provider_has_codes_of_its_own() {
        for (code, sms, email) in [
            (json!(30005), true, false),
            (json!("30005"), true, false),
            (json!("4.2.2"), false, true),
            (json!("5.1.10"), false, true),
            (json!("2.0.0"), false, false),
            (json!("5.1"), false, false),
            (json!("5.1.1.1"), false, false),
            (json!("5.x.1"), false, false),
            (json!(""), false, false),
        ] {
            for (channel, expected) in [("sms", sms), ("email", email)] {
                let posted = json!({ "channel": channel, "mode": "failed", "code": code }).to_string();
                assert_eq!(order(&bad_days(), &posted).is_ok(), expected, "{posted}");
            }
        }
    }

    #[test]
    fn what_is_in_force_is_shown_as_it_was_ordered() {
        let all = bad_days();
        for posted in [
            json!({ "channel": "email", "mode": "undelivered" }),
            json!({ "channel": "sms", "mode": "slow", "milliseconds": 250, "count": 2, "to": null }),
            json!({ "channel": "push", "mode": "gone", "to": "a1" }),
        ] {
            order(&all, &posted.to_string()).unwrap();
        }
        let expected = json!({
            "sms": { "mode": "slow", "milliseconds": 250, "count": 2 },
            "sms2": { "mode": "none", "count": null },
            "email": { "mode": "undelivered", "code": "5.1.1", "count": null },
            "push": { "mode": "none", "count": null },
            "to": [{ "channel": "push", "to": "a1", "mode": "gone", "count": null }],
        });
        assert_eq!(all.shown(), expected);
    }
}
