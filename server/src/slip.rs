//! Likely slips in e-mail addresses: asked about, never corrected silently.

use strsim::damerau_levenshtein;

/// Where most mailboxes are.
const KNOWN: [&str; 46] = [
    "gmail.com",
    "googlemail.com",
    "outlook.com",
    "outlook.de",
    "outlook.fr",
    "hotmail.com",
    "hotmail.de",
    "hotmail.fr",
    "hotmail.co.uk",
    "hotmail.it",
    "live.com",
    "live.de",
    "live.nl",
    "msn.com",
    "icloud.com",
    "me.com",
    "mac.com",
    "yahoo.com",
    "yahoo.de",
    "yahoo.fr",
    "yahoo.co.uk",
    "yahoo.it",
    "aol.com",
    "gmx.de",
    "gmx.net",
    "gmx.at",
    "gmx.ch",
    "web.de",
    "t-online.de",
    "freenet.de",
    "posteo.de",
    "mailbox.org",
    "proton.me",
    "protonmail.com",
    "orange.fr",
    "free.fr",
    "laposte.net",
    "wp.pl",
    "o2.pl",
    "onet.pl",
    "interia.pl",
    "seznam.cz",
    "libero.it",
    "telia.com",
    "online.no",
    "ziggo.nl",
];

/// Domains that exist and are near to a known one: nobody who has a mailbox there made a slip.
const REAL: [&str; 14] = [
    "ymail.com",
    "mail.com",
    "email.com",
    "fastmail.com",
    "mail.de",
    "email.de",
    "gmx.com",
    "gmx.fr",
    "gmx.es",
    "gmx.eu",
    "online.de",
    "interia.com",
    "interia.eu",
    "rocketmail.com",
];

/// Providers that give out mailboxes under the endings of many countries.
const FAMILIES: [&str; 4] = ["hotmail", "outlook", "live", "yahoo"];

/// Those endings. What is no country's (`con`, `cm` for Cameroon, where none of them is) is a slip.
const ENDINGS: [&str; 60] = [
    "at", "be", "bg", "ca", "ch", "cl", "cn", "co.id", "co.il", "co.in", "co.jp", "co.kr", "co.nz", "co.th",
    "co.uk", "co.za", "com", "com.ar", "com.au", "com.br", "com.co", "com.hk", "com.mx", "com.my", "com.pe",
    "com.ph", "com.sg", "com.tr", "com.tw", "com.vn", "cz", "de", "dk", "ee", "es", "fi", "fr", "gr", "hr",
    "hu", "ie", "in", "it", "jp", "kr", "lt", "lv", "my", "net", "nl", "no", "ph", "pl", "pt", "ro", "rs",
    "se", "sg", "sk", "vn",
];

/// Whether a domain exists as far as is known here.
fn exists(domain: &str) -> bool {
    let family = domain
        .split_once('.')
        .is_some_and(|(name, ending)| FAMILIES.contains(&name) && ENDINGS.contains(&ending));
    family || KNOWN.contains(&domain) || REAL.contains(&domain)
}

/// The domain that was probably meant: a known one that is a single slip away (a letter too many, too few, another,
/// or two swapped), or known but for its ending.
pub fn meant(address: &str) -> Option<&'static str> {
    let (_, typed) = address.rsplit_once('@')?;
    if exists(typed) {
        return None;
    }
    let near = |known: &&&str| {
        // A short name is one letter away from many others.
        let most = usize::from(known.len() > 8);
        damerau_levenshtein(typed, known) <= most
    };
    let ending = |known: &&&str| {
        let name = |domain: &str| domain.split('.').next().map(str::to_owned);
        let typed_end = typed.rsplit('.').next().unwrap_or_default();
        name(known) == name(typed) && matches!(typed_end, "con" | "cmo" | "ocm" | "co" | "cm" | "dee" | "ed")
    };
    KNOWN.iter().find(near).or_else(|| KNOWN.iter().find(ending)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_recognised_and_real_domains_left_alone() {
        for (typed, expected) in [
            ("kim@gmial.com", Some("gmail.com")),
            ("kim@gmai.com", Some("gmail.com")),
            ("kim@gmail.con", Some("gmail.com")),
            ("kim@gmail.co", Some("gmail.com")),
            ("kim@hotmial.com", Some("hotmail.com")),
            ("kim@outlok.com", Some("outlook.com")),
            ("kim@t-onlin.de", Some("t-online.de")),
            ("kim@web.ed", Some("web.de")),
            ("kim@gmail.com", None),
            ("kim@gmx.de", None),
            ("kim@gmx.com", None),
            ("kim@example.org", None),
            ("kim@ma.com", None),
            ("kim@proton.me", None),
            // T10
            ("kim@ymail.com", None),
            ("kim@mail.com", None),
            ("kim@email.com", None),
            ("kim@hotmail.be", None),
            ("kim@hotmail.dk", None),
            ("kim@outlook.dk", None),
            ("kim@outlook.ie", None),
            ("kim@yahoo.com.br", None),
            ("kim@hotmail.dee", Some("hotmail.de")),
            ("kim@outlook.con", Some("outlook.com")),
        ] {
            assert_eq!(meant(typed), expected, "{typed}");
        }
    }
}
