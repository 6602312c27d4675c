//! Which letter a report is about.

use mail_parser::Message;

use super::{fields::Fields, parts::Parts};

/// The reference of the attempt: from the envelope, from the returned letter's name, or from the address that was to
/// get reports. The first that looks like one of ours counts; whether it is one, the database knows.
pub fn find(parts: &Parts<'_>, groups: &[Fields]) -> Option<String> {
    let field = |name| groups.iter().find_map(|group| group.get(name));
    let envelope = field("original-envelope-id").map(str::to_owned);
    let letter = || named(parts.returned_message_id().as_deref());
    // A complaint is sent to an address of its own, and names the letter's sender instead.
    let sender = || field("original-mail-from").and_then(tag);
    let to = || addressed(&parts.headers);
    let ours = |text: &String| shaped(text);
    envelope
        .filter(ours)
        .or_else(|| letter().filter(ours))
        .or_else(|| sender().filter(ours))
        .or_else(|| to().filter(ours))
}

/// The same of a letter that came back as it was, with a text before it: by its name, or by where the report was sent.
pub fn of_copy(report: &Message<'_>, letter: Option<&Message<'_>>) -> Option<String> {
    let letter = named(letter.and_then(Message::message_id));
    letter.filter(|text| shaped(text)).or_else(|| addressed(report).filter(|text| shaped(text)))
}

/// What a letter's name begins with.
fn named(id: Option<&str>) -> Option<String> {
    Some(id?.split_once('@')?.0.to_owned())
}

/// The tag of the address that a report was sent to.
fn addressed(report: &Message<'_>) -> Option<String> {
    let addresses = report.all_to().flat_map(|list| list.iter());
    addresses.filter_map(|address| address.address()).find_map(tag)
}

/// What stands behind the last + of a local part.
fn tag(address: &str) -> Option<String> {
    let address = address.trim().trim_matches(['<', '>']);
    let (local, _) = address.rsplit_once('@')?;
    local.rsplit_once('+').map(|(_, tag)| tag.to_owned())
}

/// A token in base64url, of a length that a reference may have.
fn shaped(text: &str) -> bool {
    (8..=64).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}
