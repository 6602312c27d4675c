//! Phone numbers as people write them.

use domain::contact::{Address, Channel};
use rlibphonenumber::{PhoneNumber, PhoneNumberFormat, PhoneNumberType, Region};

/// Why a text is no number we can send an SMS to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoMobile {
    /// It is no phone number.
    Invalid,
    /// It would be one with another digit.
    TooShort,
    /// It would be one without a digit.
    TooLong,
    /// It is one, but not of a kind that receives SMS.
    NotMobile,
    /// It is one that costs extra.
    Premium,
}

/// Reads a number; without a country code it is one of the region (ISO 3166-1 alpha-2).
pub fn parse(text: &str, region: Region) -> Result<Address, NoMobile> {
    if text.len() > 40 {
        return Err(NoMobile::Invalid);
    }
    let number = PhoneNumber::parse(text, Some(region)).map_err(|_| NoMobile::Invalid)?;
    if !number.is_valid() {
        return Err(length(text, region));
    }
    match number.get_type() {
        PhoneNumberType::Mobile | PhoneNumberType::FixedLineOrMobile | PhoneNumberType::PersonalNumber => {
            Address::phone(&number.format_as(PhoneNumberFormat::E164)).map_err(|_| NoMobile::Invalid)
        }
        PhoneNumberType::PremiumRate | PhoneNumberType::SharedCost => Err(NoMobile::Premium),
        _ => Err(NoMobile::NotMobile),
    }
}

/// Whether a number that is none would be one with a digit more, or with one less: the likeliest slips.
fn length(text: &str, region: Region) -> NoMobile {
    let is_one = |text: &str| PhoneNumber::parse(text, Some(region)).is_ok_and(|number| number.is_valid());
    if is_one(&format!("{text}0")) {
        return NoMobile::TooShort;
    }
    match text.trim_end_matches(|c: char| !c.is_ascii_digit()) {
        shorter if shorter.len() > 1 && is_one(&shorter[..shorter.len() - 1]) => NoMobile::TooLong,
        _ => NoMobile::Invalid,
    }
}

/// A contact for its owner's own page: the number as it is written in its country, its middle hidden
/// (`+49 1512 ••• 89`); an e-mail address masked.
pub fn grouped(address: &Address) -> String {
    let number = PhoneNumber::parse(address.reveal(), None::<Region>).ok();
    let Some(number) = number.filter(|_| address.channel() == Channel::Sms) else { return address.masked() };
    let written = number.format_as(PhoneNumberFormat::International);
    let mut parts = written.split(' ');
    match (parts.next(), parts.next()) {
        (Some(country), Some(area)) => {
            let area: String = area.chars().take(4).collect();
            format!("{country} {area} {}", address.masked())
        }
        _ => address.masked(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_as_people_write_it() {
        for written in ["+49 151 23456789", "0151 2345 6789", "0049 (0)151 23456789", "+4915123456789"] {
            let read = parse(written, Region::DE).map(|address| address.reveal().to_owned());
            assert_eq!(read.as_deref(), Ok("+4915123456789"), "{written}");
        }
    }

    #[test]
    fn what_cannot_receive_an_sms_is_refused_with_the_reason() {
        assert_eq!(parse("030 901820", Region::DE), Err(NoMobile::NotMobile));
        assert_eq!(parse("0900 1 234567", Region::DE), Err(NoMobile::Premium));
        assert_eq!(parse("12", Region::DE), Err(NoMobile::Invalid));
        assert_eq!(parse("0151 2345678", Region::DE), Err(NoMobile::TooShort));
        assert_eq!(parse("0151 234567890", Region::DE), Err(NoMobile::TooLong));
        assert_eq!(parse("call me", Region::DE), Err(NoMobile::Invalid));
    }
}
