//! The server functions, as their handler calls them.

use std::sync::{Arc, Mutex};

use app::{
    actions,
    flash::Flash,
    port::{BearerToken, Caller, SharedDesk},
    problem::Problem,
    reply::{Reply, SharedReply},
};
use leptos::{
    prelude::{Owner, provide_context},
    reactive::computed::ScopedFuture,
};

use crate::support::{FakeDesk, ID};

#[derive(Default)]
struct Said {
    wants_html: bool,
    lines: Mutex<Vec<String>>,
}

impl Said {
    fn say(&self, line: String) {
        self.lines.lock().unwrap().push(line);
    }
}

impl Reply for Said {
    fn wants_html(&self) -> bool {
        self.wants_html
    }
    fn redirect(&self, path: &str) {
        self.say(format!("to {path}"));
    }
    fn set_status(&self, status: u16) {
        self.say(format!("status {status}"));
    }
    fn set_retry_after(&self, seconds: u32) {
        self.say(format!("again after {seconds}"));
    }
    fn set_session(&self, token: &BearerToken) {
        self.say(format!("session {}", token.reveal()));
    }
    fn clear_session(&self) {
        self.say("no session".into());
    }
    fn set_sign_in(&self, token: &BearerToken) {
        self.say(format!("sign-in {}", token.reveal()));
    }
    fn clear_sign_in(&self) {
        self.say("no sign-in".into());
    }
    fn keep(&self, told: &Flash, page: &str) {
        let (problem, form) = (told.problem().unwrap().to_code(), told.form());
        let typed: Vec<_> = form.typed.iter().map(|(name, text)| format!(" {name}={text}")).collect();
        self.say(format!("keep {problem} of {}{} for {page}", form.name, typed.concat()));
    }
}

/// Runs an action and tells its result, what it said, and what it asked the desk.
async fn run(
    done: Result<(), Problem>,
    wants_html: bool,
    action: impl Future<Output = Result<(), Problem>>,
) -> (Result<(), Problem>, String, String) {
    run_at(FakeDesk { done, ..FakeDesk::default() }, wants_html, action).await
}

async fn run_at(
    desk: FakeDesk,
    wants_html: bool,
    action: impl Future<Output = Result<(), Problem>>,
) -> (Result<(), Problem>, String, String) {
    let desk = Arc::new(desk);
    let said = Arc::new(Said { wants_html, ..Said::default() });
    let owner = Owner::new();
    let result = owner
        .with(|| {
            provide_context::<SharedDesk>(desk.clone());
            provide_context(Caller::default());
            provide_context::<SharedReply>(said.clone());
            ScopedFuture::new(action)
        })
        .await;
    let asked = desk.asked.lock().unwrap().join("; ");
    let said = said.lines.lock().unwrap().join("; ");
    (result, said, asked)
}

#[tokio::test]
async fn each_form_asks_the_desk_and_leads_on() {
    let id = || ID.to_owned();
    let (_, said, asked) = run(Ok(()), true, actions::find("RR 473".into(), "k@example.org".into())).await;
    assert_eq!(
        (said.as_str(), asked.as_str()),
        ("sign-in token; to /sign-in", r#"Find { tracking: "RR 473", contact: "k@example.org" }"#)
    );

    let (_, said, asked) = run(Ok(()), true, actions::another("email".into(), String::new())).await;
    assert_eq!(
        (said.as_str(), asked.as_str()),
        ("to /sign-in", r#"Another { channel: "email", station: "" }"#)
    );

    let (_, said, asked) = run(Ok(()), true, actions::prove("482 913".into(), String::new())).await;
    assert_eq!(said, "session session; no sign-in; to /parcels/7K2QX9M3WZT5");
    assert_eq!(asked, r#"Prove { code: "482 913", station: "" }"#);

    let here = || "BER-042".to_owned();
    let (_, said, asked) = run(Ok(()), true, actions::find_here(here(), "k@example.org".into())).await;
    assert_eq!(said, "sign-in token; to /at/BER-042/sign-in");
    assert_eq!(asked, r#"FindHere { station: "BER-042", contact: "k@example.org" }"#);
    let (_, said, _) = run(Ok(()), true, actions::prove("482 913".into(), here())).await;
    assert_eq!(said, "session session; no sign-in; to /at/BER-042");
    let (_, said, _) = run(Ok(()), true, actions::enter_by_passkey("c".into(), "{}".into(), here())).await;
    assert_eq!(said, "session session; no sign-in; to /at/BER-042");

    let desk = FakeDesk { entered: None, ..FakeDesk::default() };
    let (_, said, asked) = run_at(desk, true, actions::enter("t0ken".into())).await;
    assert_eq!(
        (said.as_str(), asked.as_str()),
        ("session session; no sign-in; to /parcels", r#"Enter { token: "t0ken" }"#)
    );

    let (_, said, asked) = run(Ok(()), true, actions::reveal(id(), String::new())).await;
    assert_eq!(
        (said.as_str(), asked.as_str()),
        ("to /parcels/7K2QX9M3WZT5/code", r#"Reveal { parcel: "7K2QX9M3WZT5", answer: "" }"#)
    );

    let (_, said, asked) =
        run(Ok(()), true, actions::resend(id(), "sms".into(), "R4ND0M".into(), String::new())).await;
    assert_eq!(said, "to /parcels/7K2QX9M3WZT5#messages");
    assert_eq!(asked, r#"Resend { parcel: "7K2QX9M3WZT5", channel: "sms", request: "R4ND0M", answer: "" }"#);

    let (_, said, asked) = run(Ok(()), true, actions::sign_out()).await;
    assert_eq!((said.as_str(), asked.as_str()), ("no session; to /", "SignOut"));
}

#[tokio::test]
async fn a_browser_is_sent_back_to_the_form_with_the_problem() {
    for (problem, to) in [
        (Problem::WrongCode, "keep wrong-code of prove for /sign-in; to /sign-in"),
        (Problem::Wait(40), "keep wait-40 of prove for /sign-in; to /sign-in"),
        (Problem::SignInOver, "keep sign-in-over of prove for /; to /"),
    ] {
        let (result, said, _) = run(Err(problem), true, actions::prove("1".into(), String::new())).await;
        assert_eq!((result, said.as_str()), (Ok(()), to));
    }
    for (problem, to) in [
        (Problem::WrongCode, "/at/BER-042/sign-in"),
        (Problem::SignInOver, "/at/BER-042"),
        (Problem::Held(6), "/at/BER-042"),
    ] {
        let kept = format!("keep {} of prove for {to}; to {to}", problem.to_code());
        let (_, said, _) = run(Err(problem), true, actions::prove("1".into(), "BER-042".into())).await;
        assert_eq!(said, kept);
    }
    // Whatever stands in the field leads to no other site.
    let (_, said, _) = run(Ok(()), true, actions::prove("1".into(), "/evil.example/\r\n".into())).await;
    assert!(said.ends_with("to /at/evilexample"), "{said}");
    let resend = actions::resend(ID.into(), "sms".into(), "r".into(), String::new());
    let (_, said, _) = run(Err(Problem::SpentToday), true, resend).await;
    let page = "/parcels/7K2QX9M3WZT5";
    assert_eq!(said, format!("keep spent-today of resend for {page}; to {page}#messages"));
    // What was typed goes with it, and is told to nobody else.
    let change = actions::change_contact("7".into(), "kim@gmial.com".into(), String::new());
    let (_, said, _) = run(Err(Problem::LastWay), true, change).await;
    let kept = "keep last-way of change_contact/7 address=kim@gmial.com for /contacts";
    assert_eq!(said, format!("{kept}; to /contacts"));
}

#[tokio::test]
async fn a_link_that_is_over_leaves_its_token_behind() {
    let (_, said, _) = run(Err(Problem::LinkOver), true, actions::enter("t0ken".into())).await;
    assert_eq!(said, "keep link-over of enter for /; to /");
}

#[tokio::test]
async fn a_program_gets_a_status_and_no_redirect() {
    let (result, said, _) =
        run(Err(Problem::Wait(40)), false, actions::another("sms".into(), String::new())).await;
    assert_eq!((result, said.as_str()), (Err(Problem::Wait(40)), "status 429; again after 40"));
}

// L: a 429 says when to come back.
#[tokio::test]
async fn whatever_was_too_often_says_when_to_come_back() {
    for (problem, seconds) in
        [(Problem::NoMoreCodes(7_200), 7_200), (Problem::Held(6), 6), (Problem::SpentToday, 3_600)]
    {
        let (_, said, _) = run(Err(problem.clone()), false, actions::prove("1".into(), String::new())).await;
        assert_eq!(said, format!("status 429; again after {seconds}"));
        assert_eq!(Problem::from_code(&problem.to_code()), Some(problem));
    }
}

#[tokio::test]
async fn an_action_without_its_surroundings_is_refused() {
    assert_eq!(actions::sign_out().await, Err(Problem::Unavailable(String::new())));
}
