//! The key, made when the first endpoint is subscribed.

use crate::signing::certificate;
use base64::prelude::{BASE64_STANDARD, Engine};
use haneul_pipeline::{AwsError, Cloud, Cx};
use haneul_runtime::{Random, host};
use haneul_store::{Scope, Stored, Table, Tx};
use quick_cache::sync::Cache;
use rsa::pkcs8::{DecodePrivateKey, EncodePrivateKey};
use rsa::rand_core::{CryptoRng, Error, RngCore};
use rsa::{Pkcs1v15Sign, RsaPrivateKey};
use serde::{Deserialize, Serialize};
use sha1::Sha1;
use sha2::{Digest, Sha256};
use std::sync::Arc;

static KEYS: Table<u8, Key> = Table::new("sns_signing_key").sealed();
const GLOBAL: Scope<'static> = Scope::new("", "", "");
const ONLY: u8 = 0;
const BITS: usize = 2_048;

#[derive(Clone, Serialize, Deserialize)]
pub struct Key {
    /// As PKCS #8 has it.
    private: Vec<u8>,
    /// The certificate as PEM.
    pub certificate: String,
    /// What the certificate's URL is told by.
    pub name: String,
}

impl Stored for Key {
    const VERSION: u32 = 1;
}

/// Makes the key unless there is one.
pub async fn ready(cloud: &Cloud) -> Result<(), AwsError> {
    if cloud.store.read(find)?.is_some() {
        return Ok(());
    }
    let random = cloud.random.clone();
    // Primes are not found in an instant.
    let made = host::aside(move || make(&random)).await;
    let made = made.ok_or_else(|| AwsError::internal("no key for messages"))??;
    cloud
        .store
        .transact(|tx| match find(tx)? {
            // Another was quicker.
            Some(_) => Ok::<_, AwsError>(()),
            None => Ok(KEYS.put(tx, GLOBAL, &ONLY, &made)?),
        })
        .await
}

fn find(tx: &mut Tx) -> Result<Option<Key>, AwsError> {
    Ok(KEYS.get(tx, GLOBAL, &ONLY)?)
}

pub fn certificate_of(tx: &mut Tx) -> Result<Option<Key>, AwsError> {
    find(tx)
}

fn make(random: &Random) -> Result<Key, AwsError> {
    let private = RsaPrivateKey::new(&mut Chance(random), BITS).map_err(AwsError::internal)?;
    let private = private.to_pkcs8_der().map_err(AwsError::internal)?;
    let private = private.as_bytes().to_vec();
    let certificate = certificate::make(&private)?;
    let name = Sha256::digest(certificate.as_bytes());
    let name = name[..16]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    Ok(Key {
        private,
        certificate,
        name,
    })
}

/// A key that is ready to sign.
pub struct Signer {
    key: RsaPrivateKey,
    pub name: String,
}

impl Signer {
    /// Of version 1 or 2, in base 64.
    pub fn sign(&self, version: &str, text: &str) -> Result<String, AwsError> {
        let signature = match version {
            "2" => {
                let digest = Sha256::digest(text.as_bytes());
                self.key.sign(Pkcs1v15Sign::new::<Sha256>(), &digest)
            }
            _ => {
                let digest = Sha1::digest(text.as_bytes());
                self.key.sign(Pkcs1v15Sign::new::<Sha1>(), &digest)
            }
        };
        Ok(BASE64_STANDARD.encode(signature.map_err(AwsError::internal)?))
    }
}

/// The key of this cloud, parsed once for each that there was.
pub fn signer(cx: &mut Cx) -> Result<Arc<Signer>, AwsError> {
    let key = KEYS.get(cx.tx, GLOBAL, &ONLY)?;
    let key = key.ok_or_else(|| AwsError::internal("a subscription without a key"))?;
    let known = cx.cloud.locals.get::<Known>();
    if let Some(signer) = known.0.get(&key.name) {
        return Ok(signer);
    }
    let signer = Arc::new(Signer {
        key: RsaPrivateKey::from_pkcs8_der(&key.private).map_err(AwsError::internal)?,
        name: key.name.clone(),
    });
    known.0.insert(key.name, signer.clone());
    Ok(signer)
}

struct Known(Cache<String, Arc<Signer>>);

impl Default for Known {
    fn default() -> Self {
        Self(Cache::new(4))
    }
}

/// The cloud's chance, as the key's maker wants it.
struct Chance<'a>(&'a Random);

impl RngCore for Chance<'_> {
    fn next_u32(&mut self) -> u32 {
        u32::from_le_bytes(self.0.bytes())
    }

    fn next_u64(&mut self) -> u64 {
        u64::from_le_bytes(self.0.bytes())
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        self.0.fill(bytes);
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Error> {
        self.fill_bytes(bytes);
        Ok(())
    }
}

impl CryptoRng for Chance<'_> {}
