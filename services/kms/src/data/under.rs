//! Encrypting and decrypting under a key, whichever kind it is.

use super::blob;
use super::plain::secret_of;
use crate::crypto::{Secret, Spec, Usage};
use crate::errors;
use crate::key::{self, Found};
use bytes::Bytes;
use haneul_pipeline::{AwsError, Cx};
use zeroize::Zeroizing;

pub const SYMMETRIC: &str = "SYMMETRIC_DEFAULT";

pub type Context = Option<Vec<(String, String)>>;

/// The algorithm, which is the key's own unless the caller names another.
pub fn algorithm(found: &Found, asked: Option<String>) -> Result<String, AwsError> {
    let spec = found.key.spec()?;
    let asked = asked.unwrap_or_else(|| SYMMETRIC.to_owned());
    match spec.algorithms(Usage::Encrypt).contains(&asked.as_str()) {
        true => Ok(asked),
        false => Err(errors::algorithm(&asked, &found.key.spec)),
    }
}

pub fn sealed(
    cx: &mut Cx,
    found: &Found,
    algorithm: &str,
    plain: &[u8],
    context: &Context,
) -> Result<Bytes, AwsError> {
    let given = context.as_deref().unwrap_or_default();
    match &*secret_of(cx, found)? {
        Secret::Symmetric(key) => blob::seal(cx, found, key, plain, given),
        Secret::Rsa(_) if !given.is_empty() => Err(no_context()),
        Secret::Rsa(pair) if plain.len() > pair.room(algorithm) => Err(errors::invalid(format!(
            "Algorithm {algorithm} and key spec {} cannot encrypt data larger than {} bytes.",
            found.key.spec,
            pair.room(algorithm)
        ))),
        Secret::Rsa(pair) => {
            let sealed = pair.encrypt(cx.random(), algorithm, plain);
            Ok(sealed
                .ok_or_else(|| AwsError::internal("nothing was encrypted"))?
                .into())
        }
        _ => Err(AwsError::internal("a key that encrypts nothing")),
    }
}

fn no_context() -> AwsError {
    errors::invalid("EncryptionContext is not supported for asymmetric encryption algorithms.")
}

/// The key that a ciphertext is under, as it says itself or as the caller says.
pub fn of_ciphertext(
    cx: &mut Cx,
    ciphertext: &[u8],
    key_id: Option<&str>,
    algorithm: Option<&str>,
) -> Result<Found, AwsError> {
    if algorithm.is_some_and(|algorithm| algorithm != SYMMETRIC) {
        return match key_id {
            Some(id) => key::open(cx, id),
            None => Err(errors::invalid(
                "KeyId is required for asymmetric encryption algorithms.",
            )),
        };
    }
    let Some(head) = blob::read(cx, ciphertext)? else {
        return Err(errors::ciphertext());
    };
    if let Some(id) = key_id {
        let found = key::open(cx, id)?;
        // A key of many Regions goes by one id in all of them.
        return match (&found.account, &found.key.id) == (&head.account, &head.key) {
            true => Ok(found),
            false => Err(errors::incorrect_key()),
        };
    }
    let found = key::reread(cx, &head.account, &head.key)?;
    found.ok_or_else(errors::ciphertext_of_nobody)
}

/// What was encrypted, and the material that it was encrypted by.
pub fn opened(
    cx: &mut Cx,
    found: &Found,
    algorithm: &str,
    ciphertext: &[u8],
    context: &Context,
) -> Result<(Zeroizing<Vec<u8>>, Option<String>), AwsError> {
    let given = context.as_deref().unwrap_or_default();
    if found.key.spec()? != Spec::Symmetric {
        if !given.is_empty() {
            return Err(no_context());
        }
        let Secret::Rsa(pair) = &*secret_of(cx, found)? else {
            return Err(AwsError::internal("a key that decrypts nothing"));
        };
        let plain = pair.decrypt(cx.random(), algorithm, ciphertext);
        return Ok((plain.ok_or_else(errors::ciphertext)?, None));
    }
    let material = blob::material(ciphertext).ok_or_else(errors::ciphertext)?;
    let secret = key::secret(cx, found, &material)?;
    let plain = match secret.as_deref() {
        Some(Secret::Symmetric(key)) => blob::open(key, ciphertext, given),
        _ => None,
    };
    Ok((plain.ok_or_else(errors::ciphertext)?, Some(material)))
}
