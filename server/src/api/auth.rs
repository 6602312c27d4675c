//! Who may call: the operator by token, a station by its own, a carrier by signature, the operator's mail system by a
//! token for nothing but its reports.

use axum::http::{HeaderMap, header};
use domain::id::StationId;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use store::{PgConnection, station};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme};

use super::{carriers::Carriers, problem::ApiProblem};

/// What callers show. More than one of each is accepted, so that they can be changed without a gap.
pub struct Credentials {
    operators: Vec<[u8; 32]>,
    mail_reports: Option<[u8; 32]>,
    /// The carriers, with the secrets that each signs with.
    pub carriers: Carriers,
}

impl Credentials {
    /// The operator's tokens and the carriers' secrets.
    pub fn new(operators: &[SecretString], carriers: Carriers) -> Self {
        let operators = operators.iter().map(|token| hash(token.expose_secret())).collect();
        Self { operators, mail_reports: None, carriers }
    }

    /// The same with the token of the mail system that hands reports on; without one it may not.
    #[must_use]
    pub fn with_mail_reports(self, token: Option<&SecretString>) -> Self {
        Self { mail_reports: token.map(|token| hash(token.expose_secret())), ..self }
    }

    /// Lets the operator pass. Hashes are compared: how long that takes tells nothing about the token.
    pub fn operator(&self, headers: &HeaderMap) -> Result<(), ApiProblem> {
        let shown = hash(bearer(headers)?);
        if self.operators.contains(&shown) {
            Ok(())
        } else {
            Err(ApiProblem::unauthorized("This operator token is not known."))
        }
    }

    /// Lets the mail system pass that hands reports on.
    pub fn mail_reports(&self, headers: &HeaderMap) -> Result<(), ApiProblem> {
        let shown = hash(bearer(headers)?);
        if self.mail_reports == Some(shown) {
            Ok(())
        } else {
            Err(ApiProblem::unauthorized("This token for mail reports is not known."))
        }
    }
}

/// Lets a station pass, and answers how many seconds its clock is off. A station that does not exist and a wrong
/// credential get the same answer.
pub async fn station(
    connection: &mut PgConnection,
    id: &str,
    headers: &HeaderMap,
) -> Result<i32, ApiProblem> {
    let shown = hash(bearer(headers)?);
    let strange = || ApiProblem::unauthorized("This station and credential do not belong together.");
    let id = StationId::parse(id).map_err(|_| strange())?;
    match station::credential(connection, id.as_str()).await? {
        Some((stored, skew)) if stored == shown => Ok(skew),
        _ => Err(strange()),
    }
}

/// What is stored of a credential.
pub fn hash(credential: &str) -> [u8; 32] {
    Sha256::digest(credential.as_bytes()).into()
}

fn bearer(headers: &HeaderMap) -> Result<&str, ApiProblem> {
    headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "))
        .map(str::trim)
        .filter(|token| !token.is_empty())
        .ok_or_else(|| ApiProblem::unauthorized("The header Authorization: Bearer … is missing."))
}

/// The ways, for the description of the interface.
pub struct Schemes;

impl utoipa::Modify for Schemes {
    fn modify(&self, description: &mut utoipa::openapi::OpenApi) {
        let components = description.components.get_or_insert_default();
        components.add_security_scheme("operator", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
        components.add_security_scheme("station", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
        components
            .add_security_scheme("mail_reports", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
        let signature = ApiKeyValue::with_description(
            "webhook-signature",
            "Standard Webhooks 1.0: `v1,` and the base64 of HMAC-SHA256 over `webhook-id.webhook-timestamp.body`.",
        );
        components.add_security_scheme("carrier", SecurityScheme::ApiKey(ApiKey::Header(signature)));
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn showing(token: &str) -> HeaderMap {
        let value = HeaderValue::from_str(&format!("Bearer {token}")).unwrap();
        HeaderMap::from_iter([(header::AUTHORIZATION, value)])
    }

    #[test]
    fn the_mail_system_passes_with_its_own_token_and_nowhere_else() {
        let operators = [SecretString::from("operator")];
        let reports = SecretString::from("reports");
        let credentials = Credentials::new(&operators, Carriers::default()).with_mail_reports(Some(&reports));
        assert!(credentials.mail_reports(&showing("reports")).is_ok());
        assert!(credentials.mail_reports(&showing("operator")).is_err());
        assert!(credentials.mail_reports(&HeaderMap::new()).is_err());
        assert!(credentials.operator(&showing("reports")).is_err());
        let none = Credentials::new(&operators, Carriers::default()).with_mail_reports(None);
        assert!(none.mail_reports(&showing("reports")).is_err());
    }
}
