//! Following the log. One round asks for the head, the server's time and what is new; everyone who
//! was waiting when it began is served by it.

use crate::clock::ServerClock;
use crate::config::NOTICED;
use crate::database::{Database, Link, News, Purpose, headless, silent};
use crate::line::Line;
use crate::node::{Node, Step};
use haneul_store::{Refresh, Result, StoreError};
use parking_lot::Mutex;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::sync::{Notify, oneshot};
use tokio::time::Instant;

/// How often the log is looked at when nobody asks: while somebody waits for a commit, and else.
const WATCHED: Duration = Duration::from_millis(20);
const UNWATCHED: Duration = Duration::from_millis(250);

/// Being further behind than this, it is cheaper to begin anew.
const MAX_BEHIND: u64 = 20_000;

pub struct Tail<D: Database> {
    pub node: Arc<Node>,
    pub clock: ServerClock,
    line: Line<D>,
    wanted: Notify,
    waiting: Mutex<Vec<oneshot::Sender<Result<()>>>>,
    /// When the last round that succeeded began.
    fresh: Mutex<Option<Instant>>,
}

impl<D: Database> Tail<D> {
    pub fn starting_at(database: Arc<D>, version: u64) -> Self {
        Self {
            node: Arc::new(Node::starting_at(version)),
            clock: ServerClock::default(),
            line: Line::new(database, Purpose::Follow),
            wanted: Notify::new(),
            waiting: Mutex::default(),
            fresh: Mutex::new(None),
        }
    }

    /// See `Engine::refresh`. Ages are by the host's clock, like the network's delays.
    pub fn refresh(&self, max_age: Duration) -> Refresh {
        let fresh = *self.fresh.lock();
        if fresh.is_some_and(|at| !max_age.is_zero() && at.elapsed() <= max_age) {
            return Box::pin(async { Ok(()) });
        }
        let (answer, result) = oneshot::channel();
        self.waiting.lock().push(answer);
        self.wanted.notify_one();
        Box::pin(async move { result.await.unwrap_or(Err(StoreError::Closed)) })
    }

    /// Looks soon: somebody began to watch.
    pub fn hurry(&self) {
        self.wanted.notify_one();
    }

    /// Returns once the local state is at this version, which the database has reached, or behind
    /// it.
    pub async fn reach(&self, version: u64) -> Result<()> {
        while self.node.version() < version {
            self.refresh(Duration::ZERO).await?;
        }
        Ok(())
    }

    /// Never returns.
    pub async fn run(&self) {
        let mut reachable = true;
        loop {
            let idle = match self.node.ledger.channels.is_empty() {
                true => UNWATCHED,
                false => WATCHED,
            };
            // Host time: commits of other nodes come by themselves.
            _ = tokio::time::timeout(idle, self.wanted.notified()).await;
            let mut waiting = std::mem::take(&mut *self.waiting.lock());
            // Host time, see `refresh`.
            let began = Instant::now();
            let round = |link: Arc<D::Link>| async move { self.round(&link).await };
            let outcome = self.line.repeat(NOTICED, round).await;
            match &outcome {
                Ok(()) => {
                    *self.fresh.lock() = Some(began);
                    if !reachable {
                        tracing::info!("the database can be reached again");
                    }
                }
                Err(error) if reachable => tracing::warn!(%error, "the log cannot be followed"),
                Err(_) => {}
            }
            reachable = outcome.is_ok();
            if !reachable {
                // Who asked meanwhile would only wait as long for the same answer.
                waiting.append(&mut self.waiting.lock());
            }
            for answer in waiting {
                _ = answer.send(match &outcome {
                    Ok(()) => Ok(()),
                    Err(error) => Err(error.copy()),
                });
            }
        }
    }

    async fn round(&self, link: &D::Link) -> Result<()> {
        if !link.is_known().load(Ordering::Relaxed) {
            let compared = tokio::time::timeout(NOTICED, self.compare(link));
            compared.await.map_err(|_| silent())??;
            link.is_known().store(true, Ordering::Relaxed);
        }
        loop {
            let head = tokio::time::timeout(NOTICED, self.news(link));
            let head = head.await.map_err(|_| silent())??;
            if self.node.version() >= head {
                return Ok(());
            }
        }
    }

    /// After a failover the server may be another one. If it lacks what we know of, what we know
    /// is wrong.
    async fn compare(&self, link: &D::Link) -> Result<()> {
        let (version, Some(group)) = self.node.position() else {
            return Ok(());
        };
        let made = link.group_at(version).await?;
        if made.is_some_and(|made| made != group) {
            tracing::error!(
                version,
                "the database has lost commits and made others since"
            );
            self.node.reset(0);
        }
        Ok(())
    }

    /// Takes in what is new; the version the database was at.
    async fn news(&self, link: &D::Link) -> Result<u64> {
        let from = self.node.version();
        // Host time: how long the answer took says how exact the server's time is.
        let asked = Instant::now();
        let mut first = None;
        let mut tell = |news: News| {
            if first.is_none() {
                // Host time, as above.
                self.clock.learn(asked, Instant::now(), news.time);
                begin(&self.node, from, news.head);
            }
            let head = *first.get_or_insert(news.head);
            follow(&self.node, head, news)
        };
        link.news(from, &mut tell).await?;
        first.ok_or_else(headless)
    }
}

/// Before the first news of those behind `from`.
pub fn begin(node: &Node, from: u64, head: u64) {
    if head < from {
        tracing::error!(from, head, "the database has lost commits");
        node.reset(head);
    } else if head - from > MAX_BEHIND {
        node.reset(head);
    }
}

/// Takes in an entry, if there is one.
pub fn follow(node: &Node, head: u64, news: News) -> Result<()> {
    let Some(entry) = news.entry else {
        // The log ends before the head only if it was trimmed.
        if node.version() < head {
            node.reset(head);
        }
        return Ok(());
    };
    if node.follow(entry) == Step::Gap {
        node.reset(head);
    }
    Ok(())
}

/// The same with the head locked: afterwards the local state is at the head.
pub fn follow_all(node: &Node, news: Vec<News>) -> Result<u64> {
    let head = news.first().map(|news| news.head).ok_or_else(headless)?;
    for news in news {
        follow(node, head, news)?;
    }
    if node.version() != head {
        node.reset(head);
    }
    Ok(head)
}
