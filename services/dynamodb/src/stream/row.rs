//! The rows of streams: what a table knows of the one that is on, and each stream with its shards.
//!
//! Shards share the hashes of partition keys evenly, a power of two of them, and all are closed and
//! followed by others at the same time: one generation comes after another. Every change says in
//! which shard it is, so nothing depends on when exactly a generation ended.

use crate::limits::CHANGE;
use crate::table::row::{Keys, Table};
use haneul_store::{Place, Stored, Table as Rows};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// By the table's name and the stream's label.
pub static STREAMS: Rows<(String, String), Stream> = Rows::new("dynamodb_stream");

/// More shards than this are not open at the same time.
const MOST_PARTS: u32 = 128;

/// What of an item is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum View {
    Keys,
    New,
    Old,
    Both,
}

impl View {
    pub const ALL: [View; 4] = [View::Keys, View::New, View::Old, View::Both];

    pub fn name(self) -> &'static str {
        match self {
            View::Keys => "KEYS_ONLY",
            View::New => "NEW_IMAGE",
            View::Old => "OLD_IMAGE",
            View::Both => "NEW_AND_OLD_IMAGES",
        }
    }

    pub fn of(name: &str) -> Option<View> {
        View::ALL.into_iter().find(|view| view.name() == name)
    }
}

/// The stream that is on, as those who change items need it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Feed {
    pub label: String,
    pub view: View,
    /// The first of the open shards, and how many there are.
    pub first: u32,
    pub parts: u32,
}

impl Feed {
    /// Where changes of items go whose partition key has this hash.
    pub fn shard_of(&self, hash: u64) -> u32 {
        let part = (u128::from(hash) * u128::from(self.parts)) >> 64;
        self.first + part as u32
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Stream {
    pub table: u64,
    pub keys: Keys,
    pub view: View,
    pub created: i64,
    /// When it was switched off.
    pub ended: Option<i64>,
    /// The open one comes last.
    pub generations: Vec<Generation>,
}

impl Stored for Stream {
    const VERSION: u32 = 1;
}

/// Shards that were opened together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Generation {
    pub first: u32,
    pub parts: u32,
    pub opened: i64,
    pub closed: Option<i64>,
    /// Of places in the log: all that is told in it is of later versions.
    pub era: u16,
    pub version: u64,
}

/// When and where in the log shards are opened or closed.
#[derive(Clone, Copy)]
pub struct Moment {
    pub at: i64,
    pub era: u16,
    pub version: u64,
}

impl Generation {
    pub fn open(first: u32, parts: u32, moment: Moment) -> Generation {
        Generation {
            first,
            parts,
            opened: moment.at,
            closed: None,
            era: moment.era,
            version: moment.version,
        }
    }

    pub fn has(&self, shard: u32) -> bool {
        (self.first..self.first + self.parts).contains(&shard)
    }

    /// Before everything that is told in it.
    pub fn start(&self) -> u128 {
        let place = Place {
            era: self.era,
            version: self.version,
            number: u32::MAX,
            piece: u16::MAX,
        };
        place.to_bits()
    }
}

/// A shard as it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    pub number: u32,
    pub opened: i64,
    pub start: u128,
    /// Behind everything that is told in it, if it is closed.
    pub end: Option<u128>,
    pub parent: Option<(u32, i64)>,
}

impl Shard {
    pub fn id(&self) -> String {
        shard_id(self.number, self.opened)
    }
}

pub fn shard_id(number: u32, opened: i64) -> String {
    format!("shardId-{:020}-{number:08x}", opened.max(0) / 1_000)
}

/// Transactions that were under way when a generation was closed come before this many versions.
const ROOM: u64 = 1 << 32;

impl Stream {
    /// In the order of their numbers.
    pub fn shards(&self) -> impl Iterator<Item = Shard> {
        self.generations
            .iter()
            .enumerate()
            .flat_map(|(at, generation)| {
                let before = at.checked_sub(1).map(|at| &self.generations[at]);
                let after = self.generations.get(at + 1);
                (0..generation.parts).map(move |part| shard(generation, part, before, after))
            })
    }

    pub fn shard(&self, id: &str) -> Option<Shard> {
        let number = u32::from_str_radix(id.rsplit('-').next()?, 16).ok()?;
        self.shards()
            .find(|shard| shard.number == number && shard.id() == id)
    }

    /// Closes all shards that are open.
    pub fn close(&mut self, moment: Moment) {
        if let Some(last) = self.generations.last_mut() {
            last.closed = Some(moment.at);
        }
    }

    /// Closes them and opens others, at least as many.
    pub fn turn(&mut self, parts: u32, moment: Moment) {
        self.close(moment);
        let (first, parts) = match self.generations.last() {
            Some(last) => (last.first + last.parts, parts.max(last.parts)),
            None => (0, parts),
        };
        self.generations
            .push(Generation::open(first, parts, moment));
    }

    /// Generations of which nothing is kept any more.
    pub fn forget(&mut self, horizon: i64) -> bool {
        let before = self.generations.len();
        self.generations
            .retain(|generation| generation.closed.is_none_or(|at| at > horizon));
        self.generations.len() < before
    }

    pub fn feed(&self, label: &str) -> Option<Feed> {
        let open = self
            .generations
            .last()
            .filter(|last| last.closed.is_none())?;
        Some(Feed {
            label: label.to_owned(),
            view: self.view,
            first: open.first,
            parts: open.parts,
        })
    }

    pub fn status(&self, now: i64) -> &'static str {
        match self.ended {
            Some(at) if now < at + CHANGE => "DISABLING",
            Some(_) => "DISABLED",
            None if now < self.created + CHANGE => "ENABLING",
            None => "ENABLED",
        }
    }
}

fn shard(
    generation: &Generation,
    part: u32,
    before: Option<&Generation>,
    after: Option<&Generation>,
) -> Shard {
    let end = generation.closed.map(|_| {
        let place = Place {
            era: after.map_or(generation.era, |after| after.era),
            version: after.map_or(generation.version, |after| after.version) + ROOM,
            ..Place::default()
        };
        place.to_bits()
    });
    Shard {
        number: generation.first + part,
        opened: generation.opened,
        start: generation.start(),
        end,
        parent: before.map(|before| {
            let number = before.first + part * before.parts / generation.parts;
            (number, before.opened)
        }),
    }
}

/// How many shards a table's stream has: as many as the table has partitions.
pub fn parts(table: &Table) -> u32 {
    let (reads, writes) = table.billing.capacity.ready_for(table.billing.on_demand);
    let parts = (writes.max(0) as u64).div_ceil(1_000);
    let parts = match table.billing.on_demand {
        true => parts,
        false => parts.max((reads.max(0) as u64).div_ceil(3_000)),
    };
    let parts = parts.clamp(1, u64::from(MOST_PARTS)) as u32;
    parts.next_power_of_two()
}

/// As AWS writes the time at which a stream was made.
pub fn label(at: i64) -> String {
    let at = Timestamp::from_microsecond(at).unwrap_or_default();
    at.strftime("%Y-%m-%dT%H:%M:%S.%3f").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::row::{Attribute, Kind};
    use proptest::prelude::*;

    fn stream() -> Stream {
        let hash = Attribute {
            name: "id".to_owned(),
            kind: Kind::S,
        };
        Stream {
            table: 1,
            keys: Keys::new(hash, None),
            view: View::Both,
            created: 0,
            ended: None,
            generations: Vec::new(),
        }
    }

    fn moment(version: u64) -> Moment {
        Moment {
            at: version as i64 * 1_000,
            era: 0,
            version,
        }
    }

    #[test]
    fn labels_are_times() {
        assert_eq!(label(1_432_155_070_252_000), "2015-05-20T20:51:10.252");
    }

    #[test]
    fn shards_are_followed_by_others() {
        let mut stream = stream();
        stream.turn(2, moment(1));
        stream.turn(4, moment(2));
        let shards: Vec<Shard> = stream.shards().collect();
        assert_eq!(shards.len(), 6);
        let parents: Vec<_> = shards[2..].iter().map(|s| s.parent.unwrap().0).collect();
        assert_eq!(parents, [0, 0, 1, 1]);
        assert!(
            shards[..2]
                .iter()
                .all(|s| s.end.is_some() && s.parent.is_none())
        );
        assert!(shards[2..].iter().all(|s| s.end.is_none()));
        assert_eq!(stream.shard(&shards[3].id()), Some(shards[3]));
        assert!(shards[3].id().len() >= 28);
    }

    proptest! {
        /// A change goes to a child of the shard that the changes of its item went to before.
        #[test]
        fn items_stay_in_their_family(hash: u64, from in 0u32..5, by in 0u32..4) {
            let mut stream = stream();
            stream.turn(1 << from, moment(1));
            let before = stream.feed("x").unwrap().shard_of(hash);
            stream.turn(1 << (from + by), moment(2));
            let after = stream.feed("x").unwrap().shard_of(hash);
            let shard = stream.shards().find(|s| s.number == after).unwrap();
            prop_assert_eq!(shard.parent.map(|(number, _)| number), Some(before));
        }
    }
}
