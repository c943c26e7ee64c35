//! Who does the background work, where several nodes share one store.
//!
//! Each piece of work has a name and a lease: a row that says which node holds it, and how often it
//! changed hands. Nodes say in a row of their own that they live; a lease whose holder has been
//! silent is taken by whom it falls to next. Work reads its lease in its own transaction
//! ([`Leases::fence`]), so a node that lost it, however late it learns of that, changes nothing.

use crate::node::{self, Node};
use haneul_store::{Scope, Span, Store, StoreError, Stored, Table, Tx};
use jiff::Timestamp;
use parking_lot::RwLock;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

static LEASES: Table<String, Lease> = Table::new("lease");

const GLOBAL: Scope<'static> = Scope::new("", "", "");

/// Its holder does all work there is: whoever moves the clock or replaces the whole state.
const EVERYTHING: &str = "*";

/// A node says that it lives this often, in host time.
pub const BEAT: Duration = Duration::from_secs(1);

/// A node that could not say that it lives begins nothing new, well before others think it dead.
const UNHEARD: Duration = Duration::from_millis(2_000);

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Lease {
    /// Empty: nobody.
    pub holder: String,
    pub epoch: u64,
}

impl Stored for Lease {
    const VERSION: u32 = 1;
}

/// What this node holds. Cheap to clone.
#[derive(Clone)]
pub struct Leases(Arc<Inner>);

struct Inner {
    /// `None`: this process is alone with its store, and holds everything without a row.
    node: Option<String>,
    held: RwLock<Held>,
    changed: tokio::sync::watch::Sender<()>,
}

#[derive(Default)]
struct Held {
    leases: HashMap<String, Lease>,
    /// Host time when the last good beat began.
    beat: Option<Instant>,
    /// Another node does everything.
    elsewhere: bool,
}

impl Leases {
    pub fn alone() -> Leases {
        Leases::of(None)
    }

    /// Nothing is held before the first [`Leases::beat`].
    pub fn shared(node: String) -> Leases {
        Leases::of(Some(node))
    }

    fn of(node: Option<String>) -> Leases {
        Leases(Arc::new(Inner {
            node,
            held: RwLock::default(),
            changed: tokio::sync::watch::Sender::new(()),
        }))
    }

    pub fn is_alone(&self) -> bool {
        self.0.node.is_none()
    }

    pub fn node(&self) -> Option<&str> {
        self.0.node.as_deref()
    }

    /// Whether this node may begin a piece of work of this name.
    pub fn holds(&self, name: &str) -> bool {
        if self.is_alone() {
            return true;
        }
        let held = self.0.held.read();
        held.is_heard() && !held.elsewhere && held.leases.contains_key(name)
    }

    /// In the transaction of a piece of work: whether the lease is still this node's. If it changes
    /// hands before the commit, that is a conflict. A node that learns here that it lost one begins
    /// nothing until its next beat tells it what it holds.
    pub fn fence(&self, tx: &mut Tx, name: &str) -> Result<bool, StoreError> {
        let Some(node) = &self.0.node else {
            return Ok(true);
        };
        let everything = LEASES.get(tx, GLOBAL, EVERYTHING)?.unwrap_or_default();
        let lease = match everything.holder.is_empty() {
            true => LEASES.get(tx, GLOBAL, name)?.unwrap_or_default(),
            false => everything,
        };
        let mine = lease.holder == *node;
        if !mine {
            self.0.held.write().beat = None;
        }
        Ok(mine)
    }

    /// Sees when this node holds more or less than before.
    pub fn watch(&self) -> tokio::sync::watch::Receiver<()> {
        self.0.changed.subscribe()
    }

    /// Says that this node lives, takes what falls to it and gives up what falls to others.
    /// `now` is the time that all nodes share.
    pub async fn beat(
        &self,
        store: &Store,
        now: Timestamp,
        me: &Node,
        names: &[String],
    ) -> Result<(), StoreError> {
        // Host time, as tasks wait by it.
        let began = Instant::now();
        let (leases, elsewhere) = store
            .transact(|tx| {
                let alive = node::beat(tx, me, now)?;
                let held = names
                    .iter()
                    .map(|name| settle(tx, name, &me.id, &alive).map(|lease| (name, lease)))
                    .collect::<Result<Vec<_>, _>>()?;
                let held: HashMap<_, _> = held
                    .into_iter()
                    .filter_map(|(name, lease)| Some((name.clone(), lease?)))
                    .collect();
                Ok::<_, StoreError>((held, is_elsewhere(tx, &me.id, &alive)?))
            })
            .await?;
        let mut held = self.0.held.write();
        let changed = held.leases != leases || held.elsewhere != elsewhere || !held.is_heard();
        *held = Held {
            leases,
            beat: Some(began),
            elsewhere,
        };
        drop(held);
        if changed {
            self.0.changed.send_replace(());
        }
        Ok(())
    }

    /// Takes everything, so that nothing runs elsewhere; false while another node has it.
    pub async fn seize(&self, store: &Store, now: Timestamp) -> Result<bool, StoreError> {
        let Some(node) = &self.0.node else {
            return Ok(true);
        };
        store
            .transact(|tx| {
                let alive = node::alive(tx, now)?;
                let mut lease = LEASES.get(tx, GLOBAL, EVERYTHING)?.unwrap_or_default();
                let free = lease.holder.is_empty()
                    || lease.holder == *node
                    || !alive.contains(&lease.holder);
                if free {
                    lease.pass_to(node);
                    LEASES.put(tx, GLOBAL, EVERYTHING, &lease)?;
                }
                Ok::<_, StoreError>(free)
            })
            .await
    }

    /// Gives back what [`Leases::seize`] took.
    pub async fn release(&self, store: &Store) -> Result<(), StoreError> {
        let Some(node) = &self.0.node else {
            return Ok(());
        };
        store
            .transact(|tx| {
                let lease = LEASES.get(tx, GLOBAL, EVERYTHING)?;
                if let Some(mut lease) = lease.filter(|lease| lease.holder == *node) {
                    lease.pass_to("");
                    LEASES.put(tx, GLOBAL, EVERYTHING, &lease)?;
                }
                Ok::<_, StoreError>(())
            })
            .await
    }

    /// Before this node stops: others need not wait until they think it dead.
    pub async fn leave(&self, store: &Store) -> Result<(), StoreError> {
        let Some(node) = &self.0.node else {
            return Ok(());
        };
        *self.0.held.write() = Held::default();
        store
            .transact(|tx| {
                for (name, mut lease) in LEASES.scan(tx, GLOBAL, Span::all(), usize::MAX, false)? {
                    if lease.holder == *node {
                        lease.pass_to("");
                        LEASES.put(tx, GLOBAL, &name, &lease)?;
                    }
                }
                node::remove(tx, node)
            })
            .await
    }
}

impl Held {
    fn is_heard(&self) -> bool {
        self.beat.is_some_and(|beat| beat.elapsed() < UNHEARD)
    }
}

impl Lease {
    fn pass_to(&mut self, holder: &str) {
        self.holder = holder.to_owned();
        self.epoch += 1;
    }
}

/// Where rows lie that are about the nodes, and not about the cloud: they are not part of its state
/// when that is saved, replaced or emptied.
pub fn prefixes() -> Result<[Vec<u8>; 2], StoreError> {
    Ok([LEASES.prefix(GLOBAL)?, node::prefix()?])
}

/// Every lease, for whoever looks.
pub fn all(tx: &Tx) -> Result<Vec<(String, Lease)>, StoreError> {
    LEASES.scan_untracked(tx, GLOBAL, Span::all(), usize::MAX, false)
}

/// One lease at a beat: what this node holds of it afterwards.
fn settle(
    tx: &mut Tx,
    name: &str,
    me: &str,
    alive: &[String],
) -> Result<Option<Lease>, StoreError> {
    let mut lease = LEASES.get(tx, GLOBAL, name)?.unwrap_or_default();
    let falls_to_me = node::preferred(name, alive) == Some(me);
    let held_by_me = lease.holder == me;
    let free = held_by_me || lease.holder.is_empty() || !alive.contains(&lease.holder);
    if falls_to_me && free {
        if !held_by_me {
            lease.pass_to(me);
            LEASES.put(tx, GLOBAL, name, &lease)?;
        }
        return Ok(Some(lease));
    }
    if held_by_me {
        lease.pass_to("");
        LEASES.put(tx, GLOBAL, name, &lease)?;
    }
    Ok(None)
}

/// Whether another living node does everything. What a dead one had is given back.
fn is_elsewhere(tx: &mut Tx, me: &str, alive: &[String]) -> Result<bool, StoreError> {
    let Some(mut lease) = LEASES.get(tx, GLOBAL, EVERYTHING)? else {
        return Ok(false);
    };
    if lease.holder.is_empty() || lease.holder == me {
        return Ok(false);
    }
    if alive.contains(&lease.holder) {
        return Ok(true);
    }
    lease.pass_to("");
    LEASES.put(tx, GLOBAL, EVERYTHING, &lease)?;
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::SignedDuration;

    fn node(id: &str) -> Node {
        Node {
            id: id.to_owned(),
            ..Node::default()
        }
    }

    fn names() -> Vec<String> {
        (0..8).map(|n| format!("work/{n}")).collect()
    }

    fn holds(leases: &Leases) -> usize {
        names().iter().filter(|name| leases.holds(name)).count()
    }

    const START: Timestamp = Timestamp::UNIX_EPOCH;

    fn at(millis: i64) -> Timestamp {
        START + SignedDuration::from_millis(millis)
    }

    #[tokio::test]
    async fn work_is_split_and_taken_over_from_the_silent() {
        let store = Store::memory();
        let (a, b) = (Leases::shared("a".into()), Leases::shared("b".into()));
        let names = names();
        a.beat(&store, at(0), &node("a"), &names).await.unwrap();
        assert_eq!(holds(&a), 8);
        b.beat(&store, at(100), &node("b"), &names).await.unwrap();
        assert_eq!(holds(&b), 0, "what another holds is not taken from it");
        a.beat(&store, at(200), &node("a"), &names).await.unwrap();
        b.beat(&store, at(300), &node("b"), &names).await.unwrap();
        assert!(holds(&a) > 0 && holds(&b) > 0);
        assert_eq!(holds(&a) + holds(&b), 8);
        b.beat(&store, at(4_000), &node("b"), &names).await.unwrap();
        assert_eq!(holds(&b), 8);
    }

    #[tokio::test]
    async fn who_lost_a_lease_changes_nothing() {
        let store = Store::memory();
        let (a, b) = (Leases::shared("a".into()), Leases::shared("b".into()));
        let names = names();
        a.beat(&store, at(0), &node("a"), &names).await.unwrap();
        let mut late = store.begin().unwrap();
        assert!(a.fence(&mut late, "work/0").unwrap());
        late.put(b"effect", "once").unwrap();
        b.beat(&store, at(9_000), &node("b"), &names).await.unwrap();
        assert!(matches!(
            store.commit(late).await,
            Err(StoreError::Conflict)
        ));
        let mut later = store.begin().unwrap();
        assert!(!a.fence(&mut later, "work/0").unwrap());
        assert_eq!(holds(&a), 0, "it knows now");
        assert!(b.fence(&mut later, "work/0").unwrap());
    }

    #[tokio::test]
    async fn who_has_everything_has_it_until_it_is_given_back_or_dead() {
        let store = Store::memory();
        let (a, b) = (Leases::shared("a".into()), Leases::shared("b".into()));
        let names = names();
        a.beat(&store, at(0), &node("a"), &names).await.unwrap();
        b.beat(&store, at(0), &node("b"), &names).await.unwrap();
        assert!(a.seize(&store, at(0)).await.unwrap());
        assert!(!b.seize(&store, at(10)).await.unwrap());
        let mut tx = store.begin().unwrap();
        assert!(names.iter().all(|name| a.fence(&mut tx, name).unwrap()));
        assert!(!names.iter().any(|name| b.fence(&mut tx, name).unwrap()));
        b.beat(&store, at(20), &node("b"), &names).await.unwrap();
        assert_eq!(holds(&b), 0);
        a.release(&store).await.unwrap();
        assert!(b.seize(&store, at(30)).await.unwrap());
        a.beat(&store, at(9_000), &node("a"), &names).await.unwrap();
        assert_eq!(holds(&a), 8, "the dead hold nothing");
    }

    #[tokio::test]
    async fn who_leaves_leaves_everything_at_once() {
        let store = Store::memory();
        let (a, b) = (Leases::shared("a".into()), Leases::shared("b".into()));
        let names = names();
        a.beat(&store, at(0), &node("a"), &names).await.unwrap();
        a.leave(&store).await.unwrap();
        assert_eq!(holds(&a), 0);
        b.beat(&store, at(1), &node("b"), &names).await.unwrap();
        assert_eq!(holds(&b), 8);
    }

    #[tokio::test]
    async fn alone_everything_is_held_without_a_row() {
        let store = Store::memory();
        let alone = Leases::alone();
        let mut tx = store.begin().unwrap();
        assert!(alone.holds("anything") && alone.fence(&mut tx, "anything").unwrap());
        assert!(all(&tx).unwrap().is_empty());
    }
}
