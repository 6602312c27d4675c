//! Rings when work was written down in this process, so that no worker need wait for its next look.

use tokio::sync::watch;

/// A bell that every listener hears, also one that is busy just then.
pub struct Bell(watch::Sender<()>);

impl Default for Bell {
    fn default() -> Self {
        Self(watch::Sender::new(()))
    }
}

impl Bell {
    /// Rings.
    pub fn ring(&self) {
        self.0.send_replace(());
    }

    /// A listener; `changed` ends when it rang since the last time.
    pub fn listen(&self) -> watch::Receiver<()> {
        self.0.subscribe()
    }
}
