//! Which push services we connect to. A browser says itself where its messages go, so without a list anybody
//! could have us send requests anywhere: into our own network first of all.

use reqwest::Url;
use tokio::sync::Semaphore;

use super::{PLACES, ROOM, Subscription};

/// The push services of Chrome, Firefox, Safari and Edge.
const KNOWN: &str = "fcm.googleapis.com, *.push.services.mozilla.com, *.push.apple.com, *.notify.windows.com";

/// The push services that are allowed.
pub struct PushHosts(Vec<Service>);

/// One of them, with room of its own: one that hangs holds up no other.
struct Service {
    entry: Entry,
    room: Room,
}

/// Room for the messages of one push service.
pub struct Room {
    /// For those that wait or are under way. Whoever finds no place is not to wait.
    pub queue: Semaphore,
    /// For those that are under way.
    pub under_way: Semaphore,
}

enum Entry {
    /// This host.
    Host(String),
    /// Every host whose name ends like this, with a dot at its beginning.
    Under(String),
    /// This origin, as the URL standard writes it.
    Origin(String),
}

/// How a push service is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Over https, at public addresses only.
    Public,
    /// As the configuration says, wherever that is.
    Development,
}

/// That entry names no push service.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}: neither a host, nor *. and the end of one, nor an origin")]
pub struct NoPushHost(String);

impl Default for PushHosts {
    fn default() -> Self {
        Self(KNOWN.split(',').filter_map(Entry::parse).map(Service::from).collect())
    }
}

impl PushHosts {
    /// Reads entries, separated by commas: `host`, `*.end.of.hosts`, or an origin such as `http://127.0.0.1:3010`
    /// for a network under development, which alone may lie at a private address and speak http.
    pub fn parse(text: &str) -> Result<Self, NoPushHost> {
        text.split(',')
            .map(|entry| Entry::parse(entry).ok_or_else(|| NoPushHost(entry.trim().to_owned())))
            .map(|entry| entry.map(Service::from))
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// Whether we would connect to the push service of this subscription.
    pub fn admits(&self, subscription: &Subscription) -> bool {
        self.way_to(&subscription.endpoint).is_some()
    }

    /// How to connect to an endpoint; `None`: not at all.
    pub(super) fn way_to(&self, endpoint: &Url) -> Option<Way> {
        self.0.iter().find_map(|service| service.entry.way_to(endpoint))
    }

    /// Where messages to an endpoint find room; `None`: we would not connect to it.
    pub(super) fn room_for(&self, endpoint: &Url) -> Option<&Room> {
        let service = self.0.iter().find(|service| service.entry.way_to(endpoint).is_some())?;
        Some(&service.room)
    }
}

impl From<Entry> for Service {
    fn from(entry: Entry) -> Self {
        Self { entry, room: Room { queue: Semaphore::new(PLACES), under_way: Semaphore::new(ROOM) } }
    }
}

impl Entry {
    fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.contains("://") {
            let url = Url::parse(text).ok()?;
            let origin = url.origin().ascii_serialization();
            let bare = matches!(url.scheme(), "https" | "http") && format!("{origin}/") == url.as_str();
            return bare.then_some(Self::Origin(origin));
        }
        match text.strip_prefix("*.") {
            Some(end) => Some(Self::Under(format!(".{}", host(end)?))),
            None => host(text).map(Self::Host),
        }
    }

    fn way_to(&self, endpoint: &Url) -> Option<Way> {
        // A name, not an address in whatever spelling; at the usual port.
        let name = endpoint.domain().filter(|_| endpoint.scheme() == "https" && endpoint.port().is_none());
        match self {
            Self::Host(host) => (name? == host).then_some(Way::Public),
            Self::Under(end) => name?.ends_with(end).then_some(Way::Public),
            Self::Origin(origin) => {
                (endpoint.origin().ascii_serialization() == *origin).then_some(Way::Development)
            }
        }
    }
}

/// A host's name with at least one dot in it, as the URL standard writes it.
fn host(text: &str) -> Option<String> {
    let fit = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.');
    let url = Url::parse(&format!("https://{text}/")).ok().filter(|_| text.bytes().all(fit))?;
    // An address of numbers is no domain, in whatever spelling.
    url.domain().filter(|name| name.contains('.')).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn way(hosts: &PushHosts, endpoint: &str) -> Option<Way> {
        hosts.way_to(&Url::parse(endpoint).unwrap())
    }

    #[test]
    fn the_push_services_of_the_browsers_are_allowed() {
        for endpoint in [
            "https://fcm.googleapis.com/fcm/send/x",
            "https://fcm.googleapis.com:443/fcm/send/x",
            "https://updates.push.services.mozilla.com/wpush/v2/x",
            "https://web.push.apple.com/x",
            "https://wns2-par02p.notify.windows.com/w/?token=x",
        ] {
            assert_eq!(way(&PushHosts::default(), endpoint), Some(Way::Public), "{endpoint}");
        }
    }

    #[test]
    fn nothing_else_is() {
        for endpoint in [
            "http://fcm.googleapis.com/x",
            "https://fcm.googleapis.com:8443/x",
            "https://fcm.googleapis.com./x",
            "https://fcm.googleapis.com.example.org/x",
            "https://evil-fcm.googleapis.com/x",
            "https://push.apple.com/x",
            "https://evilpush.apple.com/x",
            "https://fcm.googleapis.com@example.org/x",
            "https://127.0.0.1/x",
            "https://2130706433/x",
            "https://0x7f.1/x",
            "https://10.0.0.7/x",
            "https://169.254.169.254/latest/meta-data",
            "https://[::1]/x",
            "https://[::ffff:10.0.0.7]/x",
            "https://localhost/x",
            "ftp://fcm.googleapis.com/x",
        ] {
            assert_eq!(way(&PushHosts::default(), endpoint), None, "{endpoint}");
        }
    }

    #[test]
    fn a_network_under_development_allows_one_origin_exactly() {
        let hosts = PushHosts::parse("push.example.org, http://127.0.0.1:3010").unwrap();
        assert_eq!(way(&hosts, "http://127.0.0.1:3010/push/x"), Some(Way::Development));
        assert_eq!(way(&hosts, "https://push.example.org/x"), Some(Way::Public));
        for endpoint in [
            "http://127.0.0.1:3011/x",
            "https://127.0.0.1:3010/x",
            "http://localhost:3010/x",
            "http://127.0.0.2:3010/x",
            "https://fcm.googleapis.com/x",
        ] {
            assert_eq!(way(&hosts, endpoint), None, "{endpoint}");
        }
    }

    #[test]
    fn an_entry_that_names_no_host_is_refused() {
        for entry in [
            "",
            "*",
            "*.",
            "*.com",
            "com",
            "10.0.0.7",
            "[::1]",
            "a.b/c",
            "a.b:1",
            "u@a.b",
            "a.*.b",
            "http://a.b/c",
        ] {
            assert_eq!(PushHosts::parse(entry).err(), Some(NoPushHost(entry.to_owned())));
        }
    }
}
