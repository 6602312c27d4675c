//! How many connections an instance takes.

use clap::Args;

use super::faults::Faults;
use crate::listen::{CONNECTIONS, Limits, PER_ADDRESS};

/// How many, as given.
#[derive(Args)]
pub struct ConnectionArguments {
    /// Connections on this instance; fewer where the system allows fewer open files
    #[arg(long, env = "DOORCODE_CONNECTIONS")]
    connections: Option<String>,
    /// Connections from one address: 2048, or behind proxies, whose address it is then, all of the above
    #[arg(long, env = "DOORCODE_CONNECTIONS_PER_ADDRESS")]
    connections_per_address: Option<String>,
}

impl ConnectionArguments {
    /// The limits, behind so many proxies.
    pub fn limits(self, f: &mut Faults, proxies: Option<usize>) -> Option<Limits> {
        let mut number = |name: &str, text: Option<String>, usual: usize| match text {
            Some(text) if !text.trim().is_empty() => f.within(name, &text, 8..=1_000_000),
            _ => Some(usual),
        };
        let connections = number("DOORCODE_CONNECTIONS", self.connections, CONNECTIONS);
        let usual = if proxies? == 0 { PER_ADDRESS } else { connections? };
        let per_address = number("DOORCODE_CONNECTIONS_PER_ADDRESS", self.connections_per_address, usual);
        Some(Limits::new(connections?, per_address?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_may_have_as_many_connections_as_there_are() {
        let given = |connections: Option<&str>, per_address: Option<&str>, proxies| {
            let arguments = ConnectionArguments {
                connections: connections.map(str::to_owned),
                connections_per_address: per_address.map(str::to_owned),
            };
            let mut faults = Faults(Vec::new());
            let limits = arguments.limits(&mut faults, Some(proxies));
            limits.map(|limits| (limits.connections, limits.per_address)).ok_or(faults.0)
        };
        assert_eq!(given(None, None, 0), Ok((CONNECTIONS, PER_ADDRESS)));
        assert_eq!(given(None, None, 1), Ok((CONNECTIONS, CONNECTIONS)));
        assert_eq!(given(Some("100"), Some(" "), 1), Ok((100, 100)));
        assert_eq!(given(Some("100"), Some("10"), 1), Ok((100, 10)));
        let wrong = given(Some("many"), Some("0"), 0).unwrap_err();
        assert!(wrong[0].starts_with("DOORCODE_CONNECTIONS:"), "{wrong:?}");
    }
}
