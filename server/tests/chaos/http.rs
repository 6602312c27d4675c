//! Just enough of HTTP/1.1 to answer badly: a connection that can be left hanging, or reset.

use percent_encoding::percent_decode_str;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// A request, read to its end.
pub struct Request {
    /// `GET` or `POST`.
    pub method: String,
    /// The fields of its form or of its query.
    pub fields: Vec<(String, String)>,
}

impl Request {
    /// The field of that name.
    pub fn field(&self, name: &str) -> String {
        self.fields
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.clone())
            .unwrap_or_default()
    }
}

/// The next request of a connection; none when it has ended.
pub async fn read(stream: &mut TcpStream) -> Option<Request> {
    let mut bytes = Vec::new();
    let head = loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break String::from_utf8_lossy(&bytes.drain(..end + 4).collect::<Vec<_>>()).into_owned();
        }
        more(stream, &mut bytes).await?;
    };
    let length = head
        .lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .map_or(0, |(_, value)| value.trim().parse().unwrap());
    while bytes.len() < length {
        more(stream, &mut bytes).await?;
    }
    let mut line = head.lines().next()?.split(' ');
    let (method, target) = (line.next()?.to_owned(), line.next()?.to_owned());
    let body = String::from_utf8(bytes).ok()?;
    let form = if method == "POST" { &body } else { target.split_once('?').map_or("", |(_, query)| query) };
    Some(Request { method, fields: fields(form) })
}

async fn more(stream: &mut TcpStream, bytes: &mut Vec<u8>) -> Option<()> {
    (stream.read_buf(bytes).await.ok()? > 0).then_some(())
}

fn fields(form: &str) -> Vec<(String, String)> {
    let plain = |text: &str| percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned();
    form.split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (plain(name), plain(value)))
        .collect()
}

/// Answers; `header` is empty or one whole line.
pub async fn answer(stream: &mut TcpStream, status: &str, header: &str, body: &str) {
    let length = body.len();
    let text = format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n{header}\r\n{body}"
    );
    let _ = stream.write_all(text.as_bytes()).await;
}

/// Says nothing until the other side has gone.
pub async fn hang(stream: &mut TcpStream) {
    let mut bytes = Vec::new();
    while more(stream, &mut bytes).await.is_some() {}
}

/// Breaks the connection off (RST), so that the other side cannot tell what became of its request.
pub fn reset(stream: &TcpStream) {
    let _ = stream.set_zero_linger();
}
