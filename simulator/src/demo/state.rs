//! What this program remembers from one run to the next: which stations and parcels it set up.

use std::{fs, io, path::PathBuf};

use serde::{Deserialize, Serialize};

use super::parcel::DemoParcel;

/// What is remembered.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct State {
    /// The ids of the stations that were set up.
    pub stations: Vec<String>,
    /// The parcels that were announced, at most one for each slot.
    pub parcels: Vec<DemoParcel>,
}

impl State {
    /// The parcel of a slot.
    pub fn parcel(&self, slot: &str) -> Option<&DemoParcel> {
        self.parcels.iter().find(|parcel| parcel.slot == slot)
    }

    /// Puts a parcel into its slot.
    pub fn put(&mut self, parcel: DemoParcel) {
        self.parcels.retain(|known| known.slot != parcel.slot);
        self.parcels.push(parcel);
    }

    /// A station opened this door: whatever lay behind it is gone.
    pub fn emptied(&mut self, station: &str, compartment: &str) {
        for parcel in &mut self.parcels {
            if parcel.registration.station == station && parcel.compartment() == Some(compartment) {
                parcel.collected = true;
            }
        }
    }
}

/// The folder where it is remembered. Several processes may use it at once.
#[derive(Debug, Clone)]
pub struct StateFolder(PathBuf);

impl StateFolder {
    /// Remembers in that folder, which need not exist yet.
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        Self(folder.into())
    }

    /// What is remembered; nothing, when there is no file or none that this version understands.
    pub fn read(&self) -> io::Result<State> {
        match fs::read(self.file()) {
            Ok(text) => Ok(serde_json::from_slice(&text).unwrap_or_else(|error| {
                tracing::warn!(file = %self.file().display(), %error, "starting anew: the state is not understood");
                State::default()
            })),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(State::default()),
            Err(error) => Err(error),
        }
    }

    /// Changes what is remembered, one process after the other.
    pub fn update(&self, change: impl FnOnce(&mut State)) -> io::Result<()> {
        fs::create_dir_all(&self.0)?;
        let lock = fs::File::create(self.0.join("lock"))?;
        lock.lock()?;
        let mut state = self.read()?;
        let before = state.clone();
        change(&mut state);
        if state != before {
            // Written beside and renamed, so that nobody ever reads half a file.
            let draft = self.0.join("state.json.new");
            fs::write(&draft, serde_json::to_vec_pretty(&state)?)?;
            fs::rename(draft, self.file())?;
        }
        Ok(())
    }

    fn file(&self) -> PathBuf {
        self.0.join("state.json")
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::{clock::Calendar, demo::data::sketch, random};

    #[test]
    fn a_door_that_was_opened_is_remembered_by_the_next_run() {
        let folder = std::env::temp_dir().join(format!("simulator-{}", random::hex::<8>()));
        let state = StateFolder::at(&folder);
        assert_eq!(state.read().unwrap(), State::default());
        let calendar = Calendar::at(DateTime::UNIX_EPOCH);
        let ready = DemoParcel::new(sketch("ready").unwrap(), "RR473124829GB".into(), &calendar);
        state.update(|state| state.put(ready)).unwrap();
        let is_collected = || StateFolder::at(&folder).read().unwrap().parcel("ready").unwrap().collected;
        state.update(|state| state.emptied("BER-117", "14")).unwrap();
        assert!(!is_collected());
        state.update(|state| state.emptied("BER-042", "14")).unwrap();
        assert!(is_collected());
        fs::write(folder.join("state.json"), "{").unwrap();
        assert_eq!(state.read().unwrap(), State::default());
        fs::remove_dir_all(folder).unwrap();
    }
}
