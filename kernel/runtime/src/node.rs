//! The nodes that share one store: who they are and whether they live.

use haneul_store::{Scope, Span, StoreError, Stored, Table, Tx};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

static NODES: Table<String, Node> = Table::new("node");

const GLOBAL: Scope<'static> = Scope::new("", "", "");

/// The row of a node that has been silent this long is removed.
const FORGOTTEN: SignedDuration = SignedDuration::from_mins(10);

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Node {
    pub id: String,
    /// Of Haneul.
    pub version: String,
    /// The newest level of stored formats it reads.
    pub level: u32,
    /// Where clients reach it.
    pub address: String,
    /// Both in the time that all nodes share.
    pub started: Timestamp,
    pub beat: Timestamp,
    /// Calls of the last second.
    pub calls_per_second: u64,
    /// How long it took, at worst in the last second, to learn what is in the store.
    pub lag_micros: u64,
}

impl Stored for Node {
    const VERSION: u32 = 1;
}

impl Node {
    /// As far as is known at `now`.
    pub fn lives(&self, now: Timestamp) -> bool {
        now.duration_since(self.beat) <= SILENT
    }
}

/// A node that has been silent this long has lost what it held.
pub(crate) const SILENT: SignedDuration = SignedDuration::from_millis(3_000);

/// Says that a node lives; the ids of all that do.
pub(crate) fn beat(tx: &mut Tx, me: &Node, now: Timestamp) -> Result<Vec<String>, StoreError> {
    let mut row = me.clone();
    row.beat = now;
    write(tx, &row)?;
    for node in all(tx)? {
        if now.duration_since(node.beat) > FORGOTTEN {
            remove(tx, &node.id)?;
        }
    }
    alive(tx, now)
}

pub(crate) fn write(tx: &mut Tx, node: &Node) -> Result<(), StoreError> {
    NODES.put(tx, GLOBAL, &node.id, node)
}

/// Nodes beat all the time, and who looks at them all must not be turned away for it. Where it
/// matters that one is dead, its lease says so.
pub(crate) fn alive(tx: &Tx, now: Timestamp) -> Result<Vec<String>, StoreError> {
    let living = all(tx)?.into_iter().filter(|node| node.lives(now));
    Ok(living.map(|node| node.id).collect())
}

/// The level that every living node knows.
pub(crate) fn common_level(nodes: &[Node], now: Timestamp) -> Option<u32> {
    let living = nodes.iter().filter(|node| node.lives(now));
    living.map(|node| node.level).min()
}

pub(crate) fn prefix() -> Result<Vec<u8>, StoreError> {
    NODES.prefix(GLOBAL)
}

pub fn all(tx: &Tx) -> Result<Vec<Node>, StoreError> {
    let rows = NODES.scan_untracked(tx, GLOBAL, Span::all(), usize::MAX, false)?;
    Ok(rows.into_iter().map(|(_, node)| node).collect())
}

/// The same for a transaction that must fail if one of them changes, or one more comes.
pub(crate) fn all_tracked(tx: &mut Tx) -> Result<Vec<Node>, StoreError> {
    let rows = NODES.scan(tx, GLOBAL, Span::all(), usize::MAX, false)?;
    Ok(rows.into_iter().map(|(_, node)| node).collect())
}

pub(crate) fn remove(tx: &mut Tx, id: &str) -> Result<(), StoreError> {
    NODES.delete(tx, GLOBAL, id).map(|_| ())
}

/// Whom a piece of work falls to: each node by its own chance, so that one node more or less moves
/// only its share.
pub(crate) fn preferred<'n>(name: &str, nodes: &'n [String]) -> Option<&'n str> {
    let chance = |node: &&String| hash(&[node.as_bytes(), &[0], name.as_bytes()]);
    nodes.iter().max_by_key(chance).map(String::as_str)
}

/// Which of `count` parts an id belongs to.
pub(crate) fn part(id: &str, count: u8) -> u8 {
    (hash(&[id.as_bytes()]) % u64::from(count)) as u8
}

/// The same on every node and in every version, which the standard library does not promise: FNV,
/// mixed once more, since names differ in their ends.
fn hash(pieces: &[&[u8]]) -> u64 {
    let step = |sum: u64, byte: &u8| (sum ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3);
    let sum = pieces
        .iter()
        .copied()
        .flatten()
        .fold(0xcbf2_9ce4_8422_2325, step);
    let mixed = (sum ^ (sum >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed ^ (mixed >> 29)
}
