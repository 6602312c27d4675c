//! Conversations with a relay that follows a script.

use domain::{contact, receipt::Verdict};
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader},
    net::TcpListener,
    task::JoinHandle,
};

use super::*;

/// What the relay does next.
#[derive(Clone, Copy)]
pub enum Act {
    /// Says these lines.
    Say(&'static str),
    /// Reads a line and says these.
    Answer(&'static str),
    /// Reads a letter up to its last line.
    Letter,
    /// Says nothing until the other side hangs up.
    Silence,
}
pub use Act::{Answer, Letter, Say, Silence};

const PLAIN: &str = "250-relay.example.org\r\n250-DSNX\r\n250 8BITMIME\r\n";
const REPORTING: &str = "250-DSN.example.org\r\n250-SIZE 1000\r\n250 dsn\r\n";
pub const OK: &str = "250 2.0.0 Ok\r\n";
const GO_ON: &str = "354 Go on\r\n";
const TAKEN: &str = "250-2.0.0 Ok: queued as 4XyZ\r\n250 bye\r\n";

/// Greeting and both times EHLO.
const WELCOME: [Act; 3] = [Say("220 relay.example.org\r\n"), Answer(PLAIN), Answer(PLAIN)];
pub const LETTER: [Act; 4] = [Answer(OK), Answer(OK), Answer(GO_ON), Letter];

/// A relay that follows one script for each connection; at the end of a script it hangs up. Brings what it heard.
async fn relay(scripts: Vec<Vec<Act>>) -> (Email, JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://{}", listener.local_addr().unwrap());
    let task = tokio::spawn(async move {
        let mut heard = Vec::new();
        for script in scripts {
            let (stream, _) = listener.accept().await.unwrap();
            follow(stream, &script, &mut heard).await;
        }
        heard
    });
    let email = Email::new(&url, "Doorcode <codes@example.org>".parse().unwrap()).unwrap();
    (email, task)
}

/// Plays one script to its end, notes what it heard, and gives the connection back.
pub async fn follow<S: AsyncRead + AsyncWrite + Unpin>(
    stream: S,
    script: &[Act],
    heard: &mut Vec<String>,
) -> S {
    let mut stream = BufReader::new(stream);
    for act in script {
        let mut line = String::new();
        match act {
            Say(text) => stream.write_all(text.as_bytes()).await.unwrap(),
            Answer(text) => {
                stream.read_line(&mut line).await.unwrap();
                heard.push(line);
                stream.write_all(text.as_bytes()).await.unwrap();
            }
            Letter => {
                let mut letter = String::new();
                while stream.read_line(&mut line).await.unwrap() > 0 && line != ".\r\n" {
                    letter.push_str(&line);
                    line.clear();
                }
                heard.push(letter);
            }
            Silence => drop(stream.read_to_string(&mut line).await),
        }
    }
    stream.into_inner()
}

pub fn script(acts: &[&[Act]]) -> Vec<Act> {
    acts.concat()
}

pub fn message() -> Message {
    Message {
        address: contact::Address::email("kim@example.net").unwrap(),
        subject: "Ihr Paket für Kim".into(),
        body: "Ihr Code: 123 456\n.\nBis später".into(),
        useful_for: Duration::from_secs(600),
        reference: "r3fErence-_Token".into(),
        browser: None,
    }
}

/// The outcome of one message to a relay with this script, after its greeting.
async fn outcome(acts: &[Act]) -> Outcome {
    let (email, task) = relay(vec![script(&[&WELCOME, acts])]).await;
    let outcome = email.send(&message()).await;
    drop(email);
    task.await.unwrap();
    outcome
}

pub fn not_now(code: &str) -> Outcome {
    Outcome::NotNow { code: code.into(), after: None }
}

fn unknown(code: &str) -> Outcome {
    Outcome::Unknown { code: code.into() }
}

fn refused(report: Report, cause: Cause, code: &str) -> Outcome {
    Outcome::Refused { verdict: Verdict { report, cause: Some(cause) }, code: code.into() }
}

const MOMENT: Duration = Duration::from_millis(50);

#[tokio::test]
async fn a_letter_that_the_relay_took_is_accepted_under_the_relays_name_for_it() {
    let (email, task) = relay(vec![script(&[&WELCOME, &LETTER, &[Say(TAKEN)]])]).await;
    let outcome = email.send(&message()).await;
    assert_eq!(outcome, Outcome::Accepted(Some("2.0.0 Ok: queued as 4XyZ".into())));
    let heard = task.await.unwrap();
    let letter = heard.last().unwrap();
    for line in [
        "From: Doorcode <codes@example.org>\r\n",
        "To: kim@example.net\r\n",
        "Message-ID: <r3fErence-_Token@example.org>\r\n",
        "Auto-Submitted: auto-generated\r\n",
        "MIME-Version: 1.0\r\n",
        "Content-Type: text/plain; charset=utf-8\r\n",
        "\r\nDate: ",
        // A dot alone would end the letter.
        "\r\n..\r\n",
    ] {
        assert!(letter.contains(line), "{line:?} is missing in\n{letter}");
    }
    assert!(letter.is_ascii());
}

#[tokio::test]
async fn an_endless_answer_is_cut() {
    let long: &'static str = Box::leak(format!("250 {}\r\n", "ä".repeat(300)).into_boxed_str());
    let outcome = outcome(&script(&[&LETTER, &[Say(long)]])).await;
    assert_eq!(outcome, Outcome::Accepted(Some("ä".repeat(120))));
}

#[tokio::test]
async fn before_the_last_line_whatever_breaks_has_surely_not_been_taken() {
    let up_to = |steps: usize, then: &[Act]| script(&[&LETTER[..steps], then]);
    for (acts, expected) in [
        (up_to(0, &[Answer("550 5.7.1 Not from there\r\n")]), not_now("550 5.7.1")),
        (up_to(1, &[Answer("450 4.2.0 Greylisted\r\n")]), not_now("450 4.2.0")),
        (up_to(1, &[Answer("451 Later\r\n")]), not_now("451")),
        (up_to(1, &[Answer("")]), not_now("broken_answer")),
        (up_to(1, &[Answer("Hello?\r\n")]), not_now("broken_answer")),
        (up_to(1, &[Answer("354 Go on already\r\n")]), not_now("broken_answer")),
        (up_to(2, &[Answer("421 4.3.2 Going down\r\n")]), not_now("421 4.3.2")),
        (up_to(2, &[Answer("250 What?\r\n")]), not_now("broken_answer")),
        (up_to(2, &[Answer("")]), not_now("broken_answer")),
        (up_to(4, &[Say("452 4.3.1 Disk full\r\n")]), not_now("452 4.3.1")),
    ] {
        assert_eq!(outcome(&acts).await, expected);
    }
}

#[tokio::test]
async fn a_lasting_no_about_the_recipient_is_a_refusal() {
    let at_rcpt = outcome(&[Answer(OK), Answer("550-5.1.1 No such\r\n550 5.1.1 mailbox\r\n")]).await;
    assert_eq!(at_rcpt, refused(Report::FailedForGood, Cause::NoSuchAddress, "550 5.1.1"));
    let at_end = outcome(&script(&[&LETTER, &[Say("554 5.7.1 Looks like spam\r\n")]])).await;
    assert_eq!(at_end, refused(Report::Blocked, Cause::Filtered, "554 5.7.1"));
}

#[tokio::test]
async fn after_the_last_line_only_an_answer_tells() {
    assert_eq!(outcome(&LETTER).await, unknown("broken_answer"));
    assert_eq!(outcome(&script(&[&LETTER, &[Say("2")]])).await, unknown("broken_answer"));
    assert_eq!(outcome(&script(&[&LETTER, &[Say("Thanks!\r\n")]])).await, unknown("broken_answer"));
    assert_eq!(outcome(&script(&[&LETTER, &[Say("354 More\r\n")]])).await, unknown("broken_answer"));
}

#[tokio::test]
async fn silence_after_the_last_line_is_an_unknown_outcome() {
    let (mut email, task) = relay(vec![script(&[&WELCOME, &LETTER, &[Silence]])]).await;
    email.deadlines.answer = MOMENT;
    assert_eq!(email.send(&message()).await, unknown("no_answer"));
    task.await.unwrap();
}

#[tokio::test]
async fn silence_at_any_step_before_is_not_waited_for() {
    for step in 0..3 {
        let (mut email, task) = relay(vec![script(&[&WELCOME, &LETTER[..step], &[Silence]])]).await;
        email.deadlines.step = MOMENT;
        assert_eq!(email.send(&message()).await, not_now("no_answer"), "step {step}");
        task.await.unwrap();
    }
}

#[tokio::test]
async fn a_greeting_that_does_not_come_is_not_waited_for() {
    let (mut email, task) = relay(vec![vec![Silence]]).await;
    email.deadlines.connect = MOMENT;
    assert_eq!(email.send(&message()).await, not_now("no_answer"));
    task.await.unwrap();
}

#[tokio::test]
async fn a_relay_that_takes_nothing_now_is_asked_again_later() {
    for (greeting, code) in [
        ("421 4.3.2 Too many connections\r\n", "421 4.3.2"),
        ("554 5.7.1 Not from there\r\n", "554 5.7.1"),
        ("", "unreachable"),
    ] {
        let (email, task) = relay(vec![vec![Say(greeting)]]).await;
        assert_eq!(email.send(&message()).await, not_now(code));
        task.await.unwrap();
    }
    let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let email = Email::new(&format!("smtp://{nobody}"), "codes@example.org".parse().unwrap()).unwrap();
    assert_eq!(email.send(&message()).await, not_now("unreachable"));
}

#[tokio::test]
async fn without_the_encryption_we_need_nothing_is_said() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://{}?tls=required", listener.local_addr().unwrap());
    let task = tokio::spawn(async move {
        let mut heard = Vec::new();
        let (stream, _) = listener.accept().await.unwrap();
        follow(stream, &script(&[&WELCOME[..2], &[Silence]]), &mut heard).await;
        heard
    });
    let email = Email::new(&url, "codes@example.org".parse().unwrap()).unwrap();
    assert_eq!(email.send(&message()).await, not_now("not_offered"));
    assert_eq!(task.await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_relay_that_does_not_report_is_not_asked_to() {
    let (email, task) = relay(vec![script(&[&WELCOME, &LETTER, &[Say(OK)]])]).await;
    email.send(&message()).await;
    let heard = task.await.unwrap();
    assert_eq!(heard[2..4], ["MAIL FROM:<codes@example.org>\r\n", "RCPT TO:<kim@example.net>\r\n"]);
}

#[tokio::test]
async fn a_relay_that_reports_is_asked_to_by_the_reference() {
    let welcome = [WELCOME[0], Answer(REPORTING), Answer(REPORTING)];
    let (email, task) = relay(vec![script(&[&welcome, &LETTER, &[Say(OK)]])]).await;
    let email = email.with_bounces(Some("bounces@example.org".parse().unwrap()));
    email.send(&message()).await;
    let heard = task.await.unwrap();
    assert_eq!(
        heard[2..4],
        [
            "MAIL FROM:<bounces+r3fErence-_Token@example.org> RET=HDRS ENVID=r3fErence-_Token\r\n",
            "RCPT TO:<kim@example.net> NOTIFY=SUCCESS,FAILURE,DELAY\r\n"
        ]
    );
}

#[tokio::test]
async fn a_relay_that_will_not_be_greeted_twice_still_gets_the_letter() {
    let welcome = [WELCOME[0], WELCOME[1], Answer("503 5.5.1 Again?\r\n")];
    let (email, task) = relay(vec![script(&[&welcome, &LETTER, &[Say(OK)]])]).await;
    assert!(matches!(email.send(&message()).await, Outcome::Accepted(_)));
    task.await.unwrap();
}

#[tokio::test]
async fn the_next_letter_goes_over_the_same_connection_also_after_a_refusal() {
    let no = [Answer(OK), Answer("550 5.1.1 Unknown\r\n")];
    let acts =
        script(&[&WELCOME, &no, &[Answer(OK)], &LETTER, &[Say(OK)], &[Answer(OK)], &LETTER, &[Say(OK)]]);
    let (email, task) = relay(vec![acts]).await;
    assert!(matches!(email.send(&message()).await, Outcome::Refused { .. }));
    assert!(matches!(email.send(&message()).await, Outcome::Accepted(_)));
    assert!(matches!(email.send(&message()).await, Outcome::Accepted(_)));
    let heard = task.await.unwrap();
    assert_eq!(heard.iter().filter(|line| *line == "RSET\r\n").count(), 2);
}

#[tokio::test]
async fn a_kept_connection_that_died_is_replaced_without_a_word() {
    let whole = script(&[&WELCOME, &LETTER, &[Say(OK)]]);
    let going_down = script(&[&whole, &[Say("421 4.4.2 Idle for too long\r\n")]]);
    let (email, task) = relay(vec![whole.clone(), going_down, whole]).await;
    for outcome in [email.send(&message()).await, email.send(&message()).await, email.send(&message()).await]
    {
        assert!(matches!(outcome, Outcome::Accepted(_)), "{outcome:?}");
    }
    task.await.unwrap();
}

#[tokio::test]
async fn a_kept_connection_that_says_nothing_is_replaced_too() {
    let whole = script(&[&WELCOME, &LETTER, &[Say(OK)]]);
    let silent = script(&[&whole, &[Silence]]);
    let (mut email, task) = relay(vec![silent, whole]).await;
    email.deadlines.check = MOMENT;
    assert!(matches!(email.send(&message()).await, Outcome::Accepted(_)));
    assert!(matches!(email.send(&message()).await, Outcome::Accepted(_)));
    task.await.unwrap();
}
