//! Looking for headers by names that are only known as text.

use http::{HeaderMap, HeaderValue};

/// All values of a header, in their order. Requests have few headers: comparing names is cheaper
/// than what it takes to look one up.
pub fn all<'a>(
    headers: &'a HeaderMap,
    name: &'a str,
) -> impl Iterator<Item = &'a HeaderValue> + use<'a> {
    headers
        .iter()
        .filter(move |(other, _)| other.as_str() == name)
        .map(|(_, value)| value)
}

/// The first value of a header. The name is in lower case.
pub fn first<'a>(headers: &'a HeaderMap, name: &'a str) -> Option<&'a HeaderValue> {
    all(headers, name).next()
}
