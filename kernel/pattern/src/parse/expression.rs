//! An object in the place of a value: `{"prefix": …}` and its like.

use super::Reader;
use crate::bad::BadPattern;
use crate::test::{Test, fold};
use crate::tokens::Token;
use crate::wildcard::Wildcard;
use ipnet::IpNet;
use std::net::IpAddr;

const ONE_KEY: &str = "Only one key allowed in match expression";

impl Reader<'_> {
    pub(super) fn expression(&mut self) -> Result<Test, BadPattern> {
        let Token::Name(kind) = self.tokens.next()? else {
            return Err(self.tokens.bad("Match expression name not found"));
        };
        let test = match kind.as_str() {
            "exactly" => Test::Text(self.text("exact match pattern must be a string")?),
            "prefix" => self.end_of_text("prefix", Test::Prefix, Test::PrefixIgnoringCase)?,
            "suffix" => self.end_of_text("suffix", Test::Suffix, Test::SuffixIgnoringCase)?,
            "equals-ignore-case" => {
                let text = self.text("equals-ignore-case match pattern must be a string")?;
                Test::SameIgnoringCase(fold(&text))
            }
            "wildcard" => {
                let text = self.text("wildcard match pattern must be a string")?;
                Test::Wildcard(self.wildcard(&text)?)
            }
            "numeric" => return self.numeric(),
            "anything-but" => return self.anything_but(),
            "exists" => match self.tokens.next()? {
                Token::True => Test::Exists,
                Token::False => Test::Absent,
                _ => {
                    return Err(self
                        .tokens
                        .bad("exists match pattern must be either true or false."));
                }
            },
            // The words are those of AWS's compiler.
            "cidr" => Test::Cidr(cidr(&self.text("prefix match pattern must be a string")?)?),
            _ => {
                return Err(self.tokens.bad(format!("Unrecognized match type {kind}")));
            }
        };
        self.close(ONE_KEY)?;
        Ok(test)
    }

    /// A string, whose text is read.
    pub(super) fn text(&mut self, otherwise: &str) -> Result<String, BadPattern> {
        match self.tokens.next()? {
            Token::Str(text) => {
                self.tokens.took();
                Ok(text)
            }
            _ => Err(self.tokens.bad(otherwise)),
        }
    }

    pub(super) fn close(&mut self, otherwise: &str) -> Result<(), BadPattern> {
        match self.tokens.next()? {
            Token::EndObject => Ok(()),
            _ => Err(self.tokens.bad(otherwise)),
        }
    }

    pub(super) fn wildcard(&self, text: &str) -> Result<Wildcard, BadPattern> {
        Wildcard::read(text).map_err(|why| self.tokens.bad(why))
    }

    /// `"prefix": "x"`, or `"prefix": {"equals-ignore-case": "x"}`.
    fn end_of_text(
        &mut self,
        kind: &str,
        plain: fn(String) -> Test,
        folded: fn(String) -> Test,
    ) -> Result<Test, BadPattern> {
        match self.tokens.next()? {
            Token::Str(text) => {
                self.tokens.took();
                Ok(plain(text))
            }
            Token::StartObject => {
                let title = match kind {
                    "prefix" => "Prefix",
                    _ => "Suffix",
                };
                match self.tokens.next()? {
                    Token::Name(name) if name == "equals-ignore-case" => {}
                    Token::Name(name) => {
                        return Err(self
                            .tokens
                            .bad(format!("Unsupported {kind} pattern: {name}")));
                    }
                    _ => {
                        return Err(self
                            .tokens
                            .bad(format!("{title} expression name not found")));
                    }
                }
                let text = self.text("equals-ignore-case match pattern must be a string")?;
                self.close(ONE_KEY)?;
                Ok(folded(fold(&text)))
            }
            _ => Err(self
                .tokens
                .bad(format!("{kind} match pattern must be a string"))),
        }
    }
}

fn cidr(text: &str) -> Result<IpNet, BadPattern> {
    let bad = |why: String| Err(BadPattern::new(why));
    let mut parts = text.trim_end_matches('/').split('/');
    let (Some(address), Some(bits), None) = (parts.next(), parts.next(), parts.next()) else {
        return bad("Malformed CIDR, one '/' required".to_owned());
    };
    let Ok(bits) = bits.parse::<i32>() else {
        return bad("Malformed CIDR, mask bits must be an integer".to_owned());
    };
    if bits < 0 {
        return bad("Malformed CIDR, mask bits must not be negative".to_owned());
    }
    let Ok(parsed) = address.parse::<IpAddr>() else {
        return bad(format!("Nonstandard IP address: {address}"));
    };
    let (most, words) = match parsed {
        IpAddr::V4(_) => (31, "IPv4 mask bits must be < 32"),
        IpAddr::V6(_) => (127, "IPv6 mask bits must be < 128"),
    };
    if bits > most {
        return bad(words.to_owned());
    }
    match IpNet::new(parsed, bits as u8) {
        Ok(net) => Ok(net),
        Err(_) => bad(words.to_owned()),
    }
}
