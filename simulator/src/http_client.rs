//! The one way this program speaks HTTP to others.

use std::time::Duration;

/// A client that follows no redirects and gives up after 10 seconds.
///
/// # Errors
/// When the machine's certificate store cannot be read.
pub fn build() -> Result<reqwest::Client, reqwest::Error> {
    // Fails only when a provider is installed already, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .timeout(Duration::from_secs(10))
        .user_agent(concat!("doorcode-simulator/", env!("CARGO_PKG_VERSION")))
        .build()
}
