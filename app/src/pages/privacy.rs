//! What is kept, and for how long.

use super::Page;
use crate::{parts::article::article, wording::Wording};

/// The page.
pub fn page(words: &'static Wording) -> Page {
    article(words.privacy())
}
