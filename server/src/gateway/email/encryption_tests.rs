//! Conversations with a relay that encrypts and asks who we are, with a certificate made for the test.

use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use lettre::transport::smtp::client::Certificate;
use rustls::{ServerConfig, crypto::ring::default_provider, pki_types::PrivatePkcs8KeyDer};
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_rustls::TlsAcceptor;

use super::{
    tests::{Act, Answer, LETTER, OK, Say, follow, message, not_now, script},
    *,
};

const SIGNED_IN: &str = "235 2.7.0 Welcome\r\n";
const BY_PLAIN: &str = "250-relay.example.org\r\n250 AUTH PLAIN LOGIN\r\n";
/// Greeting, the offer to encrypt, and the answer to taking it.
const IN_THE_CLEAR: [Act; 3] = [
    Say("220 relay.example.org\r\n"),
    Answer("250-relay.example.org\r\n250 STARTTLS\r\n"),
    Answer("220 2.0.0 Go ahead\r\n"),
];
/// What is said once more when nobody else listens.
const ENCRYPTED: [Act; 3] = [Answer(BY_PLAIN), Answer(SIGNED_IN), Answer(BY_PLAIN)];

/// What the relay heard in the clear, and what it heard encrypted.
type Heard = (Vec<String>, Vec<String>);

/// A relay at `localhost` that follows one script in the clear and one encrypted, and who vouches for it.
async fn relay(clear: Vec<Act>, encrypted: Vec<Act>) -> (u16, Certificate, JoinHandle<Heard>) {
    let _ = default_provider().install_default();
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let authority = Certificate::from_der(made.cert.der().to_vec()).unwrap();
    let key = PrivatePkcs8KeyDer::from(made.signing_key.serialize_der());
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key.into())
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let task = tokio::spawn(async move {
        let (mut in_the_clear, mut secret) = (Vec::new(), Vec::new());
        let (stream, _) = listener.accept().await.unwrap();
        let stream = follow(stream, &clear, &mut in_the_clear).await;
        if let Ok(stream) = acceptor.accept(stream).await {
            follow(stream, &encrypted, &mut secret).await;
        }
        (in_the_clear, secret)
    });
    (port, authority, task)
}

fn email(url: &str, authority: Option<&Certificate>) -> Email {
    Email::with(Relay::trusting(url, authority).unwrap(), "codes@example.org".parse().unwrap())
}

fn plain() -> String {
    format!("AUTH PLAIN {}\r\n", STANDARD.encode("\0us@er\0p:w"))
}

#[tokio::test]
async fn password_and_letter_are_said_after_the_encryption_began() {
    let encrypted = script(&[&ENCRYPTED, &LETTER, &[Say(OK)]]);
    let (port, authority, task) = relay(IN_THE_CLEAR.to_vec(), encrypted).await;
    let email = email(
        &format!("smtp://us%40er:p%3Aw@localhost:{port}/desk.example.org?tls=required"),
        Some(&authority),
    );
    assert!(matches!(email.send(&message()).await, Outcome::Accepted(_)));
    let (clear, secret) = task.await.unwrap();
    assert_eq!(clear, ["EHLO desk.example.org\r\n", "STARTTLS\r\n"]);
    assert_eq!(secret[..2], ["EHLO desk.example.org\r\n".to_owned(), plain()]);
    assert!(secret.last().unwrap().contains("To: kim@example.net\r\n"));
}

#[tokio::test]
async fn a_relay_that_encrypts_from_the_first_byte_is_spoken_to_so() {
    let by_login = "250-relay.example.org\r\n250 AUTH LOGIN\r\n";
    let welcome = [
        Say("220 relay.example.org\r\n"),
        Answer(by_login),
        Answer("334 VXNlcm5hbWU6\r\n"),
        Answer("334 UGFzc3dvcmQ6\r\n"),
        Answer(SIGNED_IN),
        Answer(by_login),
    ];
    let (port, authority, task) = relay(Vec::new(), script(&[&welcome, &LETTER, &[Say(OK)]])).await;
    let email = email(&format!("smtps://us%40er:p%3Aw@localhost:{port}"), Some(&authority));
    assert!(matches!(email.send(&message()).await, Outcome::Accepted(_)));
    let (clear, secret) = task.await.unwrap();
    assert!(clear.is_empty());
    let said = |text: &str| format!("{}\r\n", STANDARD.encode(text));
    assert_eq!(secret[1..4], ["AUTH LOGIN\r\n".to_owned(), said("us@er"), said("p:w")]);
}

#[tokio::test]
async fn a_relay_nobody_vouches_for_hears_no_password() {
    for (host, vouched) in [("localhost", false), ("127.0.0.1", true)] {
        let (port, authority, task) = relay(IN_THE_CLEAR.to_vec(), ENCRYPTED.to_vec()).await;
        let authority = vouched.then_some(&authority);
        let email = email(&format!("smtp://us%40er:p%3Aw@{host}:{port}?tls=required"), authority);
        assert_eq!(email.send(&message()).await, not_now("unreachable"), "{host}");
        let (clear, secret) = task.await.unwrap();
        assert_eq!(clear.len(), 2, "{clear:?}");
        assert!(secret.is_empty(), "{secret:?}");
    }
}

#[tokio::test]
async fn a_password_the_relay_refuses_says_nothing_about_the_customer() {
    let refusing = [Answer(BY_PLAIN), Answer("535 5.7.8 Who are you?\r\n")];
    let (port, authority, task) = relay(IN_THE_CLEAR.to_vec(), refusing.to_vec()).await;
    let email = email(&format!("smtp://us%40er:p%3Aw@localhost:{port}?tls=required"), Some(&authority));
    assert_eq!(email.send(&message()).await, not_now("535 5.7.8"));
    assert_eq!(task.await.unwrap().1.last(), Some(&plain()));
}
