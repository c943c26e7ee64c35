//! MD5 as others know it, and of many streams that come and go.

use bytes::Bytes;
use haneul_md5::{Md5, Together};
use md5::Digest;
use proptest::collection::vec;
use proptest::prelude::*;

/// The test suite of RFC 1321.
const KNOWN: [(&str, &str); 7] = [
    ("", "d41d8cd98f00b204e9800998ecf8427e"),
    ("a", "0cc175b9c0f1b6a831c399e269772661"),
    ("abc", "900150983cd24fb0d6963f7d28e17f72"),
    ("message digest", "f96b697d7cb7938d525a2f31aaf161d0"),
    (
        "abcdefghijklmnopqrstuvwxyz",
        "c3fcd3d76192e4007dfb496cca67e13b",
    ),
    (
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
        "d174ab98d277d9f5a5611c2c9f419d9f",
    ),
    (
        "12345678901234567890123456789012345678901234567890123456789012345678901234567890",
        "57edf4a22be3c955ac49da2e2107b67a",
    ),
];

fn reference(bytes: &[u8]) -> [u8; 16] {
    md5::Md5::digest(bytes).into()
}

#[test]
fn known_sums() {
    for (text, sum) in KNOWN {
        assert_eq!(hex::encode(Md5::of(text.as_bytes())), sum);
    }
}

#[tokio::test]
async fn known_sums_side_by_side() {
    let together = Together::default();
    let pending = KNOWN.map(|(text, _)| together.update(Md5::new(), vec![text.into()]));
    for (pending, (_, sum)) in pending.into_iter().zip(KNOWN) {
        let md5 = pending.await.unwrap();
        assert_eq!(hex::encode(md5.finish()), sum);
    }
}

proptest! {
    #[test]
    fn one_stream_in_pieces(pieces in vec(vec(any::<u8>(), 0..300), 0..10)) {
        let mut md5 = Md5::new();
        pieces.iter().for_each(|piece| md5.update(piece));
        prop_assert_eq!(md5.finish(), reference(&pieces.concat()));
    }
}

/// Forty streams of different lengths, each in batches that follow one another.
#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn streams_that_come_and_go() {
    let together = Together::default();
    let running: Vec<_> = (0..40)
        .map(|nth| {
            let together = together.clone();
            tokio::spawn(async move {
                let bytes: Bytes = (0..50_000 * nth + nth).map(|n| (n * nth) as u8).collect();
                let mut md5 = Md5::new();
                for batch in bytes.chunks(100_000 + nth) {
                    let pieces = batch.chunks(9_973).map(|piece| bytes.slice_ref(piece));
                    md5 = together.update(md5, pieces.collect()).await.unwrap();
                }
                assert_eq!(md5.finish(), reference(&bytes));
            })
        })
        .collect();
    for running in running {
        running.await.unwrap();
    }
}

/// Bytes that take whoever lets go of them down, once.
struct Trap(Vec<u8>);

impl AsRef<[u8]> for Trap {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Drop for Trap {
    fn drop(&mut self) {
        panic!("a trap, as the test wants it");
    }
}

fn trapped() -> Vec<Bytes> {
    vec![Bytes::from_owner(Trap(vec![0; 64]))]
}

fn plain() -> Vec<Bytes> {
    vec![Bytes::from(vec![0; 500_000])]
}

/// The streams in the lanes of a worker that is lost learn of it; those that wait, and those that
/// come later, go on. A worker with few streams leaves room that nobody would be started for.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_worker_takes_nobody_else_along() {
    const LANES: usize = 16;
    for streams in [1, 3, 3 * LANES] {
        let together = Together::default();
        let others = (1..streams).map(|_| plain());
        let all: Vec<_> = std::iter::once(trapped()).chain(others).collect();
        let start = |pieces| together.update(Md5::new(), pieces);
        let pending: Vec<_> = all.into_iter().map(start).collect();
        let mut lost = 0;
        for pending in pending {
            lost += usize::from(pending.await.is_err());
        }
        assert!((1..=LANES).contains(&lost), "{lost}");
        for _ in 0..streams + LANES {
            let md5 = together.update(Md5::new(), plain()).await.unwrap();
            assert_eq!(md5.finish(), reference(&[0; 500_000]));
        }
    }
}
