//! A node: the engine over the simulated network, and tasks that can be frozen or killed all at once.

use super::network::{Network, Way};
use crate::database::Reader;
use crate::engine::{Host, Member, Task};
use crate::page::{Selection, StoredRow};
use crate::tail::{self, Tail};
use bytes::Bytes;
use haneul_store::{Result, Store, StoreError, View};
use parking_lot::Mutex;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::mpsc;
use std::task::{Context, Poll, Waker};
use tokio::task::AbortHandle;

#[derive(Clone)]
pub struct Process {
    pub store: Store,
    pub way: Arc<Way>,
    pub name: String,
    gate: Arc<Gate>,
}

/// What its tasks pass whenever they run.
#[derive(Default)]
struct Gate(Mutex<State>);

#[derive(Default)]
struct State {
    frozen: bool,
    dead: bool,
    stopped: Vec<Waker>,
    tasks: Vec<AbortHandle>,
}

impl Process {
    pub fn start(network: &Arc<Network>, number: u64, life: u64) -> Self {
        let way = Arc::new(Way {
            network: network.clone(),
            node: number * 1_000 + life,
            cut_until: AtomicU64::new(0),
        });
        let version = network.tables.lock().head;
        network.tell(format!("node {} starts at {version}", way.node));
        let gate = Arc::new(Gate::default());
        let tail = Arc::new(Tail::starting_at(way.clone(), version));
        let reader = Arc::new(Reading {
            way: way.clone(),
            tail: tail.clone(),
        });
        let host = Box::new(Tasks(gate.clone()));
        let store = Store::over(Member::start(way.clone(), tail, reader, host));
        let name = format!("n{}", way.node);
        Self {
            store,
            way,
            name,
            gate,
        }
    }

    pub fn network(&self) -> &Arc<Network> {
        &self.way.network
    }

    pub fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        self.gate.spawn(Box::pin(task));
    }

    pub fn freeze(&self) {
        self.gate.0.lock().frozen = true;
    }

    pub fn thaw(&self) {
        let stopped = {
            let mut state = self.gate.0.lock();
            state.frozen = false;
            std::mem::take(&mut state.stopped)
        };
        stopped.into_iter().for_each(Waker::wake);
    }

    pub fn kill(&self) {
        self.gate.kill();
    }

    pub fn is_dead(&self) -> bool {
        self.gate.0.lock().dead
    }

    /// Nothing passes to and fro for so long.
    pub fn cut(&self, milliseconds: u64) {
        let until = self.network().now() + milliseconds;
        self.way.cut_until.store(until, Relaxed);
    }
}

impl Gate {
    fn spawn(self: &Arc<Self>, task: Task) {
        if self.0.lock().dead {
            return;
        }
        let passing = Passing {
            gate: self.clone(),
            task,
        };
        let handle = tokio::spawn(passing).abort_handle();
        self.0.lock().tasks.push(handle);
    }

    fn kill(&self) {
        let tasks = {
            let mut state = self.0.lock();
            state.dead = true;
            std::mem::take(&mut state.tasks)
        };
        tasks.iter().for_each(AbortHandle::abort);
    }
}

struct Passing {
    gate: Arc<Gate>,
    task: Task,
}

impl Future for Passing {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        {
            let mut state = self.gate.0.lock();
            if state.frozen || state.dead {
                state.stopped.push(cx.waker().clone());
                return Poll::Pending;
            }
        }
        self.task.as_mut().poll(cx)
    }
}

struct Tasks(Arc<Gate>);

impl Host for Tasks {
    fn spawn(&self, task: Task) {
        self.0.spawn(task);
    }

    fn close(&mut self, _: &mpsc::Receiver<()>) {
        self.0.kill();
    }
}

/// More looks at the log no read takes.
const MANY_LOOKS: usize = 10_000;

/// Reads at once what is there, with anything happening before and after.
struct Reading {
    way: Arc<Way>,
    tail: Arc<Tail<Way>>,
}

impl Reading {
    fn read<T>(&self, read: impl Fn() -> (u64, T)) -> Result<(u64, T)> {
        let network = &self.way.network;
        network.stir();
        if self.way.is_cut() || network.happens(network.weather.unreadable) {
            return Err(StoreError::Unreachable("no answer to a read".to_owned()));
        }
        let (version, found) = read();
        network.stir();
        self.reach(version)?;
        Ok((version, found))
    }

    /// What the task that follows the log does, which cannot be waited for here.
    fn reach(&self, version: u64) -> Result<()> {
        let network = &self.way.network;
        let node = &self.tail.node;
        let mut looks = 0;
        while node.version() < version || network.happens(network.weather.stirred) {
            looks += 1;
            if looks > MANY_LOOKS {
                network.complain(format!("node {} never reaches {version}", self.way.node));
                return Err(StoreError::Unreachable("it cannot be reached".to_owned()));
            }
            let from = node.version();
            let limit = network.chance.between(1, 40) as usize;
            let news = network.tables.lock().news(from, limit);
            let head = news[0].head;
            tail::begin(node, from, head);
            news.into_iter()
                .try_for_each(|news| tail::follow(node, head, news))?;
        }
        Ok(())
    }
}

impl Reader for Reading {
    fn get(&self, key: &[u8]) -> Result<(u64, Option<Bytes>)> {
        let network = &self.way.network;
        let (version, value) = self.read(|| network.tables.lock().get(key))?;
        self.tail
            .node
            .remember(version, key.to_vec(), value.clone());
        Ok((version, value))
    }

    fn page(&self, selection: Selection) -> Result<(u64, Vec<StoredRow>)> {
        self.read(|| self.way.network.tables.lock().page(&selection))
    }

    fn long_view(&self) -> Result<Arc<dyn View>> {
        Err(StoreError::Misuse("long views are not simulated"))
    }

    fn disk_bytes(&self) -> u64 {
        0
    }
}
