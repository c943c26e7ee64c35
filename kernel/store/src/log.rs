//! Logs: rows that are only ever added, many to a page.
//!
//! Each transaction appends its own entries; the commit that takes a group of transactions writes
//! the entries of all of them as one row. So a record that goes with every change costs a fraction
//! of a row, and is as durable as the change. The entries of a page are much alike, so a page is
//! compressed where that makes it smaller.

use crate::engine::Writes;
use crate::key::Key;
use crate::limits::MAX_VALUE;
use crate::row::{self, Stored, put_varint, take_varint};
use crate::{KeyRange, Result, Scope, StoreError, Tx, key_bytes};
use bytes::Bytes;
use serde::Serialize;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::marker::PhantomData;
use std::ops::ControlFlow;

/// The entries of a page lie this far apart at most, in the unit of `at` that callers use for
/// microseconds: who looks for a moment knows how far back a page with it may begin.
const PAGE_SPAN: i64 = 1_000_000;

/// From this level of stored formats on, pages may be compressed.
const PACKED_LEVEL: u32 = 2;

/// A smaller page has too little in it that is alike.
const WORTH_PACKING: usize = 1_500;

/// Entries of one type by time, separate in each scope. Made as a constant.
pub struct Log<V: 'static> {
    name: &'static str,
    entries: PhantomData<fn() -> V>,
}

/// What a transaction appends.
#[derive(Clone, Debug)]
pub struct Append {
    /// Partition, account, Region and log.
    pub prefix: Vec<u8>,
    pub at: i64,
    pub entry: Bytes,
    /// Whether all who read it know compressed pages.
    pub packable: bool,
}

impl<V: Stored> Log<V> {
    /// The name must be unique among the tables and logs of the store.
    pub const fn new(name: &'static str) -> Self {
        Self {
            name,
            entries: PhantomData,
        }
    }

    /// Appends an entry of the moment `at`, in microseconds.
    pub fn append(&self, tx: &mut Tx, scope: Scope<'_>, at: i64, value: &V) -> Result<()> {
        let entry = row::encode(value, tx.level())?;
        self.append_encoded(tx, scope, at, entry)
    }

    /// An entry as [`Log::append_encoded`] takes it, of something that serialises as a `V` does.
    pub fn encode_as(&self, line: &impl Serialize) -> Result<Vec<u8>> {
        const { assert!(V::LEVEL == 1, "an entry that not everybody reads") };
        row::encode_as::<V>(line)
    }

    /// What [`Log::encode_as`] made.
    pub fn decode(&self, entry: &[u8]) -> Result<V> {
        row::decode(entry)
    }

    pub fn append_encoded(
        &self,
        tx: &mut Tx,
        scope: Scope<'_>,
        at: i64,
        entry: Bytes,
    ) -> Result<()> {
        if entry.len() > MAX_VALUE {
            return Err(StoreError::TooLarge);
        }
        tx.append(Append {
            prefix: self.prefix(scope)?,
            at,
            entry,
            packable: tx.level() >= PACKED_LEVEL,
        })
    }

    /// Entries from the newest page to the oldest, until `visit` breaks. Within a page they come
    /// in the order of their time.
    pub fn newest(
        &self,
        tx: &Tx,
        scope: Scope<'_>,
        visit: impl FnMut(V) -> ControlFlow<()>,
    ) -> Result<()> {
        let range = KeyRange::prefix(self.prefix(scope)?);
        each(tx, range, Order::NewestPage, visit)
    }

    /// Entries of the moments from `from` to `to`, both included, and some around them.
    pub fn around(
        &self,
        tx: &Tx,
        scope: Scope<'_>,
        span: (i64, i64),
        visit: impl FnMut(V) -> ControlFlow<()>,
    ) -> Result<()> {
        each(tx, self.pages(scope, span)?, Order::Oldest, visit)
    }

    /// The same from the newest page to the oldest, and from the end of each to its beginning.
    pub fn back(
        &self,
        tx: &Tx,
        scope: Scope<'_>,
        span: (i64, i64),
        visit: impl FnMut(V) -> ControlFlow<()>,
    ) -> Result<()> {
        each(tx, self.pages(scope, span)?, Order::Newest, visit)
    }

    /// Where the pages lie that may have entries of these moments.
    fn pages(&self, scope: Scope<'_>, (from, to): (i64, i64)) -> Result<KeyRange> {
        let first = self.from(scope, from.saturating_sub(PAGE_SPAN))?;
        Ok(KeyRange::new(
            first,
            self.from(scope, to.saturating_add(1))?,
        ))
    }

    fn from(&self, scope: Scope<'_>, at: i64) -> Result<Vec<u8>> {
        Ok([self.prefix(scope)?, key_bytes(&at)].concat())
    }

    /// Where the pages lie of which every entry is older than a moment.
    pub fn before(&self, scope: Scope<'_>, at: i64) -> Result<KeyRange> {
        let end = self.from(scope, at.saturating_sub(PAGE_SPAN))?;
        Ok(KeyRange::new(self.prefix(scope)?, end))
    }

    /// Where the pages lie that the newest `bytes` do not need; nothing where there are none.
    pub fn excess(&self, tx: &Tx, scope: Scope<'_>, bytes: usize) -> Result<Option<KeyRange>> {
        let prefix = self.prefix(scope)?;
        let mut kept = 0;
        let mut last_kept = None;
        tx.scan_untracked_with(KeyRange::prefix(prefix.clone()), true, |key, page| {
            kept += key.len() + page.len();
            if kept > bytes {
                return ControlFlow::Break(());
            }
            last_kept = Some(key.to_vec());
            ControlFlow::Continue(())
        })?;
        Ok((kept > bytes).then(|| match last_kept {
            Some(key) => KeyRange::new(prefix, key),
            None => KeyRange::prefix(prefix),
        }))
    }

    /// Deletes up to `limit` pages of a range that [`Log::excess`] gave; how many there were.
    pub fn trim(&self, tx: &mut Tx, excess: &KeyRange, limit: usize) -> Result<usize> {
        let pages = tx.scan_untracked(excess.clone(), limit, false)?;
        for (key, _) in &pages {
            tx.delete(key)?;
        }
        Ok(pages.len())
    }

    fn prefix(&self, scope: Scope<'_>) -> Result<Vec<u8>> {
        scope.table(self.name, "", 0)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    Oldest,
    /// The newest page first, each from its beginning.
    NewestPage,
    Newest,
}

fn each<V: Stored>(
    tx: &Tx,
    range: KeyRange,
    order: Order,
    mut visit: impl FnMut(V) -> ControlFlow<()>,
) -> Result<()> {
    let mut damaged = Ok(());
    tx.scan_untracked_with(range, order != Order::Oldest, |_, page| {
        let flow = unpacked(page).and_then(|page| {
            let mut entries = entries(&page)?;
            if order == Order::Newest {
                entries.reverse();
            }
            for entry in entries {
                if visit(row::decode(entry)?).is_break() {
                    return Ok(ControlFlow::Break(()));
                }
            }
            Ok(ControlFlow::Continue(()))
        });
        flow.unwrap_or_else(|error| {
            damaged = Err(error);
            ControlFlow::Break(())
        })
    })?;
    damaged
}

/// Where a page begins with this, a compressed one follows: its length when it is not, and an LZ4
/// block. In a plain page it would be the length of an empty entry; there is none, since each
/// begins with the version of its row.
const PACKED: u8 = 0;

/// A page with one entry, which may be as large as a row, and its length.
const MAX_PAGE: usize = MAX_VALUE + 10;

fn unpacked(page: &[u8]) -> Result<Cow<'_, [u8]>> {
    let Some((&PACKED, mut block)) = page.split_first() else {
        return Ok(Cow::Borrowed(page));
    };
    let damaged = || StoreError::corrupt("a compressed page of a log");
    let length = usize::try_from(take_varint(&mut block)?).ok();
    let length = length.filter(|n| *n <= MAX_PAGE).ok_or_else(damaged)?;
    let mut plain = vec![0; length];
    match lz4_flex::block::decompress_into(block, &mut plain) {
        Ok(written) if written == length => Ok(Cow::Owned(plain)),
        _ => Err(damaged()),
    }
}

/// `None` where the page is no smaller compressed.
fn packed(page: &[u8]) -> Option<Bytes> {
    let mut packed = vec![PACKED];
    put_varint(&mut packed, page.len() as u64);
    let head = packed.len();
    packed.resize(
        head + lz4_flex::block::get_maximum_output_size(page.len()),
        0,
    );
    let written = lz4_flex::block::compress_into(page, &mut packed[head..]).ok()?;
    packed.truncate(head + written);
    // Rows live long in memory: one of exactly its size.
    (packed.len() < page.len()).then(|| Bytes::copy_from_slice(&packed))
}

/// A page is its entries, each with its length before it.
fn entries(mut page: &[u8]) -> Result<Vec<&[u8]>> {
    let mut entries = Vec::new();
    while !page.is_empty() {
        let length = take_varint(&mut page)?;
        let cut = usize::try_from(length).ok().filter(|n| *n <= page.len());
        let cut = cut.ok_or_else(|| StoreError::corrupt("a page of a log that is cut off"))?;
        let (entry, rest) = page.split_at(cut);
        entries.push(entry);
        page = rest;
    }
    Ok(entries)
}

/// The pages of what a group of transactions appends; `version` is the group's, which makes their
/// keys unique.
pub(crate) fn write_pages(version: u64, appends: Vec<Append>, writes: &mut Writes) {
    let mut logs: BTreeMap<Vec<u8>, Vec<(i64, Bytes)>> = BTreeMap::new();
    let packable = appends.iter().all(|append| append.packable);
    for append in appends {
        let log = logs.entry(append.prefix).or_default();
        log.push((append.at, append.entry));
    }
    for (prefix, mut entries) in logs {
        entries.sort_by_key(|(at, _)| *at);
        let mut page = Page {
            packable,
            ..Page::default()
        };
        for (at, entry) in entries {
            if !page.takes(at, &entry) {
                page.write(&prefix, version, writes);
            }
            page.add(at, &entry);
        }
        page.write(&prefix, version, writes);
    }
}

#[derive(Default)]
struct Page {
    from: i64,
    bytes: Vec<u8>,
    /// Pages of this group before it.
    number: u32,
    packable: bool,
}

impl Page {
    fn takes(&self, at: i64, entry: &Bytes) -> bool {
        self.bytes.is_empty()
            || (at.saturating_sub(self.from) <= PAGE_SPAN
                && self.bytes.len() + entry.len() + 10 <= MAX_VALUE)
    }

    fn add(&mut self, at: i64, entry: &Bytes) {
        if self.bytes.is_empty() {
            self.from = at;
        }
        put_varint(&mut self.bytes, entry.len() as u64);
        self.bytes.extend_from_slice(entry);
    }

    fn write(&mut self, prefix: &[u8], version: u64, writes: &mut Writes) {
        if self.bytes.is_empty() {
            return;
        }
        let mut key = prefix.to_vec();
        (self.from, version, self.number).encode(&mut key);
        let plain = std::mem::take(&mut self.bytes);
        let worth = self.packable && plain.len() >= WORTH_PACKING;
        let page = worth.then(|| packed(&plain)).flatten();
        writes.insert(key, Some(page.unwrap_or_else(|| plain.into())));
        self.number += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Store;
    use serde::{Deserialize, Serialize};

    static LOG: Log<Entry> = Log::new("log");
    const HERE: Scope<'static> = Scope::global("aws");

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Entry(String);

    impl Stored for Entry {
        const VERSION: u32 = 1;
    }

    async fn add(store: &Store, entries: &[(i64, &str)]) {
        store
            .transact::<_, StoreError>(|tx| {
                entries
                    .iter()
                    .try_for_each(|(at, text)| LOG.append(tx, HERE, *at, &Entry((*text).into())))
            })
            .await
            .unwrap();
    }

    fn all(store: &Store) -> Vec<String> {
        let mut found = Vec::new();
        store
            .read::<_, StoreError>(|tx| {
                LOG.newest(tx, HERE, |entry| {
                    found.push(entry.0);
                    ControlFlow::Continue(())
                })
            })
            .unwrap();
        found
    }

    #[tokio::test]
    async fn what_is_appended_is_read_newest_page_first() {
        let store = Store::memory();
        add(&store, &[(10, "a"), (11, "b")]).await;
        add(&store, &[(12, "c")]).await;
        assert_eq!(all(&store), ["c", "a", "b"]);
    }

    #[tokio::test]
    async fn a_late_entry_is_found_at_its_own_time() {
        let store = Store::memory();
        add(&store, &[(9_000_000, "new"), (1_000_000, "old")]).await;
        let mut found = Vec::new();
        store
            .read::<_, StoreError>(|tx| {
                LOG.around(tx, HERE, (1_000_000, 1_000_000), |entry| {
                    found.push(entry.0);
                    ControlFlow::Continue(())
                })
            })
            .unwrap();
        assert_eq!(found, ["old"]);
    }

    #[tokio::test]
    async fn pages_stay_within_the_size_of_a_row() {
        let store = Store::memory();
        let long = "x".repeat(40_000);
        add(&store, &[(1, &long), (2, &long), (3, &long), (4, "end")]).await;
        let pages = store
            .read::<_, StoreError>(|tx| {
                let range = KeyRange::prefix(LOG.prefix(HERE)?);
                tx.scan_untracked(range, 10, false)
            })
            .unwrap();
        assert_eq!(pages.len(), 2);
        assert!(pages.iter().all(|(_, page)| page.len() <= MAX_VALUE));
        assert_eq!(all(&store).len(), 4);
    }

    async fn pages(store: &Store) -> Vec<Bytes> {
        let read = store.read::<_, StoreError>(|tx| {
            let range = KeyRange::prefix(LOG.prefix(HERE)?);
            tx.scan_untracked(range, 100, false)
        });
        read.unwrap().into_iter().map(|(_, page)| page).collect()
    }

    #[tokio::test]
    async fn pages_are_compressed_once_all_know_how_to_read_them() {
        let store = Store::memory();
        let texts: Vec<String> = (0..50).map(|n| format!("much the same {n:0>80}")).collect();
        for (level, from) in [(PACKED_LEVEL - 1, 0), (PACKED_LEVEL, 100)] {
            store.set_level(level);
            let entries = (from..).zip(&texts);
            let entries: Vec<_> = entries.map(|(at, text)| (at, text.as_str())).collect();
            add(&store, &entries).await;
        }
        let pages = pages(&store).await;
        assert_eq!(pages.len(), 2);
        assert!(pages[0][0] != PACKED && pages[1][0] == PACKED);
        assert!(pages[1].len() * 4 < pages[0].len());
        assert_eq!(all(&store), [texts.clone(), texts].concat());
    }

    #[tokio::test]
    async fn a_damaged_page_is_an_error() {
        let page = packed(&[7; 5_000]).unwrap();
        assert_eq!(unpacked(&page).unwrap(), [7; 5_000].as_slice());
        assert!(packed(&[1, 2, 3]).is_none());
        for cut in 1..page.len() {
            assert!(unpacked(&page[..cut]).is_err(), "{cut}");
        }
        let mut claims = vec![PACKED];
        put_varint(&mut claims, u64::MAX / 2);
        claims.extend_from_slice(&page[3..]);
        assert!(unpacked(&claims).is_err());
        for at in 0..page.len() {
            let mut wrong = page.to_vec();
            wrong[at] ^= 0x55;
            // Another page or an error: checksums are the engine's.
            _ = unpacked(&wrong);
        }
    }

    #[tokio::test]
    async fn trimming_keeps_the_newest() {
        let store = Store::memory();
        for at in 0..20 {
            add(&store, &[(at, &format!("{at:0>100}"))]).await;
        }
        let excess = store.read::<_, StoreError>(|tx| LOG.excess(tx, HERE, 1_000));
        let excess = excess.unwrap().unwrap();
        let mut trimmed = 0;
        loop {
            let some = store.transact::<_, StoreError>(|tx| LOG.trim(tx, &excess, 4));
            match some.await.unwrap() {
                0 => break,
                some => trimmed += some,
            }
        }
        let excess = store.read::<_, StoreError>(|tx| LOG.excess(tx, HERE, 1_000));
        assert_eq!(excess.unwrap(), None);
        let left = all(&store);
        assert_eq!(trimmed + left.len(), 20);
        assert!((5..10).contains(&left.len()), "{}", left.len());
        assert!(left[0].ends_with("19"));
    }
}
