//! Opening the store: the tables, and threads of its own.

use crate::bridge;
use crate::config::{PostgresConfig, Settings};
use crate::engine::{Host, Member, Task};
use crate::readers::{Pool, Readers};
use crate::schema;
use crate::tail::Tail;
use crate::upkeep;
use haneul_store::Result;
use std::sync::Arc;
use std::sync::mpsc;
use std::time::Duration;
use tokio::runtime::Runtime;

const THREADS: usize = 2;

/// How long closing waits for what is being committed.
const LAST_COMMITS: Duration = Duration::from_secs(15);

pub fn open(config: &PostgresConfig) -> Result<Member<Settings>> {
    let settings = Arc::new(Settings::read(config)?);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(THREADS)
        .thread_name("store-postgres")
        .enable_all()
        .build()?;
    let prepared = bridge::wait(runtime.handle(), {
        let settings = settings.clone();
        async move { schema::prepare(&settings).await }
    });
    match prepared {
        Ok(version) => Ok(start(settings, version, runtime)),
        Err(error) => {
            // Dropping it would block, which not every caller may.
            runtime.shutdown_background();
            Err(error)
        }
    }
}

fn start(settings: Arc<Settings>, version: u64, runtime: Runtime) -> Member<Settings> {
    let tail = Arc::new(Tail::starting_at(settings.clone(), version));
    let pool = Arc::new(Pool::new(settings.clone(), tail.clone()));
    let readers = Readers::new(pool.clone(), runtime.handle().clone());
    runtime.spawn(async move { upkeep::run(&pool).await });
    let threads = Threads(Some(runtime));
    Member::start(settings, tail, Arc::new(readers), Box::new(threads))
}

/// There until closed.
struct Threads(Option<Runtime>);

impl Host for Threads {
    fn spawn(&self, task: Task) {
        if let Some(runtime) = &self.0 {
            runtime.spawn(task);
        }
    }

    fn close(&mut self, committed: &mpsc::Receiver<()>) {
        _ = committed.recv_timeout(LAST_COMMITS);
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}
