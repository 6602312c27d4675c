//! What holds for the words of every language.

use std::fs;

use app::{
    actions::Find,
    flash::{Flash, Form},
    pages::{self, Visit},
    port::*,
    problem::Problem,
    wording::{self, Wording},
};

use crate::{pages::every_page_in, support::*};

/// A language that nobody speaks: what the build made of English.
fn pseudo() -> &'static Wording {
    wording::named("en-XA").unwrap()
}

/// Pages as they are when something is the matter.
async fn pages_in_trouble(words: &'static Wording) -> Vec<String> {
    let caller = signed_in();
    let mut view = parcel(Standing::Ready);
    view.fallback =
        Some(FallbackView { channel: Channel::Email, contact: "k•••@example.org".into(), seconds: 90 });
    view.resend[0].allowed = ResendAllowed::Wait { seconds: 40 };
    view.resend[1].allowed = ResendAllowed::SpentToday { until: moment(Day::Tomorrow, "09:10") };
    view.notifications = vec![
        NotificationView { resent: true, twice: true, ..sms(NotificationState::Queued) },
        NotificationView { old: true, cause: Some(Cause::Busy), ..sms(NotificationState::TemporaryFailure) },
    ];
    view.together = 3;
    view.waiting =
        Some(WaitingView { path: Some(Path::Keypad), until: moment(Day::Today, "14:05"), other_works: true });
    let waiting = view.waiting.clone();
    let desk = FakeDesk {
        parcel: Ok(view),
        pickup: Ok(PickupView { waiting, together: 2, ..pickup(Standing::Ready, revealed()) }),
        contacts: Ok(ContactsView {
            frozen: Some(moment(Day::Weekday(2), "10:00")),
            too_new: true,
            ..contacts()
        }),
        account: Ok(account(Adding::NotProven(Some(ceremony())))),
        ..FakeDesk::default()
    };
    let told = Flash::new(Problem::Held(120), Form::of::<Find>("/"));
    let visit = Visit { words, ..telling(&desk, &caller, told) };
    let mut all = vec![
        shown(pages::find::page(&visit).await),
        shown(pages::parcel::page(&visit, ID).await),
        shown(pages::code::page(&visit, ID).await),
        shown(pages::contacts::page(&visit, "").await),
        shown(pages::account::page(&visit).await),
    ];
    all.extend([403, 405, 408, 413, 429, 400].map(|status| pages::refused::page(words, status)));
    all.into_iter().map(|page| html_in(page, words)).collect()
}

/// What people read of a document: its texts, and what stands in attributes for those who do not see. Nothing of what
/// others wrote, and nothing that is the same in every language.
fn read(html: &str) -> Vec<String> {
    let mut read = Vec::new();
    let mut skipped = None;
    for part in html.split('<').skip(1) {
        let (tag, text) = part.split_once('>').unwrap();
        for attribute in ["aria-label", "title", "placeholder", "alt"] {
            let value = tag.split_once(&format!(" {attribute}=\"")).map(|(_, value)| value);
            read.extend(value.and_then(|value| value.split('"').next()).map(str::to_owned));
        }
        if tag.starts_with("meta name=\"description\"") {
            read.push(tag.split("content=\"").nth(1).unwrap().to_owned());
        }
        let name = tag.split(' ').next().unwrap();
        match skipped {
            Some(open) if name.strip_prefix('/') == Some(open) => skipped = None,
            None if name == "bdi" || name == "script" || tag.contains("translate=\"no\"") => {
                skipped = Some(name);
            }
            _ => {}
        }
        if skipped.is_none() {
            read.push(text.to_owned());
        }
    }
    read
}

/// What stands outside of the brackets that are around every message.
fn bare(text: &str, depth: &mut i32) -> String {
    let mut bare = String::new();
    for sign in text.chars() {
        match sign {
            '⟦' => *depth += 1,
            '⟧' => *depth -= 1,
            _ if *depth == 0 => bare.push(sign),
            _ => {}
        }
    }
    bare
}

#[tokio::test]
async fn every_word_of_a_page_comes_from_the_wording() {
    let mut all: Vec<String> = every_page_in(pseudo()).await.into_iter().map(|(_, html)| html).collect();
    all.extend(pages_in_trouble(pseudo()).await);
    for html in all {
        assert!(html.contains("<html lang=\"en-XA\" dir=\"ltr\">"), "{html}");
        let mut depth = 0;
        for text in read(&html) {
            let bare = bare(&text, &mut depth);
            assert!(!bare.contains(char::is_alphabetic), "{bare:?} of {text:?}");
        }
        assert_eq!(depth, 0, "{html}");
    }
}

/// All files below a folder of this crate.
fn files(folder: &str, end: &str) -> String {
    let mut all = String::new();
    for entry in fs::read_dir(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).unwrap() {
        let path = entry.unwrap().path();
        let below = format!("{folder}/{}", path.file_name().unwrap().to_str().unwrap());
        if path.is_dir() {
            all.push_str(&files(&below, end));
        } else if below.ends_with(end) {
            all.push_str(&fs::read_to_string(path).unwrap());
        }
    }
    all
}

#[test]
fn every_message_is_said_somewhere() {
    let code = files("src", ".rs");
    let mut message = "";
    let wording = files("wording/en", ".ftl");
    for line in wording.lines() {
        let is_key =
            |key: &str| key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        let key = match line.split_once(" =") {
            Some((key, "")) if is_key(key) => {
                message = key;
                continue;
            }
            Some((key, _)) if is_key(key) => {
                message = key;
                key.to_owned()
            }
            Some((key, _)) => match key.strip_prefix("    .") {
                Some(attribute) => format!("{message}.{attribute}"),
                None => continue,
            },
            None => continue,
        };
        let method = key.replace(['-', '.'], "_");
        let is_format = wording.contains(&format!("{}(", method.to_uppercase()));
        assert!(is_format || code.contains(&format!(".{method}(")), "nobody says `{key}`");
    }
}

#[tokio::test]
async fn german_is_served_to_those_who_ask_for_it() {
    let words = wording::choose("de-AT,de;q=0.9,en;q=0.8");
    for (name, html) in every_page_in(words).await {
        assert!(html.starts_with("<!DOCTYPE html><html lang=\"de\" dir=\"ltr\">"), "{name}");
        for english in [" the ", " your ", "Your ", " is ", "Sign out"] {
            assert!(!html.contains(english), "{name}: {english}");
        }
    }
    let pages = every_page_in(words).await.into_iter().map(|(_, html)| html).collect::<String>();
    for said in
        [words.parcel_headline(Standing::Ready), "Abholbereit bis Dienstag 18:00", "heute, 14:00 bis 18:00"]
    {
        assert!(pages.contains(said), "{said}");
    }
}
