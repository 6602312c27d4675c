use app::{
    actions::{Find, Prove},
    flash::{Flash, Form},
    pages::{self, Page, PageAnswer, Visit},
    port::*,
    problem::{Field, Problem},
    wording::{self, Wording},
};
use domain::parcel::Status;

use crate::support::*;

pub const EVERY_STANDING: [Standing; 12] = [
    Standing::Announced,
    Standing::OnItsWay,
    Standing::OutForDelivery,
    Standing::Late,
    Standing::Exception,
    Standing::CodeBeingMade,
    Standing::Ready,
    Standing::Expired,
    Standing::DoorShut,
    Standing::Collected,
    Standing::Returned,
    Standing::Cancelled,
];

async fn parcel_page(parcel: ParcelView, problem: Option<Problem>) -> String {
    let desk = FakeDesk { parcel: Ok(parcel), ..FakeDesk::default() };
    html(shown(pages::parcel::page(&visit(&desk, &signed_in(), problem), ID).await))
}

async fn code_page(pickup: PickupView) -> String {
    let desk = FakeDesk { pickup: Ok(pickup), ..FakeDesk::default() };
    html(shown(pages::code::page(&visit(&desk, &signed_in(), None), ID).await))
}

async fn find_page(problem: Option<Problem>) -> String {
    let desk = FakeDesk::default();
    let told = problem.map(|problem| Flash::new(problem, Form::of::<Find>("/"))).unwrap_or_default();
    html(shown(pages::find::page(&telling(&desk, &Caller::default(), told)).await))
}

async fn sign_in_page(problem: Option<Problem>) -> String {
    let desk = FakeDesk::default();
    let told = problem.map(|problem| Flash::new(problem, Form::of::<Prove>("/sign-in"))).unwrap_or_default();
    html(shown(pages::sign_in::page(&telling(&desk, &Caller::default(), told), None).await))
}

fn english() -> &'static Wording {
    wording::default()
}

/// When a parcel of these tests is expected.
fn expected() -> String {
    english().when_expected((&moment(Day::Today, "14:00"), &moment(Day::Today, "18:00")))
}

/// What stands between `<main>` and `</main>`.
fn main_of(html: &str) -> &str {
    html.split_once("<main").and_then(|(_, rest)| rest.split_once("</main>")).unwrap().0
}

/// The text of a piece of HTML.
fn text(html: &str) -> String {
    let mut text = String::new();
    // What others wrote stands within our sentences.
    for part in html.replace("<bdi>", "").replace("</bdi>", "").split('<') {
        text.push_str(part.split_once('>').map_or(part, |(_, text)| text));
        text.push(' ');
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Every value of an attribute.
fn values<'a>(html: &'a str, attribute: &str) -> Vec<&'a str> {
    html.split(&format!(" {attribute}=\"")).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

async fn every_page() -> Vec<(String, String)> {
    every_page_in(wording::default()).await
}

/// The pages, by name, in a language.
pub async fn every_page_in(words: &'static Wording) -> Vec<(String, String)> {
    let desk = FakeDesk::default();
    let caller = signed_in();
    let visit = Visit { words, ..visit(&desk, &caller, None) };
    let mut all: Vec<(String, Page)> = vec![
        ("find".into(), shown(pages::find::page(&visit).await)),
        ("sign in".into(), shown(pages::sign_in::page(&visit, None).await)),
        ("sign in at a station".into(), shown(pages::sign_in::page(&visit, Some("BER-042")).await)),
        ("at".into(), shown(pages::at::page(&visit, "BER-042").await)),
        ("link".into(), shown(pages::link::page(&visit, "t0ken").await)),
        ("parcels".into(), shown(pages::parcels::page(&visit).await)),
        ("code".into(), shown(pages::code::page(&visit, ID).await)),
        ("contacts".into(), shown(pages::contacts::page(&visit, "").await)),
        ("prove".into(), shown(pages::prove::page(&visit, "7", "").await)),
        ("change".into(), shown(pages::change::page(&visit, "3").await)),
        ("undo".into(), shown(pages::undo::page(&visit, "t0ken").await)),
        ("account".into(), shown(pages::account::page(&visit).await)),
        ("case".into(), shown(pages::case::page(&visit, ID, "", "").await)),
        ("message".into(), pages::message::page(words)),
        ("help".into(), pages::help::page(words)),
        ("privacy".into(), pages::privacy::page(words)),
        ("not found".into(), pages::not_found::page(words)),
        ("trouble".into(), pages::trouble::page(words, "7K2QX9".into())),
    ];
    let rows = |count: usize| EVERY_STANDING.into_iter().map(row).take(count).collect::<Vec<_>>();
    for (name, here, elsewhere) in [
        ("something here", 4, 0),
        ("here and elsewhere", 2, 2),
        ("at the wrong station", 0, 1),
        ("nothing", 0, 0),
    ] {
        let mine = HereView {
            contact: "••• 76".into(),
            here: rows(here),
            elsewhere: rows(elsewhere),
            told_when_back: Some(false),
        };
        let desk = FakeDesk { at: Ok(at(Some(mine))), ..FakeDesk::default() };
        let visit = Visit { words, ..crate::support::visit(&desk, &caller, None) };
        all.push((name.into(), shown(pages::at::page(&visit, "BER-042").await)));
    }
    for standing in EVERY_STANDING {
        let desk = FakeDesk { parcel: Ok(parcel(standing)), ..FakeDesk::default() };
        let visit = Visit { words, ..crate::support::visit(&desk, &caller, None) };
        all.push((format!("{standing:?}"), shown(pages::parcel::page(&visit, ID).await)));
    }
    for (cause, first) in every_cause() {
        let desk = FakeDesk { help: Ok(help(cause, first)), ..FakeDesk::default() };
        let visit = Visit { words, ..crate::support::visit(&desk, &caller, None) };
        let name = cause.map_or("nothing wrong", HelpCause::as_str);
        all.push((name.into(), shown(pages::diagnosis::page(&visit, ID, "", "").await)));
    }
    for &kind in CaseKind::ALL {
        let form = CaseView { case: None, report: Some(kind), kinds: CaseKind::ALL.to_vec(), ..case() };
        let desk = FakeDesk { case: Ok(form), ..FakeDesk::default() };
        let visit = Visit { words, ..crate::support::visit(&desk, &caller, None) };
        all.push((
            format!("report {kind:?}"),
            shown(pages::case::page(&visit, ID, kind.as_str(), "door.empty").await),
        ));
    }
    all.into_iter().map(|(name, page)| (name, html_in(page, words))).collect()
}

/// Everything that can be wrong, and nothing; each with another thing to do first.
fn every_cause() -> impl Iterator<Item = (Option<HelpCause>, HelpAction)> {
    let causes = std::iter::once(None).chain(HelpCause::ALL.map(Some));
    causes.zip(HELP_ACTIONS.into_iter().cycle())
}

#[tokio::test]
async fn every_page_is_a_whole_document_with_one_sentence_at_its_top() {
    for (name, html) in every_page().await {
        assert!(html.starts_with("<!DOCTYPE html><html lang=\"en\" dir=\"ltr\">"), "{name}");
        assert_eq!(html.matches("<h1").count(), 1, "{name}");
        assert_eq!(html.matches("<main").count(), 1, "{name}");
        assert!(html.contains("<a href=\"#main\" class=\"skip\">"), "{name}");
        assert!(html.contains(" · Doorcode</title>"), "{name}");
        assert!(html.contains("/pkg/doorcode.abc.css"), "{name}");
    }
}

// B25
#[tokio::test]
async fn public_pages_describe_themselves_and_no_other_is_found() {
    let words = wording::choose("en");
    let mut all = every_page().await;
    for (name, page) in [
        ("help", pages::help::page(words)),
        ("message", pages::message::page(words)),
        ("privacy", pages::privacy::page(words)),
        ("not found", pages::not_found::page(words)),
        ("refused", pages::refused::page(words, 405)),
    ] {
        all.push((name.into(), html(page)));
    }
    for (name, html) in all {
        let public = ["find", "help", "message", "privacy"].contains(&name.as_str());
        assert_eq!(html.contains("<meta name=\"description\" content=\""), public, "{name}");
        assert_eq!(html.contains("<meta name=\"robots\" content=\"noindex\""), !public, "{name}");
    }
}

// B24
#[tokio::test]
async fn machine_texts_are_marked_as_such() {
    for (name, html) in every_page().await {
        assert!(html.contains("<meta name=\"format-detection\" content=\"telephone=no\""), "{name}");
    }
    let page = parcel_page(parcel(Standing::Ready), None).await;
    assert!(page.contains("<span translate=\"no\">"), "{page}");
    let page = code_page(pickup(Standing::Ready, revealed())).await;
    let at = page.find("class=\"digits\"").unwrap();
    let digits = &page[page[..at].rfind('<').unwrap()..at + 200];
    assert!(
        digits.contains("translate=\"no\"") && digits.contains("aria-label=\"4 8 2, 9 1 3\""),
        "{digits}"
    );
}

#[tokio::test]
async fn every_page_obeys_the_content_security_policy() {
    for (name, html) in every_page().await {
        assert!(!html.contains(" style="), "{name}: inline style");
        assert!(!html.contains(" onclick="), "{name}: inline handler");
        assert_eq!(
            html.matches("<script").count(),
            html.matches("nonce=\"n0nce\"").count(),
            "{name}: script without nonce"
        );
    }
}

#[tokio::test]
async fn ids_are_unique_and_everything_that_is_named_is_there() {
    for (name, html) in every_page().await {
        let mut ids = values(&html, "id");
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count, "{name}: an id twice");
        for attribute in ["for", "aria-labelledby", "aria-describedby"] {
            for named in values(&html, attribute).iter().flat_map(|value| value.split(' ')) {
                assert!(ids.contains(&named), "{name}: {attribute} names {named}");
            }
        }
    }
}

#[tokio::test]
async fn only_pages_that_react_bring_the_client() {
    for (name, html) in every_page().await {
        assert_eq!(html.contains("<leptos-island"), html.contains("/pkg/doorcode.abc.wasm"), "{name}");
    }
    assert!(!html(pages::help::page(wording::choose("en"))).contains("<script"));
}

#[tokio::test]
async fn every_standing_has_its_own_headline() {
    let mut headlines = Vec::new();
    for standing in EVERY_STANDING {
        let html = parcel_page(parcel(standing), None).await;
        headlines.push(text(html.split_once("<h1 data-says>").unwrap().1.split_once("</h1>").unwrap().0));
    }
    headlines.sort();
    headlines.dedup();
    assert_eq!(headlines.len(), EVERY_STANDING.len());
}

#[tokio::test]
async fn a_code_is_offered_only_while_it_works() {
    for standing in EVERY_STANDING {
        let html = parcel_page(parcel(standing), None).await;
        assert_eq!(html.contains("action=\"/api/reveal\""), standing == Standing::Ready, "{standing:?}");
        assert_eq!(html.contains("action=\"/api/resend\""), standing == Standing::Ready, "{standing:?}");
    }
}

#[tokio::test]
async fn a_parcel_is_watched_until_it_is_over() {
    for standing in EVERY_STANDING {
        let html = parcel_page(parcel(standing), None).await;
        let watched = html.contains("data-events=\"/parcels/7K2QX9M3WZT5/events\" data-version=\"7\"");
        assert_eq!(watched, !standing.is_over(), "{standing:?}");
        assert_eq!(
            html.contains(&format!(">{}</a>", english().parcel_look_again())),
            !standing.is_over(),
            "{standing:?}"
        );
    }
    // Its door may yet be said to have stayed shut.
    let mut opened = parcel(Standing::Collected);
    opened.row.watched = true;
    assert!(parcel_page(opened, None).await.contains("data-events="));
}

#[tokio::test]
async fn before_the_parcel_is_there_its_page_says_that_there_is_no_code_and_when_it_comes() {
    for standing in [Standing::Announced, Standing::OnItsWay, Standing::OutForDelivery] {
        let page = text(main_of(&parcel_page(parcel(standing), None).await));
        assert!(page.contains(english().parcel_headline(standing)), "{standing:?}");
        assert!(page.contains(&expected()), "{standing:?}");
    }
}

#[tokio::test]
async fn the_wall_shows_one_lit_door_and_tells_its_place() {
    let html = parcel_page(parcel(Standing::Ready), None).await;
    let wall = html.split_once("class=\"wall\"").map(|(before, after)| {
        (before.rsplit_once("<svg").unwrap().1.to_owned(), after.split_once("</svg>").unwrap().0.to_owned())
    });
    let (attributes, wall) = wall.unwrap();
    assert!(
        attributes
            .contains("aria-label=\"Compartment 14: second column from the left, third row from the top\"")
    );
    assert_eq!(wall.matches("<rect").count(), 1);
    assert_eq!(text(&wall), "14");
    assert!(!parcel_page(parcel(Standing::OnItsWay), None).await.contains("class=\"wall\""));
}

#[tokio::test]
async fn delivered_is_never_said_to_be_read() {
    for state in [
        NotificationState::Queued,
        NotificationState::Sending,
        NotificationState::Sent,
        NotificationState::Delivered,
        NotificationState::TemporaryFailure,
        NotificationState::PermanentFailure,
        NotificationState::Blocked,
        NotificationState::TechnicalFailure,
    ] {
        for channel in [Channel::Sms, Channel::Email, Channel::Push] {
            let mut parcel = parcel(Standing::Ready);
            parcel.notifications = vec![NotificationView { channel, ..sms(state) }];
            let page = text(main_of(&parcel_page(parcel, None).await));
            assert!(!page.contains(" read"), "{state:?} {channel:?}");
        }
    }
    let page = text(&parcel_page(parcel(Standing::Ready), None).await);
    assert!(page.contains(english().state_sent(Channel::Sms)));
}

#[tokio::test]
async fn what_was_sent_again_is_marked_as_news() {
    let mut resent = parcel(Standing::Ready);
    resent.notifications.insert(0, NotificationView { resent: true, ..sms(NotificationState::Queued) });
    let html = parcel_page(resent, None).await;
    assert_eq!(html.matches("data-news").count(), 1);
    assert!(text(&html).contains(&format!("SMS to ••• 76, again 13:02 {}", english().state_queued())));
    assert!(!parcel_page(parcel(Standing::Ready), None).await.contains("data-news"));
}

#[tokio::test]
async fn a_way_that_has_to_wait_says_how_long() {
    let mut waiting = parcel(Standing::Ready);
    waiting.resend[0].allowed = ResendAllowed::Wait { seconds: 40 };
    waiting.resend[1].allowed = ResendAllowed::SpentToday { until: moment(Day::Tomorrow, "09:10") };
    let html = parcel_page(waiting, None).await;
    assert_eq!(html.matches(" disabled").count(), 2);
    assert!(html.contains("data-left=\"40\""));
    let page = text(&html);
    assert!(page.contains("By SMS in 40 s"), "{page}");
    assert!(page.contains("By e-mail from tomorrow 09:10"), "{page}");
}

#[tokio::test]
async fn few_left_are_told_and_many_are_not() {
    let mut few = parcel(Standing::Ready);
    few.resend[0].allowed = ResendAllowed::Now { left: 2 };
    assert_eq!(text(&parcel_page(few, None).await).matches("more today").count(), 1);
}

#[tokio::test]
async fn a_problem_of_the_resend_form_stands_beside_it() {
    let html = parcel_page(parcel(Standing::Ready), Some(Problem::Wait(40))).await;
    let section = html.split_once("id=\"messages\"").unwrap().1.split_once("</section>").unwrap().0;
    assert!(section.contains("role=\"alert\""));
    assert!(text(section).contains(&english().problem_wait(40)));
}

#[tokio::test]
async fn older_events_are_behind_a_click() {
    let mut long = parcel(Standing::Ready);
    for hour in 10..20 {
        long.events.push(event(
            Status::InTransit,
            None,
            "Leipzig",
            moment(Day::Date { day: 19, month: 11, year: None }, &format!("{hour}:00")),
        ));
    }
    let html = parcel_page(long, None).await;
    let (open, behind) = html.split_once("<details").unwrap();
    assert_eq!(open.split_once("class=\"history\"").unwrap().1.matches("<li>").count(), 4);
    assert!(behind.contains("19 Nov"));
}

#[tokio::test]
async fn an_event_without_words_of_ours_keeps_the_carriers() {
    let mut strange = parcel(Standing::OnItsWay);
    strange.events[0].status = Status::Unknown;
    strange.events[0].carrier_text = Some("Sack <gefunden>".into());
    let html = parcel_page(strange, None).await;
    assert!(html.contains("The carrier says: <bdi>Sack &lt;gefunden&gt;</bdi>"));
}

#[tokio::test]
async fn a_masked_code_page_holds_no_digit_of_it() {
    let html = code_page(pickup(Standing::Ready, CodeView::Masked { length: 6 })).await;
    let ticket = html.split_once("class=\"ticket\"").unwrap().1.split_once("</section>").unwrap().0;
    assert_eq!(
        text(ticket),
        "••• ••• Show my code Compartment 14 Hauptbahnhof, south exit second column from the left, second row from the top"
    );
    assert!(ticket.contains("action=\"/api/reveal\""));
    assert!(html.contains("data-kind=\"locker\""));
}

#[tokio::test]
async fn who_may_not_see_the_code_is_told_the_way_to_it_and_finds_no_button_in_vain() {
    for (barred, href) in [(Barred::ByLink, "href=\"/\""), (Barred::TooNew, "href=\"/contacts\"")] {
        let mut view = parcel(Standing::Ready);
        (view.barred, view.resend) = (Some(barred), Vec::new());
        let code = code_page(pickup(Standing::Ready, CodeView::Barred(barred))).await;
        for html in [parcel_page(view, None).await, code] {
            let main = html.split_once("<main").unwrap().1.split_once("</main>").unwrap().0;
            assert!(main.contains(&format!("{href} class=\"button\"")), "{main}");
            assert!(
                !main.contains("/api/reveal")
                    && !main.contains(&english().parcel_meaning(Standing::Ready, "")),
                "{main}"
            );
            assert_eq!(
                main.contains(english().parcel_fix()),
                barred == Barred::TooNew && main.contains("id=\"messages\"")
            );
        }
    }
}

#[tokio::test]
async fn a_link_says_what_opening_it_does() {
    for (status_only, said) in
        [(false, "Opening it signs this phone in."), (true, "It shows how your parcel stands.")]
    {
        let link = Ok(LinkView { merchant: "Radwerk".into(), contact: "••• 76".into(), status_only });
        let desk = FakeDesk { link, ..FakeDesk::default() };
        let page = pages::link::page(&visit(&desk, &Caller::default(), None), "token").await;
        assert!(text(&html(shown(page))).contains(said));
    }
}

#[tokio::test]
async fn a_revealed_code_page_shows_symbol_and_digits_and_when_it_hides() {
    let html = code_page(pickup(Standing::Ready, revealed())).await;
    assert!(html.contains("viewBox=\"0 0 33 33\""));
    assert!(html.contains("aria-label=\"4 8 2, 9 1 3\""));
    assert!(html.contains("data-hides=\"600\""));
    assert!(text(&html).contains("482 913 Compartment 14"));
    assert!(!html.contains("482913"));
}

#[tokio::test]
async fn what_the_station_cannot_read_is_not_asked_for() {
    for (health, said) in [
        (StationHealthView::Working, english().code_use_both()),
        (StationHealthView::ScannerFault, english().code_use_digits()),
        (StationHealthView::KeypadFault, english().code_use_square()),
        (StationHealthView::Closed, english().code_use_none()),
        (StationHealthView::Offline(moment(Day::Today, "12:40")), "has not answered since today 12:40"),
    ] {
        let pickup = PickupView { health, ..pickup(Standing::Ready, revealed()) };
        let page = text(main_of(&code_page(pickup).await));
        assert!(page.contains(said), "{page}");
    }
}

// S4
#[tokio::test]
async fn while_the_keypad_waits_both_pages_say_so_and_that_the_scanner_works_and_the_code_is_right() {
    let waiting =
        |path, other_works| Some(WaitingView { path, until: moment(Day::Today, "14:05"), other_works });
    let keypad = waiting(Some(Path::Keypad), true);
    let code = code_page(PickupView { waiting: keypad.clone(), ..pickup(Standing::Ready, revealed()) }).await;
    let parcel = parcel_page(ParcelView { waiting: keypad, ..parcel(Standing::Ready) }, None).await;
    for html in [&code, &parcel] {
        let said = text(main_of(html));
        assert!(said.contains(english().station_code_is_right()), "{said}");
        assert!(said.contains("the keypad waits until 14:05"), "{said}");
        assert!(said.contains("The scanner works: hold the square in front of it."), "{said}");
        assert!(html.contains("<time datetime="));
    }
    let said = text(main_of(&code));
    assert!(said.contains("Scan the square") && !said.contains("type the digits"), "{said}");
    for (waits, next) in [
        (waiting(Some(Path::Keypad), false), "Then your code opens the door."),
        (waiting(Some(Path::Scanner), true), "The keypad works: type the digits."),
        (waiting(None, false), "takes no code until 14:05. Then your code opens the door."),
    ] {
        let html = code_page(PickupView { waiting: waits, ..pickup(Standing::Ready, revealed()) }).await;
        let said = text(main_of(&html));
        assert!(said.replace(" .", ".").contains(next), "{said}");
    }
}

// M5
#[tokio::test]
async fn parcels_behind_one_door_are_counted_on_both_pages() {
    let code = code_page(PickupView { together: 2, ..pickup(Standing::Ready, revealed()) }).await;
    let three = parcel_page(ParcelView { together: 3, ..parcel(Standing::Ready) }, None).await;
    assert!(text(main_of(&code)).contains(&english().station_together(2)));
    assert!(text(main_of(&three)).contains(&english().station_together(3)));
    assert!(!text(main_of(&parcel_page(parcel(Standing::Ready), None).await)).contains("parcels lie here"));
}

#[tokio::test]
async fn a_collected_parcel_turns_the_ticket_into_its_end() {
    let html = code_page(pickup(Standing::Collected, CodeView::None)).await;
    assert!(html.contains("data-opened"));
    assert!(text(&html).contains("Compartment 14 opened today 13:01."));
    assert!(!html.contains("data-events"));
}

#[tokio::test]
async fn a_code_page_without_a_code_says_how_things_stand() {
    let html = code_page(pickup(Standing::OnItsWay, CodeView::None)).await;
    assert!(text(&html).contains(&format!(
        "{} {}",
        english().parcel_headline(Standing::OnItsWay),
        expected()
    )));
    assert!(!html.contains("class=\"ticket\""));
}

#[tokio::test]
async fn the_list_offers_the_first_code_and_puts_what_is_over_last() {
    let desk = FakeDesk::default();
    let html = html(shown(pages::parcels::page(&visit(&desk, &signed_in(), None)).await));
    assert_eq!(html.matches("action=\"/api/reveal\"").count(), 1);
    let page = text(main_of(&html));
    assert!(page.contains("One parcel is waiting for you Signed in with ••• 76"), "{page}");
    assert!(page.find(english().parcels_over()).unwrap() < page.find("Collected today 13:01").unwrap());
}

#[tokio::test]
async fn an_empty_list_says_what_will_come() {
    let desk = FakeDesk {
        parcels: Ok(ParcelsView {
            contact: "••• 76".into(),
            incidents: vec![],
            parcels: vec![],
            due_in: None,
        }),
        ..FakeDesk::default()
    };
    let html = html(shown(pages::parcels::page(&visit(&desk, &signed_in(), None)).await));
    assert!(text(&html).contains(english().parcels_none()));
    assert!(text(&html).contains(english().parcels_empty()));
}

#[tokio::test]
async fn an_invalid_field_says_so_itself() {
    for (field, name) in [(Field::Tracking, "tracking"), (Field::Contact, "contact")] {
        let html = find_page(Some(Problem::Invalid(field))).await;
        assert!(html.contains(&format!("id=\"{name}-problem\"")), "{name}");
        assert!(
            html.contains(&format!("aria-describedby=\"{name}-problem {name}-hint\" aria-invalid=\"true\"")),
            "{html}"
        );
        assert_eq!(main_of(&html).matches("role=\"alert\"").count(), 1, "{name}");
    }
    for problem in [Problem::WrongCode, Problem::Invalid(Field::Code)] {
        let html = sign_in_page(Some(problem)).await;
        assert!(html.contains("aria-describedby=\"code-problem code-hint\" aria-invalid=\"true\""));
        assert_eq!(main_of(&html).matches("role=\"alert\"").count(), 1);
    }
    assert!(!find_page(None).await.contains("aria-invalid"));
}

#[tokio::test]
async fn every_other_problem_stands_above_the_form() {
    for problem in [
        Problem::SignedOut,
        Problem::SignInOver,
        Problem::LinkOver,
        Problem::Wait(3_600),
        Problem::Unavailable("7K2QX9".into()),
    ] {
        let html = find_page(Some(problem.clone())).await;
        let main = main_of(&html);
        assert!(main.find("role=\"alert\"").unwrap() < main.find("<form").unwrap(), "{problem:?}");
    }
}

#[tokio::test]
async fn the_one_time_code_has_one_field_that_phones_fill_in() {
    let html = sign_in_page(None).await;
    assert_eq!(html.matches("autocomplete=\"one-time-code\"").count(), 1);
    assert!(html.contains("inputmode=\"numeric\""));
    let page = text(&html);
    // Not the way that was just taken first.
    assert!(
        page.find(english().sign_in_by(Channel::Email)).unwrap()
            < page.find(english().sign_in_by(Channel::Sms)).unwrap()
    );
}

#[tokio::test]
async fn looking_at_a_link_does_nothing_and_its_token_is_in_the_form_only() {
    let desk = FakeDesk::default();
    let html = html(shown(pages::link::page(&visit(&desk, &Caller::default(), None), "t0ken").await));
    assert!(desk.asked.lock().unwrap().is_empty());
    assert_eq!(html.matches("t0ken").count(), 1);
    assert!(html.contains("<input type=\"hidden\" name=\"token\" value=\"t0ken\">"));
}

#[tokio::test]
async fn refusals_of_the_desk_have_their_answers() {
    let answer = async |problem: Problem| {
        let desk = FakeDesk { parcel: Err(problem), ..FakeDesk::default() };
        pages::parcel::page(&visit(&desk, &signed_in(), None), ID).await
    };
    assert_eq!(shown(answer(Problem::NotFound).await).status, 404);
    let trouble = shown(answer(Problem::Unavailable("7K2QX9".into())).await);
    assert_eq!(trouble.status, 503);
    assert!(html(trouble).contains("7K2QX9"));
    match answer(Problem::SignedOut).await {
        PageAnswer::Tell(problem, to) => assert_eq!((problem, &*to), (Problem::SignedOut, "/")),
        PageAnswer::Redirect(_) | PageAnswer::Page(_) => panic!("a page for somebody who is signed out"),
    }
}

#[tokio::test]
async fn names_from_outside_are_shown_as_text() {
    let mut parcel = parcel(Standing::Ready);
    parcel.row.merchant = "<script>alert(1)</script>".into();
    let html = parcel_page(parcel, None).await;
    assert!(!html.contains("<script>alert"));
    assert!(html.contains("&lt;script&gt;alert"));
}

#[tokio::test]
async fn a_visitor_without_a_session_sees_no_way_out_of_one() {
    let assets = app::shell::Assets { js: "/j".into(), wasm: "/w".into(), css: "/c".into() };
    let chrome = app::shell::Chrome { nonce: "n", signed_in: false, words: wording::choose("en") };
    let html = app::shell::Shell::new(&assets).document(pages::help::page(chrome.words), &chrome);
    assert!(!html.contains("/api/sign_out"));
}

async fn account_page(view: AccountView) -> String {
    let desk = FakeDesk { account: Ok(view), ..FakeDesk::default() };
    html(shown(pages::account::page(&visit(&desk, &signed_in(), None)).await))
}

#[tokio::test]
async fn everything_that_can_be_done_has_words_of_its_own_on_the_account_page() {
    let page = account_page(account(Adding::Full)).await;
    let list = page.split_once("id=\"deeds\"").unwrap().1;
    let mut said: Vec<String> =
        list.split("<li>").skip(1).map(|entry| text(entry.split("</span>").next().unwrap())).collect();
    assert_eq!(said.len(), Deed::ALL.len());
    said.sort();
    said.dedup();
    assert_eq!(said.len(), Deed::ALL.len());
    assert!(text(list).contains("12:40 Chrome on Android, network 203.0.113.0/24"), "{}", text(list));
}

#[tokio::test]
async fn a_passkey_is_added_or_removed_only_by_who_has_just_proven_it() {
    let offered = account_page(account(Adding::Offered(ceremony()))).await;
    assert!(offered.contains("action=\"/api/add_passkey\"") && offered.contains("/api/remove_passkey"));
    for proof in [None, Some(ceremony())] {
        let page = account_page(account(Adding::NotProven(proof.clone()))).await;
        assert!(!page.contains("/api/add_passkey") && !page.contains("/api/remove_passkey"), "{page}");
        assert_eq!(page.contains("/api/prove_by_passkey"), proof.is_some());
    }
    assert!(!account_page(account(Adding::Full)).await.contains("/api/add_passkey"));
    let frozen = account_page(account(Adding::Frozen(crate::messages::tuesday()))).await;
    assert!(frozen.contains("passkeys stay as they are") && !frozen.contains("/api/add_passkey"));
    let none = AccountView { passkeys: Vec::new(), ..account(Adding::NotHere) };
    assert!(!account_page(none).await.contains("Passkeys"));
}

#[tokio::test]
async fn while_nothing_may_change_no_form_offers_to() {
    let page = async |frozen| {
        let view = ContactsView { frozen, ..contacts() };
        let desk = FakeDesk { contacts: Ok(view), ..FakeDesk::default() };
        html(shown(pages::contacts::page(&visit(&desk, &Caller::default(), None), "").await))
    };
    let (open, frozen) = (page(None).await, page(Some(crate::messages::tuesday())).await);
    for form in [
        "/api/change_contact",
        "/api/claim_contact",
        "/api/move_contact",
        "/api/switch_contact",
        "/api/push_on",
    ] {
        assert!(open.contains(form) && !frozen.contains(form), "{form}");
    }
    assert!(frozen.contains("/api/unfreeze") && frozen.contains("/api/prove_contact"));
}

#[tokio::test]
async fn the_device_that_is_held_has_no_button_of_its_own() {
    let page = account_page(account(Adding::NotHere)).await;
    assert_eq!(page.matches("action=\"/api/sign_out_device\"").count(), 1);
    assert!(page.contains("name=\"device\" value=\"8\"") || page.contains("value=\"8\""), "{page}");
    assert!(page.contains(english().account_here()));
    let mut alone = account(Adding::NotHere);
    alone.devices.truncate(1);
    assert!(!account_page(alone).await.contains("/api/sign_out_others"));
}

#[tokio::test]
async fn where_somebody_signs_in_a_passkey_does_it_too() {
    for page in [find_page(None).await, sign_in_page(None).await] {
        assert!(page.contains("action=\"/api/enter_by_passkey\""), "{page}");
        assert!(page.contains("data-options=\"{&quot;challenge&quot;:&quot;AAAA&quot;}\""), "{page}");
    }
}

// B4, B7
#[tokio::test]
async fn a_page_with_the_client_says_when_it_is_due_and_which_build_it_is_of() {
    let page = async |due_in| {
        let desk = FakeDesk {
            parcel: Ok(ParcelView { due_in, ..parcel(Standing::Ready) }),
            pickup: Ok(PickupView { due_in, ..pickup(Standing::Ready, revealed()) }),
            parcels: Ok(ParcelsView { due_in, incidents: vec![], contact: String::new(), parcels: vec![] }),
            contacts: Ok(ContactsView { due_in, ..contacts() }),
            account: Ok(AccountView { due_in, ..account(Adding::Full) }),
            ..FakeDesk::default()
        };
        let caller = signed_in();
        let visit = visit(&desk, &caller, None);
        [
            pages::parcel::page(&visit, ID).await,
            pages::code::page(&visit, ID).await,
            pages::parcels::page(&visit).await,
            pages::contacts::page(&visit, "").await,
            pages::account::page(&visit).await,
        ]
        .map(|answer| html(shown(answer)))
    };
    for html in page(Some(93)).await {
        assert!(html.contains("<main id=\"main\" data-due=\"93\" data-build=\"abcabc\">"), "{html}");
    }
    for html in page(None).await {
        assert!(html.contains("<main id=\"main\" data-build=\"abcabc\">"), "{html}");
    }
    // Nobody is there to ask for it again.
    let still = html(pages::help::page(wording::choose("en")).due_in(Some(93)));
    assert!(still.contains("<main id=\"main\">"), "{still}");
}

/// What is wrong stands at the top, in words of its own, and beside it stands one button at most.
#[tokio::test]
async fn every_cause_has_its_own_words_and_one_thing_to_do() {
    let mut headlines = std::collections::BTreeSet::new();
    for (cause, first) in every_cause() {
        let desk = FakeDesk { help: Ok(help(cause, first)), ..FakeDesk::default() };
        let page = html(shown(pages::diagnosis::page(&visit(&desk, &signed_in(), None), ID, "", "").await));
        let headline =
            page.split("<h1").nth(1).unwrap().split('>').nth(1).unwrap().split('<').next().unwrap();
        assert!(headlines.insert(headline.to_owned()), "{headline} is said twice");
        let answer = page.split("</header>").nth(2).unwrap().split("</section>").next().unwrap();
        // A number brings along what is done with it.
        let (answer, _) = answer.split_once("<div class=\"number\"").unwrap_or((answer, ""));
        let buttons = answer.matches("class=\"button\"").count();
        assert!(buttons <= 1 && !answer.contains("data-kind=\"quiet\""), "{cause:?}: {answer}");
        let id = format!("data-cause=\"{}\"", cause.map_or("", HelpCause::as_str));
        assert_eq!(answer.contains(&id), cause.is_some(), "{cause:?}");
    }
    assert_eq!(headlines.len(), HelpCause::ALL.len() + 1);
}

#[tokio::test]
async fn help_is_one_tap_away_from_list_parcel_and_code() {
    let (desk, caller) = (FakeDesk::default(), signed_in());
    let visit = visit(&desk, &caller, None);
    for page in [
        pages::parcels::page(&visit).await,
        pages::parcel::page(&visit, ID).await,
        pages::code::page(&visit, ID).await,
    ] {
        assert!(html(shown(page)).contains(&format!("href=\"/parcels/{ID}/help\"")));
    }
    for standing in EVERY_STANDING {
        assert!(parcel_page(parcel(standing), None).await.contains("/help\""), "{standing:?}");
    }
}

#[tokio::test]
async fn an_incident_stands_on_every_page_of_a_parcel_and_the_operators_words_turn_nothing_around() {
    let incident = IncidentView {
        trouble: Trouble::Screen,
        place: Some("Hauptbahnhof, south exit".into()),
        since: moment(Day::Today, "13:02"),
        until: Some(moment(Day::Tomorrow, "09:10")),
        words: Some("Somebody\u{202e} is on the way".into()),
    };
    let mut desk = FakeDesk::default();
    desk.parcels.as_mut().unwrap().incidents = vec![incident.clone()];
    desk.parcel.as_mut().unwrap().incidents = vec![incident.clone()];
    desk.pickup.as_mut().unwrap().incidents = vec![incident.clone()];
    desk.help.as_mut().unwrap().incidents = vec![incident];
    let caller = signed_in();
    for answer in [
        pages::parcels::page(&visit(&desk, &caller, None)).await,
        pages::parcel::page(&visit(&desk, &caller, None), ID).await,
        pages::code::page(&visit(&desk, &caller, None), ID).await,
        pages::diagnosis::page(&visit(&desk, &caller, None), ID, "", "").await,
    ] {
        let html = html(shown(answer));
        let words = wording::default();
        assert_eq!(html.matches("data-incident=\"screen\"").count(), 1, "{html}");
        assert!(html.contains(words.incident_headline(Trouble::Screen)), "{html}");
        assert!(html.contains("<bdi>Somebody is on the way</bdi>"), "{html}");
    }
}

#[tokio::test]
async fn whoever_waits_sees_where_the_code_goes_and_says_that_it_is_right_or_proves_it() {
    for channel in [Channel::Sms, Channel::Email, Channel::Push] {
        for proves in [false, true] {
            let way = FirstWayView { contact: 5, channel, shown: "••• 76".into(), proves };
            let waiting = ParcelView { first_way: Some(way), ..parcel(Standing::OnItsWay) };
            let page = parcel_page(waiting, None).await;
            let card = page.split("id=\"first-way\"").nth(1).unwrap().split("</section>").next().unwrap();
            let asks = match (proves, channel) {
                (false, _) => "/api/still_right",
                (true, Channel::Push) => "/api/push_test",
                (true, Channel::Sms | Channel::Email) => "/api/prove_contact",
            };
            assert!(card.contains(asks) && card.matches("<form").count() == 1, "{card}");
            assert!(card.contains("href=\"/contacts\"") && card.contains("value=\"5\""), "{card}");
        }
    }
    assert!(!parcel_page(parcel(Standing::OnItsWay), None).await.contains("first-way"));
}
