//! The ids of versions: opaque to clients; to us they say where in their key's order a version is.

use haneul_runtime::Random;

const BYTES: usize = 24;
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._";

/// 32 characters: sixteen random bytes, and the order hidden behind the first of them.
pub fn new(random: &Random, order: i64) -> String {
    let chance: [u8; 16] = random.bytes();
    let mut bytes = [0; BYTES];
    bytes[..16].copy_from_slice(&chance);
    for (at, byte) in order.to_be_bytes().into_iter().enumerate() {
        bytes[16 + at] = byte ^ chance[at];
    }
    text(&bytes)
}

/// The order of a version that has this id, if there can be one.
pub fn order(id: &str) -> Option<i64> {
    let bytes = bytes(id)?;
    let mut order = [0; 8];
    for (at, byte) in order.iter_mut().enumerate() {
        *byte = bytes[16 + at] ^ bytes[at];
    }
    Some(i64::from_be_bytes(order))
}

fn text(bytes: &[u8; BYTES]) -> String {
    let mut id = String::with_capacity(BYTES / 3 * 4);
    for three in bytes.chunks(3) {
        let bits = three
            .iter()
            .fold(0, |bits, byte| bits << 8 | u32::from(*byte));
        for at in (0..4).rev() {
            id.push(char::from(ALPHABET[(bits >> (6 * at)) as usize & 63]));
        }
    }
    id
}

fn bytes(id: &str) -> Option<[u8; BYTES]> {
    let mut bytes = [0; BYTES];
    if id.len() != BYTES / 3 * 4 {
        return None;
    }
    for (at, four) in id.as_bytes().chunks(4).enumerate() {
        let mut bits = 0;
        for byte in four {
            let digit = ALPHABET.iter().position(|digit| digit == byte)?;
            bits = bits << 6 | digit as u32;
        }
        bytes[3 * at..3 * at + 3].copy_from_slice(&bits.to_be_bytes()[1..]);
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_says_its_order() {
        let random = Random::seeded(7);
        for at in [0, 1, -1, i64::MIN, i64::MAX, 1_790_000_000_000_000] {
            let id = new(&random, at);
            assert_eq!(id.len(), 32);
            assert_eq!(order(&id), Some(at), "{id}");
        }
        assert_ne!(new(&random, 5), new(&random, 5));
    }

    #[test]
    fn what_is_no_id() {
        for wrong in [
            "",
            "null",
            "short",
            &"x".repeat(33),
            &"-".repeat(32),
            &"하".repeat(11),
        ] {
            assert_eq!(order(wrong), None, "{wrong}");
        }
    }
}
