//! Text in which addresses can be clicked, as phones show it.

use maud::{Markup, html};

/// The text, escaped, with its `http` and `https` addresses as links.
pub fn linked(text: &str) -> Markup {
    html! {
        @for (address, piece) in pieces(text) {
            @if address { a href=(piece) target="_blank" rel="noopener noreferrer" { (piece) } } @else { (piece) }
        }
    }
}

/// The text in pieces; true marks an address.
fn pieces(mut text: &str) -> Vec<(bool, &str)> {
    let mut pieces = Vec::new();
    while let Some(start) = ["http://", "https://"].iter().filter_map(|scheme| text.find(scheme)).min() {
        let (before, rest) = text.split_at(start);
        let end = rest.find(|character: char| character.is_whitespace() || "<>\"".contains(character));
        let address = &rest[..end.unwrap_or(rest.len())];
        // The full stop belongs to the sentence.
        let address = address.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '\'']);
        if !before.is_empty() {
            pieces.push((false, before));
        }
        pieces.push((true, address));
        text = &rest[address.len()..];
    }
    if !text.is_empty() {
        pieces.push((false, text));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_become_links_and_everything_else_stays_text() {
        let text = "<b>Code</b> (see https://example.org/l/A?x=1&y=2). Or http://127.0.0.1:3000/l/T\nBye";
        assert_eq!(
            linked(text).into_string(),
            "&lt;b&gt;Code&lt;/b&gt; (see \
             <a href=\"https://example.org/l/A?x=1&amp;y=2\" target=\"_blank\" rel=\"noopener noreferrer\">https://example.org/l/A?x=1&amp;y=2</a>\
             ). Or \
             <a href=\"http://127.0.0.1:3000/l/T\" target=\"_blank\" rel=\"noopener noreferrer\">http://127.0.0.1:3000/l/T</a>\nBye"
        );
    }

    #[test]
    fn no_other_scheme_is_ever_a_link() {
        let text = "javascript:alert(1) data:text/html,x ftp://example.org";
        assert_eq!(pieces(text), [(false, text)]);
    }
}
