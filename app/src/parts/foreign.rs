use leptos::prelude::*;

use crate::wording::isolate::{Piece, harmless, pieces};

/// A text that somebody else wrote, so that it turns nothing beside it (B6).
pub fn bdi(text: &str) -> impl IntoView + use<> {
    let text: String = harmless(text).collect();
    view! { <bdi>{text}</bdi> }
}

/// A sentence of the wording, what others wrote in it apart.
pub fn said(sentence: &str) -> impl IntoView + use<> {
    pieces(sentence)
        .map(|piece| match piece {
            Piece::Ours(text) => text.to_owned().into_any(),
            Piece::Foreign(text) => bdi(text).into_any(),
        })
        .collect::<Vec<_>>()
}
