//! The parent's own look into the store that timer nodes work on: it appoints timers, and reads
//! what came of them and who holds what.

use crate::Outcome;
use crate::worker::{EFFECTS, Effect, GLOBAL, HANDLER};
use haneul_runtime::lease::{self, Lease};
use haneul_runtime::timer::{self, Timer};
use haneul_runtime::{Clock, agenda};
use haneul_store::{Span, Store, StoreError};
use haneul_store_postgres::PostgresConfig;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::runtime::Runtime;

pub struct Book {
    runtime: Runtime,
    store: Store,
    clock: Clock,
    /// By id.
    pub appointed: BTreeMap<String, Timestamp>,
}

impl Book {
    pub fn open(url: &str) -> Outcome<Book> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()?;
        let store = haneul_store_postgres::open(&PostgresConfig::new(url))?;
        runtime.block_on(store.refresh(Duration::ZERO))?;
        let clock = Clock::open(&store)?;
        Ok(Book {
            runtime,
            store,
            clock,
            appointed: BTreeMap::new(),
        })
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Timers that fall due so long from now, in one transaction.
    pub fn appoint(&mut self, after: impl IntoIterator<Item = Duration>) -> Outcome<()> {
        let now = self.now();
        let mut new = Vec::new();
        for after in after {
            let id = format!("timer-{}", self.appointed.len() + new.len());
            new.push((id, now + SignedDuration::try_from(after)?));
        }
        self.runtime.block_on(self.store.transact(|tx| {
            for (id, due) in &new {
                timer::set(tx, *due, id, &one(id, *due))?;
            }
            Ok::<_, StoreError>(())
        }))?;
        self.appointed.extend(new);
        Ok(())
    }

    /// By the timer's id.
    pub fn effects(&self) -> Outcome<BTreeMap<String, Effect>> {
        self.read(|tx| {
            let rows = EFFECTS.scan(tx, GLOBAL, Span::all(), usize::MAX, false)?;
            Ok(rows.into_iter().collect())
        })
    }

    pub fn left(&self) -> Outcome<usize> {
        self.read(timer::count)
    }

    pub fn leases(&self) -> Outcome<Vec<(String, Lease)>> {
        self.read(|tx| lease::all(tx))
    }

    fn read<R>(&self, f: impl FnMut(&mut haneul_store::Tx) -> Result<R, StoreError>) -> Outcome<R> {
        self.runtime.block_on(self.store.refresh(Duration::ZERO))?;
        Ok(self.store.read(f)?)
    }

    /// Waits until no timer is left; then each must have had its effect once.
    pub fn check(&self, patience: Duration) -> Outcome<BTreeMap<String, Effect>> {
        let began = std::time::Instant::now();
        while self.left()? > 0 {
            if began.elapsed() > patience {
                return Err(format!("{} timers were not run", self.left()?).into());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        let effects = self.effects()?;
        for id in self.appointed.keys() {
            match effects.get(id).map_or(0, |effect| effect.count) {
                1 => {}
                0 => return Err(format!("{id} was skipped").into()),
                count => return Err(format!("{id} had its effect {count} times").into()),
            }
        }
        Ok(effects)
    }
}

/// Which part of the agenda, and so which lease, a timer belongs to.
pub fn lease_of(id: &str, due: Timestamp) -> String {
    format!("timers/{}", agenda::Slot::new(due, id).part())
}

fn one(id: &str, due: Timestamp) -> Timer {
    Timer {
        handler: HANDLER.to_owned(),
        partition: "aws".to_owned(),
        account: "111122223333".to_owned(),
        region: "us-east-1".to_owned(),
        payload: json!({ "id": id, "due": due.as_microsecond() }),
    }
}
