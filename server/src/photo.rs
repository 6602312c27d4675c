//! Photos that customers send: looked at by their content, made small, and written anew, so that nothing of what came
//! with them stays: no place, no camera, no name.
//!
//! Decoding is work, and takes memory: two are read at once, off the threads that answer requests, and what would unfold
//! to more than fits is refused by its head.

use std::{io::Cursor, sync::Arc};

use image::{
    DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, codecs::jpeg::JpegEncoder, guess_format,
};
use tokio::sync::Semaphore;

/// Bytes of a file, at most.
pub const MOST: usize = 8 * 1024 * 1024;
/// Dots of a photo, at most: what the large sensors of phones make.
const DOTS: u64 = 50_000_000;
/// Bytes that a photo may unfold to.
const UNFOLDED: u64 = 192 * 1024 * 1024;
/// Dots of the longer side of what is kept.
const SIDE: u32 = 1_600;
/// How well it is kept, of 100.
const QUALITY: u8 = 80;
/// Photos that are read at once.
const BENCHES: usize = 2;
/// Bytes of files that are on their way in at once, of all customers together.
const HELD: usize = 3 * MOST;

/// Why a file is not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoPhoto {
    /// It is no JPEG, PNG or WebP, or a broken one.
    #[error("it is no photo that can be read")]
    Unreadable,
    /// It has too many bytes or dots.
    #[error("it is too large")]
    TooLarge,
    /// Too many are being read at this moment.
    #[error("too many are being read")]
    Busy,
}

/// Where photos are read and written anew.
pub struct Darkroom {
    benches: Semaphore,
    /// A permit for each byte of a file that is on its way in.
    pub held: Arc<Semaphore>,
}

impl Default for Darkroom {
    fn default() -> Self {
        Self { benches: Semaphore::new(BENCHES), held: Arc::new(Semaphore::new(HELD)) }
    }
}

impl Darkroom {
    /// What is kept of a file: a JPEG of at most 1,600 dots in each direction, the right way up, and nothing beside it.
    pub async fn develop(&self, file: Arc<Vec<u8>>) -> Result<Vec<u8>, NoPhoto> {
        let _bench = self.benches.acquire().await.map_err(|_| NoPhoto::Busy)?;
        // A decoder that panics has met something that is no photo.
        tokio::task::spawn_blocking(move || develop(&file)).await.unwrap_or(Err(NoPhoto::Unreadable))
    }
}

fn develop(file: &[u8]) -> Result<Vec<u8>, NoPhoto> {
    if file.len() > MOST {
        return Err(NoPhoto::TooLarge);
    }
    let format = guess_format(file).map_err(|_| NoPhoto::Unreadable)?;
    if !matches!(format, ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP) {
        return Err(NoPhoto::Unreadable);
    }
    let mut reader = ImageReader::with_format(Cursor::new(file), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(UNFOLDED);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(refused)?;
    // By the head alone: nothing is unfolded before.
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > DOTS || decoder.total_bytes() > UNFOLDED {
        return Err(NoPhoto::TooLarge);
    }
    if width == 0 || height == 0 {
        return Err(NoPhoto::Unreadable);
    }
    let orientation = decoder.orientation().map_err(refused)?;
    let mut photo = DynamicImage::from_decoder(decoder).map_err(refused)?;
    if width.max(height) > SIDE {
        photo = photo.thumbnail(SIDE, SIDE);
    }
    photo.apply_orientation(orientation);
    let mut kept = Vec::new();
    JpegEncoder::new_with_quality(&mut kept, QUALITY)
        .encode_image(&photo.into_rgb8())
        .map_err(|_| NoPhoto::Unreadable)?;
    Ok(kept)
}

fn refused(error: image::ImageError) -> NoPhoto {
    match error {
        image::ImageError::Limits(_) => NoPhoto::TooLarge,
        _ => NoPhoto::Unreadable,
    }
}
