//! B6: what others wrote turns nothing that stands beside it.

use app::{pages, port::*, problem::Problem, wording};

use crate::support::*;

const MERCHANT: &str = "متجر الزهور 3";
const CARRIER: &str = "برید 4";
const CARRIER_TEXT: &str = "الطرد في الطريق (5)";
const LOCATION: &str = "מחסן 6";
const STATION: &str = "התחנה 7";
const STREET: &str = "רחוב 8";
const HOURS: &str = "א-ה 9";
const COMPARTMENT: &str = "ב14";
const CONTACT: &str = "k•••@דוגמה.example";

/// A desk where everything that others wrote runs right to left. Some of it was stored before the interfaces refused
/// what turns or ends an isolate.
fn desk(standing: Standing) -> FakeDesk {
    let mut row = row(standing);
    row.merchant = format!("{MERCHANT}\u{2069}\u{202e}");
    row.station = row.station.map(|_| STATION.to_owned());
    row.compartment = row.compartment.map(|_| COMPARTMENT.to_owned());
    let carrier = CarrierView { name: CARRIER.into(), ..parcel(standing).carrier };
    let mut parcel = ParcelView { carrier, row: row.clone(), ..parcel(standing) };
    if let Some(station) = &mut parcel.station {
        station.name = STATION.into();
        station.address = vec![STREET.into(), "10557 Berlin".into()];
        station.hours = HOURS.into();
        station
            .wall
            .doors
            .iter_mut()
            .filter(|door| door.mine)
            .for_each(|door| door.number = COMPARTMENT.into());
    }
    for event in &mut parcel.events {
        event.location = Some(LOCATION.into());
        event.compartment = event.compartment.take().map(|_| COMPARTMENT.into());
    }
    parcel.events.push(EventView {
        carrier_text: Some(CARRIER_TEXT.into()),
        ..event(domain::parcel::Status::Unknown, None, LOCATION, moment(Day::Yesterday, "08:00"))
    });
    parcel.notifications.push(NotificationView {
        channel: Channel::Email,
        contact: CONTACT.into(),
        ..sms(NotificationState::Sent)
    });
    parcel.resend.iter_mut().for_each(|option| option.contact = CONTACT.into());
    parcel.fallback = Some(FallbackView { channel: Channel::Email, contact: CONTACT.into(), seconds: 90 });
    let mut pickup = pickup(standing, revealed());
    pickup.row = row.clone();
    let what = || ChangeWhat::Replace("••• 76".into(), CONTACT.into());
    let change = || ChangeView { what: what(), ..change(Some(moment(Day::Tomorrow, "14:00"))) };
    let mut contacts = contacts();
    contacts.changes = vec![change()];
    contacts.contacts.push(card(5, Channel::Email, CONTACT));
    contacts.named[0].shown = CONTACT.into();
    let mut account = account(Adding::Full);
    account.deeds[0].detail = Some(CONTACT.into());
    FakeDesk {
        link: Ok(LinkView { merchant: MERCHANT.into(), contact: CONTACT.into(), status_only: false }),
        parcels: Ok(ParcelsView {
            contact: CONTACT.into(),
            incidents: vec![],
            parcels: vec![row],
            due_in: None,
        }),
        parcel: Ok(parcel),
        pickup: Ok(pickup),
        contacts: Ok(contacts),
        challenge: Ok(ChallengeView {
            answered: false,
            id: 7,
            channel: Channel::Email,
            contact: CONTACT.into(),
            verifies: true,
        }),
        change: Ok(ConfirmView {
            due_in: None,
            change: change(),
            proven: false,
            ways: vec![(2, Channel::Email, CONTACT.into())],
        }),
        undo: Ok(UndoView { what: what(), state: UndoState::Asked, opts_out: false }),
        account: Ok(account),
        ..FakeDesk::default()
    }
}

/// Every page that shows what others wrote, and the words that stand on it.
async fn pages_of_others() -> Vec<(&'static str, String, Vec<&'static str>)> {
    let caller = signed_in();
    let desk_ready = desk(Standing::Ready);
    let slip = Problem::Slip("דוגמה.example".into());
    let (quiet, asked) = (visit(&desk_ready, &caller, None), visit(&desk_ready, &caller, Some(slip)));
    let mut all = vec![
        ("link", shown(pages::link::page(&quiet, "t0ken").await), vec![MERCHANT, CONTACT]),
        ("parcels", shown(pages::parcels::page(&quiet).await), vec![MERCHANT, STATION, COMPARTMENT, CONTACT]),
        ("code", shown(pages::code::page(&quiet, ID).await), vec![STATION, COMPARTMENT]),
        ("contacts", shown(pages::contacts::page(&asked, "").await), vec![CONTACT, "דוגמה.example"]),
        ("prove", shown(pages::prove::page(&quiet, "7", "").await), vec![CONTACT]),
        ("change", shown(pages::change::page(&quiet, "3").await), vec![CONTACT]),
        ("undo", shown(pages::undo::page(&quiet, "t0ken").await), vec![CONTACT]),
        ("account", shown(pages::account::page(&quiet).await), vec![CONTACT]),
    ];
    for (standing, more) in [
        (Standing::Ready, vec![STREET, HOURS, COMPARTMENT, CONTACT]),
        (Standing::Late, vec![CARRIER, STREET, HOURS]),
        (Standing::Expired, vec![CARRIER, COMPARTMENT]),
    ] {
        let desk = desk(standing);
        let page = shown(pages::parcel::page(&visit(&desk, &caller, None), ID).await);
        all.push(("parcel", page, [vec![MERCHANT, STATION, LOCATION, CARRIER_TEXT], more].concat()));
    }
    let mut over = desk(Standing::Collected);
    over.pickup = over.pickup.map(|pickup| PickupView { code: CodeView::None, ..pickup });
    all.push(("opened", shown(pages::code::page(&visit(&over, &caller, None), ID).await), vec![COMPARTMENT]));
    all.into_iter().map(|(name, page, words)| (name, html(page), words)).collect()
}

/// What of this HTML runs right to left and is not kept apart from its neighbours.
fn at_large(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut apart = 0;
    for part in html.split('<') {
        let (tag, text) = part.split_once('>').unwrap_or(("", part));
        apart += usize::from(tag.starts_with("bdi"));
        apart -= usize::from(tag.starts_with("/bdi"));
        if apart == 0 && turns(&outside_marks(text)) {
            found.push(text.to_owned());
        }
        if turns(&outside_marks(tag)) {
            found.push(tag.to_owned());
        }
    }
    found
}

fn outside_marks(text: &str) -> String {
    let mut parts = text.split('\u{2068}');
    let first = parts.next().unwrap_or_default();
    let after = parts.map(|part| part.split_once('\u{2069}').map_or("", |(_, after)| after));
    std::iter::once(first).chain(after).collect()
}

fn turns(text: &str) -> bool {
    text.chars()
        .any(|c| matches!(c, '\u{590}'..='\u{8ff}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
}

#[tokio::test]
async fn what_others_wrote_is_kept_apart_on_every_page() {
    for (name, html, words) in pages_of_others().await {
        for word in words {
            assert!(html.contains(word), "{name} does not show {word}: {html}");
        }
        let at_large = at_large(&html);
        assert!(at_large.is_empty(), "{name}: {at_large:#?}");
        assert!(!html.contains('\u{202e}'), "{name}");
    }
}

#[tokio::test]
async fn the_title_and_the_wall_hold_marks_because_they_hold_no_elements() {
    let desk = desk(Standing::Ready);
    let html = html(shown(pages::parcel::page(&visit(&desk, &signed_in(), None), ID).await));
    assert!(
        html.contains(&format!("<title>Parcel from \u{2068}{MERCHANT}\u{2069} · Doorcode</title>")),
        "{html}"
    );
    assert!(html.contains(&format!("aria-label=\"Compartment \u{2068}{COMPARTMENT}\u{2069}: ")), "{html}");
    assert!(html.contains(&format!("\u{2068}{COMPARTMENT}\u{2069}</text>")), "{html}");
}

#[tokio::test]
async fn plain_text_without_such_letters_holds_no_marks() {
    let desk = FakeDesk::default();
    let html = html(shown(pages::parcel::page(&visit(&desk, &signed_in(), None), ID).await));
    assert!(html.contains("<title>Parcel from Birch &amp; Bloom · Doorcode</title>"), "{html}");
    assert!(!html.contains(['\u{2068}', '\u{2069}']));
    assert!(html.contains("<bdi>Birch &amp; Bloom</bdi>"), "{html}");
}

#[tokio::test]
async fn a_tracking_number_reads_left_to_right_whatever_stands_beside_it() {
    for standing in [Standing::Ready, Standing::Exception] {
        let desk = desk(standing);
        let html = html(shown(pages::parcel::page(&visit(&desk, &signed_in(), None), ID).await));
        for (at, _) in html.match_indices("RR 473 124 829 GB") {
            let tag = &html[html[..at].rfind('<').unwrap()..at];
            assert!(tag.contains("dir=\"ltr\"") && tag.contains("translate=\"no\""), "{tag}");
        }
    }
    let desk = FakeDesk::default();
    let html = html(shown(pages::find::page(&visit(&desk, &Caller::default(), None)).await));
    for name in ["tracking", "contact"] {
        let at = html.find(&format!("<input id=\"{name}\"")).unwrap();
        assert!(html[at..].split('>').next().unwrap().contains("dir=\"ltr\""), "{name}");
    }
}

#[test]
fn mails_and_notifications_isolate_names_and_text_messages_hold_no_marks() {
    use app::wording::messages::*;
    let words = wording::choose("en");
    let link = "https://pickup.example.org/l/0123456789abcdef0123456789abcdef";
    let message = CodeMessage {
        merchant: MERCHANT,
        station: STATION,
        compartment: Some(COMPARTMENT),
        digits: DIGITS,
        until: None,
        link,
        words: None,
    };
    let change = ChangeText::Replace("••• 76", CONTACT);
    let notice = NoticeMessage { change, step: NoticeStep::Begun, link: Some(link), opts_out: false };
    let proof =
        ProofMessage { digits: DIGITS, host: "pickup.example.org", purpose: ProofPurpose::Allow(change) };
    let isolated = |word: &str| format!("\u{2068}{word}\u{2069}");

    let mut written = Vec::new();
    for email in [
        words.code_email(&message),
        words.word_email(&message),
        words.waits_email(&message),
        words.notice_email(&notice),
        words.proof_email(&proof),
    ] {
        written.extend([email.subject, email.body]);
    }
    for said in [words.code_push(&message), words.notice_push(&notice)] {
        written.extend([said.title, said.body]);
    }
    for text in &written {
        assert!(!turns(&outside_marks(text)), "{text}");
    }
    let all = written.concat();
    for word in [MERCHANT, STATION, COMPARTMENT] {
        assert!(all.contains(&isolated(word)), "{word}: {all}");
    }
    assert!(all.contains(&isolated(CONTACT)), "{all}");

    for sms in [
        words.code_sms(&message),
        words.word_sms(&message),
        words.waits_sms(&message),
        words.notice_sms(&notice),
        words.notice_sms(&NoticeMessage { change: ChangeText::Add("••• 41"), ..notice }),
        words.proof_sms(&proof),
    ] {
        assert!(!turns(&sms), "{sms}");
    }
}
