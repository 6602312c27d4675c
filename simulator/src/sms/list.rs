//! Twilio's list of messages, for senders who do not know what became of theirs.

use reqwest::Url;
use serde::Deserialize;
use serde_json::{Value, json};

use super::sending::Sending;
use crate::{inbox::is_same_address, log::Log};

/// As many as Twilio shows on one page, unless asked otherwise.
const USUAL_PAGE: usize = 50;
/// As many as Twilio shows on one page at most.
const LONGEST_PAGE: usize = 1_000;

/// Which messages somebody asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Filter {
    to: Option<String>,
    from: Option<String>,
    page_size: Option<usize>,
    page: usize,
}

impl Filter {
    /// The page that was asked for, newest first.
    pub fn page(&self, account: &str, outbox: &Log<Sending>) -> Value {
        let (size, page) = (self.size(), self.page);
        let is_same = |asked: &Option<String>, known: &str| {
            asked.as_deref().is_none_or(|asked| is_same_address(asked, known))
        };
        let found = outbox.list(|sending| {
            let message = &sending.what.message;
            is_same(&self.to, &message.to) && is_same(&self.from, &message.from)
        });
        let start = page.saturating_mul(size);
        let shown = found.iter().rev().skip(start).take(size);
        let messages: Vec<Value> = shown.map(|sending| sending.what.resource(account)).collect();
        let more = found.len() > start.saturating_add(size);
        json!({
            "end": start.saturating_add(messages.len().saturating_sub(1)),
            "first_page_uri": self.uri(account, 0),
            "messages": messages,
            "next_page_uri": more.then(|| self.uri(account, page + 1)),
            "page": page,
            "page_size": size,
            "previous_page_uri": page.checked_sub(1).map(|page| self.uri(account, page)),
            "start": start,
            "uri": self.uri(account, page),
        })
    }

    fn size(&self) -> usize {
        self.page_size.unwrap_or(USUAL_PAGE).clamp(1, LONGEST_PAGE)
    }

    fn uri(&self, account: &str, page: usize) -> String {
        let path = format!("/2010-04-01/Accounts/{account}/Messages.json");
        let mut fields: Vec<(&str, String)> = Vec::new();
        fields.extend(self.to.clone().map(|to| ("To", to)));
        fields.extend(self.from.clone().map(|from| ("From", from)));
        fields.push(("PageSize", self.size().to_string()));
        fields.push(("Page", page.to_string()));
        // Only for its way of writing a query; the host is cut off again.
        match Url::parse_with_params(&format!("http://localhost{path}"), fields) {
            Ok(url) => format!("{path}?{}", url.query().unwrap_or_default()),
            Err(_) => path,
        }
    }
}
