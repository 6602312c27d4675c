//! Phone numbers as people write them.

use domain::{
    contact::{Address, Channel},
    line::NoSms,
    typed::clean,
};
use rlibphonenumber::{PhoneNumber, PhoneNumberFormat, PhoneNumberType, Region, ValidationError};

/// The longest text that is read as a number, in characters after cleaning.
const MOST: usize = 60;

/// Why a text is no number we can send an SMS to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoMobile {
    /// It is no phone number.
    Invalid,
    /// It would be a mobile number with another digit.
    TooShort,
    /// It would be a mobile number without a digit, or has more than any number of its country.
    TooLong,
    /// It is one that costs extra.
    Premium,
    /// It is one, but not of a kind that receives SMS; or it holds letters.
    NoSms(NoSms),
}

/// Reads a number; without a country code it is one of the region (ISO 3166-1 alpha-2). Letters never become digits; a
/// name in brackets behind a whole number is left out.
pub fn parse(text: &str, region: Region) -> Result<Address, NoMobile> {
    let text = clean(text);
    let text = text.strip_prefix("tel:").unwrap_or(&text);
    let (number, named) = without_name(text);
    if number.chars().any(char::is_alphabetic) {
        let has_digit = number.chars().any(|sign| sign.is_ascii_digit());
        return Err(if has_digit { NoMobile::NoSms(NoSms::Letters) } else { NoMobile::Invalid });
    }
    if number.chars().count() > MOST {
        return Err(NoMobile::Invalid);
    }
    match read(number, region) {
        // The name may hold what is missing: nobody typed another number.
        Err(
            NoMobile::Invalid | NoMobile::TooShort | NoMobile::TooLong | NoMobile::NoSms(NoSms::Incomplete),
        ) if named => Err(NoMobile::NoSms(NoSms::Letters)),
        read => read,
    }
}

/// Without a name in brackets behind the number, and whether there was one.
fn without_name(text: &str) -> (&str, bool) {
    let parts = text.strip_suffix(')').and_then(|rest| rest.rsplit_once('('));
    match parts {
        Some((number, name)) if name.chars().any(char::is_alphabetic) => (number.trim_end(), true),
        _ => (text, false),
    }
}

fn read(text: &str, region: Region) -> Result<Address, NoMobile> {
    let plain = PhoneNumber::parse(text, Some(region)).ok();
    let refused = match plain.as_ref().map(judge) {
        Some(Ok(address)) => return Ok(address),
        Some(Err(why)) => why,
        None => Some(NoMobile::Invalid),
    };
    // A whole number of our own region, its plus sign left out.
    let whole = plain.as_ref().and_then(|plain| own_without_plus(text, plain)).map(|whole| judge(&whole));
    let refused_whole = match whole {
        Some(Ok(address)) => return Ok(address),
        Some(Err(why)) => why,
        None => None,
    };
    Err(refused.or(refused_whole).unwrap_or_else(|| length(text, plain.as_ref(), region)))
}

/// The address of a number that takes text messages, why it takes none, or nothing where there is no such number.
fn judge(number: &PhoneNumber) -> Result<Address, Option<NoMobile>> {
    if !number.is_valid() {
        return Err(None);
    }
    let why = match number.get_type() {
        PhoneNumberType::Mobile | PhoneNumberType::FixedLineOrMobile => {
            let e164 = number.format_as(PhoneNumberFormat::E164);
            return Address::phone(&e164).map_err(|_| Some(NoMobile::Invalid));
        }
        PhoneNumberType::PremiumRate => NoMobile::Premium,
        PhoneNumberType::SharedCost => NoMobile::NoSms(NoSms::SharedCost),
        PhoneNumberType::PersonalNumber => NoMobile::NoSms(NoSms::Personal),
        PhoneNumberType::VoIP => NoMobile::NoSms(NoSms::Voip),
        PhoneNumberType::TollFree => NoMobile::NoSms(NoSms::TollFree),
        PhoneNumberType::Pager => NoMobile::NoSms(NoSms::Pager),
        PhoneNumberType::VoiceMail => NoMobile::NoSms(NoSms::Voicemail),
        PhoneNumberType::UAN => NoMobile::NoSms(NoSms::Company),
        PhoneNumberType::FixedLine if is_german_voip(number) => NoMobile::NoSms(NoSms::Voip),
        PhoneNumberType::FixedLine => NoMobile::NoSms(NoSms::Landline),
        PhoneNumberType::Unknown => NoMobile::Invalid,
    };
    Err(Some(why))
}

/// The library's numbering plan counts Germany's (0)32 among the landlines; by the Federal Network Agency's plan its
/// numbers belong to no place and are used for internet telephony.
fn is_german_voip(number: &PhoneNumber) -> bool {
    number.country_code == 49 && number.format_as(PhoneNumberFormat::E164).starts_with("+4932")
}

/// What a text is when it is a whole number of the region but for its plus sign.
fn own_without_plus(text: &str, plain: &PhoneNumber) -> Option<PhoneNumber> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if text.contains('+') || !digits.starts_with(&plain.country_code.to_string()) {
        return None;
    }
    PhoneNumber::parse(format!("+{digits}"), None::<Region>).ok()
}

/// Why a number does not exist: whether it would be one with a digit more, or with one less (the likeliest slips), and
/// of which kind; else whether it is too short or too long for its country.
fn length(text: &str, plain: Option<&PhoneNumber>, region: Region) -> NoMobile {
    let verdict = |text: &str| {
        let number = PhoneNumber::parse(text, Some(region)).ok()?;
        match judge(&number) {
            Ok(_) => Some(None),
            Err(why) => why.map(Some),
        }
    };
    let digits = text.trim_end_matches(|sign: char| !sign.is_ascii_digit());
    match verdict(&format!("{digits}0")) {
        Some(None) => return NoMobile::TooShort,
        Some(Some(why)) => return why,
        None => {}
    }
    match digits.get(..digits.len().saturating_sub(1)).and_then(verdict) {
        Some(None) => return NoMobile::TooLong,
        Some(Some(why)) => return why,
        None => {}
    }
    let Some(plain) = plain else { return NoMobile::Invalid };
    match plain.is_possible_with_reason() {
        Err(ValidationError::TooLong) => NoMobile::TooLong,
        Err(ValidationError::TooShort) if digits.len() > 4 => NoMobile::NoSms(NoSms::Incomplete),
        _ => NoMobile::Invalid,
    }
}

/// A contact for its owner's own page: the number as it is written in its country, its middle hidden
/// (`+49 1512 ••• 89`); an e-mail address masked. Countries group with spaces, hyphens, dots, slashes and brackets; at
/// least three digits stay hidden.
pub fn grouped(address: &Address) -> String {
    let number = PhoneNumber::parse(address.reveal(), None::<Region>).ok();
    let Some(number) = number.filter(|_| address.channel() == Channel::Sms) else { return address.masked() };
    let written = number.format_as(PhoneNumberFormat::International);
    let mut parts = written.split(|sign: char| !sign.is_ascii_digit()).filter(|part| !part.is_empty());
    match (parts.next(), parts.next()) {
        (Some(country), Some(area)) => {
            let hidden = (address.reveal().len() - 1).saturating_sub(country.len() + 2 + 3);
            let area: String = area.chars().take(hidden.min(4)).collect();
            format!("+{country} {area} {}", address.masked())
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
        assert_eq!(parse("030 901820", Region::DE), Err(NoMobile::NoSms(NoSms::Landline)));
        assert_eq!(parse("0900 1 234567", Region::DE), Err(NoMobile::Premium));
        assert_eq!(parse("12", Region::DE), Err(NoMobile::Invalid));
        assert_eq!(parse("0151 2345678", Region::DE), Err(NoMobile::TooShort));
        assert_eq!(parse("0151 234567890", Region::DE), Err(NoMobile::TooLong));
        assert_eq!(parse("call me", Region::DE), Err(NoMobile::Invalid));
    }

    #[derive(serde::Deserialize)]
    struct File {
        cases: Vec<Case>,
    }

    #[derive(serde::Deserialize)]
    struct Case {
        input: String,
        right: String,
        #[serde(default)]
        region: String,
        source: String,
    }

    const fn name(why: NoMobile) -> &'static str {
        match why {
            NoMobile::Invalid => "!invalid",
            NoMobile::TooShort => "!too-short",
            NoMobile::TooLong => "!too-long",
            NoMobile::Premium => "!premium",
            NoMobile::NoSms(NoSms::Letters) => "!letters",
            NoMobile::NoSms(NoSms::Landline) => "!landline",
            NoMobile::NoSms(NoSms::Personal) => "!personal",
            NoMobile::NoSms(NoSms::Voip) => "!voip",
            NoMobile::NoSms(NoSms::TollFree) => "!toll-free",
            NoMobile::NoSms(NoSms::SharedCost) => "!shared-cost",
            NoMobile::NoSms(NoSms::Pager) => "!pager",
            NoMobile::NoSms(NoSms::Voicemail) => "!voicemail",
            NoMobile::NoSms(NoSms::Company) => "!company",
            NoMobile::NoSms(NoSms::Incomplete) => "!incomplete",
        }
    }

    // T1, T2, T3, T8, T9
    #[test]
    fn each_number_of_the_public_cases_is_read_or_refused_with_what_is_the_case() {
        let file: File = toml::from_str(include_str!("../../domain/tests/cases/phones.toml")).unwrap();
        let wrong: Vec<String> = file
            .cases
            .iter()
            .filter_map(|case| {
                let region = if case.region == "GB" { Region::GB } else { Region::DE };
                let read = parse(&case.input, region);
                let got = read.as_ref().map_or_else(|why| name(*why), Address::reveal);
                (got != case.right)
                    .then(|| format!("{:?} is {got}, not {} ({})", case.input, case.right, case.source))
            })
            .collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    // T5
    #[test]
    fn a_mask_knows_every_separator_of_a_national_format() {
        for (number, mask) in [
            ("+14155552671", "+1 415 ••• 71"),
            ("+819012345678", "+81 90 ••• 78"),
            ("+4915123456789", "+49 1512 ••• 89"),
            ("+5511912345678", "+55 11 ••• 78"),
            ("+972501234567", "+972 50 ••• 67"),
        ] {
            assert_eq!(grouped(&Address::phone(number).unwrap()), mask);
        }
    }
}
