//! Continuation tokens: the last entry shown, bound to the query it belongs to.

use crate::errors;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use haneul_pipeline::AwsError;
use sha2::{Digest, Sha256};

const SEAL: usize = 8;

pub fn seal(last: &str, query: &[&str]) -> String {
    let bytes = [&stamp(last, query), last.as_bytes()].concat();
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Behind what the next page begins.
pub fn open(token: &str, query: &[&str]) -> Result<String, AwsError> {
    let wrong = || {
        errors::invalid_argument(
            "The continuation token provided is incorrect",
            "continuation-token",
            token,
        )
    };
    let bytes = URL_SAFE_NO_PAD.decode(token).map_err(|_| wrong())?;
    let (seal, last) = bytes.split_at_checked(SEAL).ok_or_else(wrong)?;
    let last = std::str::from_utf8(last).map_err(|_| wrong())?;
    match seal == stamp(last, query) {
        true => Ok(last.to_owned()),
        false => Err(wrong()),
    }
}

fn stamp(last: &str, query: &[&str]) -> [u8; SEAL] {
    let mut hash = Sha256::new();
    for part in query.iter().chain([&last]) {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    let mut stamp = [0; SEAL];
    stamp.copy_from_slice(&hash.finalize()[..SEAL]);
    stamp
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_belong_to_their_query() {
        let token = seal("a/하", &["bucket", "a", "/"]);
        assert_eq!(
            open(&token, &["bucket", "a", "/"]).ok().as_deref(),
            Some("a/하")
        );
        for query in [
            ["bucket", "a", ""],
            ["bucket", "", "/"],
            ["other", "a", "/"],
        ] {
            assert!(open(&token, &query).is_err());
        }
        for bad in ["", "x", "%%%", &token[1..], "AAAAAAAAAAAA"] {
            assert!(open(bad, &["bucket", "a", "/"]).is_err(), "{bad}");
        }
    }
}
