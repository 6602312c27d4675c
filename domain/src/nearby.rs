//! Which station is near, and which of a customer's parcels lie at the one where they stand.

use crate::standing::{Stage, Standing};

/// The mean radius of the Earth, in metres (IUGG).
const EARTH: f64 = 6_371_008.8;
/// A degree of latitude, in metres.
const DEGREE: f64 = EARTH * std::f64::consts::PI / 180.0;

/// How far around a station another is looked for, in metres: first where one can walk, then where one can drive. What is
/// looked at is bounded by that.
pub const RADII: [f64; 2] = [3_000.0, 20_000.0];

/// A place on the Earth, in degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spot {
    /// North of the equator.
    pub latitude: f64,
    /// East of Greenwich.
    pub longitude: f64,
}

/// All between two latitudes and two longitudes, in degrees. Its west or east may lie beyond the 180th meridian.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area {
    /// The lowest latitude.
    pub south: f64,
    /// The highest latitude.
    pub north: f64,
    /// The westernmost longitude.
    pub west: f64,
    /// The easternmost longitude.
    pub east: f64,
}

impl Spot {
    /// The way from here to there as the crow flies, in metres: the haversine formula.
    pub fn metres_to(self, there: Self) -> f64 {
        let (here_north, there_north) = (self.latitude.to_radians(), there.latitude.to_radians());
        let north = (there_north - here_north) / 2.0;
        let east = (there.longitude - self.longitude).to_radians() / 2.0;
        let chord = north.sin().powi(2) + here_north.cos() * there_north.cos() * east.sin().powi(2);
        2.0 * EARTH * chord.clamp(0.0, 1.0).sqrt().asin()
    }

    /// An area that holds everything within so many metres.
    pub fn around(self, metres: f64) -> Area {
        let north = metres / DEGREE;
        // The meridians meet at the poles; there everything around is near.
        let east = north / (self.latitude.abs() + north).min(89.9).to_radians().cos();
        let east = east.min(180.0);
        Area {
            south: self.latitude - north,
            north: self.latitude + north,
            west: self.longitude - east,
            east: self.longitude + east,
        }
    }
}

/// A distance as people tell it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Distance {
    /// So many metres, in fifties.
    Metres(u32),
    /// So many kilometres.
    Kilometres(u32),
}

impl Distance {
    /// How a distance in metres is told: never less than it is by more than half of a step.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the Earth is smaller")]
    pub fn of(metres: f64) -> Self {
        let steps = (metres / 50.0).round().max(1.0) as u32;
        if steps < 20 {
            Self::Metres(steps * 50)
        } else {
            Self::Kilometres((metres / 1_000.0).round() as u32)
        }
    }
}

/// Where a parcel is, seen from a station.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lies {
    /// Behind one of its doors.
    Here,
    /// Behind a door of another one.
    Elsewhere,
    /// Behind no door.
    Nowhere,
}

/// Where a parcel is that stands so at the station `its`, seen from the station `here`.
pub fn lies(standing: Standing, its: Option<&str>, here: &str) -> Lies {
    match (standing.stage(), its) {
        (Stage::BehindItsDoor, Some(its)) if its == here => Lies::Here,
        // It was taken out there by the book: nobody has to go there for that.
        (Stage::BehindItsDoor, Some(_)) if standing == Standing::DoorShut => Lies::Nowhere,
        (Stage::BehindItsDoor, Some(_)) => Lies::Elsewhere,
        (Stage::BehindItsDoor, None) | (Stage::HeldUp | Stage::OnItsWay | Stage::Over, _) => Lies::Nowhere,
    }
}

/// Whether somebody has come to the wrong station: nothing of theirs lies there, and something elsewhere.
pub fn is_astray(lying: &[Lies]) -> bool {
    !lying.contains(&Lies::Here) && lying.contains(&Lies::Elsewhere)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn spot(latitude: f64, longitude: f64) -> Spot {
        Spot { latitude, longitude }
    }

    #[test]
    fn a_way_is_as_long_as_on_a_map() {
        for (from, to, metres) in [
            // Berlin Hauptbahnhof to Alexanderplatz, and to Hamburg Hauptbahnhof.
            (spot(52.5251, 13.3694), spot(52.5219, 13.4132), 2_985.0),
            (spot(52.5251, 13.3694), spot(53.5528, 10.0067), 254_200.0),
            // Across the 180th meridian: Fiji.
            (spot(-16.8, 179.99), spot(-16.8, -179.99), 2_129.0),
            (spot(0.0, 0.0), spot(0.0, 0.0), 0.0),
            (spot(90.0, 0.0), spot(-90.0, 0.0), EARTH * std::f64::consts::PI),
        ] {
            let found: f64 = from.metres_to(to);
            assert!((found - metres).abs() <= metres * 0.01, "{from:?} {to:?}: {found}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_near_is_in_the_area_around(
            (latitude, longitude) in (-85.0..85.0, -180.0..180.0),
            (north, east) in (-0.3..0.3, -0.3..0.3),
            radius in 100.0..20_000.0,
        ) {
            let here = spot(latitude, longitude);
            let there = spot(latitude + north, longitude + east);
            let area = here.around(radius);
            if here.metres_to(there) <= radius {
                prop_assert!((area.south..=area.north).contains(&there.latitude));
                prop_assert!((area.west..=area.east).contains(&there.longitude));
            }
        }
    }

    #[test]
    fn a_distance_is_told_in_steps_that_people_walk() {
        for (metres, told) in [
            (0.0, Distance::Metres(50)),
            (340.0, Distance::Metres(350)),
            (974.0, Distance::Metres(950)),
            (975.0, Distance::Kilometres(1)),
            (2_600.0, Distance::Kilometres(3)),
        ] {
            assert_eq!(Distance::of(metres), told, "{metres}");
        }
    }

    #[test]
    fn only_who_has_nothing_here_and_something_elsewhere_has_come_to_the_wrong_station() {
        assert_eq!(lies(Standing::Ready, Some("A"), "A"), Lies::Here);
        assert_eq!(lies(Standing::DoorShut, Some("A"), "A"), Lies::Here);
        assert_eq!(lies(Standing::DoorShut, Some("A"), "B"), Lies::Nowhere);
        assert_eq!(lies(Standing::Expired, Some("A"), "B"), Lies::Elsewhere);
        assert_eq!(lies(Standing::OnItsWay, Some("A"), "A"), Lies::Nowhere);
        assert_eq!(lies(Standing::Collected, Some("A"), "B"), Lies::Nowhere);
        assert!(is_astray(&[Lies::Elsewhere, Lies::Nowhere]));
        assert!(!is_astray(&[Lies::Elsewhere, Lies::Here]));
        assert!(!is_astray(&[Lies::Nowhere]) && !is_astray(&[]));
    }
}
