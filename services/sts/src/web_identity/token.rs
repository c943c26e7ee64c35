//! A JSON web token: three parts in base 64, the last of which signs the others.

use super::keys::Key;
use crate::errors;
use data_encoding::BASE64URL_NOPAD;
use haneul_pipeline::AwsError;
use serde_json::{Map, Value as Json};

pub struct Token<'t> {
    signed: &'t str,
    signature: Vec<u8>,
    algorithm: String,
    key_id: Option<String>,
    claims: Map<String, Json>,
}

impl<'t> Token<'t> {
    pub fn read(text: &'t str) -> Result<Token<'t>, AwsError> {
        Token::take_apart(text).ok_or_else(errors::no_web_token)
    }

    fn take_apart(text: &'t str) -> Option<Token<'t>> {
        let (signed, signature) = text.rsplit_once('.')?;
        let (head, claims) = signed.split_once('.')?;
        let head = object(head)?;
        // What a token calls critical must be understood, and nothing of that kind is.
        if head.contains_key("crit") {
            return None;
        }
        let word = |name: &str| head.get(name).and_then(Json::as_str).map(str::to_owned);
        Some(Token {
            signed,
            signature: bytes(signature)?,
            algorithm: word("alg")?,
            key_id: word("kid"),
            claims: object(claims)?,
        })
    }

    /// Who says to have issued it. Not to be believed before [`Token::claims`].
    pub fn issuer(&self) -> Result<&str, AwsError> {
        let issuer = self.claims.get("iss").and_then(Json::as_str);
        issuer.ok_or_else(|| errors::missing_claim("iss"))
    }

    /// What the issuer claims, if one of its keys signed it.
    pub fn claims(self, keys: &[Key]) -> Result<Map<String, Json>, AwsError> {
        let mut meant = keys
            .iter()
            .filter(|key| self.key_id.is_none() || key.id == self.key_id)
            .peekable();
        if meant.peek().is_none() {
            return Err(errors::no_verification_key());
        }
        let (signed, signature) = (self.signed.as_bytes(), &self.signature);
        let verifies = |key: &Key| key.verifies(&self.algorithm, signed, signature);
        match meant.any(verifies) {
            true => Ok(self.claims),
            false => Err(errors::bad_token_signature()),
        }
    }
}

fn object(part: &str) -> Option<Map<String, Json>> {
    serde_json::from_slice(&bytes(part)?).ok()
}

fn bytes(part: &str) -> Option<Vec<u8>> {
    BASE64URL_NOPAD.decode(part.as_bytes()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_token_is_told_so() {
        let part = |text: &str| BASE64URL_NOPAD.encode(text.as_bytes());
        let deep = "[".repeat(5_000);
        let texts = [
            String::new(),
            "....".to_owned(),
            "a.b.c".to_owned(),
            format!("{}.{}.", part("{}"), part("{}")),
            format!("{}.{}.x", part(r#"{"alg":"RS256"}"#), part("{}")),
            format!("{}.{}.AA", part(r#"{"alg":"RS256"}"#), part("[]")),
            format!("{}.{}.AA", part(r#"{"alg":"RS256"}"#), part(&deep)),
            format!(
                "{}.{}.AA",
                part(r#"{"alg":"RS256","crit":["b64"]}"#),
                part("{}")
            ),
            "é".repeat(40),
        ];
        for text in texts {
            assert!(Token::read(&text).is_err(), "{text}");
        }
        let sound = format!("{}.{}.AA", part(r#"{"alg":"RS256"}"#), part("{}"));
        assert!(Token::read(&sound).is_ok_and(|token| token.issuer().is_err()));
    }
}
