//! Words of others as they are shown.

/// On one line and at most so many characters long: line breaks and whatever else separates are single spaces, and what
/// is cut off ends with an ellipsis.
pub fn on_one_line(text: &str, most: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= most {
        return line;
    }
    let kept: String = line.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    // C9
    #[test]
    fn what_is_too_long_ends_with_an_ellipsis() {
        for (text, most, shown) in [
            ("In the van", 10, "In the van"),
            ("In\r\nthe \t van", 10, "In the van"),
            ("In the vans", 10, "In the va…"),
            ("In the van now", 8, "In the…"),
            ("ééééé", 4, "ééé…"),
            ("", 4, ""),
        ] {
            assert_eq!(on_one_line(text, most), shown, "{text:?}");
        }
    }
}
