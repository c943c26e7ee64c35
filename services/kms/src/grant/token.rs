//! Grant tokens. A grant counts as soon as it is made, so a token only has to be a good one.

use crate::errors;
use crate::key::Found;
use base64::prelude::{BASE64_STANDARD, Engine};
use haneul_pipeline::keyring::{self, Key, derive};
use haneul_pipeline::{AwsError, Cx};

/// The grant that a token stands for.
pub struct Named {
    pub account: String,
    pub region: String,
    pub key: String,
    pub grant: String,
}

fn under(cx: &Cx) -> Result<Key, AwsError> {
    let service = cx.cloud.keys.key(&cx.cloud.store, "kms")?;
    Ok(derive(&service, b"grant tokens"))
}

pub fn make(cx: &Cx, found: &Found, grant: &str) -> Result<String, AwsError> {
    let said = [&*found.account, &found.region, &found.key.id, grant].join(" ");
    let sealed = keyring::seal(cx.random(), &under(cx)?, said.as_bytes());
    Ok(BASE64_STANDARD.encode(sealed))
}

pub fn read(cx: &Cx, token: &str) -> Result<Named, AwsError> {
    let sealed = BASE64_STANDARD.decode(token).ok();
    let under = under(cx)?;
    let said = sealed.and_then(|sealed| keyring::unseal(&under, &sealed));
    let said = said.and_then(|said| String::from_utf8(said).ok());
    let said = said.ok_or_else(errors::grant_token)?;
    let mut parts = said.split(' ').map(str::to_owned);
    let mut part = || parts.next().ok_or_else(errors::grant_token);
    Ok(Named {
        account: part()?,
        region: part()?,
        key: part()?,
        grant: part()?,
    })
}

pub fn check_tokens(cx: &Cx, tokens: Option<&[String]>) -> Result<(), AwsError> {
    let tokens = tokens.unwrap_or_default();
    tokens
        .iter()
        .try_for_each(|token| read(cx, token).map(drop))
}
