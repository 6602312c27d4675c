//! Rings when work was written down in this process, so that no worker need wait for its next look.

use std::time::Duration;

use tokio::sync::watch;

/// Longer than an answer takes to leave, and nothing to who waits for a message.
const SOON: Duration = Duration::from_millis(50);

/// A bell that every listener hears, also one that is busy just then. All clones are the same bell.
#[derive(Clone)]
pub struct Bell(watch::Sender<()>);

impl Default for Bell {
    fn default() -> Self {
        Self(watch::Sender::new(()))
    }
}

impl Bell {
    /// Rings.
    pub(crate) fn ring(&self) {
        self.0.send_replace(());
    }

    /// Rings when an answer that is being given has surely left: whether there is work for it does not show in the time
    /// the answer takes.
    pub(crate) fn ring_soon(&self) {
        let bell = self.0.clone();
        tokio::spawn(async move {
            tokio::time::sleep(SOON).await;
            bell.send_replace(());
        });
    }

    /// A listener; `changed` ends when it rang since the last time.
    pub fn listen(&self) -> watch::Receiver<()> {
        self.0.subscribe()
    }
}
