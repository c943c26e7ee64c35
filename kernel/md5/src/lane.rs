//! A stream with bytes waiting for it, in pieces that are cut anywhere.

use crate::block::{BLOCK, Block};
use crate::stream::Md5;
use crate::width::{MOST, Width};
use bytes::{Buf, Bytes};
use std::collections::VecDeque;

pub(crate) struct Lane {
    pub md5: Md5,
    /// As long as there are any, the first one begins a block and holds it whole.
    pieces: VecDeque<Bytes>,
}

impl Lane {
    pub fn new(md5: Md5, pieces: Vec<Bytes>) -> Lane {
        let mut lane = Lane {
            md5,
            pieces: pieces.into(),
        };
        lane.settle();
        lane
    }

    /// Nothing is waiting any more.
    pub fn is_done(&self) -> bool {
        self.pieces.is_empty()
    }

    fn blocks(&self) -> &[Block] {
        self.pieces.front().map_or(&[], |piece| piece.as_chunks().0)
    }

    fn take(&mut self, blocks: usize) {
        self.md5.count(blocks);
        if let Some(piece) = self.pieces.front_mut() {
            piece.advance(blocks * BLOCK);
        }
        self.settle();
    }

    /// Blocks that lie across the ends of pieces are hashed here, each by itself.
    fn settle(&mut self) {
        while let Some(piece) = self.pieces.front_mut() {
            if self.md5.is_between_blocks() && piece.len() >= BLOCK {
                return;
            }
            let wanting = match self.md5.wanting() {
                0 => piece.len(),
                wanting => wanting.min(piece.len()),
            };
            self.md5.update(&piece.split_to(wanting));
            if piece.is_empty() {
                self.pieces.pop_front();
            }
        }
    }
}

/// Takes up to `most` blocks into each of the lanes, which must not be done nor more than `MOST`.
pub(crate) fn step(width: Width, lanes: &mut [Lane], most: usize) {
    let mut states = [[0; 4]; MOST];
    let mut waiting: [&[Block]; MOST] = [&[]; MOST];
    let shortest = lanes.iter().map(|lane| lane.blocks().len()).min();
    let count = shortest.unwrap_or(0).min(most);
    for ((lane, state), blocks) in lanes.iter().zip(&mut states).zip(&mut waiting) {
        *state = lane.md5.state;
        *blocks = &lane.blocks()[..count];
    }
    let states = &mut states[..lanes.len()];
    width.compress(states, &waiting[..lanes.len()]);
    for (lane, state) in lanes.iter_mut().zip(states) {
        lane.md5.state = *state;
        lane.take(count);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use md5::Digest;
    use proptest::collection::vec;
    use proptest::prelude::*;

    /// A stream as pieces, and how many of them are hashed before it meets the others.
    fn stream() -> impl Strategy<Value = (Vec<Vec<u8>>, usize)> {
        let piece = prop_oneof![
            vec(any::<u8>(), 0..200),
            (any::<u8>(), 0..5000usize).prop_map(|(byte, len)| vec![byte; len]),
        ];
        vec(piece, 0..8).prop_flat_map(|pieces| {
            let alone = 0..=pieces.len();
            (Just(pieces), alone)
        })
    }

    proptest! {
        #[test]
        fn streams_side_by_side_are_as_each_alone(
            streams in vec(stream(), 1..=MOST),
            most in 1..100usize,
        ) {
            for width in Width::all() {
                let mut running = Vec::new();
                let mut done = Vec::new();
                for (pieces, alone) in &streams {
                    let (alone, together) = pieces.split_at(*alone);
                    let mut md5 = Md5::new();
                    alone.iter().for_each(|piece| md5.update(piece));
                    let together = together.iter().cloned().map(Bytes::from).collect();
                    running.push((Lane::new(md5, together), pieces.concat()));
                }
                while !running.is_empty() {
                    let (ended, going): (Vec<_>, Vec<_>) =
                        running.into_iter().partition(|(lane, _)| lane.is_done());
                    done.extend(ended);
                    let (mut lanes, whole): (Vec<_>, Vec<_>) = going.into_iter().unzip();
                    step(width, &mut lanes, most);
                    running = lanes.into_iter().zip(whole).collect();
                }
                for (lane, whole) in done {
                    let expected: [u8; 16] = md5::Md5::digest(&whole).into();
                    prop_assert_eq!(lane.md5.finish(), expected);
                }
            }
        }
    }
}
