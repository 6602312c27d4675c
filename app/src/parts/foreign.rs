use leptos::{either::Either, prelude::*};

use crate::wording::{
    around,
    isolate::{Piece, harmless, is_ours, pieces},
};

/// A text that somebody else wrote, so that it turns nothing beside it (B6).
pub fn bdi(text: &str) -> impl IntoView + use<> {
    let text: String = harmless(text).collect();
    view! { <bdi>{text}</bdi> }
}

/// A sentence of the wording, what others wrote in it apart.
pub fn said(sentence: &str) -> impl IntoView + use<> {
    if is_ours(sentence) {
        return Either::Left(sentence.to_owned());
    }
    let pieces = pieces(sentence).map(|piece| match piece {
        Piece::Ours(text) => Either::Left(text.to_owned()),
        Piece::Foreign(text) => Either::Right(bdi(text)),
    });
    Either::Right(pieces.collect::<Vec<_>>())
}

/// The same with an element of the page in its place for one.
pub fn said_around<V: IntoView>(sentence: &str, element: V) -> impl IntoView + use<V> {
    let (before, after) = around(sentence);
    (said(before), element, said(after))
}
