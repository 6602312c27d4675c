//! A client that says exactly what it is told.

use std::net::SocketAddr;

use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
};

pub struct SmtpClient(BufReader<TcpStream>);

impl SmtpClient {
    /// Connects and hears the greeting.
    pub async fn connect(address: SocketAddr) -> Self {
        let mut client = Self(BufReader::new(TcpStream::connect(address).await.unwrap()));
        assert!(client.hear().await.starts_with("220 "));
        client
    }

    /// Connects, and is ready to hand over a mail.
    pub async fn greeted(address: SocketAddr) -> Self {
        let mut client = Self::connect(address).await;
        client.ask("EHLO test").await;
        client
    }

    /// Says something as it is.
    pub async fn say(&mut self, text: &str) {
        self.0.write_all(text.as_bytes()).await.unwrap();
    }

    /// Says a line and hears the whole reply to it.
    pub async fn ask(&mut self, line: &str) -> String {
        self.say(&format!("{line}\r\n")).await;
        self.hear().await
    }

    /// The next reply, with all its lines.
    pub async fn hear(&mut self) -> String {
        let mut reply = String::new();
        loop {
            let start = reply.len();
            self.0.read_line(&mut reply).await.unwrap();
            if reply.as_bytes().get(start + 3) != Some(&b'-') {
                return reply;
            }
        }
    }

    /// Hands a mail over as far as the reply to DATA.
    pub async fn begin(&mut self, to: &str) {
        assert!(self.ask("MAIL FROM:<door@example.org>").await.starts_with("250 "));
        assert!(self.ask(&format!("RCPT TO:<{to}>")).await.starts_with("250 "));
        assert!(self.ask("DATA").await.starts_with("354 "));
    }

    /// What comes until the other side closes.
    pub async fn rest(mut self) -> std::io::Result<String> {
        let mut rest = String::new();
        self.0.read_to_string(&mut rest).await.map(|_| rest)
    }
}
