//! Where the relay is and how it is spoken to: one address, by lettre's rules.

use std::net::IpAddr;

use lettre::transport::smtp::{
    self, SMTP_PORT, SUBMISSION_PORT, SUBMISSIONS_PORT,
    authentication::{Credentials, DEFAULT_MECHANISMS},
    client::{AsyncSmtpConnection, Certificate, Tls, TlsParameters, TlsParametersBuilder},
    extension::ClientId,
};
use percent_encoding::percent_decode_str;
use reqwest::Url;

use super::conversation::Line;

/// A mail relay.
pub struct Relay {
    host: String,
    port: u16,
    hello: ClientId,
    tls: Tls,
    credentials: Option<Credentials>,
}

/// Why a text is no address of a relay. Does not say what stands there: it may hold a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoRelay {
    /// It cannot be read.
    #[error("is not an smtp:// or smtps:// address")]
    Malformed,
    /// The password would travel in the clear, or whoever sits between could make it so.
    #[error("has a password: it needs smtps:// or tls=required")]
    PasswordInTheClear,
}

impl Relay {
    /// Reads `smtp://user:password@host:port?tls=required`, `…?tls=opportunistic`, `smtp://host` for a relay without
    /// encryption, `smtps://host`; a path is the name for EHLO. User and password are percent-encoded; they go to
    /// another machine over an encrypted connection only.
    pub fn parse(url: &str) -> Result<Self, NoRelay> {
        Self::trusting(url, None)
    }

    /// The same; its certificate may be signed by this authority too, beside those that the system knows.
    pub fn trusting(url: &str, authority: Option<&Certificate>) -> Result<Self, NoRelay> {
        let url = Url::parse(url).map_err(|_| NoRelay::Malformed)?;
        // An IPv6 address stands in brackets in URLs only.
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
        if host.is_empty() {
            return Err(NoRelay::Malformed);
        }
        let wanted = url.query_pairs().find(|(name, _)| name == "tls").map(|(_, value)| value.into_owned());
        let parameters = || {
            let known = TlsParameters::builder(host.clone());
            let known =
                authority.cloned().into_iter().fold(known, TlsParametersBuilder::add_root_certificate);
            known.build().map_err(|_| NoRelay::Malformed)
        };
        let (port, tls) = match (url.scheme(), wanted.as_deref()) {
            ("smtp", None) => (SMTP_PORT, Tls::None),
            ("smtp", Some("required")) => (SUBMISSION_PORT, Tls::Required(parameters()?)),
            ("smtp", Some("opportunistic")) => (SUBMISSION_PORT, Tls::Opportunistic(parameters()?)),
            ("smtps", _) => (SUBMISSIONS_PORT, Tls::Wrapper(parameters()?)),
            _ => return Err(NoRelay::Malformed),
        };
        let name = url.path().trim_matches('/');
        let hello = if name.is_empty() { ClientId::default() } else { ClientId::Domain(name.to_owned()) };
        let decoded =
            |text| percent_decode_str(text).decode_utf8().map(String::from).map_err(|_| NoRelay::Malformed);
        let credentials = match url.password() {
            Some(password) => Some(Credentials::new(decoded(url.username())?, decoded(password)?)),
            None => None,
        };
        let here = host == "localhost" || host.parse().is_ok_and(|address: IpAddr| address.is_loopback());
        if credentials.is_some() && !here && matches!(tls, Tls::None | Tls::Opportunistic(_)) {
            return Err(NoRelay::PasswordInTheClear);
        }
        Ok(Self { port: url.port().unwrap_or(port), host, hello, tls, credentials })
    }

    /// Connects, encrypts and signs in. Has no deadline of its own.
    pub async fn connect(&self) -> Result<Line, smtp::Error> {
        let wrapper = match &self.tls {
            Tls::Wrapper(parameters) => Some(parameters.clone()),
            Tls::None | Tls::Opportunistic(_) | Tls::Required(_) => None,
        };
        let server = (self.host.as_str(), self.port);
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(server, None, &self.hello, wrapper, None).await?;
        match &self.tls {
            Tls::Required(parameters) => connection.starttls(parameters.clone(), &self.hello).await?,
            Tls::Opportunistic(parameters) if connection.can_starttls() => {
                connection.starttls(parameters.clone(), &self.hello).await?;
            }
            Tls::None | Tls::Opportunistic(_) | Tls::Wrapper(_) => {}
        }
        if let Some(credentials) = &self.credentials {
            connection.auth(DEFAULT_MECHANISMS, credentials).await?;
        }
        Line::open(connection, &self.hello).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn relay(url: &str) -> Relay {
        let _ = rustls::crypto::ring::default_provider().install_default();
        Relay::parse(url).unwrap()
    }

    #[test]
    fn each_form_has_its_port_and_its_encryption() {
        for (url, host, port, tls) in [
            ("smtp://relay.example.org", "relay.example.org", 25, "None"),
            ("smtp://127.0.0.1:3025", "127.0.0.1", 3025, "None"),
            ("smtp://[::1]:3025", "::1", 3025, "None"),
            ("smtp://relay.example.org?tls=required", "relay.example.org", 587, "Required"),
            ("smtp://relay.example.org:2525?tls=required", "relay.example.org", 2525, "Required"),
            ("smtp://relay.example.org/?tls=opportunistic", "relay.example.org", 587, "Opportunistic"),
            ("smtps://relay.example.org", "relay.example.org", 465, "Wrapper"),
            ("smtps://relay.example.org:4650", "relay.example.org", 4650, "Wrapper"),
        ] {
            let relay = relay(url);
            let seen = (relay.host.as_str(), relay.port, format!("{:?}", relay.tls));
            assert_eq!(seen, (host, port, tls.to_owned()), "{url}");
            assert!(relay.credentials.is_none(), "{url}");
        }
    }

    #[test]
    fn user_and_password_are_percent_decoded() {
        let relay = relay("smtp://us%40er:p%3A%2Fw%2B%20d@relay.example.org?tls=required");
        assert_eq!(relay.credentials, Some(Credentials::new("us@er".into(), "p:/w+ d".into())));
    }

    #[test]
    fn a_path_is_the_name_we_greet_with() {
        assert_eq!(
            relay("smtp://relay.example.org/pickup.example.org").hello,
            ClientId::Domain("pickup.example.org".into())
        );
        assert_eq!(relay("smtp://relay.example.org/").hello, ClientId::default());
    }

    #[test]
    fn what_is_no_relay_is_refused() {
        for url in [
            "",
            "relay.example.org",
            "http://relay.example.org",
            "smtp://",
            "smtp:relay",
            "smtp://relay.example.org?tls=maybe",
            "smtp://user:%ff@relay.example.org",
        ] {
            assert_eq!(Relay::parse(url).err(), Some(NoRelay::Malformed), "{url}");
        }
    }

    #[test]
    fn a_password_goes_to_another_machine_over_an_encrypted_connection_only() {
        for url in ["smtp://u:p@relay.example.org", "smtp://u:p@relay.example.org?tls=opportunistic"] {
            let _ = rustls::crypto::ring::default_provider().install_default();
            assert_eq!(Relay::parse(url).err(), Some(NoRelay::PasswordInTheClear), "{url}");
        }
        for url in ["smtps://u:p@relay.example.org", "smtp://u:p@127.0.0.1:3025", "smtp://u:p@localhost"] {
            assert!(relay(url).credentials.is_some(), "{url}");
        }
    }
}
