//! Settings that make a way out together: an SMS provider, the push services.

use std::{sync::Arc, time::Duration};

use secrecy::SecretString;

use super::{faults::Faults, values::secret_url};
use crate::{
    clock::SystemClock,
    gateway::{
        push::{Push, PushHosts, VapidKey},
        sms::{self, Sms},
    },
};

/// How an SMS provider is reached, as given: address, account, password, sender.
pub struct SmsArguments {
    names: [&'static str; 4],
    values: [Option<String>; 4],
}

impl SmsArguments {
    /// The provider that is asked first.
    pub fn first(values: [Option<String>; 4]) -> Self {
        let names = ["DOORCODE_SMS_URL", "DOORCODE_SMS_ACCOUNT", "DOORCODE_SMS_TOKEN", "DOORCODE_SMS_FROM"];
        Self { names, values }
    }

    /// The one that may stand beside it.
    pub fn second(values: [Option<String>; 4]) -> Self {
        let names =
            ["DOORCODE_SMS2_URL", "DOORCODE_SMS2_ACCOUNT", "DOORCODE_SMS2_TOKEN", "DOORCODE_SMS2_FROM"];
        Self { names, values }
    }

    /// Whether any of it was given.
    pub fn is_wanted(&self) -> bool {
        let given = |(value, name): (&Option<String>, &str)| {
            value.as_deref().is_some_and(|value| !value.trim().is_empty())
                || std::env::var_os(format!("{name}_FILE")).is_some()
        };
        self.values.iter().zip(self.names).any(given)
    }

    pub fn provider(
        self,
        name: &'static str,
        f: &mut Faults,
        public_url: Option<&str>,
        timeout: Option<Duration>,
    ) -> Option<Sms> {
        let [url_name, account_name, token_name, from_name] = self.names;
        let [url, account, token, from] = self.values;
        let url = f.required(url_name, url).and_then(|url| f.take(url_name, secret_url(&url)));
        let account = f.required(account_name, account);
        let token = f.required(token_name, token).map(SecretString::from);
        let from = f.required(from_name, from);
        let account = sms::Account {
            name,
            url: url?,
            account: account?,
            token: token?,
            from: from?,
            public_url: public_url?.to_owned(),
            timeout: timeout?,
        };
        f.take(url_name, Sms::new(account).map_err(|error| error.to_string()))
    }
}

/// How browsers are reached, as given.
pub struct PushArguments {
    pub key: Option<String>,
    pub contact: Option<String>,
    pub hosts: Option<String>,
}

impl PushArguments {
    /// The way to browsers, if there is a key for it; `otherwise` is the contact where none was given.
    pub fn gateway(
        self,
        f: &mut Faults,
        otherwise: Option<String>,
        timeout: Option<Duration>,
    ) -> Option<Push> {
        let key = f.optional("DOORCODE_VAPID_KEY", self.key)?;
        let key = f.take("DOORCODE_VAPID_KEY", VapidKey::parse(&key).map_err(|error| error.to_string()));
        let hosts = match self.hosts.filter(|hosts| !hosts.trim().is_empty()) {
            Some(hosts) => {
                f.take("DOORCODE_PUSH_HOSTS", PushHosts::parse(&hosts).map_err(|error| error.to_string()))
            }
            None => Some(PushHosts::default()),
        };
        let contact = self.contact.filter(|contact| !contact.trim().is_empty()).or(otherwise);
        let push = Push::new(key?, contact?, hosts?, Arc::new(SystemClock), timeout?);
        f.take("DOORCODE_VAPID_KEY", push.map_err(|error| error.to_string()))
    }
}
