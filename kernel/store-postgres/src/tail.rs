//! Following the log. One round asks for the head, the server's time and what is new; everyone who
//! was waiting when it began is served by it.

use crate::clock::ServerClock;
use crate::config::NOTICED;
use crate::entry::{self, Entry};
use crate::fetch::{headless, version};
use crate::line::Line;
use crate::node::{Node, Step};
use crate::session::{Parameters, Session};
use futures_util::TryStreamExt;
use haneul_store::{Refresh, Result, StoreError};
use parking_lot::Mutex;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};
use tokio::sync::{Notify, oneshot};
use tokio_postgres::Row;

/// How often the log is looked at when nobody asks: while somebody waits for a commit, and else.
const WATCHED: Duration = Duration::from_millis(20);
const UNWATCHED: Duration = Duration::from_millis(250);

/// Being further behind than this, it is cheaper to begin anew.
const MAX_BEHIND: u64 = 20_000;

const NEWS: &str = "SELECT head.version, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint, \
    log.version, log.group_id, log.keys, log.channels \
    FROM head LEFT JOIN log ON log.version > $1 WHERE head.id = 1 ORDER BY log.version LIMIT 1000";
const GROUP: &str = "SELECT group_id FROM log WHERE version = $1";

/// What a session that follows the log has to prepare.
pub const STATEMENTS: &[&str] = &[NEWS, GROUP];

pub struct Tail {
    line: Line,
    node: Arc<Node>,
    clock: Arc<ServerClock>,
    wanted: Notify,
    waiting: Mutex<Vec<oneshot::Sender<Result<()>>>>,
    /// When the last round that succeeded began.
    fresh: Mutex<Option<Instant>>,
}

impl Tail {
    pub fn new(line: Line, node: Arc<Node>, clock: Arc<ServerClock>) -> Self {
        Self {
            line,
            node,
            clock,
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
            let round = |session: Arc<Session>| async move { self.round(&session).await };
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

    async fn round(&self, session: &Session) -> Result<()> {
        if !session.is_known.load(Ordering::Relaxed) {
            self.compare(session).await?;
            session.is_known.store(true, Ordering::Relaxed);
        }
        loop {
            let head = tokio::time::timeout(NOTICED, self.news(session));
            let head = head.await.map_err(|_| crate::session::silent())??;
            if self.node.version() >= head {
                return Ok(());
            }
        }
    }

    /// After a failover the server may be another one. If it lacks what we know of, what we know
    /// is wrong.
    async fn compare(&self, session: &Session) -> Result<()> {
        let (version, Some(group)) = self.node.position() else {
            return Ok(());
        };
        let version = version as i64;
        let parameters: Parameters<1> = [&version];
        let query = session
            .client
            .query_opt(&session.statements[1], &parameters);
        let row = session.run(query).await?;
        if row.is_some_and(|row| row.get::<_, &[u8]>(0) != group) {
            tracing::error!(
                version,
                "the database has lost commits and made others since"
            );
            self.node.reset(0);
        }
        Ok(())
    }

    /// Takes in what is new; the version the database was at.
    async fn news(&self, session: &Session) -> Result<u64> {
        let from = self.node.version();
        // Host time: how long the answer took says how exact the server's time is.
        let asked = Instant::now();
        let rows = session
            .client
            .query_raw(&session.statements[0], [from as i64]);
        let mut rows = pin!(session.run(rows).await?);
        let first = session.run(rows.try_next()).await?.ok_or_else(headless)?;
        // Host time, as above.
        self.clock.learn(asked, Instant::now(), first.get(1));
        let head = version(&first);
        if head < from {
            tracing::error!(from, head, "the database has lost commits");
            self.node.reset(head);
        } else if head - from > MAX_BEHIND {
            self.node.reset(head);
        }
        let mut next = Some(first);
        while let Some(row) = next {
            follow(&self.node, head, &row)?;
            next = session.run(rows.try_next()).await?;
        }
        Ok(head)
    }
}

/// Takes in a row of news, if it has any.
fn follow(node: &Node, head: u64, row: &Row) -> Result<()> {
    let Some(version) = row.get::<_, Option<i64>>(2) else {
        // The log ends before the head only if it was trimmed.
        if node.version() < head {
            node.reset(head);
        }
        return Ok(());
    };
    let entry = Entry {
        version: version as u64,
        group: row.get(3),
        keys: entry::decode(row.get(4))?,
        channels: row.get(5),
    };
    if node.follow(entry) == Step::Gap {
        node.reset(head);
    }
    Ok(())
}

/// The same with the head locked: afterwards the local state is at the head.
pub fn follow_all(node: &Node, rows: &[Row]) -> Result<u64> {
    let head = rows.first().map(version).ok_or_else(headless)?;
    for row in rows {
        follow(node, head, row)?;
    }
    if node.version() != head {
        node.reset(head);
    }
    Ok(head)
}
