//! Twilio's list of messages, for senders who do not know what became of theirs.

use reqwest::Url;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    outbox::{Outbox, Sending},
    resource,
};
use crate::{address, credentials::SmsAccount};

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
    page: Option<usize>,
}

impl Filter {
    fn admits(&self, sending: &Sending) -> bool {
        let same = |asked: &Option<String>, known: &str| {
            asked.as_deref().is_none_or(|asked| address::same(asked, known))
        };
        same(&self.to, &sending.message.to) && same(&self.from, &sending.message.from)
    }

    fn page_size(&self) -> usize {
        self.page_size.unwrap_or(USUAL_PAGE).clamp(1, LONGEST_PAGE)
    }

    /// Where a page of this list is.
    fn uri(&self, account: &str, page: usize) -> String {
        let path = format!("/2010-04-01/Accounts/{account}/Messages.json");
        let mut fields: Vec<(&str, String)> = Vec::new();
        fields.extend(self.to.clone().map(|to| ("To", to)));
        fields.extend(self.from.clone().map(|from| ("From", from)));
        fields.push(("PageSize", self.page_size().to_string()));
        fields.push(("Page", page.to_string()));
        // Only for its way of writing a query; the host is cut off again.
        match Url::parse_with_params(&format!("http://localhost{path}"), fields) {
            Ok(url) => format!("{path}?{}", url.query().unwrap_or_default()),
            Err(_) => path,
        }
    }
}

/// One page of an account's messages, newest first.
pub fn render(account: &SmsAccount, outbox: &Outbox, filter: &Filter) -> Value {
    let (size, page) = (filter.page_size(), filter.page.unwrap_or_default());
    let found = outbox.list(account.provider, |sending| filter.admits(sending));
    let start = page.saturating_mul(size);
    let messages: Vec<Value> =
        found.iter().skip(start).take(size).map(|sending| resource::render(&account.sid, sending)).collect();
    let more = found.len() > start.saturating_add(size);
    json!({
        "end": start.saturating_add(messages.len().saturating_sub(1)),
        "first_page_uri": filter.uri(&account.sid, 0),
        "messages": messages,
        "next_page_uri": more.then(|| filter.uri(&account.sid, page + 1)),
        "page": page,
        "page_size": size,
        "previous_page_uri": page.checked_sub(1).map(|page| filter.uri(&account.sid, page)),
        "start": start,
        "uri": filter.uri(&account.sid, page),
    })
}
