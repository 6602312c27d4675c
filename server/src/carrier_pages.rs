//! Where carriers tell of a parcel themselves: a page of each, as the operator has named it.

use domain::id::CarrierKey;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::Url;

/// What stands for the number.
const NUMBER: &str = "{number}";

/// The carriers' own pages.
#[derive(Debug, Default)]
pub struct CarrierPages(Vec<(CarrierKey, String)>);

impl CarrierPages {
    /// Reads `DHL=https://dhl.example/track?id={number},DPD=https://…`; a comma within an address is written `%2C`.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut pages: Vec<(CarrierKey, String)> = Vec::new();
        for (place, entry) in text.split(',').map(str::trim).enumerate() {
            let place = place + 1;
            let (name, page) = entry
                .split_once('=')
                .filter(|(name, _)| !name.trim().is_empty() && !name.contains("://"))
                .ok_or_else(|| format!("entry {place} names no carrier: write NAME=https://…{NUMBER}"))?;
            let (carrier, page) = (CarrierKey::of(name.trim()), page.trim());
            checked(page).map_err(|why| format!("entry {place} {why}"))?;
            if pages.iter().any(|(known, _)| *known == carrier) {
                return Err(format!("entry {place} is the second page of its carrier"));
            }
            pages.push((carrier, page.to_owned()));
        }
        Ok(Self(pages))
    }

    /// The page of a carrier about the parcel with this number.
    pub fn of(&self, carrier: &CarrierKey, number: &str) -> Option<String> {
        let (_, page) = self.0.iter().find(|(known, _)| known == carrier)?;
        Some(page.replace(NUMBER, &utf8_percent_encode(number, NON_ALPHANUMERIC).to_string()))
    }
}

/// The number chooses a page of a host, and never the host.
fn checked(page: &str) -> Result<(), String> {
    let rest = page.strip_prefix("https://").ok_or("does not begin with https://")?;
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if page.matches(NUMBER).count() != 1 || host.contains('{') {
        return Err(format!("does not hold {NUMBER} once, behind its host"));
    }
    let address = Url::parse(&page.replace(NUMBER, "1")).map_err(|_| "is no address")?;
    let plain = address.username().is_empty() && address.password().is_none() && address.has_host();
    if plain && !page.contains(|c: char| c.is_whitespace() || c.is_control()) {
        Ok(())
    } else {
        Err("is no address without a name and a password".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_chooses_a_page_and_never_the_host() {
        let pages = CarrierPages::parse(
            "DHL=https://dhl.example/?a=b&id={number}, Post AG=https://post.example/{number}/x",
        )
        .unwrap();
        let of = |carrier: &str, number: &str| pages.of(&CarrierKey::of(carrier), number);
        assert_eq!(of("d hl", "RR1").unwrap(), "https://dhl.example/?a=b&id=RR1");
        assert_eq!(of("POST AG", "1/../2?&#").unwrap(), "https://post.example/1%2F%2E%2E%2F2%3F%26%23/x");
        assert_eq!(of("DPD", "1"), None);
    }

    #[test]
    fn what_is_no_page_is_refused_with_its_place() {
        for (wrong, why) in [
            ("", "names no carrier"),
            ("https://dhl.example/?id={number}", "names no carrier"),
            ("DHL=http://dhl.example/{number}", "https"),
            ("DHL=javascript:alert(1)//{number}", "https"),
            ("DHL=https://dhl.example/", "once"),
            ("DHL=https://{number}.example/", "once"),
            ("DHL=https://dhl.example/{number}/{number}", "once"),
            ("DHL=https://me:secret@dhl.example/{number}", "password"),
            ("DHL=https://dhl.example/a b{number}", "password"),
            ("DHL=https://a.example/{number},dhl=https://b.example/{number}", "entry 2"),
        ] {
            let refused = CarrierPages::parse(wrong);
            assert!(refused.as_ref().is_err_and(|said| said.contains(why)), "{wrong}: {refused:?}");
        }
    }
}
