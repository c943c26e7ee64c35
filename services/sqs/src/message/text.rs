//! Which characters SQS takes.

/// What may stand in a body or a text value.
pub fn is_valid(text: &str) -> bool {
    // Nearly every text is printable ASCII, which needs no decoding to see.
    let plain = |byte: &u8| matches!(byte, b' '..=b'~' | b'\n' | b'\r' | b'\t');
    text.as_bytes().iter().all(plain) || text.chars().all(|c| {
        matches!(c, '\u{9}' | '\u{a}' | '\u{d}' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..='\u{10ffff}')
    })
}

/// Group and deduplication ids: 1 to 128 letters, digits and punctuation.
pub fn is_token(text: &str) -> bool {
    (1..=crate::limits::TOKEN_LENGTH).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_graphic())
}
