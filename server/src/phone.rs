//! Phone numbers as people write them.

use domain::contact::Address;
use rlibphonenumber::{PhoneNumber, PhoneNumberFormat, PhoneNumberType, Region};

/// Why a text is no number we can send an SMS to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoMobile {
    /// It is no phone number.
    Invalid,
    /// It is one, but not of a kind that receives SMS.
    NotMobile,
}

/// Reads a number; without a country code it is one of the region (ISO 3166-1 alpha-2).
pub fn parse(text: &str, region: Region) -> Result<Address, NoMobile> {
    if text.len() > 40 {
        return Err(NoMobile::Invalid);
    }
    let number = PhoneNumber::parse(text, Some(region)).map_err(|_| NoMobile::Invalid)?;
    if !number.is_valid() {
        return Err(NoMobile::Invalid);
    }
    match number.get_type() {
        PhoneNumberType::Mobile | PhoneNumberType::FixedLineOrMobile | PhoneNumberType::PersonalNumber => {
            Address::phone(&number.format_as(PhoneNumberFormat::E164)).map_err(|_| NoMobile::Invalid)
        }
        _ => Err(NoMobile::NotMobile),
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
        assert_eq!(parse("0900 1 234567", Region::DE), Err(NoMobile::NotMobile));
        assert_eq!(parse("12", Region::DE), Err(NoMobile::Invalid));
        assert_eq!(parse("call me", Region::DE), Err(NoMobile::Invalid));
    }
}
