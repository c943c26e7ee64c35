//! What Encrypt gives: bytes that say which key they are under, and that nobody can bend.

use crate::crypto;
use crate::key::Found;
use bytes::Bytes;
use haneul_pipeline::keyring::{Key, derive};
use haneul_pipeline::{AwsError, Cx};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// Of this form, as they all begin.
const FORM: u8 = 1;
const CHECK: usize = 16;
/// The form, whose id it is, the account, the key, the material.
const HEAD: usize = 2 + 8 + 16 + 32;

/// Which key a blob is under.
#[derive(Clone, Debug, PartialEq)]
pub struct Head {
    pub account: String,
    pub key: String,
    pub material: String,
}

pub fn seal(
    cx: &Cx,
    found: &Found,
    secret: &Key,
    plain: &[u8],
    context: &[(String, String)],
) -> Result<Bytes, AwsError> {
    let material = found.key.material.as_deref().unwrap_or_default();
    let head = head(&found.account, &found.key.id, material);
    let head = head.ok_or_else(|| AwsError::internal("a key whose id has another form"))?;
    let mut blob = head.to_vec();
    blob.extend_from_slice(&check(cx, &head)?);
    let authenticated = [&blob[..], &crypto::canonical(context)].concat();
    let sealed = crypto::seal(cx.random(), secret, plain, &authenticated, &mut blob);
    sealed.ok_or_else(|| AwsError::internal("nothing was encrypted"))?;
    Ok(blob.into())
}

/// `None`: it was bent, or the context is another.
pub fn open(secret: &Key, blob: &[u8], context: &[(String, String)]) -> Option<Zeroizing<Vec<u8>>> {
    let (begins, sealed) = blob.split_at_checked(HEAD + CHECK)?;
    let authenticated = [begins, &crypto::canonical(context)].concat();
    crypto::open(secret, sealed, &authenticated)
}

/// `None`: that is no blob of ours.
pub fn read(cx: &Cx, blob: &[u8]) -> Result<Option<Head>, AwsError> {
    let Some((head, rest)) = blob.split_first_chunk::<HEAD>() else {
        return Ok(None);
    };
    let Some((given, _)) = rest.split_first_chunk::<CHECK>() else {
        return Ok(None);
    };
    match bool::from(check(cx, head)?.ct_eq(given)) {
        true => Ok(parse(head)),
        false => Ok(None),
    }
}

/// Which material a blob says it is under; opening it finds out whether that was bent.
pub fn material(blob: &[u8]) -> Option<String> {
    parse(blob.first_chunk::<HEAD>()?).map(|head| head.material)
}

/// So that a bent head is told from one of a key that is not here.
fn check(cx: &Cx, head: &[u8]) -> Result<[u8; CHECK], AwsError> {
    let (keys, store) = (&cx.cloud.keys, &cx.cloud.store);
    let key = Zeroizing::new(keys.key_for_part(store, "kms", "heads of ciphertexts")?);
    let mut check = [0; CHECK];
    check.copy_from_slice(&derive(&key, head)[..CHECK]);
    Ok(check)
}

fn head(account: &str, key: &str, material: &str) -> Option<[u8; HEAD]> {
    let (kind, digits) = match key.strip_prefix("mrk-") {
        Some(rest) => (1, rest.to_owned()),
        None => (0, key.replace('-', "")),
    };
    let account = account.parse::<u64>().ok()?.to_be_bytes();
    let (key, material) = (hex::decode(digits).ok()?, hex::decode(material).ok()?);
    let whole = [&[FORM, kind][..], &account, &key, &material].concat();
    whole.try_into().ok()
}

fn parse(head: &[u8; HEAD]) -> Option<Head> {
    let (begins, rest) = head.split_first_chunk::<2>()?;
    let (account, rest) = rest.split_first_chunk::<8>()?;
    let (key, material) = rest.split_first_chunk::<16>()?;
    let digits = hex(key);
    let key = match begins {
        [FORM, 1] => format!("mrk-{digits}"),
        [FORM, 0] => {
            let part = |from: usize, to: usize| digits.get(from..to).unwrap_or_default();
            let parts = [
                part(0, 8),
                part(8, 12),
                part(12, 16),
                part(16, 20),
                part(20, 32),
            ];
            parts.join("-")
        }
        _ => return None,
    };
    Some(Head {
        account: format!("{:012}", u64::from_be_bytes(*account)),
        key,
        material: hex(material),
    })
}

/// Of whole blocks of sixteen bytes, in one go each.
fn hex(bytes: &[u8]) -> String {
    let blocks = bytes.as_chunks::<16>().0.iter();
    blocks
        .map(|block| format!("{:032x}", u128::from_be_bytes(*block)))
        .collect()
}
