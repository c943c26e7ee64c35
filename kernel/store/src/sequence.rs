//! Sequences: rows in the order in which they became durable.
//!
//! The key of such a row has the version of its commit in it, which is known only when the commit
//! is taken into a group. So nobody has to agree with anybody on a number: any number of
//! transactions of any number of processes add rows without conflicts, and who has read up to a
//! row misses nothing before it, since rows of an older version cannot appear any more.

use crate::engine::Writes;
use crate::key::{Key, OwnedKey};
use crate::limits::MAX_VALUE;
use crate::seal;
use crate::{KeyRange, Result, Scope, StoreError, Tx, key_bytes, prefix_end};
use bytes::Bytes;
use std::borrow::Cow;
use std::ops::ControlFlow;

/// Made as a constant.
pub struct Sequence {
    name: &'static str,
    sealed: bool,
}

/// Where a row is in its line. As a number: era, version, number and piece from the highest bits
/// to the lowest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Comes before the version: raised where versions began anew, such as when rows were taken
    /// over into another store.
    pub era: u16,
    /// Of the commit.
    pub version: u64,
    /// Must differ among the rows that one process adds to one line at about the same time.
    pub number: u32,
    pub piece: u16,
}

impl Place {
    pub fn to_bits(self) -> u128 {
        u128::from(self.era) << 112
            | u128::from(self.version) << 48
            | u128::from(self.number) << 16
            | u128::from(self.piece)
    }

    pub fn from_bits(bits: u128) -> Place {
        Place {
            era: (bits >> 112) as u16,
            version: (bits >> 48) as u64,
            number: (bits >> 16) as u32,
            piece: bits as u16,
        }
    }
}

/// A row on its way.
#[derive(Clone, Debug)]
pub struct Stamp {
    /// All of the key before the version.
    pub prefix: Vec<u8>,
    pub number: u32,
    pub piece: u16,
    pub value: Bytes,
}

impl Sequence {
    /// The name must be unique among the tables of the store.
    pub const fn new(name: &'static str) -> Self {
        Self {
            name,
            sealed: false,
        }
    }

    /// Rows lie encrypted.
    pub const fn sealed(self) -> Self {
        Self {
            sealed: true,
            ..self
        }
    }

    /// Adds a row to the end of a line; the version of its place is that of the commit.
    pub fn add(
        &self,
        tx: &mut Tx,
        scope: Scope<'_>,
        line: &impl Key,
        place: Place,
        value: Bytes,
    ) -> Result<()> {
        if value.len() > MAX_VALUE {
            return Err(StoreError::TooLarge);
        }
        let mut prefix = self.line(scope, line)?;
        place.era.encode(&mut prefix);
        let value = match self.sealed {
            true => {
                let place = sealed_place(&prefix, place);
                tx.formats().seal(self.name, &place, value)?
            }
            false => value,
        };
        tx.stamp(Stamp {
            prefix,
            number: place.number,
            piece: place.piece,
            value,
        })
    }

    /// The rows of a line from a place to another one, the latter excluded. What others add
    /// meanwhile is no conflict.
    pub fn visit(
        &self,
        tx: &Tx,
        scope: Scope<'_>,
        line: &impl Key,
        (from, to): (u128, Option<u128>),
        reverse: bool,
        mut visit: impl FnMut(Place, &Bytes) -> ControlFlow<()>,
    ) -> Result<()> {
        let prefix = self.line(scope, line)?;
        let mut start = prefix.clone();
        from.encode(&mut start);
        let range = match to {
            Some(to) => {
                let mut end = prefix.clone();
                to.encode(&mut end);
                KeyRange::new(start, end)
            }
            None => KeyRange {
                start,
                end: prefix_end(&prefix),
            },
        };
        let mut damaged = Ok(());
        tx.scan_untracked_with(range, reverse, |key, value| {
            match self.read(tx, &prefix, key, value) {
                Ok((place, value)) => visit(place, &value),
                Err(error) => {
                    damaged = Err(error);
                    ControlFlow::Break(())
                }
            }
        })?;
        damaged
    }

    fn read<'v>(
        &self,
        tx: &Tx,
        prefix: &[u8],
        key: &[u8],
        value: &'v Bytes,
    ) -> Result<(Place, Cow<'v, Bytes>)> {
        let place = Place::from_bits(u128::decode(&mut &key[prefix.len()..])?);
        if !self.sealed || !seal::is_sealed(value) {
            return Ok((place, Cow::Borrowed(value)));
        }
        let mut line = prefix.to_vec();
        place.era.encode(&mut line);
        let opened = tx
            .formats()
            .open(self.name, &sealed_place(&line, place), value)?;
        Ok((place, Cow::Owned(opened)))
    }

    /// Removes a row.
    pub fn remove(
        &self,
        tx: &mut Tx,
        scope: Scope<'_>,
        line: &impl Key,
        place: Place,
    ) -> Result<()> {
        let mut key = self.line(scope, line)?;
        place.to_bits().encode(&mut key);
        tx.delete(&key)
    }

    fn line(&self, scope: Scope<'_>, line: &impl Key) -> Result<Vec<u8>> {
        let mut prefix = scope.table(self.name, "", 48)?;
        prefix.extend_from_slice(&key_bytes(line));
        Ok(prefix)
    }
}

/// All of a row's key but the version, which nobody knows when the row is sealed.
fn sealed_place(prefix: &[u8], place: Place) -> Vec<u8> {
    let mut bytes = prefix.to_vec();
    (place.number, place.piece).encode(&mut bytes);
    bytes
}

pub(crate) fn write_stamps(version: u64, stamps: Vec<Stamp>, writes: &mut Writes) {
    for stamp in stamps {
        let mut key = stamp.prefix;
        (version, stamp.number, stamp.piece).encode(&mut key);
        writes.insert(key, Some(stamp.value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Store;

    static LINES: Sequence = Sequence::new("lines");
    const HERE: Scope<'static> = Scope::global("aws");

    async fn add(store: &Store, line: u64, number: u32, text: &'static str) -> u64 {
        let place = Place {
            number,
            ..Place::default()
        };
        let added = store
            .transact_versioned::<_, StoreError>(|tx| {
                LINES.add(tx, HERE, &line, place, Bytes::from_static(text.as_bytes()))
            })
            .await;
        added.unwrap().1
    }

    fn all(store: &Store, line: u64, from: u128) -> Vec<(Place, String)> {
        let mut found = Vec::new();
        store
            .read::<_, StoreError>(|tx| {
                LINES.visit(tx, HERE, &line, (from, None), false, |place, value| {
                    found.push((place, String::from_utf8_lossy(value).into_owned()));
                    ControlFlow::Continue(())
                })
            })
            .unwrap();
        found
    }

    #[tokio::test]
    async fn rows_come_in_the_order_of_their_commits() {
        let store = Store::memory();
        // Numbers do not matter between commits.
        let first = add(&store, 1, 9, "first").await;
        let second = add(&store, 1, 2, "second").await;
        add(&store, 2, 1, "elsewhere").await;
        let rows = all(&store, 1, 0);
        assert_eq!(
            rows.iter()
                .map(|(p, t)| (p.version, t.as_str()))
                .collect::<Vec<_>>(),
            [(first, "first"), (second, "second")]
        );
        let behind = rows[0].0.to_bits() + 1;
        assert_eq!(all(&store, 1, behind)[0].1, "second");
        assert_eq!(Place::from_bits(rows[1].0.to_bits()), rows[1].0);
    }

    #[tokio::test]
    async fn adding_conflicts_with_nobody() {
        let store = Store::memory();
        let place = |number| Place {
            number,
            ..Place::default()
        };
        let (mut a, mut b) = (store.begin().unwrap(), store.begin().unwrap());
        for (tx, number) in [(&mut a, 1), (&mut b, 2)] {
            let value = Bytes::from_static(b"x");
            LINES.add(tx, HERE, &1u64, place(number), value).unwrap();
        }
        let later = store.commit(b).await.unwrap();
        assert!(store.commit(a).await.unwrap() > later);
        let versions: Vec<u32> = all(&store, 1, 0).iter().map(|(p, _)| p.number).collect();
        assert_eq!(versions, [2, 1]);
    }

    #[tokio::test]
    async fn a_removed_row_is_gone() {
        let store = Store::memory();
        add(&store, 1, 1, "one").await;
        add(&store, 1, 2, "two").await;
        let (first, _) = all(&store, 1, 0)[0].clone();
        let removed = store.transact(|tx| LINES.remove(tx, HERE, &1u64, first));
        removed.await.unwrap();
        assert_eq!(all(&store, 1, 0).len(), 1);
    }
}
