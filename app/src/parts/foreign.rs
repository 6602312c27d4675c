use leptos::prelude::*;

use crate::wording::isolate::{Piece, harmless, is_ours, pieces};

/// A text that somebody else wrote, so that it turns nothing beside it (B6).
pub fn bdi(text: &str) -> impl IntoView + use<> {
    let text: String = harmless(text).collect();
    view! { <bdi>{text}</bdi> }
}

/// A sentence of the wording, what others wrote in it apart.
pub fn said(sentence: &str) -> AnyView {
    if is_ours(sentence) {
        return sentence.to_owned().into_any();
    }
    pieces(sentence)
        .map(|piece| match piece {
            Piece::Ours(text) => text.to_owned().into_any(),
            Piece::Foreign(text) => bdi(text).into_any(),
        })
        .collect::<Vec<_>>()
        .into_any()
}
