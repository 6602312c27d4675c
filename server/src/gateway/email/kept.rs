//! Connections kept for the next letter.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use super::conversation::Line;

/// Connections that nobody uses at the moment.
#[derive(Default)]
pub struct Kept(Mutex<Vec<(Line, Instant)>>);

/// As many as are kept.
const MOST: usize = 4;

/// For how long one is kept after its last letter.
const AGE: Duration = Duration::from_secs(20);

impl Kept {
    /// The one that was used last.
    pub fn take(&self) -> Option<Line> {
        self.lines().pop().map(|(line, _)| line)
    }

    /// Keeps one, if there is place.
    pub fn put(&self, line: Line) {
        let mut lines = self.lines();
        if lines.len() < MOST {
            lines.push((line, Instant::now()));
        }
    }

    /// Gives all up.
    pub fn clear(&self) {
        self.lines().clear();
    }

    /// Those that are young enough. A panic elsewhere leaves the list whole.
    fn lines(&self) -> MutexGuard<'_, Vec<(Line, Instant)>> {
        let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        lines.retain(|(_, since)| since.elapsed() < AGE);
        lines
    }
}
