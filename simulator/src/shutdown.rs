//! Everybody who waits for something also waits for the end.

use std::time::Duration;

use tokio::sync::watch;

/// Tells all waiting parts of the program that it is about to end. Copies share one state.
#[derive(Debug, Clone, Default)]
pub struct Shutdown(watch::Sender<bool>);

impl Shutdown {
    /// Begins the end.
    pub fn begin(&self) {
        self.0.send_replace(true);
    }

    /// Returns when the end has begun.
    pub fn begun(&self) -> impl Future<Output = ()> + Send + use<> {
        let mut state = self.0.subscribe();
        async move {
            // An error means that nobody is left who could begin it: over as well.
            let _ = state.wait_for(|ending| *ending).await;
        }
    }

    /// Waits so long; false when the end has begun before.
    pub async fn allows(&self, pause: Duration) -> bool {
        tokio::time::timeout(pause, self.begun()).await.is_err()
    }
}
