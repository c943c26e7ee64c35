//! Addresses: what they may be, and how values are put into them.

use crate::errors;
use haneul_outbound::Failure;
use haneul_pipeline::AwsError;
use std::fmt::Write;

/// How an address writes what stands for something else.
const WILDCARD: char = '*';

/// HTTP over TLS; this machine itself is also called without.
pub fn check(member: &str, url: &str, wildcards: bool) -> Result<(), AwsError> {
    let wrong = |why: &str| Err(errors::parameter(member, why));
    let (scheme, rest) = url.split_once("://").unwrap_or_default();
    let host = host(rest);
    if host.is_empty() || host.contains(WILDCARD) {
        return wrong("It is no URL of a host.");
    }
    match scheme {
        "https" => {}
        "http" if is_here(host) => {}
        _ => return wrong("The URL must begin with https://."),
    }
    match wildcards || !url.contains(WILDCARD) {
        true => Ok(()),
        false => wrong("The URL must not have wildcards."),
    }
}

fn host(rest: &str) -> &str {
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    match host.strip_prefix('[') {
        Some(inner) => inner.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    }
}

fn is_here(host: &str) -> bool {
    host == "localhost" || host.ends_with(".localhost") || host.starts_with("127.") || host == "::1"
}

/// Puts values in the places of wildcards, one after the other. `None`: there are not as many.
pub fn fill(url: &str, values: &[String]) -> Option<String> {
    let mut parts = url.split(WILDCARD);
    let mut filled = parts.next().unwrap_or_default().to_owned();
    let mut values = values.iter();
    for part in parts {
        filled.push_str(&encoded(values.next()?));
        filled.push_str(part);
    }
    Some(filled)
}

pub fn with_query(url: &str, query: &[(String, String)]) -> String {
    if query.is_empty() {
        return url.to_owned();
    }
    let (url, fragment) = url.split_once('#').unwrap_or((url, ""));
    let between = match url.split_once("://") {
        Some((_, rest)) if rest.contains('?') => "&",
        Some((_, rest)) if !rest.contains('/') => "/?",
        _ => "?",
    };
    let query = form(query);
    match fragment.is_empty() {
        true => format!("{url}{between}{query}"),
        false => format!("{url}{between}{query}#{fragment}"),
    }
}

/// Why nothing came back, without the address: there may be secrets in it.
pub fn why(failure: &Failure) -> String {
    match failure {
        Failure::Url(_) => "the request is not valid".to_owned(),
        other => other.to_string(),
    }
}

/// As forms and queries are written.
pub fn form(pairs: &[(String, String)]) -> String {
    let pairs = pairs.iter();
    let pairs: Vec<String> = pairs
        .map(|(name, value)| format!("{}={}", encoded(name), encoded(value)))
        .collect();
    pairs.join("&")
}

fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                out.push(char::from(byte));
            }
            // Nothing fails that is written to memory.
            _ => _ = write!(out, "%{byte:02X}"),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        let good = |url: &str| check("InvocationEndpoint", url, true).is_ok();
        for url in [
            "https://a.example/x",
            "https://a.example/*/b/*?c=1",
            "http://localhost:8080/x",
            "http://127.0.0.1:1",
            "http://[::1]:1/",
        ] {
            assert!(good(url), "{url}");
        }
        for url in [
            "http://a.example/x",
            "ftp://a.example",
            "a.example",
            "https://",
            "https://*.example/",
            "http://localhost@a.example/",
            "http://localhost.a.example/",
        ] {
            assert!(!good(url), "{url}");
        }
    }

    #[test]
    fn values_in_addresses() {
        let values = ["a b".to_owned(), "c/d".to_owned()];
        let filled = fill("https://h/*/x/*", &values);
        assert_eq!(filled.as_deref(), Some("https://h/a%20b/x/c%2Fd"));
        assert_eq!(fill("https://h/*/x/*/*", &values), None);
        assert_eq!(fill("https://h/", &values).as_deref(), Some("https://h/"));
        let query = [("k".to_owned(), "a&b".to_owned())];
        assert_eq!(with_query("https://h/", &query), "https://h/?k=a%26b");
        assert_eq!(
            with_query("https://h/?x=1", &query),
            "https://h/?x=1&k=a%26b"
        );
        assert_eq!(with_query("https://h", &query), "https://h/?k=a%26b");
        assert_eq!(with_query("https://h/#f", &query), "https://h/?k=a%26b#f");
    }
}
