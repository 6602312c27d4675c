//! Forms that bring a file (`multipart/form-data`, RFC 7578): what was typed becomes a form like any other, and the file
//! stands beside it. What is wrong with the file never loses what was typed: files come last.

use std::sync::Arc;

use app::port::Attached;
use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, StatusCode, header},
};
use multer::{Field, Multipart};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use tokio::sync::OwnedSemaphorePermit;

use crate::{
    listen,
    photo::{Darkroom, MOST},
};

/// Bytes of what was typed, at most.
const TYPED: usize = 16 * 1024;
/// Bytes that are read of a file that is too large, so that the browser gets to hear of it.
const DRAINED: usize = 4 * MOST;
/// Parts of a form, at most.
const PARTS: usize = 32;

/// What came.
pub struct Upload {
    /// What was typed, as `application/x-www-form-urlencoded`.
    pub form: Vec<u8>,
    /// The file, if one was chosen.
    pub file: Option<Attached>,
    /// Its bytes are counted for as long as this is kept.
    pub held: Option<OwnedSemaphorePermit>,
}

/// The boundary between the parts of a form, where it has parts.
pub fn boundary(headers: &HeaderMap) -> Option<String> {
    let kind = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    multer::parse_boundary(kind).ok()
}

/// Reads a form with a file.
pub async fn read(darkroom: &Darkroom, boundary: String, body: Body) -> Result<Upload, StatusCode> {
    let mut parts = Multipart::new(body.into_data_stream(), boundary);
    let mut upload = Upload { form: Vec::new(), file: None, held: None };
    for _ in 0..PARTS {
        let part = match parts.next_field().await {
            Ok(Some(part)) => part,
            Ok(None) => return Ok(upload),
            // What comes after a file, or instead of its end, is not waited for.
            Err(_) if upload.file.is_some() => return Ok(upload),
            Err(error) => return Err(status(&error)),
        };
        if part.file_name().is_some() {
            upload.file = file(darkroom, part, &mut upload.held).await;
        } else {
            typed(part, &mut upload.form).await?;
        }
    }
    Err(StatusCode::BAD_REQUEST)
}

async fn typed(mut part: Field<'_>, form: &mut Vec<u8>) -> Result<(), StatusCode> {
    let name = part.name().unwrap_or_default().to_owned();
    let mut value = Vec::new();
    while let Some(chunk) = part.chunk().await.map_err(|error| status(&error))? {
        if form.len() + value.len() + chunk.len() > TYPED {
            return Err(StatusCode::PAYLOAD_TOO_LARGE);
        }
        value.extend_from_slice(&chunk);
    }
    let value = String::from_utf8(value).map_err(|_| StatusCode::BAD_REQUEST)?;
    if !form.is_empty() {
        form.push(b'&');
    }
    let plain = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    form.extend_from_slice(format!("{}={}", plain(&name), plain(&value)).as_bytes());
    Ok(())
}

/// The file; nothing where none was chosen, for a browser then sends an empty one.
async fn file(
    darkroom: &Darkroom,
    mut part: Field<'_>,
    held: &mut Option<OwnedSemaphorePermit>,
) -> Option<Attached> {
    let (mut read, mut bytes) = (0, Vec::new());
    let mut wrong = None;
    loop {
        let chunk: Bytes = match part.chunk().await {
            Ok(Some(chunk)) => chunk,
            Ok(None) => break,
            Err(_) => return Some(Attached::Broken),
        };
        read += chunk.len();
        if read > MOST {
            wrong = Some(Attached::TooLarge);
        } else if wrong.is_none() && !hold(darkroom, held, chunk.len()) {
            wrong = Some(Attached::Busy);
        }
        if wrong.is_some() {
            bytes = Vec::new();
            *held = None;
        } else {
            bytes.extend_from_slice(&chunk);
        }
        if read > DRAINED {
            break;
        }
    }
    match wrong {
        Some(wrong) => Some(wrong),
        None if bytes.is_empty() => None,
        None => Some(Attached::File(Arc::new(bytes))),
    }
}

/// Counts bytes that are held; `false` when too many are.
fn hold(darkroom: &Darkroom, held: &mut Option<OwnedSemaphorePermit>, bytes: usize) -> bool {
    let Ok(bytes) = u32::try_from(bytes) else { return false };
    let Ok(more) = Arc::clone(&darkroom.held).try_acquire_many_owned(bytes) else { return false };
    match held {
        Some(held) => held.merge(more),
        None => *held = Some(more),
    }
    true
}

fn status(error: &multer::Error) -> StatusCode {
    if listen::is_late(error) { StatusCode::REQUEST_TIMEOUT } else { StatusCode::BAD_REQUEST }
}
