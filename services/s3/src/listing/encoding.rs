//! `encoding-type=url`: keys that XML could not carry.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

const PLAIN: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'*')
    .remove(b'/')
    .remove(b' ');

/// How the parts of a listing that hold keys are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Encoding(bool);

impl Encoding {
    pub fn of(name: Option<&str>) -> Encoding {
        Encoding(name == Some("url"))
    }

    pub fn name(self) -> Option<String> {
        self.0.then(|| "url".to_owned())
    }

    pub fn key(self, key: &str) -> String {
        match self.0 {
            true => utf8_percent_encode(key, PLAIN)
                .to_string()
                .replace(' ', "+"),
            false => key.to_owned(),
        }
    }

    pub fn maybe(self, key: Option<String>) -> Option<String> {
        key.map(|key| self.key(&key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys() {
        let url = Encoding::of(Some("url"));
        assert_eq!(url.key("a/b c+d~하*"), "a/b+c%2Bd%7E%ED%95%98*");
        assert_eq!(Encoding::of(None).key("a b"), "a b");
    }
}
