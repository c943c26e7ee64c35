//! Pieces of blobs that are read again and again: in memory and checked, they cost nothing to hand
//! out.
//!
//! Of a piece that is read for the first time only a trace is kept, and a short history of those. A
//! piece that is read again before its trace is gone is kept itself. So reading a lot once neither
//! drives out what is kept nor keeps anything. Blobs never change, so nothing kept is ever out of
//! date. Nothing is allocated before something is read.

use crate::BlobId;
use crate::buffers::SIZE;
use bytes::Bytes;
use quick_cache::Weighter;
use quick_cache::sync::Cache;

/// How many bytes are kept.
const KEPT: usize = 64 << 20;
/// What a small piece counts as, so that there are never very many.
const LEAST: usize = 16 << 10;

/// A blob, and where in it the piece begins.
type Key = (BlobId, u64);

pub(crate) struct Hot {
    kept: Cache<Key, Bytes, Size>,
    /// What was read once, lately.
    traces: Cache<Key, ()>,
}

#[derive(Clone)]
struct Size;

impl Weighter<Key, Bytes> for Size {
    fn weight(&self, _: &Key, piece: &Bytes) -> u64 {
        piece.len().max(LEAST) as u64
    }
}

impl Default for Hot {
    fn default() -> Self {
        Self::new(KEPT)
    }
}

impl Hot {
    fn new(bytes: usize) -> Self {
        let pieces = bytes / SIZE;
        Self {
            kept: Cache::with_weighter(pieces, bytes as u64, Size),
            traces: Cache::new(2 * pieces),
        }
    }

    pub fn get(&self, id: BlobId, offset: u64) -> Option<Bytes> {
        self.kept.get(&(id, offset))
    }

    pub fn holds(&self, id: BlobId, offset: u64) -> bool {
        self.kept.contains_key(&(id, offset))
    }

    /// Brings a checked piece that was not held, and gives it back.
    pub fn offer(&self, id: BlobId, offset: u64, piece: Bytes) -> Bytes {
        if self.traces.remove(&(id, offset)).is_none() {
            self.traces.insert((id, offset), ());
            return piece;
        }
        // A buffer that is half empty is better used for another piece.
        let piece = match piece.len() <= SIZE / 2 {
            true => Bytes::copy_from_slice(&piece),
            false => piece,
        };
        self.kept.insert((id, offset), piece.clone());
        piece
    }

    /// Whoever is reading the blob at this moment may bring a piece of it afterwards. That is never
    /// asked for and goes as whatever else is not.
    pub fn forget(&self, id: BlobId) {
        if !self.kept.is_empty() {
            self.kept.retain(|(kept, _), _| *kept != id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIB: usize = 1 << 20;

    fn id(n: u8) -> BlobId {
        BlobId([n; 16])
    }

    /// Reads a piece as a reader does; whether it was held.
    fn read(hot: &Hot, id: BlobId, offset: usize, len: usize) -> bool {
        let offset = offset as u64;
        let held = hot.get(id, offset);
        if held.is_none() {
            hot.offer(id, offset, Bytes::from(vec![id.0[0]; len]));
        }
        held.is_some_and(|piece| piece == vec![id.0[0]; len])
    }

    fn read_all(hot: &Hot, id: BlobId, len: usize) -> usize {
        let offsets = (0..len).step_by(SIZE);
        offsets.filter(|at| read(hot, id, *at, SIZE)).count()
    }

    #[test]
    fn nothing_is_allocated_before_it_is_read() {
        let hot = Hot::default();
        hot.forget(id(1));
        assert!(hot.get(id(1), 0).is_none() && !hot.holds(id(1), 0));
        assert!(hot.traces.is_empty());
    }

    #[test]
    fn a_piece_is_kept_when_it_is_read_again() {
        let hot = Hot::new(4 * MIB);
        assert!(!read(&hot, id(1), 0, SIZE));
        assert!(!hot.holds(id(1), 0));
        assert!(!read(&hot, id(1), 0, SIZE));
        assert!(hot.holds(id(1), 0));
        assert!(read(&hot, id(1), 0, SIZE));
        assert!(!hot.holds(id(1), SIZE as u64));
    }

    #[test]
    fn no_more_is_kept_than_allowed() {
        let hot = Hot::new(4 * MIB);
        for n in 0..200 {
            for len in [SIZE, SIZE, 1, 1, 40_000, 40_000] {
                read(&hot, id(n), len * SIZE, len);
                assert!(hot.kept.weight() <= 4 * MIB as u64);
            }
        }
        assert!(hot.kept.weight() > 3 * MIB as u64);
        assert!(hot.kept.len() <= 4 * MIB / LEAST);
    }

    #[test]
    fn reading_a_lot_once_changes_nothing() {
        let hot = Hot::new(4 * MIB);
        for _ in 0..3 {
            read_all(&hot, id(1), 3 * MIB);
        }
        assert_eq!(read_all(&hot, id(1), 3 * MIB), 12);
        for n in 2..200 {
            assert_eq!(read_all(&hot, id(n), 3 * MIB), 0);
        }
        assert_eq!(read_all(&hot, id(1), 3 * MIB), 12);
    }

    #[test]
    fn half_empty_buffers_are_not_kept() {
        let hot = Hot::new(MIB);
        let buffer = Bytes::from(vec![7; SIZE]);
        for (len, same) in [(SIZE / 2 + 1, true), (SIZE / 2, false)] {
            let piece = buffer.slice(..len);
            let offset = len as u64;
            hot.offer(id(1), offset, piece.clone());
            let given = hot.offer(id(1), offset, piece.clone());
            assert_eq!(given.as_ptr() == piece.as_ptr(), same);
            assert_eq!(hot.get(id(1), offset), Some(piece));
        }
    }

    #[test]
    fn a_deleted_blob_takes_no_room() {
        let hot = Hot::new(4 * MIB);
        for n in [1, 1, 2, 2] {
            read_all(&hot, id(n), MIB);
        }
        hot.forget(id(1));
        assert_eq!(hot.kept.weight(), MIB as u64);
        assert!(hot.holds(id(2), 0) && !hot.holds(id(1), 0));
    }
}
