//! Tokens of listings: what was listed and where the last page ended, for five minutes.

use crate::errors;
use crate::limits::{ITERATOR_SECONDS, SECOND};
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use haneul_pipeline::{AwsError, Cx};
use serde::{Deserialize, Serialize};

#[derive(Debug, Serialize, Deserialize)]
pub struct Token {
    /// The operation.
    pub of: String,
    pub account: String,
    pub name: String,
    pub after: String,
    /// The filter it was asked with.
    pub filter: String,
    made: i64,
}

impl Token {
    pub fn new(cx: &Cx, of: &str, (account, name): (&str, &str), after: &str) -> Token {
        Token {
            of: of.to_owned(),
            account: account.to_owned(),
            name: name.to_owned(),
            after: after.to_owned(),
            filter: String::new(),
            made: cx.now().as_microsecond(),
        }
    }

    pub fn text(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).unwrap_or_default())
    }

    pub fn read(text: &str, of: &str) -> Option<Token> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).ok()?;
        let token: Token = serde_json::from_slice(&bytes).ok()?;
        (token.of == of).then_some(token)
    }

    /// A token of this operation that is still good.
    pub fn good(cx: &Cx, text: &str, of: &str) -> Result<Token, AwsError> {
        let token = Token::read(text, of).ok_or_else(errors::next_token)?;
        let age = cx.now().as_microsecond().saturating_sub(token.made);
        match age > ITERATOR_SECONDS * SECOND {
            true => Err(errors::expired_token()),
            false => Ok(token),
        }
    }
}
