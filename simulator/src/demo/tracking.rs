//! Tracking numbers, as carriers write them.

use super::parcel::Slot;
use crate::random;

/// The number a slot's parcel has in a fresh demonstration; it stands in the README.
pub fn usual(slot: Slot) -> String {
    match slot {
        Slot::Ready => "RR473124829GB",
        Slot::OutForDelivery => "01455090274186",
        Slot::Delayed => "50761934822",
        Slot::OnItsWay => "30109582713461",
        Slot::Collected => "1Z9A71F06824139570",
    }
    .to_owned()
}

/// A number nobody has used, of the same shape.
pub fn fresh(slot: Slot) -> String {
    match slot {
        Slot::Ready => {
            let serial = random::digits(8);
            format!("RR{serial}{}GB", s10_check_digit(&serial))
        }
        Slot::OutForDelivery => format!("0145{}", random::digits(10)),
        Slot::Delayed => format!("50{}", random::digits(9)),
        Slot::OnItsWay => format!("3010{}", random::digits(10)),
        Slot::Collected => format!("1Z9A71F0{}", random::digits(10)),
    }
}

/// The check digit of the Universal Postal Union's standard S10.
fn s10_check_digit(serial: &str) -> u32 {
    let weights = [8, 6, 4, 2, 3, 5, 9, 7];
    let sum: u32 = serial.bytes().zip(weights).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    match 11 - sum % 11 {
        10 => 0,
        11 => 5,
        digit => digit,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn postal_numbers_carry_the_right_check_digit() {
        assert_eq!(s10_check_digit("47312482"), 9);
        let number = fresh(Slot::Ready);
        assert_eq!(number[10..11].parse(), Ok(s10_check_digit(&number[2..10])), "{number}");
    }

    #[test]
    fn fresh_numbers_have_the_shape_of_the_usual_ones() {
        for slot in Slot::ALL {
            assert_eq!(fresh(slot).len(), usual(slot).len());
            assert_ne!(fresh(slot), fresh(slot));
        }
    }
}
