//! What the rows of sealed tables are encrypted with: AES-256-GCM under keys that come from the
//! master key.
//!
//! Each process has keys of its own, one for each table, so that it can count its nonces: chance
//! would run out of them after some billions of rows. A sealed row says whose key it lies under.

use crate::error::AwsError;
use crate::keyring::{Key, Keyring, derive};
use bytes::Bytes;
use haneul_runtime::Random;
use haneul_store::{Result, Sealer, Store, StoreError, WeakStore};
use parking_lot::RwLock;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use rustc_hash::FxHashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

const PURPOSE: &str = "rows";
/// More ciphers than this are forgotten together; they are made again when they are needed.
const KEPT: usize = 10_000;

/// Which process's keys.
type Who = [u8; 12];

pub(crate) struct RowKeys {
    /// The store holds this.
    store: WeakStore,
    keys: Arc<Keyring>,
    me: Who,
    next: AtomicU64,
    known: RwLock<Known>,
}

/// Ciphers under one master key.
#[derive(Default)]
struct Known {
    root: Key,
    ciphers: FxHashMap<(&'static str, Who), Arc<LessSafeKey>>,
}

impl RowKeys {
    pub fn new(store: &Store, keys: Arc<Keyring>, random: &Random) -> Self {
        Self {
            store: store.downgrade(),
            keys,
            me: random.bytes(),
            next: AtomicU64::new(0),
            known: RwLock::default(),
        }
    }

    fn cipher(&self, table: &'static str, who: Who) -> Result<Arc<LessSafeKey>> {
        let store = self
            .store
            .upgrade()
            .ok_or(StoreError::Misuse("a store that is closed"))?;
        let root = self.keys.key(&store, PURPOSE).map_err(unusable)?;
        {
            let known = self.known.read();
            if known.root == root {
                if let Some(cipher) = known.ciphers.get(&(table, who)) {
                    return Ok(cipher.clone());
                }
            }
        }
        let key = derive(&derive(&root, table.as_bytes()), &who);
        let key = UnboundKey::new(&AES_256_GCM, &key).map_err(|_| broken())?;
        let cipher = Arc::new(LessSafeKey::new(key));
        let mut known = self.known.write();
        if known.root != root || known.ciphers.len() >= KEPT {
            *known = Known {
                root,
                ciphers: FxHashMap::default(),
            };
        }
        known.ciphers.insert((table, who), cipher.clone());
        Ok(cipher)
    }
}

impl Sealer for RowKeys {
    fn extra(&self) -> usize {
        size_of::<Who>() + size_of::<u64>() + AES_256_GCM.tag_len()
    }

    fn seal(
        &self,
        table: &'static str,
        place: &[u8],
        bytes: &[u8],
        out: &mut Vec<u8>,
    ) -> Result<()> {
        let cipher = self.cipher(table, self.me)?;
        let nonce = self.next.fetch_add(1, Ordering::Relaxed);
        out.extend_from_slice(&self.me);
        out.extend_from_slice(&nonce.to_be_bytes());
        let start = out.len();
        out.extend_from_slice(bytes);
        let tag = cipher
            .seal_in_place_separate_tag(counted(nonce), Aad::from(place), &mut out[start..])
            .map_err(|_| broken())?;
        out.extend_from_slice(tag.as_ref());
        Ok(())
    }

    fn open(&self, table: &'static str, place: &[u8], sealed: &[u8]) -> Result<Bytes> {
        let (who, rest) = sealed.split_first_chunk().ok_or_else(broken)?;
        let (nonce, rest) = rest.split_first_chunk().ok_or_else(broken)?;
        let cipher = self.cipher(table, *who)?;
        let mut bytes = rest.to_vec();
        let nonce = counted(u64::from_be_bytes(*nonce));
        let opened = cipher.open_in_place(nonce, Aad::from(place), &mut bytes);
        let length = opened.map_err(|_| broken())?.len();
        bytes.truncate(length);
        Ok(bytes.into())
    }
}

fn counted(number: u64) -> Nonce {
    let mut nonce = [0; NONCE_LEN];
    nonce[NONCE_LEN - 8..].copy_from_slice(&number.to_be_bytes());
    Nonce::assume_unique_for_key(nonce)
}

fn broken() -> StoreError {
    StoreError::Corrupt("a sealed row that its key does not open".to_owned())
}

fn unusable(error: AwsError) -> StoreError {
    StoreError::Corrupt(format!("the key of sealed rows: {}", error.message))
}

#[cfg(test)]
mod tests {
    use super::*;
    use haneul_store::{Place, Scope, Sequence, Stored, Table};
    use serde::{Deserialize, Serialize};
    use std::ops::ControlFlow;

    static SECRETS: Table<String, Secret> = Table::new("secrets").sealed();
    static OTHERS: Table<String, Secret> = Table::new("others").sealed();
    static LINES: Sequence = Sequence::new("lines").sealed();
    const HERE: Scope<'static> = Scope::global("aws");

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Secret(String);

    impl Stored for Secret {
        const VERSION: u32 = 1;
    }

    async fn sealed(seed: u64, store: &Store) {
        let random = Random::seeded(seed);
        let keys = Keyring::open(store, &random, None).await.unwrap();
        store.seal_with(Arc::new(RowKeys::new(store, Arc::new(keys), &random)));
    }

    fn read(store: &Store, name: &str) -> Option<Secret> {
        let key = name.to_owned();
        store.read(|tx| SECRETS.get(tx, HERE, &key)).unwrap()
    }

    async fn write(store: &Store, name: &str, secret: &str) {
        let (key, row) = (name.to_owned(), Secret(secret.to_owned()));
        let written = store.transact(|tx| SECRETS.put(tx, HERE, &key, &row));
        written.await.unwrap();
    }

    fn raw(store: &Store) -> Vec<(Vec<u8>, Bytes)> {
        let all = store.read(|tx| tx.scan(HERE.range()?, usize::MAX, false));
        all.unwrap()
    }

    fn holds(rows: &[(Vec<u8>, Bytes)], text: &str) -> bool {
        let within = |bytes: &[u8]| bytes.windows(text.len()).any(|w| w == text.as_bytes());
        rows.iter().any(|(_, value)| within(value))
    }

    #[tokio::test]
    async fn sealed_rows_are_read_by_every_process_and_by_nobody_else() {
        let store = Store::memory();
        // Written by who had no key, or was of a lower level.
        write(&store, "old", "clear text").await;
        sealed(1, &store).await;
        store.set_level(haneul_store::SEALED - 1);
        write(&store, "lower", "clear text").await;
        store.set_level(haneul_store::SEALED);
        write(&store, "new", "a word").await;
        let large = "a large word ".repeat(20_000);
        write(&store, "large", &large).await;
        assert!(holds(&raw(&store), "clear text"));
        assert!(!holds(&raw(&store), "a word"));
        assert!(!holds(&raw(&store), "a large word"));
        // Another process, with keys of its own.
        sealed(2, &store).await;
        write(&store, "newer", "a word").await;
        for (name, text) in [
            ("old", "clear text"),
            ("lower", "clear text"),
            ("new", "a word"),
            ("newer", "a word"),
            ("large", &large),
        ] {
            assert_eq!(read(&store, name), Some(Secret(text.to_owned())), "{name}");
        }
    }

    #[tokio::test]
    async fn a_row_in_anothers_place_or_with_a_bent_byte_is_refused() {
        let store = Store::memory();
        sealed(1, &store).await;
        write(&store, "mine", "a word").await;
        let (key, row) = raw(&store).remove(0);
        let put = |key: Vec<u8>, row: Vec<u8>| {
            let store = store.clone();
            async move {
                let put = store.transact(|tx| tx.put(&key, row.clone()));
                put.await.unwrap();
            }
        };
        for at in 0..row.len() {
            let mut bent = row.to_vec();
            bent[at] ^= 1;
            put(key.clone(), bent).await;
            let read = store.read(|tx| SECRETS.get(tx, HERE, "mine"));
            assert!(read.is_err(), "byte {at}");
        }
        put(key.clone(), row.to_vec()).await;
        assert_eq!(read(&store, "mine"), Some(Secret("a word".to_owned())));
        let theirs = SECRETS.place(HERE, "theirs").unwrap().start;
        put(theirs, row.to_vec()).await;
        assert!(store.read(|tx| SECRETS.get(tx, HERE, "theirs")).is_err());
        let other = OTHERS.place(HERE, "mine").unwrap().start;
        put(other, row.to_vec()).await;
        assert!(store.read(|tx| OTHERS.get(tx, HERE, "mine")).is_err());
    }

    #[tokio::test]
    async fn lines_are_sealed_too() {
        let store = Store::memory();
        let add = |text: &'static str| {
            let bytes = Bytes::from_static(text.as_bytes());
            store.transact(move |tx| LINES.add(tx, HERE, &7u64, Place::default(), bytes.clone()))
        };
        add("in the clear").await.unwrap();
        sealed(1, &store).await;
        add("a word").await.unwrap();
        assert!(!holds(&raw(&store), "a word"));
        let mut seen = Vec::new();
        let visited = store.read(|tx| {
            LINES.visit(tx, HERE, &7u64, (0, None), false, |_, bytes| {
                seen.push(bytes.to_vec());
                ControlFlow::Continue(())
            })
        });
        visited.unwrap();
        assert_eq!(seen, [b"in the clear".to_vec(), b"a word".to_vec()]);
    }
}
