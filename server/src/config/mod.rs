//! Configuration: flags or environment, checked as a whole before anything starts.

mod connections;
mod database;
mod extension;
mod faults;
mod grants;
mod helpdesk;
mod mail;
mod providers;
mod reminders;
mod values;

use std::{net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};

use clap::Parser;

pub use self::faults::Faults;
use self::{
    connections::ConnectionArguments,
    database::DatabaseArguments,
    extension::ExtensionArguments,
    grants::GrantsArguments,
    helpdesk::HelpdeskArguments,
    mail::MailArguments,
    providers::{PushArguments, SmsArguments},
    reminders::ReminderArguments,
    values::{keys, provider_timeout, public_url, region, tokens},
};
use crate::{
    api::{Carriers, Credentials},
    app_state::AppState,
    carrier_pages::CarrierPages,
    clock::SystemClock,
    gateway::Gateways,
    incidents::OpenIncidents,
    listen::Limits,
};

/// The front desk of a parcel-locker network. Secrets may also come from a file: NAME_FILE instead of NAME.
#[derive(Parser)]
#[command(name = "doorcode", version)]
pub struct Arguments {
    #[command(flatten)]
    database: DatabaseArguments,
    /// Where to listen
    #[arg(long, env = "DOORCODE_LISTEN", default_value = "127.0.0.1:3000")]
    listen: String,
    /// Where to answer Prometheus, if at all; keep it private
    #[arg(long, env = "DOORCODE_METRICS_LISTEN")]
    metrics_listen: Option<String>,
    /// The address customers know us by
    #[arg(long, env = "DOORCODE_PUBLIC_URL", default_value = "http://127.0.0.1:3000")]
    public_url: String,
    /// Files of the build
    #[arg(long, env = "DOORCODE_SITE_ROOT", default_value = "target/site")]
    site_root: PathBuf,
    /// Proxies in front of us that each add one address to X-Forwarded-For
    #[arg(long, env = "DOORCODE_PROXIES", default_value = "0")]
    proxies: String,
    #[command(flatten)]
    connections: ConnectionArguments,
    /// Country whose phone numbers are written without a country code (ISO 3166-1)
    #[arg(long, env = "DOORCODE_REGION", default_value = "DE")]
    region: String,
    /// Digits of a pickup code, 4 to 10
    #[arg(long, env = "DOORCODE_CODE_LENGTH", default_value = "6")]
    code_length: String,
    /// Hours a parcel waits when its carrier does not say
    #[arg(long, env = "DOORCODE_HOLD_HOURS", default_value = "72")]
    hold_hours: String,
    #[command(flatten)]
    extension: ExtensionArguments,
    /// How often a customer may ask to have one parcel sent to another station, 0 to 20; 0 turns it off
    #[arg(long, env = "DOORCODE_REDIRECTS_PER_PARCEL", default_value = "1")]
    redirects_per_parcel: String,
    /// Days it is kept whom a finished parcel was for
    #[arg(long, env = "DOORCODE_RETENTION_DAYS", default_value = "30")]
    retention_days: String,
    /// Days it is kept what was done in a customer's name: 13 months
    #[arg(long, env = "DOORCODE_ACTIVITY_DAYS", default_value = "395")]
    activity_days: String,
    /// Seconds a message about a code may go unconfirmed before the next contact is tried
    #[arg(long, env = "DOORCODE_FALLBACK_SECONDS", default_value = "90")]
    fallback_seconds: String,
    #[command(flatten)]
    reminders: ReminderArguments,
    /// Keys, the current one first: id:base64 of 32 bytes, separated by commas
    #[arg(long, env = "DOORCODE_KEYS", hide_env_values = true)]
    keys: Option<String>,
    /// One or two tokens of the operator's systems, at least 32 characters each
    #[arg(long, env = "DOORCODE_OPERATOR_TOKENS", hide_env_values = true)]
    operator_tokens: Option<String>,
    /// The carriers, each with one or two secrets it signs with: DHL=whsec_…,DPD=whsec_…; *=whsec_… may report for all
    #[arg(long, env = "DOORCODE_CARRIER_SECRETS", hide_env_values = true)]
    carrier_secrets: Option<String>,
    /// Each carrier's own page about a parcel: DHL=https://dhl.example/track?id={number},DPD=https://…
    #[arg(long, env = "DOORCODE_CARRIER_PAGES")]
    carrier_pages: Option<String>,
    /// Twilio-compatible API: https://api.twilio.com
    #[arg(long, env = "DOORCODE_SMS_URL")]
    sms_url: Option<String>,
    /// Account of the SMS provider
    #[arg(long, env = "DOORCODE_SMS_ACCOUNT")]
    sms_account: Option<String>,
    /// Password of that account
    #[arg(long, env = "DOORCODE_SMS_TOKEN", hide_env_values = true)]
    sms_token: Option<String>,
    /// Number or name text messages come from
    #[arg(long, env = "DOORCODE_SMS_FROM")]
    sms_from: Option<String>,
    /// A second SMS provider, for when the first is slow or down
    #[arg(long, env = "DOORCODE_SMS2_URL")]
    sms2_url: Option<String>,
    /// Account of the second SMS provider
    #[arg(long, env = "DOORCODE_SMS2_ACCOUNT")]
    sms2_account: Option<String>,
    /// Password of that account
    #[arg(long, env = "DOORCODE_SMS2_TOKEN", hide_env_values = true)]
    sms2_token: Option<String>,
    /// Number or name its text messages come from
    #[arg(long, env = "DOORCODE_SMS2_FROM")]
    sms2_from: Option<String>,
    /// Key that push services know us by: base64url of 32 bytes; without it there are no notifications
    #[arg(long, env = "DOORCODE_VAPID_KEY", hide_env_values = true)]
    vapid_key: Option<String>,
    /// Whom push services may write to: mailto:… or https://…; without it, the address e-mails come from
    #[arg(long, env = "DOORCODE_VAPID_CONTACT")]
    vapid_contact: Option<String>,
    /// Push services we send to, in place of the known ones: host, *.end, separated by commas
    #[arg(long, env = "DOORCODE_PUSH_HOSTS")]
    push_hosts: Option<String>,
    /// Seconds after which another instance takes over what one has begun and not ended, 5 to 600
    #[arg(long, env = "DOORCODE_LEASE_SECONDS", default_value = "60")]
    lease_seconds: String,
    /// Seconds that a provider has for its answer; less than half of the above
    #[arg(long, env = "DOORCODE_PROVIDER_TIMEOUT_SECONDS", default_value = "15")]
    provider_timeout_seconds: String,
    #[command(flatten)]
    mail: MailArguments,
    #[command(flatten)]
    helpdesk: HelpdeskArguments,
    #[command(flatten)]
    grants: GrantsArguments,
    /// Check the configuration and end
    #[arg(long)]
    pub check_config: bool,
    /// Bring the schema up to date and end; for whoever owns the tables, where the server itself does not
    #[arg(long)]
    pub migrate: bool,
    /// Verify that nobody changed what was done in customers' names, and end
    #[arg(long)]
    pub verify_activity: bool,
}

/// A configuration that holds together, as what it configures.
pub struct Config {
    /// What it works with; its database is not connected yet.
    pub app_state: AppState,
    /// Who may call the operator's interface.
    pub credentials: Credentials,
    /// Where to listen.
    pub listen: SocketAddr,
    /// Where to answer Prometheus.
    pub metrics_listen: Option<SocketAddr>,
    /// Files of the build.
    pub site_root: PathBuf,
    /// Proxies in front of us.
    pub proxies: usize,
    /// How connections are taken.
    pub connections: Limits,
}

impl Arguments {
    /// Checks everything and reports all that is missing or wrong at once.
    pub fn check(self) -> Result<Config, Faults> {
        let mut faults = Faults(Vec::new());
        let f = &mut faults;
        let database = self.database.shares(f);
        let listen = f.parsed("DOORCODE_LISTEN", &self.listen, "is not an address such as 127.0.0.1:3000");
        let metrics_listen = metrics_listen(f, self.metrics_listen.as_deref());
        let public_url = f.take("DOORCODE_PUBLIC_URL", public_url(&self.public_url));
        let proxies = f.parsed("DOORCODE_PROXIES", &self.proxies, "is not a number");
        let connections = self.connections.limits(f, proxies);
        let region = f.take("DOORCODE_REGION", region(&self.region));
        let code_length = f.within("DOORCODE_CODE_LENGTH", &self.code_length, domain::code::LENGTHS);
        let hold = f.within("DOORCODE_HOLD_HOURS", &self.hold_hours, 1..=1_440).map(chrono::Duration::hours);
        let extension = self.extension.limits(f);
        let redirects = f.within("DOORCODE_REDIRECTS_PER_PARCEL", &self.redirects_per_parcel, 0..=20);
        let retention =
            f.within("DOORCODE_RETENTION_DAYS", &self.retention_days, 1..=3_650).map(chrono::Duration::days);
        let activity_retention =
            f.within("DOORCODE_ACTIVITY_DAYS", &self.activity_days, 31..=3_650).map(chrono::Duration::days);
        let patience = f
            .within("DOORCODE_FALLBACK_SECONDS", &self.fallback_seconds, 5..=3_600)
            .map(chrono::Duration::seconds);
        let reminders = self.reminders.settings(f);
        let lease = f.within("DOORCODE_LEASE_SECONDS", &self.lease_seconds, 5..=600).map(Duration::from_secs);
        let timeout = lease.and_then(|lease| provider_timeout(f, &self.provider_timeout_seconds, lease));
        let keys =
            f.required("DOORCODE_KEYS", self.keys).and_then(|text| f.take("DOORCODE_KEYS", keys(&text)));
        let operators = f
            .required("DOORCODE_OPERATOR_TOKENS", self.operator_tokens)
            .and_then(|text| f.take("DOORCODE_OPERATOR_TOKENS", tokens(&text)));
        let carriers = f
            .required("DOORCODE_CARRIER_SECRETS", self.carrier_secrets)
            .and_then(|text| f.take("DOORCODE_CARRIER_SECRETS", Carriers::parse(&text)));
        let first = SmsArguments::first([self.sms_url, self.sms_account, self.sms_token, self.sms_from]);
        let sms = first.provider("sms", f, public_url.as_deref(), timeout);
        let second =
            SmsArguments::second([self.sms2_url, self.sms2_account, self.sms2_token, self.sms2_from]);
        let second = second.is_wanted().then(|| second.provider("sms2", f, public_url.as_deref(), timeout));
        let mail = self.mail.settings(f);
        let grants = self.grants.grants(f);
        let push_contact = mail.from.as_ref().map(|from| format!("mailto:{}", from.email));
        let push = PushArguments { key: self.vapid_key, contact: self.vapid_contact, hosts: self.push_hosts };
        let push = push.gateway(f, push_contact, timeout);
        let helpdesk = self.helpdesk.helpdesk(f);
        let carrier_pages = match f.optional("DOORCODE_CARRIER_PAGES", self.carrier_pages) {
            Some(text) => f.take("DOORCODE_CARRIER_PAGES", CarrierPages::parse(&text)),
            None => Some(CarrierPages::default()),
        };
        let complete = (|| {
            let database = database?;
            Some(Config {
                app_state: AppState {
                    db: database.pages,
                    doors: database.doors,
                    workers: database.workers,
                    gateways: Gateways::new(
                        match second {
                            Some(second) => vec![sms?, second?],
                            None => vec![sms?],
                        },
                        mail.relay?,
                        push,
                    ),
                    health: crate::worker::health::Health::default(),
                    keys: keys?,
                    grants,
                    clock: Arc::new(SystemClock),
                    public_url: public_url?,
                    code_length: code_length?,
                    hold: hold?,
                    extension: extension?,
                    redirects: redirects?,
                    retention: retention?,
                    activity_retention: activity_retention?,
                    patience: patience?,
                    lease: lease?,
                    region: region?,
                    reminders: reminders?,
                    incidents: OpenIncidents::default(),
                    helpdesk: helpdesk?,
                    carrier_pages: carrier_pages?,
                },
                credentials: Credentials::new(&operators?, carriers?)
                    .with_mail_reports(mail.report_token.as_ref()),
                listen: listen?,
                metrics_listen,
                site_root: self.site_root,
                proxies: proxies?,
                connections: connections?,
            })
        })();
        complete.filter(|_| faults.0.is_empty()).ok_or(faults)
    }
}

/// Where to answer Prometheus, if anywhere.
fn metrics_listen(f: &mut Faults, text: Option<&str>) -> Option<SocketAddr> {
    let text = text.filter(|text| !text.is_empty())?;
    f.parsed("DOORCODE_METRICS_LISTEN", text, "is not an address such as 127.0.0.1:9090")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_is_missing_or_wrong_is_told_at_once_and_no_secret_with_it() {
        let arguments = Arguments::try_parse_from([
            "doorcode",
            "--database-url",
            "mysql://secret@host/db",
            "--keys",
            "k1:c2VjcmV0",
            "--operator-tokens",
            "short-and-secret",
            "--public-url",
            "http://pickup.example.org",
            "--code-length",
            "3",
            "--mail-bounces",
            "nobody",
            "--mail-report-token",
            "short-and-secret",
            "--case-promise-minutes",
            "1",
            "--webhook-url",
            "https://10.0.0.7/hooks?key=short-and-secret",
            "--webhook-secret",
            "short-and-secret",
            "--webhook-allow-private",
            "perhaps",
            "--helpdesk-email",
            "nobody",
        ]);
        let Err(faults) = arguments.unwrap().check() else { panic!("this must not pass") };
        let text = faults.to_string();
        for name in [
            "DATABASE_URL",
            "DOORCODE_KEYS",
            "DOORCODE_OPERATOR_TOKENS",
            "DOORCODE_CARRIER_SECRETS",
            "DOORCODE_PUBLIC_URL",
            "DOORCODE_CODE_LENGTH",
            "DOORCODE_SMS_URL",
            "DOORCODE_SMS_ACCOUNT",
            "DOORCODE_SMS_TOKEN",
            "DOORCODE_SMS_FROM",
            "DOORCODE_SMTP_URL",
            "DOORCODE_MAIL_FROM",
            "DOORCODE_MAIL_BOUNCES: is not an e-mail address",
            "DOORCODE_MAIL_REPORT_TOKEN: has fewer than 32 characters",
            "DOORCODE_CASE_PROMISE_MINUTES: is not a number from 5 to 20160",
            "DOORCODE_WEBHOOK_SECRET: a webhook secret is whsec_",
            "DOORCODE_WEBHOOK_ALLOW_PRIVATE: is neither yes nor no",
            "DOORCODE_HELPDESK_EMAIL: is not an e-mail address",
        ] {
            assert!(text.contains(name), "{name} is missing in\n{text}");
        }
        assert!(!text.contains("c2VjcmV0") && !text.contains("short-and-secret"));
    }
}
