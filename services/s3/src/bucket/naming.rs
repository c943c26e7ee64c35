//! What a bucket may be called.

use std::net::Ipv4Addr;

const RESERVED_PREFIXES: &[&str] = &["xn--", "sthree-", "amzn-s3-demo-"];
const RESERVED_SUFFIXES: &[&str] = &[
    "-s3alias",
    "--ol-s3",
    ".mrap",
    "--x-s3",
    "--table-s3",
    "-an",
];

/// AWS's rules for general purpose buckets.
pub fn is_valid(name: &str) -> bool {
    (3..=63).contains(&name.len())
        && name.bytes().all(is_allowed)
        && ends_well(name)
        && !name.contains("..")
        && name.parse::<Ipv4Addr>().is_err()
        && !RESERVED_PREFIXES.iter().any(|p| name.starts_with(p))
        && !RESERVED_SUFFIXES.iter().any(|s| name.ends_with(s))
}

fn is_allowed(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'.'
}

fn ends_well(name: &str) -> bool {
    let plain = |byte: Option<u8>| byte.is_some_and(|b| b.is_ascii_alphanumeric());
    plain(name.bytes().next()) && plain(name.bytes().last())
}

#[cfg(test)]
mod tests {
    use super::is_valid;

    #[test]
    fn names() {
        for (name, valid) in [
            ("abc", true),
            ("my-bucket.example.com", true),
            ("0start-and-end9", true),
            ("a.b-c", true),
            ("ab", false),
            ("Upper", false),
            ("under_score", false),
            ("-dash", false),
            ("dash-", false),
            (".dot", false),
            ("dot.", false),
            ("two..dots", false),
            ("192.168.5.4", false),
            ("192.168.5.400", true),
            ("xn--name", false),
            ("sthree-name", false),
            ("amzn-s3-demo-bucket", false),
            ("name-s3alias", false),
            ("name--ol-s3", false),
            ("name.mrap", false),
            ("name--x-s3", false),
            ("name--table-s3", false),
            ("sp ace", false),
            ("", false),
        ] {
            assert_eq!(is_valid(name), valid, "{name}");
        }
        assert!(is_valid(&"a".repeat(63)));
        assert!(!is_valid(&"a".repeat(64)));
    }
}
