//! Receipt handles: which queue, which message, which receive. Opaque to clients, and good only
//! with the random token of its receive.

use crate::errors;
use crate::queue::Queue;
use base64::prelude::{BASE64_STANDARD, Engine};
use haneul_pipeline::AwsError;
use haneul_store::{OwnedKey, key_bytes};
use sha2::{Digest, Sha256};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handle {
    pub queue: u64,
    pub space: u64,
    pub id: u128,
    pub token: u64,
    /// Where a FIFO queue has the message: its group and its number.
    pub place: Option<(String, u64)>,
}

const FORM: [u8; 3] = [1, 1, 1];
const CHECK: usize = 8;

impl Handle {
    pub fn text(&self) -> String {
        let mut bytes = FORM.to_vec();
        bytes.extend(key_bytes(&(self.queue, self.space, self.id, self.token)));
        if let Some((group, sequence)) = &self.place {
            bytes.extend(key_bytes(&(group, *sequence)));
        }
        bytes.extend(check(&bytes));
        BASE64_STANDARD.encode(bytes)
    }

    /// Reads a handle that must be of this queue.
    pub fn read(queue: &Queue, text: &str) -> Result<Handle, AwsError> {
        let handle = parse(text)
            .filter(|handle| handle.queue == queue.id && handle.place.is_some() == queue.is_fifo());
        handle.ok_or_else(|| errors::receipt_handle(text))
    }
}

fn parse(text: &str) -> Option<Handle> {
    let bytes = BASE64_STANDARD.decode(text).ok()?;
    let (told, sum) = bytes.split_at_checked(bytes.len().checked_sub(CHECK)?)?;
    if check(told) != sum {
        return None;
    }
    let mut rest = told.strip_prefix(&FORM)?;
    let (queue, space, id, token) = OwnedKey::decode(&mut rest).ok()?;
    let place = match rest.is_empty() {
        true => None,
        false => Some(<(String, u64)>::decode(&mut rest).ok()?),
    };
    rest.is_empty().then_some(Handle {
        queue,
        space,
        id,
        token,
        place,
    })
}

fn check(bytes: &[u8]) -> [u8; CHECK] {
    let sum = Sha256::digest(bytes);
    sum.first_chunk().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handle_reads_back_and_a_changed_one_does_not() {
        let handle = Handle {
            queue: 7,
            space: 8,
            id: 9,
            token: 10,
            place: Some(("g".into(), 11)),
        };
        let text = handle.text();
        assert!(text.starts_with("AQEB"), "{text}");
        assert_eq!(parse(&text), Some(handle));
        for wrong in [
            "",
            "AQEB",
            "garbage",
            &text[4..],
            &text.replace("AQEB", "AQEC"),
        ] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
