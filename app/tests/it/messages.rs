//! What is sent: one part, whatever the names are.

use app::{
    port::{Day, Moment},
    wording::{
        self, Wording,
        messages::{
            ChangeText, CodeMessage, MessageNews, NoticeMessage, NoticeStep, PasskeyMessage, ProofMessage,
            ProofPurpose, SignInMessage, StepMessage,
        },
    },
};
use domain::step::Step;

/// GSM 7-bit default alphabet, and what counts twice (3GPP TS 23.038), written down a second time.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
const TWICE: &str = "^{}\\[~]|€";
const LINK: &str = "https://pickup.locker-network.example.org/l/0123456789abcdef0123456789abcdef";

fn english() -> &'static Wording {
    wording::default()
}

/// Every language that messages are written in.
fn languages() -> impl Iterator<Item = &'static Wording> {
    wording::spoken()
}

fn septets(text: &str) -> usize {
    text.chars()
        .map(|c| match (BASIC.contains(c), TWICE.contains(c)) {
            (true, _) => 1,
            (false, true) => 2,
            (false, false) => panic!("{c:?} does not fit a text message: {text}"),
        })
        .sum()
}

pub fn tuesday() -> Moment {
    Moment { iso: "2026-11-24T18:00:00+01:00".into(), day: Day::Today, clock: "18:00".into() }
}

fn message<'a>(merchant: &'a str, station: &'a str, until: Option<&'a Moment>) -> CodeMessage<'a> {
    CodeMessage {
        merchant,
        station,
        compartment: Some("14"),
        digits: "482913",
        until,
        link: LINK,
        words: None,
    }
}

#[test]
fn a_pickup_message_tells_shop_door_station_code_and_deadline() {
    let until = tuesday();
    let link = "http://127.0.0.1:3000/l/0123456789abcdef0123456789abcdef";
    let sms = english().code_sms(&CodeMessage {
        link,
        ..message("Birch & Bloom", "Hauptbahnhof, south exit", Some(&until))
    });
    assert_eq!(
        sms,
        "Birch & Bloom parcel: locker 14, Hauptbahnhof, south exit. Code 482 913 until Tue 18:00. \
         http://127.0.0.1:3000/l/0123456789abcdef0123456789abcdef"
    );
}

#[test]
fn the_end_of_the_station_name_is_given_up_first() {
    let until = tuesday();
    let sms = english().code_sms(&message("Birch & Bloom", "Hauptbahnhof, south exit", Some(&until)));
    assert_eq!(
        sms,
        format!("Birch & Bloom parcel: locker 14, Hauptbahnhof, south. Code 482 913 until Tue 18:00. {LINK}")
    );
}

#[test]
fn a_deadline_in_a_message_stays_true_when_it_is_read_later() {
    let far = Moment { day: Day::Date { day: 2, month: 12, year: None }, ..tuesday() };
    let sms = english().code_sms(&message("Birch", "Mitte", Some(&far)));
    assert!(sms.contains("until 2 Dec 18:00."), "{sms}");
    let sms = english().code_sms(&message("Birch", "Mitte", Some(&tuesday())));
    assert!(!sms.contains("today"), "{sms}");
}

#[test]
fn a_pickup_message_fits_one_part_whatever_the_names_are() {
    for words in languages() {
        let until = tuesday();
        let long = "Allgemeine Donaudampfschifffahrtsgesellschaft Onlinehandel GmbH & Co. KG ".repeat(4);
        let names = [
            "",
            "Birch & Bloom",
            "Müller & Söhne",
            "Żółta Gęś Księgarnia Łódź",
            "🌿🌸 Birch",
            "東京書店",
            "[brackets] {and} €uro^~|\\",
            &long,
            "Verkehrsinfrastrukturknotenpunkt",
            "line\nbreak\ttab",
            "«Größe» – naïve café’s ‘choice’…",
        ];
        for merchant in names {
            for station in names {
                for until in [None, Some(&until)] {
                    for compartment in [None, Some("14"), Some("B-2107")] {
                        let sms =
                            words.code_sms(&CodeMessage { compartment, ..message(merchant, station, until) });
                        assert!(septets(&sms) <= 160, "{sms}");
                        assert!(sms.contains("Code 482 913"), "{sms}");
                        assert!(sms.ends_with(LINK), "{sms}");
                        assert!(!sms.contains('\n'), "{sms}");
                        let words_of_100 = "Sturm bis Mi. ".repeat(7);
                        for news in [MessageNews::Reminder, MessageNews::Extended] {
                            let message = CodeMessage { compartment, ..message(merchant, station, until) };
                            let sms = words.news_sms(&message, news);
                            assert!(septets(&sms) <= 160, "{sms}");
                            assert!(sms.contains("Code 482 913") && sms.ends_with(LINK), "{sms}");
                            let message = CodeMessage { words: Some(&words_of_100), ..message };
                            let sms = words.news_sms(&message, news);
                            assert!(septets(&sms) <= 160 && sms.ends_with(LINK), "{sms}");
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn who_wants_no_code_in_messages_reads_that_it_waits_and_until_when() {
    let until = tuesday();
    let long = "Allgemeine Donaudampfschifffahrtsgesellschaft Onlinehandel GmbH & Co. KG ".repeat(4);
    for words in languages() {
        for merchant in ["", "Birch & Bloom", "東京書店", &long] {
            for station in ["", "Hauptbahnhof, south exit", &long] {
                let message = message(merchant, station, Some(&until));
                let sms = words.waits_sms(&message);
                assert!(septets(&sms) <= 160 && sms.ends_with(LINK), "{sms}");
                assert!(sms.contains("18:00"), "{sms}");
                let mail = words.waits_email(&message);
                assert!(mail.body.contains(LINK) && mail.body.contains("18:00"), "{}", mail.body);
                for text in [sms, mail.subject, mail.body] {
                    assert!(!text.contains("482") && !text.contains("913"), "{text}");
                }
            }
        }
    }
    let sms = english().waits_sms(&message("Birch", "Mitte", Some(&until)));
    assert!(sms.starts_with("Birch parcel: Mitte. It waits until Tue 18:00."), "{sms}");
}

#[test]
fn even_a_very_long_link_leaves_room_for_the_code() {
    for words in languages() {
        let link = format!(
            "https://{}.example.org/l/0123456789abcdef0123456789abcdef",
            "a-very-long-host-name.".repeat(3)
        );
        let until = tuesday();
        let sms = words
            .code_sms(&CodeMessage { link: &link, ..message("Birch & Bloom", "Hauptbahnhof", Some(&until)) });
        assert!(septets(&sms) <= 160 && sms.contains("482 913") && sms.ends_with(&link), "{sms}");
    }
}

#[test]
fn a_pickup_message_is_not_bound_to_a_host_and_a_sign_in_message_is() {
    let host = "pickup.example.org";
    let sms = english().sign_in_sms(&SignInMessage { digits: "048291", host });
    assert_eq!(sms.lines().last(), Some("@pickup.example.org #048291"));
    assert!(septets(&sms) <= 160, "{sms}");
    assert!(!english().code_sms(&message("Birch", "Mitte", None)).contains('#'));
}

#[test]
fn a_sign_in_message_fits_one_part_with_a_long_host() {
    for words in languages() {
        let host = "a-very-long-name-of-a-locker-network.in-a-very-long-town.example.org";
        let sms = words.sign_in_sms(&SignInMessage { digits: "048291", host });
        assert!(septets(&sms) <= 160 && sms.ends_with("#048291"), "{sms}");
    }
}

#[test]
fn subjects_hold_no_code_and_no_second_line() {
    let until = tuesday();
    let email = english().code_email(&message("Birch\r\nBcc: all@example.org", "Mitte", Some(&until)));
    assert_eq!(email.subject, "Your parcel from Birch Bcc: all example org is in the locker");
    assert!(email.body.contains("Your code: 482 913") && email.body.contains(LINK), "{}", email.body);
    assert_eq!(email.body.matches("http").count(), 1);
    let email = english().sign_in_email(&SignInMessage { digits: "048291", host: "pickup.example.org" });
    assert!(!email.subject.contains("048"));
    assert!(email.body.contains("048 291"));
}

#[test]
fn notices_and_proofs_fit_one_part_whatever_the_contacts_are() {
    for words in languages() {
        let long = format!("k•••@{}example.org", "a-very-long-label.".repeat(9));
        let undo = LINK.replace("/l/", "/u/");
        for change in [
            ChangeText::Add("••• 41"),
            ChangeText::Replace("••• 76", "••• 41"),
            ChangeText::Remove("k•••@example.org"),
            ChangeText::Replace(&long, &long),
        ] {
            for step in [NoticeStep::Begun, NoticeStep::Applied, NoticeStep::Undone, NoticeStep::CalledOff] {
                for link in [None, Some(undo.as_str())] {
                    let notice = NoticeMessage { change, step, link, opts_out: false };
                    let sms = words.notice_sms(&notice);
                    assert!(septets(&sms) <= 160, "{sms}");
                    let undoes = matches!(step, NoticeStep::Begun | NoticeStep::Applied) && link.is_some();
                    assert_eq!(sms.ends_with(&undo), undoes, "{sms}");
                    let email = words.notice_email(&notice);
                    assert_eq!(email.body.matches("http").count(), usize::from(link.is_some()));
                    assert!(!words.notice_push(&notice).body.contains("http"));
                }
            }
            for purpose in [ProofPurpose::Test, ProofPurpose::Allow(change), ProofPurpose::Verify] {
                let host = "pickup.locker-network.example.org";
                let sms = words.proof_sms(&ProofMessage { digits: "048291", host, purpose });
                assert!(septets(&sms) <= 160 && sms.starts_with("048291"), "{sms}");
                assert_eq!(sms.lines().last(), Some("@pickup.locker-network.example.org #048291"));
            }
        }
    }
}

#[test]
fn a_passkey_that_comes_or_goes_is_told_with_the_page_where_it_is_removed() {
    for words in languages() {
        let page = "https://pickup.locker-network.example.org/account";
        for added in [true, false] {
            let message = PasskeyMessage { added, page };
            let sms = words.passkey_sms(&message);
            assert!(septets(&sms) <= 160 && sms.ends_with(page), "{sms}");
            assert!(words.passkey_email(&message).body.contains(page));
            assert!(!words.passkey_push(&message).body.contains("http"));
        }
        let long = format!("https://{}example.org/account", "a-very-long-label.".repeat(9));
        let sms = words.passkey_sms(&PasskeyMessage { added: true, page: &long });
        assert!(septets(&sms) <= 160 && sms.contains(words.sms_passkey_added()), "{sms}");
    }
}

#[test]
fn whoever_reads_a_code_sees_what_it_allows() {
    let purpose = ProofPurpose::Allow(ChangeText::Replace("••• 76", "••• 41"));
    let proof = ProofMessage { digits: "048291", host: "pickup.example.org", purpose };
    let sms = english().proof_sms(&proof);
    assert!(sms.contains("your contact *** 76 becomes *** 41"), "{sms}");
    assert!(english().proof_email(&proof).body.contains("••• 76 becomes ••• 41"));
}

#[test]
fn a_notification_shows_no_code_on_a_lock_screen() {
    let said = english().code_push(&message("Birch & Bloom", "Hauptbahnhof", None));
    assert_eq!(said.title, "Your parcel from Birch & Bloom is there");
    assert_eq!(said.body, "Compartment 14, Hauptbahnhof. Tap to show your code.");
}

#[test]
fn messages_in_german_are_whole_and_of_one_part() {
    let (words, until) = (wording::choose("de"), tuesday());
    let link = "http://127.0.0.1:3000/l/0123456789abcdef0123456789abcdef";
    let message = CodeMessage { link, ..message("Birch & Bloom", "Hauptbahnhof", Some(&until)) };
    assert_eq!(
        words.code_sms(&message),
        "Paket von Birch & Bloom: Fach 14, Hauptbahnhof. Code 482 913 bis Di. 18:00. \
         http://127.0.0.1:3000/l/0123456789abcdef0123456789abcdef"
    );
    let email = words.code_email(&message);
    assert_eq!(email.subject, "Ihr Paket von Birch & Bloom liegt im Schließfach");
    assert!(email.body.contains("Ihr Code: 482 913\nGültig bis Di. 18:00.\n"), "{}", email.body);
    let said = words.code_push(&message);
    assert_eq!(said.body, "Fach 14, Hauptbahnhof. Tippen Sie, um Ihren Code zu sehen.");
    let sign_in = words.sign_in_sms(&SignInMessage { digits: "048291", host: "pickup.example.org" });
    assert!(sign_in.starts_with("048291 ist Ihr Doorcode-Anmeldecode"), "{sign_in}");
    assert!(septets(&sign_in) <= 160, "{sign_in}");
}

#[test]
fn a_step_is_told_with_its_page_and_where_such_messages_end() {
    let page = "https://pickup.example.org/parcels/7K2QX9M3WZT5";
    let contacts = "https://pickup.example.org/contacts";
    for step in [Step::OnItsWay, Step::OutForDelivery, Step::Placed, Step::Collected] {
        for words in languages() {
            let message = StepMessage { step, merchant: "Birch & Bloom", page, contacts };
            let email = words.step_email(&message);
            assert!(email.subject.contains("Birch & Bloom") && email.body.starts_with(&email.subject));
            assert!(email.body.contains(page) && email.body.contains(contacts), "{}", email.body);
            assert_eq!(words.step_push(&message).title, email.subject);
        }
    }
}
