//! A finished document as an answer, compressed where the browser takes it.

use std::cell::RefCell;

use axum::{
    http::{HeaderMap, HeaderValue, header},
    response::{Html, IntoResponse, Response},
};
use flate2::{Compress, Compression, FlushCompress};

/// A document and whether it may be compressed.
pub struct Document {
    html: String,
    gzip: bool,
}

impl Document {
    /// A document for whoever sent these headers.
    pub fn new(html: String, headers: &HeaderMap) -> Self {
        let accepted =
            headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
        // `gzip;q=0` forbids it (RFC 9110, 12.5.3); nobody sends it, and then plain is right.
        let gzip = accepted.split(',').any(|coding| coding.trim() == "gzip");
        Self { html, gzip }
    }
}

impl IntoResponse for Document {
    fn into_response(self) -> Response {
        let packed = if self.gzip { pack(self.html.as_bytes()) } else { None };
        let mut response = match packed {
            Some(packed) => {
                let mut response = Html(packed).into_response();
                response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
                response
            }
            None => Html(self.html).into_response(),
        };
        response
            .headers_mut()
            .insert(header::VARY, HeaderValue::from_static("accept-encoding, accept-language"));
        response
    }
}

thread_local! {
    // The quickest level: a page is small, and the next ones cost more time than their bytes save. One for each
    // thread, because setting one up costs as much as packing a page.
    static PACKER: RefCell<Compress> = RefCell::new(Compress::new_gzip(Compression::new(1), 15));
}

fn pack(text: &[u8]) -> Option<Vec<u8>> {
    PACKER.with_borrow_mut(|packer| {
        packer.reset();
        // Deflate stores what it cannot shrink, at five bytes for each 16 kB.
        let mut packed = Vec::with_capacity(text.len() + text.len() / 1_000 + 64);
        let status = packer.compress_vec(text, &mut packed, FlushCompress::Finish).ok()?;
        (status == flate2::Status::StreamEnd).then_some(packed)
    })
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn what_is_packed_comes_out_again_also_the_second_time() {
        let noise: Vec<u8> =
            (0..50_000_u32).map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()[1]).collect();
        for text in [b"<!doctype html><p>482 913".repeat(300).as_slice(), b"", noise.as_slice()] {
            let mut read = Vec::new();
            flate2::read::GzDecoder::new(pack(text).unwrap().as_slice()).read_to_end(&mut read).unwrap();
            assert_eq!(read, text);
        }
    }

    #[test]
    fn only_who_takes_gzip_gets_it() {
        for (accepted, packed) in [
            ("gzip, deflate, br", true),
            ("br;q=1.0, gzip", true),
            ("br", false),
            ("", false),
            ("gzip;q=0", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(accepted));
            let response = Document::new("<p>".to_owned(), &headers).into_response();
            assert_eq!(response.headers().contains_key(header::CONTENT_ENCODING), packed, "{accepted}");
        }
    }
}
