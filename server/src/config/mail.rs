//! Settings of e-mail: the relay that takes it, whom it comes from, and who tells what became of it.

use clap::Args;
use lettre::{Address, message::Mailbox};
use secrecy::SecretString;

use super::{faults::Faults, values::token};
use crate::gateway::email::Email;

/// How e-mails leave, and how reports come back.
#[derive(Args)]
pub struct MailArguments {
    /// Mail relay: smtp://user:password@host:587?tls=required
    #[arg(long, env = "DOORCODE_SMTP_URL", hide_env_values = true)]
    smtp_url: Option<String>,
    /// Address e-mails come from: Doorcode <codes@example.org>
    #[arg(long, env = "DOORCODE_MAIL_FROM")]
    mail_from: Option<String>,
    /// Address that gets reports about e-mails, if another than they come from; must take bounces+anything@, too
    #[arg(long, env = "DOORCODE_MAIL_BOUNCES")]
    mail_bounces: Option<String>,
    /// Token of the mail system that hands such reports on, at least 32 characters
    #[arg(long, env = "DOORCODE_MAIL_REPORT_TOKEN", hide_env_values = true)]
    mail_report_token: Option<String>,
}

/// What was set, checked.
pub struct MailSettings {
    /// The relay.
    pub relay: Option<Email>,
    /// Whom e-mails come from.
    pub from: Option<Mailbox>,
    /// Token of the mail system that hands reports on.
    pub report_token: Option<SecretString>,
}

impl MailArguments {
    /// What was set, checked; what is missing or wrong is nothing here and told there.
    pub fn settings(self, f: &mut Faults) -> MailSettings {
        let url = f.required("DOORCODE_SMTP_URL", self.smtp_url);
        let from = f
            .required("DOORCODE_MAIL_FROM", self.mail_from)
            .and_then(|from| f.parsed::<Mailbox>("DOORCODE_MAIL_FROM", &from, "is not an e-mail address"));
        let bounces = f
            .optional("DOORCODE_MAIL_BOUNCES", self.mail_bounces)
            .and_then(|text| f.parsed::<Address>("DOORCODE_MAIL_BOUNCES", &text, "is not an e-mail address"));
        let report_token = f
            .optional("DOORCODE_MAIL_REPORT_TOKEN", self.mail_report_token)
            .and_then(|text| f.take("DOORCODE_MAIL_REPORT_TOKEN", token(&text)));
        let relay = url.zip(from.clone()).and_then(|(url, from)| {
            let email = Email::new(&url, from).map(|email| email.with_bounces(bounces));
            f.take("DOORCODE_SMTP_URL", email.map_err(|why| why.to_string()))
        });
        MailSettings { relay, from, report_token }
    }
}
