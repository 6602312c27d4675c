//! Which device it was, as people would say it, from how a browser describes itself (RFC 9110, 10.1.5).

/// A browser and the system it runs on, as far as they are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Device {
    /// The browser's name.
    pub browser: Option<&'static str>,
    /// The system's name, or the device's where people know it by that.
    pub system: Option<&'static str>,
}

impl Device {
    /// Reads a `User-Agent`. Browsers name their forebears as well, so the youngest name is looked for first.
    pub fn of(user_agent: &str) -> Self {
        const BROWSERS: [(&str, &str); 10] = [
            ("EdgiOS/", "Edge"),
            ("EdgA/", "Edge"),
            ("Edg/", "Edge"),
            ("SamsungBrowser/", "Samsung Internet"),
            ("FxiOS/", "Firefox"),
            ("Firefox/", "Firefox"),
            ("CriOS/", "Chrome"),
            ("Chromium/", "Chrome"),
            ("Chrome/", "Chrome"),
            ("Safari/", "Safari"),
        ];
        const SYSTEMS: [(&str, &str); 7] = [
            ("iPhone", "iPhone"),
            ("iPad", "iPad"),
            ("Android", "Android"),
            ("Windows", "Windows"),
            ("Macintosh", "Mac"),
            ("X11", "Linux"),
            ("Linux", "Linux"),
        ];
        let named = |names: &[(&str, &'static str)]| {
            names.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| *name)
        };
        Self { browser: named(&BROWSERS), system: named(&SYSTEMS) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_known_by_its_youngest_name() {
        let webkit = "AppleWebKit/605.1.15 (KHTML, like Gecko)";
        let blink = "AppleWebKit/537.36 (KHTML, like Gecko)";
        let iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 26_1 like Mac OS X)";
        let ipad = "Mozilla/5.0 (iPad; CPU OS 18_7 like Mac OS X)";
        let mac = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)";
        let windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)";
        let linux = "Mozilla/5.0 (X11; Linux x86_64)";
        let android = "Mozilla/5.0 (Linux; Android 10; K)";
        for (user_agent, browser, system) in [
            (format!("{android} {blink} Chrome/142.0.0.0 Mobile Safari/537.36"), "Chrome", "Android"),
            (
                format!("{android} {blink} Chrome/142.0.0.0 Mobile Safari/537.36 EdgA/142.0"),
                "Edge",
                "Android",
            ),
            (
                format!("{android} {blink} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36"),
                "Samsung Internet",
                "Android",
            ),
            (
                "Mozilla/5.0 (Android 16; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0".into(),
                "Firefox",
                "Android",
            ),
            (format!("{iphone} {webkit} Version/26.1 Mobile/15E148 Safari/604.1"), "Safari", "iPhone"),
            (format!("{iphone} {webkit} CriOS/142.0 Mobile/15E148 Safari/604.1"), "Chrome", "iPhone"),
            (format!("{iphone} {webkit} FxiOS/145.0 Mobile/15E148 Safari/605.1.15"), "Firefox", "iPhone"),
            (format!("{iphone} {webkit} Version/18.0 EdgiOS/142.0 Mobile Safari/604.1"), "Edge", "iPhone"),
            (format!("{ipad} {webkit} Version/18.6 Mobile/15E148 Safari/604.1"), "Safari", "iPad"),
            (format!("{mac} {webkit} Version/26.1 Safari/605.1.15"), "Safari", "Mac"),
            (format!("{mac} {blink} Chrome/142.0.0.0 Safari/537.36"), "Chrome", "Mac"),
            (format!("{windows} {blink} Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0"), "Edge", "Windows"),
            (
                "Mozilla/5.0 (Windows NT 10.0; rv:145.0) Gecko/20100101 Firefox/145.0".into(),
                "Firefox",
                "Windows",
            ),
            (format!("{linux} {blink} Chrome/142.0.0.0 Safari/537.36"), "Chrome", "Linux"),
            ("Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:145.0) Firefox/145.0".into(), "Firefox", "Linux"),
        ] {
            assert_eq!(
                Device::of(&user_agent),
                Device { browser: Some(browser), system: Some(system) },
                "{user_agent}"
            );
        }
    }

    #[test]
    fn what_is_unknown_is_not_guessed() {
        assert_eq!(Device::of(""), Device::default());
        assert_eq!(Device::of("curl/8.14"), Device::default());
        assert_eq!(Device::of("something on Linux"), Device { browser: None, system: Some("Linux") });
    }
}
