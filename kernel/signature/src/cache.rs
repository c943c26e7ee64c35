//! Keys already derived.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::{PoisonError, RwLock};

use crate::derived::Derived;
use crate::error::SignatureError;

/// A bounded cache of derived keys, safe to share between threads.
///
/// It holds two generations. New keys go to the young one; when that is full it becomes the old one and the old
/// one is dropped. A key found in the old generation moves to the young one. So a key in use stays, at the cost
/// of a read lock and one hash for a lookup.
pub struct KeyCache {
    generations: RwLock<Generations>,
    hasher: RandomState,
    capacity: usize,
}

#[derive(Default)]
struct Generations {
    young: HashMap<u64, Entry>,
    old: HashMap<u64, Entry>,
}

/// What a key was derived from. The secret is part of it, so a rotated secret finds nothing.
pub(crate) type Source<'a> = [&'a str; 5];

#[derive(Clone)]
struct Entry {
    source: [Box<str>; 5],
    key: Derived,
}

impl KeyCache {
    /// A cache for at most that many keys.
    pub fn new(capacity: usize) -> KeyCache {
        KeyCache {
            generations: RwLock::default(),
            hasher: RandomState::new(),
            capacity: capacity.max(2),
        }
    }

    /// How many keys are held.
    pub fn len(&self) -> usize {
        let generations = self
            .generations
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        generations.young.len() + generations.old.len()
    }

    /// Whether nothing is held.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub(crate) fn get_or_derive(
        &self,
        source: Source<'_>,
        derive: impl FnOnce() -> Result<Derived, SignatureError>,
    ) -> Result<Derived, SignatureError> {
        let hash = self.hasher.hash_one(source);
        let (found, aged) = self.find(hash, &source);
        let key = match found {
            Some(key) if !aged => return Ok(key),
            Some(key) => key,
            None => derive()?,
        };
        self.insert(
            hash,
            Entry {
                source: source.map(Box::from),
                key: key.clone(),
            },
        );
        Ok(key)
    }

    fn find(&self, hash: u64, source: &Source<'_>) -> (Option<Derived>, bool) {
        let generations = self
            .generations
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        let look = |map: &HashMap<u64, Entry>| {
            map.get(&hash)
                .filter(|entry| entry.is_of(source))
                .map(|e| e.key.clone())
        };
        match look(&generations.young) {
            Some(key) => (Some(key), false),
            None => (look(&generations.old), true),
        }
    }

    fn insert(&self, hash: u64, entry: Entry) {
        let mut generations = self
            .generations
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        if generations.young.len() >= self.capacity / 2 {
            generations.old = std::mem::take(&mut generations.young);
        }
        generations.old.remove(&hash);
        generations.young.insert(hash, entry);
    }
}

impl Entry {
    fn is_of(&self, source: &Source<'_>) -> bool {
        self.source
            .iter()
            .zip(source)
            .all(|(held, wanted)| **held == **wanted)
    }
}

impl std::fmt::Debug for KeyCache {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "KeyCache({} keys)", self.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derived::signing_key;
    use crate::key::SigningKey;

    fn signature(cache: &KeyCache, secret: &str, date: &str) -> String {
        signing_key(Some(cache), "AKID", secret, date, "r", "s")
            .unwrap()
            .sign_hex(b"text")
    }

    #[test]
    fn a_cached_key_signs_like_a_fresh_one() {
        let cache = KeyCache::new(8);
        let fresh = SigningKey::derive("secret", "20150830", "r", "s").sign_hex(b"text");
        assert_eq!(signature(&cache, "secret", "20150830"), fresh);
        assert_eq!(signature(&cache, "secret", "20150830"), fresh);
        assert_eq!(cache.len(), 1);
        assert_ne!(signature(&cache, "other", "20150830"), fresh);
    }

    #[test]
    fn it_stays_within_its_bound_and_keeps_what_is_used() {
        let cache = KeyCache::new(8);
        for day in 0..1000 {
            signature(&cache, "used", "20150830");
            signature(&cache, "secret", &day.to_string());
            assert!(cache.len() <= 8);
        }
        let hash = cache
            .hasher
            .hash_one(["AKID", "used", "20150830", "r", "s"]);
        assert!(
            cache
                .find(hash, &["AKID", "used", "20150830", "r", "s"])
                .0
                .is_some()
        );
    }
}
