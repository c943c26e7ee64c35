//! The keys that digests are signed with: one for each Region, for a year.

use haneul_pipeline::{AwsError, Cloud};
use haneul_runtime::Random;
use haneul_store::{Scope, Span, Stored, Table, Tx};
use jiff::{SignedDuration, Timestamp};
use rsa::pkcs1::{DecodeRsaPrivateKey, EncodeRsaPrivateKey, EncodeRsaPublicKey};
use rsa::pkcs1v15::SigningKey;
use rsa::rand_core::{CryptoRng, Error, RngCore};
use rsa::signature::{SignatureEncoding, Signer};
use rsa::{RsaPrivateKey, RsaPublicKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// By Region and first moment.
static KEYS: Table<(String, i64), Key> = Table::new("cloudtrail_key").sealed();

const BITS: usize = 2048;
const VALID: SignedDuration = SignedDuration::from_hours(365 * 24);

/// Both halves as PKCS #1 has them.
#[derive(Clone, Serialize, Deserialize)]
pub struct Key {
    private: Vec<u8>,
    pub public: Vec<u8>,
    pub fingerprint: String,
    pub from: Timestamp,
    pub until: Timestamp,
}

impl Stored for Key {
    const VERSION: u32 = 1;
}

impl Key {
    /// In hexadecimal digits.
    pub fn sign(&self, text: &str) -> Result<String, AwsError> {
        let key = RsaPrivateKey::from_pkcs1_der(&self.private).map_err(AwsError::internal)?;
        let signature = SigningKey::<Sha256>::new(key).sign(text.as_bytes());
        Ok(hex::encode(signature.to_bytes()))
    }

    fn make(random: &Random, now: Timestamp) -> Result<Key, AwsError> {
        let private = RsaPrivateKey::new(&mut Chance(random), BITS).map_err(AwsError::internal)?;
        let public = RsaPublicKey::from(&private).to_pkcs1_der();
        let public = public.map_err(AwsError::internal)?.into_vec();
        let private = private.to_pkcs1_der().map_err(AwsError::internal)?;
        Ok(Key {
            private: private.as_bytes().to_vec(),
            fingerprint: hex::encode(&Sha256::digest(&public)[..16]),
            public,
            from: now,
            until: now + VALID,
        })
    }
}

/// The key in force, made if need be.
pub async fn current(cloud: &Cloud, partition: &str, region: &str) -> Result<Key, AwsError> {
    let now = cloud.clock.now();
    let look = |tx: &mut Tx| -> Result<Option<Key>, AwsError> {
        let keys = of_region(tx, partition, region)?;
        Ok(keys
            .into_iter()
            .find(|key| key.from <= now && now < key.until))
    };
    if let Some(key) = cloud.store.read(look)? {
        return Ok(key);
    }
    let random = cloud.random.clone();
    // Primes are not found in an instant.
    let made = tokio::task::spawn_blocking(move || Key::make(&random, now));
    let made = made.await.map_err(AwsError::internal)??;
    cloud
        .store
        .transact(|tx| match look(tx)? {
            // Another was quicker.
            Some(key) => Ok(key),
            None => {
                let key = (region, made.from.as_microsecond());
                KEYS.put(tx, Scope::new(partition, "", ""), &key, &made)?;
                Ok(made.clone())
            }
        })
        .await
}

pub fn of_region(tx: &mut Tx, partition: &str, region: &str) -> Result<Vec<Key>, AwsError> {
    let scope = Scope::new(partition, "", "");
    let rows = KEYS.scan(tx, scope, Span::prefix(region), usize::MAX, false)?;
    Ok(rows.into_iter().map(|(_, key)| key).collect())
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
        for chunk in bytes.chunks_mut(32) {
            let random: [u8; 32] = self.0.bytes();
            chunk.copy_from_slice(&random[..chunk.len()]);
        }
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Error> {
        self.fill_bytes(bytes);
        Ok(())
    }
}

impl CryptoRng for Chance<'_> {}
