//! Digests in the forms S3 writes them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use md5::{Digest, Md5};

pub fn encode(bytes: impl AsRef<[u8]>) -> String {
    STANDARD.encode(bytes)
}

/// The bytes behind base64 text, if it is that.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text.trim()).ok()
}

/// The entity tag of an object made of parts: the MD5 of their MD5s, and their number.
pub fn etag_of_parts<'t>(etags: impl ExactSizeIterator<Item = &'t str>) -> String {
    let count = etags.len();
    let mut md5 = Md5::new();
    for etag in etags {
        md5.update(hex::decode(etag).unwrap_or_default());
    }
    format!("{}-{count}", hex::encode(md5.finalize()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_of_parts() {
        // Two parts of 5 MiB of zeros.
        let part = "5f363e0e58a95f06cbe9bbc662c5dfb6";
        let tag = etag_of_parts([part, part].into_iter());
        assert_eq!(tag, "a7d414b9133d6483d9a1c4e04e856e3b-2");
        assert!(etag_of_parts([part].into_iter()).ends_with("-1"));
    }
}
