//! Which messages receivers of this process are about to take, so that they take different ones,
//! and the line that waiting receivers stand in. Only hints: who takes a message is decided by
//! the store.

use crate::tenants::Tenants;
use haneul_pipeline::Cloud;
use parking_lot::Mutex;
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use tokio::sync::Notify;

#[derive(Default)]
pub struct Claims(Mutex<HashMap<u64, Arc<Space>>>);

/// One space of messages.
#[derive(Default)]
pub struct Space {
    held: Mutex<Held>,
    /// Whoever holds it is the one receiver that a new message wakes.
    pub line: Arc<tokio::sync::Mutex<()>>,
    /// Somebody held messages, and may have left some of them.
    pub released: Notify,
    flights: Mutex<Flights>,
    pub tenants: Tenants,
}

#[derive(Default)]
struct Held {
    /// The version of the store that shows the message as taken, once it is known.
    ids: HashMap<u128, Option<u64>>,
    /// Taken messages, the oldest first: remembered for receivers that still look at a snapshot
    /// from before.
    taken: VecDeque<u128>,
}

/// How many messages are in flight at most: what was counted last, and what was taken since.
#[derive(Default)]
struct Flights {
    counted: Option<u64>,
    since: u64,
}

const REMEMBERED: usize = 4_096;

pub fn space(cloud: &Cloud, id: u64) -> Arc<Space> {
    let claims = cloud.locals.get::<Claims>();
    let mut spaces = claims.0.lock();
    spaces.entry(id).or_default().clone()
}

pub fn forget(cloud: &Cloud, id: u64) {
    cloud.locals.get::<Claims>().0.lock().remove(&id);
}

impl Space {
    pub fn hold(self: &Arc<Self>) -> Hold {
        Hold {
            space: self.clone(),
            ids: Vec::new(),
        }
    }

    /// Whether `more` messages may go in flight; counts only when it could be too many.
    /// `takers`: how many processes may be taking at the same time.
    pub fn may_fly<E>(
        &self,
        limit: u64,
        takers: u64,
        count: impl FnOnce() -> Result<u64, E>,
    ) -> Result<bool, E> {
        {
            let flights = self.flights.lock();
            if flights
                .counted
                .is_some_and(|n| n + flights.since * takers < limit)
            {
                return Ok(true);
            }
        }
        let counted = count()?;
        *self.flights.lock() = Flights {
            counted: Some(counted),
            since: 0,
        };
        Ok(counted < limit)
    }
}

/// Messages held for one receiver, until it has taken them or goes away.
pub struct Hold {
    space: Arc<Space>,
    ids: Vec<u128>,
}

impl Hold {
    /// Holds a message unless another receiver does, or did until after this snapshot was made.
    pub fn claim(&mut self, id: u128, snapshot: u64) -> bool {
        let mut held = self.space.held.lock();
        match held.ids.get(&id) {
            Some(None) => return false,
            Some(Some(version)) if *version > snapshot => return false,
            _ => {}
        }
        held.ids.insert(id, None);
        self.ids.push(id);
        true
    }

    /// Whether `claim` would succeed.
    pub fn is_free(&self, id: u128, snapshot: u64) -> bool {
        match self.space.held.lock().ids.get(&id) {
            Some(None) => false,
            Some(Some(version)) => *version <= snapshot,
            None => true,
        }
    }

    /// The messages were taken; snapshots of this version and later show it.
    pub fn taken(mut self, version: u64) {
        let ids = std::mem::take(&mut self.ids);
        self.space.flights.lock().since += ids.len() as u64;
        let mut held = self.space.held.lock();
        for id in ids {
            held.ids.insert(id, Some(version));
            held.taken.push_back(id);
        }
        while held.taken.len() > REMEMBERED {
            if let Some(old) = held.taken.pop_front() {
                // It may have come back and be held again.
                if held.ids.get(&old).is_some_and(Option::is_some) {
                    held.ids.remove(&old);
                }
            }
        }
        drop(held);
        self.space.released.notify_one();
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        if self.ids.is_empty() {
            return;
        }
        let mut held = self.space.held.lock();
        for id in &self.ids {
            held.ids.remove(id);
        }
        drop(held);
        self.space.released.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_receivers_never_hold_the_same_message() {
        let space = Arc::new(Space::default());
        let (mut first, mut second) = (space.hold(), space.hold());
        assert!(first.claim(1, 10));
        assert!(!second.claim(1, 10) && second.claim(2, 10));
        first.taken(11);
        assert!(!second.claim(1, 10), "an old snapshot still shows it");
        assert!(second.claim(1, 11));
        drop(second);
        assert!(space.hold().claim(2, 10));
    }

    #[test]
    fn counting_is_left_out_while_the_limit_is_far() {
        let space = Arc::new(Space::default());
        let count = |n: u64| move || Ok::<_, ()>(n);
        assert_eq!(space.may_fly(3, 1, count(1)), Ok(true));
        let mut hold = space.hold();
        hold.claim(1, 0);
        hold.taken(1);
        assert_eq!(space.may_fly(3, 1, || Err(())), Ok(true));
        let mut hold = space.hold();
        hold.claim(2, 0);
        hold.taken(2);
        assert_eq!(space.may_fly(3, 1, count(3)), Ok(false));
    }
}
