//! A snapshot as one stream: header, rows, end mark with count and checksum.
//!
//! `HANEULDB`, format (u32), then for each row its key length (u32, never 0), value length (u32),
//! key and value; then a zero length, the number of rows (u64), and the CRC-64/NVME of all that
//! went before. All numbers are big-endian.

use crate::limits::{MAX_KEY, MAX_TRANSACTION, check_key};
use crate::{KeyRange, Result, Store, StoreError};
use crc_fast::{CrcAlgorithm, Digest};
use std::io::{Read, Write};
use std::ops::ControlFlow;
use std::time::Duration;

const MAGIC: &[u8; 8] = b"HANEULDB";
const FORMAT: u32 = 1;
/// How much is imported in one transaction.
const BATCH: usize = 8 << 20;

impl Store {
    /// From now on rows under these prefixes are left out when everything is exported, imported or
    /// deleted: they are about who works on the data, and not data.
    pub fn set_apart(&self, prefixes: impl IntoIterator<Item = Vec<u8>>) {
        *self.apart().write() = prefixes.into_iter().map(KeyRange::prefix).collect();
    }

    /// All there is but what was set apart.
    fn everything(&self) -> Vec<KeyRange> {
        let mut apart = self.apart().read().clone();
        apart.sort_by(|a, b| a.start.cmp(&b.start));
        let mut ranges = Vec::new();
        let mut rest = KeyRange::all();
        for KeyRange { start, end } in apart {
            ranges.push(KeyRange::new(std::mem::take(&mut rest.start), start));
            match end {
                Some(end) => rest.start = end,
                None => return ranges,
            }
        }
        ranges.push(rest);
        ranges
    }

    fn is_apart(&self, key: &[u8]) -> bool {
        self.apart().read().iter().any(|range| range.contains(key))
    }

    /// Writes everything, as of one moment; the number of rows.
    pub fn export(&self, out: &mut (dyn Write + Send)) -> Result<u64> {
        let mut out = Summing::new(out);
        out.put(MAGIC)?;
        out.put(&FORMAT.to_be_bytes())?;
        let (mut rows, mut outcome) = (0u64, Ok(()));
        let tx = self.long_read()?;
        for range in self.everything() {
            tx.scan_untracked_with(range, false, |key, value| {
                rows += 1;
                outcome = out.row(key, value);
                if outcome.is_ok() {
                    ControlFlow::Continue(())
                } else {
                    ControlFlow::Break(())
                }
            })?;
            std::mem::replace(&mut outcome, Ok(()))?;
        }
        out.put(&0u32.to_be_bytes())?;
        out.put(&rows.to_be_bytes())?;
        let sum = out.digest.finalize();
        out.inner.write_all(&sum.to_be_bytes())?;
        out.inner.flush()?;
        Ok(rows)
    }

    /// Reads an export into this store, which must be empty and in no other use. If it cannot be
    /// read to its end, the store is empty again.
    pub async fn import(&self, input: &mut (dyn Read + Send)) -> Result<u64> {
        let tx = self.begin()?;
        let ranges = self.everything().into_iter();
        let rows = ranges.map(|range| Ok(tx.scan_untracked(range, 1, false)?.len()));
        if rows.sum::<Result<usize>>()? > 0 {
            return Err(StoreError::Misuse(
                "an import into a store that is not empty",
            ));
        }
        let outcome = self.import_rows(&mut Summing::new(input)).await;
        if outcome.is_err() {
            self.clear().await?;
        }
        outcome
    }

    async fn import_rows(&self, input: &mut Summing<&mut (dyn Read + Send)>) -> Result<u64> {
        input.header()?;
        let mut count = 0u64;
        loop {
            let mut tx = self.begin()?;
            let mut size = 0;
            let mut more = true;
            while more && size < BATCH {
                match input.next_row()? {
                    Some((key, _)) if self.is_apart(&key) => count += 1,
                    Some((key, value)) => {
                        size += key.len() + value.len();
                        count += 1;
                        tx.put(&key, value)?;
                    }
                    None => more = false,
                }
            }
            if !more {
                // The last rows are written only if all of them are right.
                input.footer(count)?;
            }
            self.commit(tx).await?;
            if !more {
                return Ok(count);
            }
        }
    }

    /// Deletes everything, at once.
    pub async fn clear(&self) -> Result<()> {
        let mut retry = self.retry();
        loop {
            self.refresh(Duration::ZERO).await?;
            let mut tx = self.begin_again(retry.tries())?;
            match tx.delete_all_of(self.everything()) {
                Err(StoreError::Conflict) => {
                    retry.pause().await;
                    continue;
                }
                outcome => outcome?,
            }
            match self.commit(tx).await {
                Err(StoreError::Conflict) => retry.pause().await,
                outcome => return outcome.map(|_| ()),
            }
        }
    }
}

/// A stream and the checksum of what went through it.
struct Summing<S> {
    inner: S,
    digest: Digest,
}

impl<S> Summing<S> {
    fn new(inner: S) -> Self {
        let digest = Digest::new(CrcAlgorithm::Crc64Nvme);
        Self { inner, digest }
    }
}

impl Summing<&mut (dyn Write + Send)> {
    fn put(&mut self, bytes: &[u8]) -> Result<()> {
        self.digest.update(bytes);
        Ok(self.inner.write_all(bytes)?)
    }

    fn row(&mut self, key: &[u8], value: &[u8]) -> Result<()> {
        self.put(&(key.len() as u32).to_be_bytes())?;
        self.put(&(value.len() as u32).to_be_bytes())?;
        self.put(key)?;
        self.put(value)
    }
}

impl Summing<&mut (dyn Read + Send)> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N]> {
        let mut bytes = [0; N];
        self.fill(&mut bytes)?;
        Ok(bytes)
    }

    fn fill(&mut self, bytes: &mut [u8]) -> Result<()> {
        use std::io::ErrorKind::UnexpectedEof;
        let filled = self.inner.read_exact(bytes);
        filled.map_err(|error| match error.kind() {
            UnexpectedEof => StoreError::corrupt("an export that is cut off"),
            _ => error.into(),
        })?;
        self.digest.update(bytes);
        Ok(())
    }

    fn header(&mut self) -> Result<()> {
        if self.take()? != *MAGIC {
            return Err(StoreError::corrupt("not an export"));
        }
        let found = u32::from_be_bytes(self.take()?);
        if found > FORMAT {
            return Err(StoreError::NewerFormat {
                found,
                known: FORMAT,
            });
        }
        Ok(())
    }

    fn next_row(&mut self) -> Result<Option<(Vec<u8>, Vec<u8>)>> {
        let key_len = u32::from_be_bytes(self.take()?) as usize;
        if key_len == 0 {
            return Ok(None);
        }
        let value_len = u32::from_be_bytes(self.take()?) as usize;
        if key_len > MAX_KEY || value_len > MAX_TRANSACTION {
            return Err(StoreError::corrupt("an impossible length in an export"));
        }
        let mut key = vec![0; key_len];
        self.fill(&mut key)?;
        check_key(&key)?;
        let mut value = vec![0; value_len];
        self.fill(&mut value)?;
        Ok(Some((key, value)))
    }

    fn footer(&mut self, count: u64) -> Result<()> {
        let rows = u64::from_be_bytes(self.take()?);
        let sum = self.digest.finalize();
        if rows != count || u64::from_be_bytes(self.take()?) != sum {
            return Err(StoreError::corrupt("an export whose checksum is wrong"));
        }
        Ok(())
    }
}
