//! The mailbox, with a real mail client and with one that misbehaves.

use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor, message::header::ContentType};

use crate::{playground::Playground, smtp_client::SmtpClient};

fn transport(world: &Playground) -> AsyncSmtpTransport<Tokio1Executor> {
    AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous("127.0.0.1")
        .port(world.running.mail.port())
        .build()
}

fn message(to: &[&str], subject: &str, body: &str) -> Message {
    let mut builder =
        Message::builder().from("Doorcode <door@example.org>".parse().unwrap()).subject(subject);
    for to in to {
        builder = builder.to(to.parse().unwrap());
    }
    builder.header(ContentType::TEXT_PLAIN).body(body.to_owned()).unwrap()
}

#[tokio::test]
async fn a_mail_arrives_as_it_was_written() {
    let world = Playground::start().await;
    let body = "Your parcel is here – Fach 14.\n.\n..\n.hidden line\nhttp://127.0.0.1:3000/l/TOKEN";
    let mail = message(&["kim@example.org", "pat@example.org"], "Dein Türcode 🔑", body);
    transport(&world).send(mail).await.unwrap();

    let inbox = world.get_json("/api/messages?to=Kim@example.org").await;
    let arrived = &inbox["messages"][0];
    assert_eq!(arrived["channel"], "email");
    assert_eq!(arrived["from"], "Doorcode <door@example.org>");
    assert_eq!(arrived["subject"], "Dein Türcode 🔑");
    assert_eq!(arrived["body"], body);
    assert_eq!(inbox["last"], 2, "one for each recipient");
}

#[tokio::test]
async fn dots_at_the_very_beginning_are_handled_too() {
    let world = Playground::start().await;
    let mut client = SmtpClient::greeted(world.running.mail).await;
    client.begin("empty@example.org").await;
    assert!(client.ask(".").await.starts_with("250 "));
    client.begin("dots@example.org").await;
    client.say("..dotted: header\r\n\r\n..\r\n.\r\n").await;
    assert!(client.hear().await.starts_with("250 "));
    assert_eq!(world.get_json("/api/messages?to=empty@example.org").await["messages"][0]["body"], "");
    assert_eq!(world.get_json("/api/messages?to=dots@example.org").await["messages"][0]["body"], ".");
}

#[tokio::test]
async fn a_mail_cannot_smuggle_a_second_one() {
    let world = Playground::start().await;
    let mut client = SmtpClient::greeted(world.running.mail).await;
    client.begin("kim@example.org").await;
    client.say("Subject: one\r\n\r\nHello\n.\nMAIL FROM:<evil@example.org>\r\n.\r\n").await;
    assert!(client.hear().await.starts_with("250 "));
    assert_eq!(world.get_json("/api/messages").await["last"], 1);
}

#[tokio::test]
async fn commands_out_of_order_or_unknown_are_refused_and_harm_nothing() {
    let world = Playground::start().await;
    let mut client = SmtpClient::connect(world.running.mail).await;
    assert!(client.ask("MAIL FROM:<door@example.org>").await.starts_with("503 "));
    let offered = client.ask("EHLO test").await;
    for extension in ["SIZE 1048576", "8BITMIME", "PIPELINING", "DSN"] {
        assert!(offered.contains(extension), "{extension} in {offered}");
    }
    for (command, code) in [
        ("RCPT TO:<kim@example.org>", "503"),
        ("DATA", "503"),
        ("NOOP", "250"),
        ("FROBNICATE", "500"),
        ("MAIL FROM:<door@example.org> SIZE=99999999", "552"),
        ("MAIL TO:<door@example.org>", "501"),
        ("AUTH PLAIN AGEAYg==", "502"),
        ("STARTTLS", "502"),
        ("VRFY kim", "252"),
        ("MAIL FROM:<>", "250"),
        ("MAIL FROM:<door@example.org>", "503"),
        ("RSET", "250"),
        ("DATA", "503"),
        ("HELO test", "250"),
        ("QUIT", "221"),
    ] {
        let reply = client.ask(command).await;
        assert!(reply.starts_with(code), "{command}: {reply}");
    }
    assert_eq!(client.rest().await.unwrap(), "");
}

#[tokio::test]
async fn commands_may_be_sent_without_waiting() {
    let world = Playground::start().await;
    let mut client = SmtpClient::greeted(world.running.mail).await;
    client.say("MAIL FROM:<door@example.org>\r\nRCPT TO:<kim@example.org>\r\nDATA\r\n").await;
    for code in ["250", "250", "354"] {
        assert!(client.hear().await.starts_with(code));
    }
    client.say("Subject: one\r\n\r\nHello\r\n.\r\nNOOP\r\n").await;
    for code in ["250", "250"] {
        assert!(client.hear().await.starts_with(code));
    }
    assert_eq!(world.get_json("/api/messages").await["messages"][0]["subject"], "one");
}

#[tokio::test]
async fn what_is_too_long_is_refused() {
    let world = Playground::start().await;
    let mut client = SmtpClient::greeted(world.running.mail).await;
    client.begin("kim@example.org").await;
    client.say(&format!("{}.\r\n", "0123456789abcdef\r\n".repeat(60_000))).await;
    assert!(client.hear().await.starts_with("552 "));
    client.begin("kim@example.org").await;
    client.say(&format!("{}\r\n.\r\n", "x".repeat(999))).await;
    assert!(client.hear().await.starts_with("554 "));
    assert!(client.ask(&format!("NOOP {}", "x".repeat(3_000))).await.starts_with("500 "));
    assert_eq!(world.get_json("/api/messages").await["last"], 0);
}
