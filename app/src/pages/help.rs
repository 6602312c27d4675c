//! What to do when something does not work.

use super::Page;
use crate::{parts::article::article, wording::Wording};

/// The page.
pub fn page(words: &'static Wording) -> Page {
    article(words.help())
}
