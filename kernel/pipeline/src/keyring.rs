//! The keys under which data lies encrypted.
//!
//! One master key belongs to the data and goes with it, also into snapshots. In the store it is
//! wrapped by a root key, which lies in a file of its own, readable by its owner only, on whatever
//! disk the operator wants it. Nodes that are given no such file share a root key in the store: then
//! only what lies elsewhere is protected by it.

use crate::credentials::GLOBAL;
use crate::error::AwsError;
use bytes::Bytes;
use haneul_runtime::Random;
use haneul_store::{Store, Stored, Table};
use parking_lot::RwLock;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hmac;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

pub type Key = [u8; 32];

static MASTER: Table<u8, Master> = Table::new("master_key");
const ONLY: u8 = 0;
/// Asked of with each sealed row.
static MASTER_PREFIX: LazyLock<Vec<u8>> =
    LazyLock::new(|| MASTER.prefix(GLOBAL).unwrap_or_default());

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Master {
    wrapped: Bytes,
    /// The root key, where it is kept nowhere else.
    root: Option<Bytes>,
}

impl Stored for Master {
    const VERSION: u32 = 1;
}

pub struct Keyring {
    root: Option<Key>,
    known: RwLock<Option<Known>>,
}

/// The master key and what was derived from it, as of a version of the store.
struct Known {
    version: u64,
    master: Key,
    /// By what they are for.
    derived: FxHashMap<(&'static str, &'static str), Key>,
}

impl Keyring {
    /// Opens the data's keys, or makes them. Without a file the root key is kept in the store.
    pub async fn open(
        store: &Store,
        random: &Random,
        file: Option<&PathBuf>,
    ) -> Result<Self, AwsError> {
        let exists = store.read(|tx| Ok::<_, AwsError>(MASTER.get(tx, GLOBAL, &ONLY)?))?;
        let root = match (file, &exists) {
            (None, Some(Master { root: None, .. })) => {
                return Err(problem(
                    "the data is encrypted with a root key that lies in a file; name it with --root-key FILE",
                ));
            }
            (None, _) => None,
            (Some(file), Some(Master { root: None, .. })) => Some(read(file)?),
            (Some(file), _) => Some(read_or_make(file, random)?),
        };
        let keyring = Self {
            root,
            known: RwLock::new(None),
        };
        keyring.settle(store, random).await?;
        Ok(keyring)
    }

    /// After the state was emptied or replaced: makes a master key where there is none.
    pub async fn settle(&self, store: &Store, random: &Random) -> Result<(), AwsError> {
        let made: Key = random.bytes();
        let (row, key) = (self.row(random, &made)?, made);
        store
            .transact(|tx| match MASTER.get(tx, GLOBAL, &ONLY)? {
                Some(_) => Ok::<_, AwsError>(()),
                None => Ok(MASTER.put(tx, GLOBAL, &ONLY, &row)?),
            })
            .await?;
        let there = self.master(store)?;
        // A root key from a file takes over what was kept in the store.
        let kept = store.read(|tx| Ok::<_, AwsError>(MASTER.get(tx, GLOBAL, &ONLY)?))?;
        if there != key && self.root.is_some() && kept.is_some_and(|row| row.root.is_some()) {
            self.install(store, random, &there).await?;
        }
        Ok(())
    }

    /// Makes this the master key, as the data that comes with it needs.
    pub async fn install(
        &self,
        store: &Store,
        random: &Random,
        master: &Key,
    ) -> Result<(), AwsError> {
        let row = self.row(random, master)?;
        store
            .transact(|tx| Ok::<_, AwsError>(MASTER.put(tx, GLOBAL, &ONLY, &row)?))
            .await
    }

    fn row(&self, random: &Random, master: &Key) -> Result<Master, AwsError> {
        let (root, kept) = match self.root {
            Some(root) => (root, None),
            None => {
                let root: Key = random.bytes();
                (root, Some(Bytes::copy_from_slice(&root)))
            }
        };
        Ok(Master {
            wrapped: wrap(random, &root, master),
            root: kept,
        })
    }

    /// The master key itself, for what moves the whole of the data.
    pub fn master(&self, store: &Store) -> Result<Key, AwsError> {
        let mark = store.watermark(&MASTER_PREFIX);
        if let Some(known) = self.known.read().as_ref().filter(|k| k.version >= mark) {
            return Ok(known.master);
        }
        let (row, version) =
            store.read(|tx| Ok::<_, AwsError>((MASTER.get(tx, GLOBAL, &ONLY)?, tx.version())))?;
        let row = row.ok_or_else(|| AwsError::internal("there is no master key"))?;
        let kept = row
            .root
            .as_deref()
            .and_then(|root| Key::try_from(root).ok());
        let root = kept.or(self.root);
        let key = root.and_then(|root| unwrap(&root, &row.wrapped));
        let key = key.ok_or_else(|| {
            problem("the root key is not the one that the data is encrypted with")
        })?;
        *self.known.write() = Some(Known {
            version,
            master: key,
            derived: FxHashMap::default(),
        });
        Ok(key)
    }

    /// The key for one purpose, such as a service's.
    pub fn key(&self, store: &Store, purpose: &'static str) -> Result<Key, AwsError> {
        self.derived(store, (purpose, ""), |master| {
            derive(master, purpose.as_bytes())
        })
    }

    /// The key for one part of what a service's key is for.
    pub fn key_for_part(
        &self,
        store: &Store,
        purpose: &'static str,
        part: &'static str,
    ) -> Result<Key, AwsError> {
        self.derived(store, (purpose, part), |master| {
            derive(&derive(master, purpose.as_bytes()), part.as_bytes())
        })
    }

    fn derived(
        &self,
        store: &Store,
        place: (&'static str, &'static str),
        make: impl FnOnce(&Key) -> Key,
    ) -> Result<Key, AwsError> {
        let master = self.master(store)?;
        if let Some(known) = self.known.read().as_ref().filter(|k| k.master == master) {
            if let Some(key) = known.derived.get(&place) {
                return Ok(*key);
            }
        }
        let key = make(&master);
        if let Some(known) = self.known.write().as_mut().filter(|k| k.master == master) {
            known.derived.insert(place, key);
        }
        Ok(key)
    }
}

/// A key that tells nothing of the one it comes from.
pub fn derive(key: &Key, purpose: &[u8]) -> Key {
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), purpose);
    let mut derived = [0; 32];
    derived.copy_from_slice(tag.as_ref());
    derived
}

fn cipher(key: &Key) -> Option<LessSafeKey> {
    let key = UnboundKey::new(&AES_256_GCM, key).ok()?;
    Some(LessSafeKey::new(key))
}

/// A key encrypted under another.
pub fn wrap(random: &Random, under: &Key, key: &Key) -> Bytes {
    seal(random, under, key)
}

/// A secret encrypted under a key: a nonce, the bytes, and their tag.
pub fn seal(random: &Random, under: &Key, secret: &[u8]) -> Bytes {
    let nonce: [u8; NONCE_LEN] = random.bytes();
    let mut sealed = secret.to_vec();
    let done = cipher(under).and_then(|cipher| {
        let nonce = Nonce::assume_unique_for_key(nonce);
        cipher
            .seal_in_place_append_tag(nonce, Aad::empty(), &mut sealed)
            .ok()
    });
    match done {
        Some(()) => [&nonce[..], &sealed].concat().into(),
        None => Bytes::new(),
    }
}

/// The key, if it was wrapped under this one.
pub fn unwrap(under: &Key, wrapped: &[u8]) -> Option<Key> {
    Key::try_from(unseal(under, wrapped)?).ok()
}

/// The secret, if it was sealed under this key.
pub fn unseal(under: &Key, sealed: &[u8]) -> Option<Vec<u8>> {
    let (nonce, sealed) = sealed.split_first_chunk::<NONCE_LEN>()?;
    let mut sealed = sealed.to_vec();
    let nonce = Nonce::assume_unique_for_key(*nonce);
    let secret = cipher(under)?
        .open_in_place(nonce, Aad::empty(), &mut sealed)
        .ok()?;
    Some(secret.to_vec())
}

fn problem(message: impl Into<String>) -> AwsError {
    AwsError::new("RootKey", message).status(500)
}

fn read(file: &Path) -> Result<Key, AwsError> {
    let text = std::fs::read_to_string(file).map_err(|error| {
        problem(format!(
            "the data is encrypted, and its root key {} cannot be read: {error}",
            file.display()
        ))
    })?;
    let bytes = hex::decode(text.trim()).ok();
    let key = bytes.and_then(|bytes| Key::try_from(bytes).ok());
    key.ok_or_else(|| problem(format!("{} holds no root key", file.display())))
}

fn read_or_make(file: &Path, random: &Random) -> Result<Key, AwsError> {
    if file.exists() {
        return read(file);
    }
    let key: Key = random.bytes();
    let failed = |error: std::io::Error| {
        problem(format!(
            "the root key {} cannot be written: {error}",
            file.display()
        ))
    };
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut out = options.open(file).map_err(failed)?;
    writeln!(out, "{}", hex::encode(key)).map_err(failed)?;
    out.sync_all().map_err(failed)?;
    // The name as well: without it everything encrypted from now on would be lost.
    if let Some(folder) = file
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        let folder = std::fs::File::open(folder).map_err(failed)?;
        folder.sync_all().map_err(failed)?;
    }
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_master_key_stays_with_the_data() {
        let (store, random) = (Store::memory(), Random::seeded(1));
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("root.key");
        // First in the store, then taken over by a file.
        let inside = Keyring::open(&store, &random, None).await.unwrap();
        let key = inside.key(&store, "s3").unwrap();
        assert_eq!(inside.key(&store, "s3").unwrap(), key);
        assert_ne!(inside.key(&store, "sqs").unwrap(), key);
        let outside = Keyring::open(&store, &random, Some(&file)).await.unwrap();
        assert_eq!(outside.key(&store, "s3").unwrap(), key);
        let again = Keyring::open(&store, &random, Some(&file)).await.unwrap();
        assert_eq!(again.key(&store, "s3").unwrap(), key);
        // From now on the file is needed, and it must be the right one.
        let code = |outcome: Result<Keyring, AwsError>| outcome.err().map(|e| e.message);
        let none = code(Keyring::open(&store, &random, None).await);
        assert!(none.is_some_and(|message| message.contains("--root-key")));
        let other = dir.path().join("other.key");
        let missing = code(Keyring::open(&store, &random, Some(&other)).await);
        assert!(missing.is_some_and(|message| message.contains("cannot be read")));
        std::fs::write(&other, "00".repeat(32)).unwrap();
        let wrong = code(Keyring::open(&store, &random, Some(&other)).await);
        assert!(wrong.is_some_and(|message| message.contains("is not the one")));
    }

    #[test]
    fn only_the_right_key_unwraps() {
        let random = Random::seeded(2);
        let (under, key): (Key, Key) = (random.bytes(), random.bytes());
        let wrapped = wrap(&random, &under, &key);
        assert_eq!(unwrap(&under, &wrapped), Some(key));
        assert_eq!(unwrap(&key, &wrapped), None);
        for at in 0..wrapped.len() {
            let mut bent = wrapped.to_vec();
            bent[at] ^= 1;
            assert_eq!(unwrap(&under, &bent), None);
        }
        assert_eq!(unwrap(&under, &[]), None);
    }
}
