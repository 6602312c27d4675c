//! Which carrier signs with what: each has secrets of its own and reports on its own parcels only.

use domain::id::CarrierKey;

use super::webhook::WebhookSecret;

/// Secrets that one carrier may have at once, so that they can be changed without a gap.
const MOST: usize = 2;
/// Who may report on every carrier's parcels: an operator whose own system gathers all reports.
const EVERY: &str = "*";

/// Every carrier that may report, with its secrets.
#[derive(Default)]
pub struct Carriers(Vec<(Signer, WebhookSecret)>);

/// Whom a secret stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Signer {
    /// One carrier.
    Carrier(CarrierKey),
    /// Whoever gathers the reports of all.
    Every,
}

impl Signer {
    /// Whether it may report on parcels of this carrier.
    pub fn may_report_for(&self, carrier: &CarrierKey) -> bool {
        match self {
            Self::Carrier(own) => own == carrier,
            Self::Every => true,
        }
    }
}

impl Carriers {
    /// Reads `DHL=whsec_…,DPD=whsec_…`. A carrier may stand there twice; a secret stands for one carrier only. Errors
    /// say the place, never the value.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut carriers: Vec<(Signer, WebhookSecret)> = Vec::new();
        for (place, entry) in text.split(',').map(str::trim).enumerate() {
            let place = place + 1;
            // Base64 may end in equals signs: what has no name has none before them either.
            let (name, secret) =
                entry.split_once('=').filter(|(name, _)| !name.trim().starts_with("whsec_")).ok_or_else(|| {
                    format!(
                        "entry {place} names no carrier: write NAME=whsec_…, or {EVERY}=whsec_… for a sender that \
                         may report for all of them"
                    )
                })?;
            let signer = signer(name)
                .ok_or_else(|| format!("the carrier's name in entry {place} is empty or too long"))?;
            let secret =
                WebhookSecret::parse(secret.trim()).map_err(|error| format!("entry {place}: {error}"))?;
            if carriers.iter().filter(|(known, _)| *known == signer).count() == MOST {
                return Err(format!("entry {place} is the third secret of its carrier"));
            }
            if carriers.iter().any(|(known, other)| *known != signer && other.is_same(&secret)) {
                return Err(format!("the secret of entry {place} is another carrier's, too"));
            }
            carriers.push((signer, secret));
        }
        Ok(Self(carriers))
    }

    /// Each secret with whom it stands for.
    pub fn iter(&self) -> impl Iterator<Item = (&Signer, &WebhookSecret)> {
        self.0.iter().map(|(signer, secret)| (signer, secret))
    }
}

fn signer(name: &str) -> Option<Signer> {
    let name = name.trim();
    if name == EVERY {
        return Some(Signer::Every);
    }
    let shaped = (1..=40).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    shaped.then(|| Signer::Carrier(CarrierKey::of(name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const TWO: &str = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    const THREE: &str = "whsec_AQECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    // L: one identity for all carriers
    #[test]
    fn each_carrier_has_secrets_of_its_own_and_nobody_speaks_for_all_by_accident() {
        let read = |text: &str| Carriers::parse(text).map(|carriers| carriers.0.len());
        assert_eq!(read(&format!("DHL={ONE}, DPD ={TWO}")), Ok(2));
        assert_eq!(read(&format!("DHL={ONE},d h l={TWO}")), Ok(2));
        assert_eq!(read(&format!("*={TWO}")), Ok(1));
        for (wrong, why) in [
            (ONE.to_owned(), "names no carrier"),
            (TWO.to_owned(), "names no carrier"),
            (String::new(), "names no carrier"),
            (format!("={ONE}"), "empty"),
            ("DHL=whsec_AAAA".to_owned(), "whsec_"),
            (format!("DHL={ONE},DHL={TWO},dhl={THREE}"), "third secret"),
            (format!("DHL={ONE},DPD={ONE}"), "another carrier's"),
        ] {
            let error = read(&wrong).unwrap_err();
            assert!(error.contains(why) && !error.contains("Mf") && !error.contains("AAEC"), "{error}");
        }
    }

    #[test]
    fn a_carrier_reports_for_itself_and_only_the_star_for_all() {
        let (dhl, dpd) = (CarrierKey::of("DHL"), CarrierKey::of("DPD"));
        assert!(Signer::Carrier(dhl.clone()).may_report_for(&CarrierKey::of("d hl")));
        assert!(!Signer::Carrier(dhl.clone()).may_report_for(&dpd));
        assert!(Signer::Every.may_report_for(&dpd) && Signer::Every.may_report_for(&dhl));
    }
}
