//! Which parcel is meant by a carrier's number: carriers use their numbers again, and others use the same ones.

use crate::{
    id::{CarrierKey, ParcelId},
    parcel::Status,
};

/// One of the parcels that have had a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbered {
    /// Our name of it.
    pub id: ParcelId,
    /// The carrier.
    pub carrier: CarrierKey,
    /// How it stands.
    pub status: Status,
    /// Whose it was is known to nobody any more: the number is free.
    pub is_forgotten: bool,
}

/// The parcel of this carrier that its number means, of those that have had it, the newest first: the newest that is
/// not over, else the newest that was not forgotten, else the newest.
pub fn meant(carrier: &CarrierKey, numbered: impl IntoIterator<Item = Numbered>) -> Option<Numbered> {
    // Of equals the first is taken.
    numbered
        .into_iter()
        .filter(|parcel| parcel.carrier == *carrier)
        .min_by_key(|parcel| (parcel.is_forgotten, parcel.status.is_terminal()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbered(id: &str, carrier: &str, status: Status, is_forgotten: bool) -> Numbered {
        Numbered {
            id: ParcelId::stored(id.to_owned()),
            carrier: CarrierKey::of(carrier),
            status,
            is_forgotten,
        }
    }

    fn meant_of(numbered: &[Numbered]) -> Option<String> {
        meant(&CarrierKey::of("DHL"), numbered.to_vec()).map(|parcel| parcel.id.to_string())
    }

    #[test]
    fn a_number_means_the_newest_that_is_not_over() {
        let [other, over, old, older, gone] = [
            numbered("other", "DPD", Status::InTransit, false),
            numbered("over", "DHL", Status::Delivered, false),
            numbered("old", "dhl", Status::InTransit, false),
            numbered("older", "DHL", Status::InTransit, false),
            numbered("gone", "DHL", Status::InTransit, true),
        ];
        let all = [other.clone(), over.clone(), old, older, gone.clone()];
        assert_eq!(meant_of(&all).as_deref(), Some("old"));
        assert_eq!(meant_of(&[other.clone(), gone.clone(), over]).as_deref(), Some("over"));
        assert_eq!(meant_of(&[gone]).as_deref(), Some("gone"));
        assert_eq!(meant_of(&[other]), None);
    }
}
