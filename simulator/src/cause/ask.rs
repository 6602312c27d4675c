//! `simulator cause`: asks the outside world that is at work, and says what came of it.

use std::fmt::Write as _;

use serde::Deserialize;
use serde_json::{Value, json};

use super::recipe::recipes;
use crate::{demo::data::Recipient, desk};

/// Has a cause put on a parcel; gives back what to say about it, which is an error where it could not be.
///
/// # Errors
/// When the outside world does not answer.
pub async fn put(
    simulator: &str,
    cause: &str,
    number: Option<&str>,
) -> Result<Result<String, String>, reqwest::Error> {
    let url = format!("{}/api/causes/{cause}", simulator.trim_end_matches('/'));
    let request = desk::client()?.post(url).timeout(desk::LONG).json(&json!({ "tracking_number": number }));
    let answer = request.send().await?;
    let taken = answer.status().is_success();
    let said: Value = answer.json().await?;
    let text = |name: &str| said[name].as_str().unwrap_or_default().to_owned();
    if !taken {
        return Ok(Err(text("detail")));
    }
    let addresses = Recipient::deserialize(&said["recipient"]).map(|recipient| recipient.to_string());
    let recipient = addresses.unwrap_or_default();
    let mut told = format!(
        "{}: {}\n{}, station {}, for {recipient}\n",
        text("cause"),
        text("shows"),
        text("tracking_number"),
        text("station")
    );
    if said["customer"].is_string() {
        // Writing into a string cannot fail.
        let _ = writeln!(told, "Then: {}", text("customer"));
    }
    Ok(Ok(told))
}

/// Every cause, a line each.
pub fn list() -> String {
    recipes().iter().fold(String::new(), |mut list, recipe| {
        let customer = recipe.customer.iter().map(|customer| format!(" Then: {customer}"));
        // Writing into a string cannot fail.
        let _ = writeln!(list, "{:26} {}.{}", recipe.id, recipe.shows, customer.collect::<String>());
        list
    })
}
