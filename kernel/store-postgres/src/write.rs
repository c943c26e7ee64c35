//! The statements that commit a group.

use crate::entry;
use crate::long_keys;
use haneul_store::Writes;
use haneul_store::parts::Request;
use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

/// The head moves only if nobody else has moved it; all else happens only if it moved.
const SWAP: &str =
    "WITH h AS (UPDATE head SET version = $1 + 1 WHERE id = 1 AND version = $1 RETURNING 1)";
const PUTS: &str = ", p AS (INSERT INTO rows (key, value, long_key) \
    SELECT u.key, u.value, u.long_key FROM h, unnest($6::bytea[], $7::bytea[], $8::bytea[]) AS u(key, value, long_key) \
    ON CONFLICT (key) DO UPDATE SET value = excluded.value)";
const DELETES: &str = ", d AS (DELETE FROM rows USING h WHERE rows.key = ANY($KEYS::bytea[]))";
const LOG: &str = " INSERT INTO log (version, node, group_id, keys, channels) \
    SELECT $1 + 1, $2::text, $3::bytea, $4::bytea, $5::text[] FROM h";

const LOCK: &str = "SELECT version FROM head WHERE id = 1 FOR UPDATE";
const NEWS: &str = "SELECT head.version, 0::bigint, log.version, log.group_id, log.keys, log.channels \
    FROM head LEFT JOIN log ON log.version > $1 WHERE head.id = 1 ORDER BY log.version";
const PUT: &str = "INSERT INTO rows (key, value, long_key) \
    SELECT u.key, u.value, u.long_key FROM unnest($1::bytea[], $2::bytea[], $3::bytea[]) AS u(key, value, long_key) \
    ON CONFLICT (key) DO UPDATE SET value = excluded.value";
const DELETE: &str = "DELETE FROM rows WHERE key = ANY($1::bytea[])";
const FIND: &str = "SELECT group_id = $2 FROM log WHERE version = $1";

static BOTH: LazyLock<String> = LazyLock::new(|| swap(true, true));
static ONLY_PUTS: LazyLock<String> = LazyLock::new(|| swap(true, false));
static ONLY_DELETES: LazyLock<String> = LazyLock::new(|| swap(false, true));
static NEITHER: LazyLock<String> = LazyLock::new(|| swap(false, false));

/// What a session that commits has to prepare, in the order of [`Statement`].
pub static STATEMENTS: LazyLock<[&str; 9]> = LazyLock::new(|| {
    [
        &NEITHER,
        &ONLY_PUTS,
        &ONLY_DELETES,
        &BOTH,
        LOCK,
        NEWS,
        PUT,
        DELETE,
        FIND,
    ]
});

#[derive(Clone, Copy)]
pub enum Statement {
    Swap = 0,
    Lock = 4,
    News = 5,
    Put = 6,
    Delete = 7,
    Find = 8,
}

fn swap(puts: bool, deletes: bool) -> String {
    let mut sql = SWAP.to_owned();
    if puts {
        sql.push_str(PUTS);
    }
    if deletes {
        sql.push_str(&DELETES.replace("$KEYS", if puts { "$9" } else { "$6" }));
    }
    sql + LOG
}

/// More than this is written by several statements, to spare the server's memory.
pub const STATEMENT_BYTES: usize = 8 << 20;

/// A group as parameters.
pub struct Group<'a> {
    pub keys: Vec<Cow<'a, [u8]>>,
    pub values: Vec<&'a [u8]>,
    pub long_keys: Vec<Option<&'a [u8]>>,
    pub deleted: Vec<Cow<'a, [u8]>>,
    pub log: Vec<u8>,
    pub channels: Vec<&'a str>,
}

impl<'a> Group<'a> {
    pub fn new(writes: &'a Writes, accepted: &'a [Request]) -> Self {
        let mut group = Self {
            keys: Vec::new(),
            values: Vec::new(),
            long_keys: Vec::new(),
            deleted: Vec::new(),
            log: entry::encode(
                writes
                    .iter()
                    .map(|(key, value)| (key.as_slice(), value.is_some())),
            ),
            channels: Vec::new(),
        };
        for (key, value) in writes {
            let stored = long_keys::stored(key);
            match value {
                Some(value) => {
                    group.keys.push(stored);
                    group.values.push(value);
                    group.long_keys.push(long_keys::kept(key));
                }
                None => group.deleted.push(stored),
            }
        }
        let notified = accepted.iter().flat_map(|request| &request.commit.notify);
        group.channels.extend(notified.map(String::as_str));
        group.channels.sort_unstable();
        group.channels.dedup();
        group
    }

    /// The puts, divided among statements.
    pub fn parts(&self) -> Vec<Range<usize>> {
        let mut parts = Vec::new();
        let (mut start, mut bytes) = (0, 0);
        for (at, (key, value)) in self.keys.iter().zip(&self.values).enumerate() {
            if bytes > STATEMENT_BYTES {
                parts.push(start..at);
                (start, bytes) = (at, 0);
            }
            bytes += key.len() + value.len();
        }
        if start < self.keys.len() {
            parts.push(start..self.keys.len());
        }
        parts
    }

    /// Which of the four swaps fits.
    pub fn swap(&self) -> usize {
        Statement::Swap as usize
            + usize::from(!self.keys.is_empty())
            + 2 * usize::from(!self.deleted.is_empty())
    }
}

pub fn plain<'a>(keys: &'a [Cow<'_, [u8]>]) -> Vec<&'a [u8]> {
    keys.iter().map(AsRef::as_ref).collect()
}
