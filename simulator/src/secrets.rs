//! The secrets this program shares with the desk: from the environment, or from files named there.

use std::{env, fs, path::PathBuf};

use clap::Args;
use secrecy::{ExposeSecret, SecretString};

use crate::{desk::DeskSecrets, signature::CarrierSecrets, sms::Account};

/// Files with the secrets the desk must know too. Each may also be given in the environment, under the name
/// of its file's variable without `_FILE`; never as an argument, which every user of the machine can read.
#[derive(Debug, Clone, Default, Args)]
pub struct DeskSecretFiles {
    /// File with an operator token [or $SIMULATOR_OPERATOR_TOKEN itself]
    #[arg(long = "operator-token-file", env = "SIMULATOR_OPERATOR_TOKEN_FILE", value_name = "FILE")]
    operator_token: Option<PathBuf>,
    /// File with the carriers' webhook secrets, DHL=whsec_…,DPD=whsec_… [or $SIMULATOR_CARRIER_SECRETS itself]
    #[arg(long = "carrier-secrets-file", env = "SIMULATOR_CARRIER_SECRETS_FILE", value_name = "FILE")]
    carrier_secrets: Option<PathBuf>,
    /// File with the secret from which stations' credentials are derived [or $SIMULATOR_STATION_SECRET itself]
    #[arg(long = "station-secret-file", env = "SIMULATOR_STATION_SECRET_FILE", value_name = "FILE")]
    station_secret: Option<PathBuf>,
    /// File with the token for reports about mails [or $SIMULATOR_MAIL_REPORT_TOKEN itself]; without it none are sent
    #[arg(long = "mail-report-token-file", env = "SIMULATOR_MAIL_REPORT_TOKEN_FILE", value_name = "FILE")]
    mail_report_token: Option<PathBuf>,
}

/// The accounts with the simulated SMS providers.
#[derive(Debug, Clone, Default, Args)]
pub struct SmsAccountFiles {
    /// Account SID the desk uses with the SMS provider
    #[arg(long, env = "SIMULATOR_SMS_ACCOUNT", value_name = "SID", default_value = "ACdoorcode")]
    sms_account: String,
    /// File with that account's token [or $SIMULATOR_SMS_TOKEN itself]
    #[arg(long, env = "SIMULATOR_SMS_TOKEN_FILE", value_name = "FILE")]
    sms_token_file: Option<PathBuf>,
    /// Account SID the desk uses with the second SMS provider
    #[arg(long, env = "SIMULATOR_SMS2_ACCOUNT", value_name = "SID", default_value = "ACdoorcode2")]
    sms2_account: String,
    /// File with that account's token [or $SIMULATOR_SMS2_TOKEN itself]; without it there is no second provider
    #[arg(long, env = "SIMULATOR_SMS2_TOKEN_FILE", value_name = "FILE")]
    sms2_token_file: Option<PathBuf>,
}

/// Everything that is missing or wrong, at once.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BadConfiguration(String);

/// Reads secrets and remembers what was wrong with them.
#[derive(Debug, Default)]
pub struct Reader {
    problems: Vec<String>,
}

impl Reader {
    /// What the desk lets us in with.
    pub fn desk(&mut self, files: &DeskSecretFiles) -> Option<DeskSecrets> {
        let operator_token = self.secret("SIMULATOR_OPERATOR_TOKEN", files.operator_token.as_ref());
        let carriers = self.whole("SIMULATOR_CARRIER_SECRETS", files.carrier_secrets.as_ref());
        let carriers = carriers.and_then(|text| {
            CarrierSecrets::parse(text.expose_secret())
                .map_err(|error| self.problems.push(format!("SIMULATOR_CARRIER_SECRETS: {error}")))
                .ok()
        });
        let stations = self.stations(files.station_secret.as_ref());
        let mail_reports = self.optional("SIMULATOR_MAIL_REPORT_TOKEN", files.mail_report_token.as_ref());
        Some(DeskSecrets {
            operator_token: operator_token?,
            carriers: carriers?,
            stations: stations?,
            mail_reports,
        })
    }

    /// What the SMS providers let the desk in with; the second only if it has a token.
    pub fn sms(&mut self, files: &SmsAccountFiles) -> Option<Vec<Account>> {
        let token = self.secret("SIMULATOR_SMS_TOKEN", files.sms_token_file.as_ref());
        let token2 = self.optional("SIMULATOR_SMS2_TOKEN", files.sms2_token_file.as_ref());
        if token2.is_some() && files.sms_account == files.sms2_account {
            self.problems.push("SIMULATOR_SMS2_ACCOUNT: the second account needs a name of its own".into());
        }
        let account = |sid: &str, token| Account { sid: sid.to_owned(), token };
        let mut accounts = vec![account(&files.sms_account, token?)];
        accounts.extend(token2.map(|token| account(&files.sms2_account, token)));
        Some(accounts)
    }

    /// The secret of all stations.
    pub fn stations(&mut self, file: Option<&PathBuf>) -> Option<SecretString> {
        self.secret("SIMULATOR_STATION_SECRET", file)
    }

    /// The values, if nothing was missing or wrong.
    pub fn finish<T>(self, values: Option<T>) -> Result<T, BadConfiguration> {
        values.filter(|_| self.problems.is_empty()).ok_or_else(|| {
            BadConfiguration(format!("the configuration is not complete:\n  {}", self.problems.join("\n  ")))
        })
    }

    /// As [`Self::secret`], but nothing is wrong when neither is there.
    fn optional(&mut self, name: &str, file: Option<&PathBuf>) -> Option<SecretString> {
        if file.is_none() && env::var_os(name).is_none_or(|value| value.is_empty()) {
            return None;
        }
        self.secret(name, file)
    }

    /// Of a comma-separated list, as the desk takes it while a secret is being replaced, the first is used: that is the
    /// current one.
    fn secret(&mut self, name: &str, file: Option<&PathBuf>) -> Option<SecretString> {
        let whole = self.whole(name, file)?;
        let first = whole.expose_secret().split(',').next().unwrap_or_default().trim();
        if first.is_empty() {
            self.problems.push(format!("{name} or {name}_FILE is needed"));
            return None;
        }
        Some(SecretString::from(first))
    }

    /// All that the file or the variable holds; a file wins.
    fn whole(&mut self, name: &str, file: Option<&PathBuf>) -> Option<SecretString> {
        let text = match file {
            Some(path) => fs::read_to_string(path)
                .map_err(|error| self.problems.push(format!("{name}_FILE: {}: {error}", path.display())))
                .ok()?,
            None => env::var(name).unwrap_or_default(),
        };
        let value = text.trim();
        if value.is_empty() {
            self.problems.push(format!("{name} or {name}_FILE is needed"));
            return None;
        }
        Some(SecretString::from(value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_missing_is_listed_at_once() {
        let mut reader = Reader::default();
        let missing = DeskSecretFiles {
            operator_token: Some("/no/such/token".into()),
            carrier_secrets: Some("/no/such/secret".into()),
            station_secret: Some("/dev/null".into()),
            mail_report_token: Some("/no/such/report-token".into()),
        };
        let values = reader.desk(&missing);
        let message = reader.finish(values).unwrap_err().to_string();
        for name in ["/no/such/token", "/no/such/secret", "SIMULATOR_STATION_SECRET", "/no/such/report-token"]
        {
            assert!(message.contains(name), "{name} in {message}");
        }
    }

    #[test]
    fn a_second_sms_provider_is_there_only_with_a_token_and_a_name_of_its_own() {
        // Any file with a word in it is a token.
        let file = || Some(PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")));
        let read = |second: &str, sms2_token_file| {
            let files = SmsAccountFiles {
                sms_account: "ACone".into(),
                sms_token_file: file(),
                sms2_account: second.into(),
                sms2_token_file,
            };
            let mut reader = Reader::default();
            let accounts = reader.sms(&files);
            let sids = |accounts: Vec<Account>| accounts.into_iter().map(|account| account.sid).collect();
            reader.finish(accounts).map(sids)
        };
        assert_eq!(read("ACtwo", None), Ok(vec!["ACone".to_owned()]));
        assert_eq!(read("ACtwo", file()), Ok(vec!["ACone".to_owned(), "ACtwo".to_owned()]));
        assert!(read("ACone", file()).unwrap_err().to_string().contains("SIMULATOR_SMS2_ACCOUNT"));
        assert!(read("ACtwo", Some("/dev/null".into())).is_err());
    }
}
