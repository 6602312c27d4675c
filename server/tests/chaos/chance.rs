//! Chance that can be had again: everything random in this test comes from one seed.

use std::{ops::RangeInclusive, sync::Mutex};

/// A generator (`SplitMix64`) that many tasks draw from.
pub struct Chance(Mutex<u64>);

impl Chance {
    /// The generator of this seed.
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(seed))
    }

    /// The next number.
    pub fn next(&self) -> u64 {
        let mut state = self.0.lock().unwrap();
        *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = *state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number within a range.
    pub fn within(&self, range: RangeInclusive<u64>) -> u64 {
        range.start() + self.next() % (range.end() - range.start() + 1)
    }

    /// True so many times in a hundred.
    pub fn percent(&self, share: u64) -> bool {
        self.within(0..=99) < share
    }

    /// One of several.
    pub fn of<'a, T>(&self, all: &'a [T]) -> &'a T {
        &all[usize::try_from(self.next() % all.len() as u64).unwrap()]
    }

    /// Brings things into another order.
    pub fn shuffle<T>(&self, all: &mut [T]) {
        for last in (1..all.len()).rev() {
            all.swap(last, usize::try_from(self.next() % (last as u64 + 1)).unwrap());
        }
    }
}
