//! What of a customer's waits at a station, as far as they may see it.

use domain::{
    Timestamp,
    access::What,
    id::StationId,
    nearby::{Lies, lies},
    standing,
};
use store::page::Listed;

use crate::operations::access::Guest;

/// Those of a customer's parcels that whoever is here may see, each with where it lies.
pub fn seen(
    guest: &Guest,
    mut listed: Vec<Listed>,
    station: &StationId,
    now: Timestamp,
) -> Vec<(Listed, Lies)> {
    listed.retain(|listed| guest.may_with(What::SeeParcel, &listed.id, &listed.named, now).is_ok());
    let place = |listed: &Listed| {
        let standing = standing::decide(&listed.state, listed.door, listed.has_code, now);
        lies(standing, listed.state.station.as_deref(), station.as_str())
    };
    listed.into_iter().map(|listed| (place(&listed), listed)).map(|(lies, listed)| (listed, lies)).collect()
}
