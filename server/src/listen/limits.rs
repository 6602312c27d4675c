//! How long a connection may take, how much it may send, and how many there may be.

use std::time::Duration;

/// What is asked of connections.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// For the head of a request, from its first byte, or from the connection's beginning.
    pub head: Duration,
    /// Between two requests of one connection.
    pub idle: Duration,
    /// For the body of a request, from the end of its head.
    pub body: Duration,
    /// The same for a body that may hold a photo.
    pub photo: Duration,
    /// For a client that takes nothing of what we send it.
    pub stalled: Duration,
    /// Bytes of a request's line and headers.
    pub head_bytes: usize,
    /// Headers of a request.
    pub headers: usize,
    /// Connections on this instance.
    pub connections: usize,
    /// Connections from one address, an IPv6 one without its last 64 bits. Behind proxies that is the proxy's.
    pub per_address: usize,
}

/// Connections on one instance, where there are file handles for them.
pub const CONNECTIONS: usize = 8_192;
/// Connections from one address: thousands of phones stand behind one of a mobile operator.
pub const PER_ADDRESS: usize = 2_048;

/// File handles for everything else: the database, providers, files, listeners.
const RESERVED: usize = 192;

impl Limits {
    /// So many connections, with the usual deadlines and sizes.
    pub const fn new(connections: usize, per_address: usize) -> Self {
        Self {
            head: Duration::from_secs(10),
            idle: Duration::from_secs(60),
            body: Duration::from_secs(30),
            photo: Duration::from_secs(120),
            stalled: Duration::from_secs(30),
            head_bytes: 16 * 1024,
            headers: 64,
            connections,
            per_address,
        }
    }

    /// The same with no more connections than so many file handles leave room for.
    #[must_use]
    pub fn within(self, handles: u64) -> Self {
        let handles = usize::try_from(handles).unwrap_or(usize::MAX);
        let connections = self.connections.min(handles.saturating_sub(RESERVED).max(handles / 2));
        // Where one address may not have all of them, it may not because there are few.
        let all = self.per_address >= self.connections;
        let per_address = if all { connections } else { self.per_address.min(connections / 2) };
        Self { connections, per_address, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_fewer_connections_than_file_handles() {
        let limits = Limits::new(CONNECTIONS, PER_ADDRESS);
        for (handles, connections, per_address) in
            [(1_048_576, 8_192, 2_048), (1_024, 832, 416), (256, 128, 64), (u64::MAX, 8_192, 2_048)]
        {
            let within = limits.within(handles);
            assert_eq!((within.connections, within.per_address), (connections, per_address), "{handles}");
        }
        let proxied = Limits::new(CONNECTIONS, CONNECTIONS).within(1_024);
        assert_eq!((proxied.connections, proxied.per_address), (832, 832));
    }
}
