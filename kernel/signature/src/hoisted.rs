//! Headers that a presigned URL of S3's carries as parameters: its maker says them, since whoever
//! uses the URL may be a browser that cannot.

use crate::canonical::pairs;

/// Parameters of the signature itself, and those that speak of a body nobody had yet.
const NOT_HEADERS: &[&str] = &[
    "x-amz-algorithm",
    "x-amz-credential",
    "x-amz-date",
    "x-amz-expires",
    "x-amz-signedheaders",
    "x-amz-signature",
    "x-amz-security-token",
    "x-amz-region-set",
    "x-amz-content-sha256",
    "x-amz-decoded-content-length",
    "x-amz-trailer",
    "x-amz-sdk-checksum-algorithm",
];

/// The names, in lower case, and the values.
pub fn hoisted(query: &str) -> impl Iterator<Item = (String, String)> {
    pairs(query)
        .map(|(name, value)| (name.to_ascii_lowercase(), value))
        .filter(|(name, _)| {
            let of_body = name.starts_with("x-amz-checksum-") && name != "x-amz-checksum-mode";
            name.starts_with("x-amz-") && !of_body && !NOT_HEADERS.contains(&name.as_str())
        })
}

#[cfg(test)]
mod tests {
    use super::hoisted;

    #[test]
    fn what_is_a_header() {
        let query = "X-Amz-Signature=1&x-amz-acl=public-read&x-id=PutObject&X-Amz-Meta-A=b%20c\
            &x-amz-checksum-crc32=AAAAAA%3D%3D&x-amz-checksum-mode=ENABLED&partNumber=1";
        let found: Vec<_> = hoisted(query).collect();
        let own = |(a, b): (&str, &str)| (a.to_owned(), b.to_owned());
        assert_eq!(
            found,
            [
                ("x-amz-acl", "public-read"),
                ("x-amz-meta-a", "b c"),
                ("x-amz-checksum-mode", "ENABLED"),
            ]
            .map(own)
        );
    }
}
