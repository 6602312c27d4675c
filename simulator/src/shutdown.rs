//! Everybody who waits for something also waits for the end.

use std::time::Duration;

use tokio::sync::watch;

/// Tells all waiting parts of the program that it is about to end. Copies share one state.
#[derive(Debug, Clone)]
pub struct Shutdown(watch::Sender<bool>);

impl Default for Shutdown {
    fn default() -> Self {
        Self(watch::Sender::new(false))
    }
}

impl Shutdown {
    /// Begins the end.
    pub fn begin(&self) {
        self.0.send_replace(true);
    }

    /// Returns after that time, or when the end has begun, whichever is first.
    pub async fn or_after(&self, pause: Duration) {
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = self.begun() => {}
        }
    }

    /// Returns when the end has begun.
    pub fn begun(&self) -> impl Future<Output = ()> + Send + use<> {
        let mut state = self.0.subscribe();
        async move {
            // An error means that nobody is left who could begin it: over as well.
            let _ = state.wait_for(|ending| *ending).await;
        }
    }
}
