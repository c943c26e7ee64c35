//! The MD5 sums by which clients check what arrived.

use crate::message::row::{Attribute, AttributeValue};
use md5::{Digest, Md5};

pub fn of_text(text: &str) -> String {
    hex(&Md5::digest(text.as_bytes()))
}

/// Of attributes by name: name, type, kind of value (1 text, 2 bytes) and value, each with its
/// length before it. `None` where there are none.
pub fn of_attributes<'a>(
    attributes: impl IntoIterator<Item = (&'a str, &'a Attribute)>,
) -> Option<String> {
    let mut sorted: Vec<_> = attributes.into_iter().collect();
    if sorted.is_empty() {
        return None;
    }
    sorted.sort_by_key(|(name, _)| *name);
    let mut sum = Md5::new();
    for (name, attribute) in sorted {
        piece(&mut sum, name.as_bytes());
        piece(&mut sum, attribute.data_type.as_bytes());
        match &attribute.value {
            AttributeValue::Text(text) => {
                sum.update([1]);
                piece(&mut sum, text.as_bytes());
            }
            AttributeValue::Binary(bytes) => {
                sum.update([2]);
                piece(&mut sum, bytes);
            }
        }
    }
    Some(hex(&sum.finalize()))
}

fn piece(sum: &mut Md5, bytes: &[u8]) {
    sum.update((bytes.len() as u32).to_be_bytes());
    sum.update(bytes);
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |half: u8| char::from(DIGITS[usize::from(half)]);
    let pair = |byte: &u8| [digit(byte >> 4), digit(byte & 0xf)];
    bytes.iter().flat_map(pair).collect()
}
