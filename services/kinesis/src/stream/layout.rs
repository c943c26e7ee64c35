//! How shards share the hash keys among them, and how one set of shards becomes another.

use crate::stream::row::{Closed, Shard, Stream, Wide};
use haneul_store::Place;

/// Behind every record that a transaction which is under way may still add.
const ROOM: u64 = 1 << 32;

/// When and in which version of the store shards are made or closed.
#[derive(Clone, Copy)]
pub struct Moment {
    pub at: i64,
    pub version: u64,
}

impl Stream {
    /// Opens a shard.
    pub fn open_shard(
        &mut self,
        moment: Moment,
        (first, last): (u128, u128),
        parent: Option<u32>,
        adjacent: Option<u32>,
    ) {
        let start = Place {
            era: self.era,
            version: moment.version,
            ..Place::default()
        };
        self.shards.push(Shard {
            number: self.next_shard,
            first: Wide::of(first),
            last: Wide::of(last),
            parent,
            adjacent,
            created: moment.at,
            start: Wide::of(start.to_bits()),
            closed: None,
        });
        self.next_shard += 1;
    }

    /// Opens so many shards that share all hash keys evenly.
    pub fn open_evenly(&mut self, moment: Moment, count: usize) {
        for range in evenly(count) {
            self.open_shard(moment, range, None, None);
        }
    }

    fn close_shard(&mut self, number: u32, moment: Moment) {
        let end = Place {
            era: self.era,
            version: moment.version + ROOM,
            ..Place::default()
        };
        if let Some(shard) = self.shards.iter_mut().find(|s| s.number == number) {
            shard.closed = Some(Closed {
                at: moment.at,
                end: Wide::of(end.to_bits()),
            });
        }
    }

    /// `second`: the first hash key of the second half.
    pub fn split(&mut self, number: u32, second: u128, moment: Moment) {
        let Some(shard) = self.shard(number) else {
            return;
        };
        let (first, last) = (shard.first.get(), shard.last.get());
        self.close_shard(number, moment);
        self.open_shard(moment, (first, second - 1), Some(number), None);
        self.open_shard(moment, (second, last), Some(number), None);
    }

    pub fn merge(&mut self, number: u32, adjacent: u32, moment: Moment) {
        let (Some(one), Some(other)) = (self.shard(number), self.shard(adjacent)) else {
            return;
        };
        let first = one.first.get().min(other.first.get());
        let last = one.last.get().max(other.last.get());
        self.close_shard(number, moment);
        self.close_shard(adjacent, moment);
        self.open_shard(moment, (first, last), Some(number), Some(adjacent));
    }

    /// Splits and merges until there are `target` shards that share the hash keys evenly. Every
    /// bound between the new ones is first made one of the old ones by splitting; then what lies
    /// between two new bounds is merged.
    pub fn reshape(&mut self, target: usize, moment: Moment) {
        let ranges: Vec<(u128, u128)> = evenly(target).collect();
        for (first, _) in &ranges {
            let cut = self
                .open()
                .find(|s| s.first.get() < *first && *first <= s.last.get());
            if let Some(number) = cut.map(|shard| shard.number) {
                self.split(number, *first, moment);
            }
        }
        for (first, last) in ranges {
            while let Some((one, other)) = self.first_two(first, last) {
                self.merge(one, other, moment);
            }
        }
    }

    /// The first two open shards within a range.
    fn first_two(&self, first: u128, last: u128) -> Option<(u32, u32)> {
        let mut inside: Vec<(u128, u32)> = self
            .open()
            .filter(|s| first <= s.first.get() && s.last.get() <= last)
            .map(|s| (s.first.get(), s.number))
            .collect();
        inside.sort_unstable();
        match inside.as_slice() {
            [one, other, ..] => Some((one.1, other.1)),
            _ => None,
        }
    }

    /// Splits every open shard in the middle.
    pub fn double(&mut self, moment: Moment) {
        let open: Vec<(u32, u128, u128)> = self
            .open()
            .map(|s| (s.number, s.first.get(), s.last.get()))
            .collect();
        for (number, first, last) in open {
            if first < last {
                self.split(number, first + (last - first) / 2 + 1, moment);
            }
        }
    }
}

/// Ranges of hash keys, as even as they can be.
pub fn evenly(count: usize) -> impl Iterator<Item = (u128, u128)> {
    let count = count.max(1) as u128;
    let size = u128::MAX / count;
    (0..count).map(move |at| {
        let last = match at + 1 == count {
            true => u128::MAX,
            false => size * (at + 1) - 1,
        };
        (size * at, last)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stream::show::tests::stream;
    use proptest::prelude::*;

    const NOW: Moment = Moment { at: 1, version: 1 };

    /// The open shards share all hash keys among them.
    fn is_whole(stream: &Stream) -> bool {
        let mut ranges: Vec<_> = stream
            .open()
            .map(|s| (s.first.get(), s.last.get()))
            .collect();
        ranges.sort_unstable();
        let touching = ranges.windows(2).all(|w| w[0].1 + 1 == w[1].0);
        touching && ranges[0].0 == 0 && ranges[ranges.len() - 1].1 == u128::MAX
    }

    #[test]
    fn parents_are_closed_and_children_know_them() {
        let mut stream = stream();
        stream.open_evenly(NOW, 1);
        stream.split(0, 1 << 100, NOW);
        assert!(stream.shards[0].closed.is_some() && is_whole(&stream));
        assert_eq!(stream.shards[2].parent, Some(0));
        stream.merge(2, 1, NOW);
        assert_eq!(stream.open().count(), 1);
        assert_eq!(
            (stream.shards[3].parent, stream.shards[3].adjacent),
            (Some(2), Some(1))
        );
    }

    proptest! {
        #[test]
        fn any_number_becomes_any_other(from in 1usize..40, to in 1usize..40) {
            let mut stream = stream();
            stream.open_evenly(NOW, from);
            prop_assert!(is_whole(&stream));
            stream.reshape(to, NOW);
            prop_assert!(is_whole(&stream));
            prop_assert_eq!(stream.open().count(), to);
            stream.double(NOW);
            prop_assert!(is_whole(&stream));
        }
    }
}
