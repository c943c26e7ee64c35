//! What names of sessions and source identities are made of, where no model has looked at them.

pub fn is_name(text: &str) -> bool {
    let right = |c: u8| c.is_ascii_alphanumeric() || b"_+=,.@-".contains(&c);
    (2..=64).contains(&text.len()) && text.bytes().all(right)
}
