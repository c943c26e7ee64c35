//! What GetParametersForImport gives and ImportKeyMaterial takes back. The private key to unwrap with
//! is in the token itself, sealed; nothing is stored.

use crate::errors;
use crate::key::Found;
use base64::prelude::{BASE64_STANDARD, Engine};
use bytes::Bytes;
use haneul_pipeline::keyring::{self, Key, derive};
use haneul_pipeline::{AwsError, Cx};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Token {
    pub key: String,
    pub algorithm: String,
    pub until: i64,
    /// In base 64.
    pub private: String,
}

fn under(cx: &Cx, found: &Found) -> Result<Key, AwsError> {
    let service = cx.cloud.keys.key(&cx.cloud.store, "kms")?;
    Ok(derive(
        &derive(&service, b"import tokens"),
        found.key.id.as_bytes(),
    ))
}

pub fn make(
    cx: &Cx,
    found: &Found,
    algorithm: &str,
    until: Timestamp,
    private: &[u8],
) -> Result<Bytes, AwsError> {
    let token = Token {
        key: found.arn(cx),
        algorithm: algorithm.to_owned(),
        until: until.as_second(),
        private: BASE64_STANDARD.encode(private),
    };
    let said = serde_json::to_vec(&token).map_err(AwsError::internal)?;
    Ok(keyring::seal(cx.random(), &under(cx, found)?, &said))
}

pub fn read(cx: &Cx, found: &Found, token: &[u8]) -> Result<Token, AwsError> {
    let said = keyring::unseal(&under(cx, found)?, token);
    let token = said.and_then(|said| serde_json::from_slice::<Token>(&said).ok());
    let token = token.filter(|token| token.key == found.arn(cx));
    let token = token.ok_or_else(errors::import_token)?;
    match token.until >= cx.now().as_second() {
        true => Ok(token),
        false => Err(errors::import_token_expired()),
    }
}
