//! Names nobody has used before, from the operating system's random source.

/// `2 * BYTES` lower-case hexadecimal digits.
pub fn hex<const BYTES: usize>() -> String {
    as_hex(&bytes::<BYTES>())
}

/// Two lower-case hexadecimal digits for each octet.
pub fn as_hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(half.into(), 16).unwrap_or_default();
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// `count` decimal digits, the first of which is not zero.
pub fn digits(count: usize) -> String {
    // The bias of `% 10` over 256 values does not matter for a tracking number.
    let mut text: String =
        bytes::<32>().iter().take(count).map(|byte| char::from(b'0' + byte % 10)).collect();
    if text.starts_with('0') {
        text.replace_range(..1, "7");
    }
    text
}

/// Octets nobody can guess.
///
/// # Panics
/// When the operating system has no randomness to give; nothing here could work then.
pub fn bytes<const COUNT: usize>() -> [u8; COUNT] {
    let mut bytes = [0; COUNT];
    #[expect(clippy::expect_used, reason = "without randomness there is nothing to go on with")]
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}
