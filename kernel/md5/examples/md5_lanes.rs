//! How fast streams are hashed, by how many there are.
//!
//! `cargo run --release -p haneul-md5 --example md5_lanes`

use bytes::Bytes;
use haneul_md5::{Md5, Together};
use md5::Digest;
use std::time::Instant;

const PIECE: usize = 256 << 10;
const ROUNDS: usize = 40;

#[tokio::main]
async fn main() {
    let piece = Bytes::from(vec![7; PIECE]);
    let best = best_of(|| md5::Md5::digest(&piece));
    println!("md-5, one stream: {best:.2} GB/s");
    let best = best_of(|| Md5::of(&piece));
    println!("here, one stream: {best:.2} GB/s");
    let together = Together::default();
    for streams in [1, 2, 3, 4, 6, 8, 12, 16, 32] {
        let mut best: f64 = 0.0;
        for _ in 0..ROUNDS {
            let begun = Instant::now();
            let start = |_| together.update(Md5::new(), vec![piece.clone()]);
            let pending: Vec<_> = (0..streams).map(start).collect();
            for pending in pending {
                let _ = pending.await;
            }
            best = best.max(rate(streams, begun));
        }
        println!("together, {streams:>2} streams: {best:.2} GB/s");
    }
}

fn best_of<T>(mut work: impl FnMut() -> T) -> f64 {
    let once = |_| {
        let begun = Instant::now();
        std::hint::black_box(work());
        rate(1, begun)
    };
    (0..ROUNDS).map(once).fold(0.0, f64::max)
}

fn rate(streams: usize, begun: Instant) -> f64 {
    (streams * PIECE) as f64 / begun.elapsed().as_secs_f64() / 1e9
}
