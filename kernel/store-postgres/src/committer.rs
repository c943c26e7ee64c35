//! Committing: one task takes all that wait as a group, checks it by what this node knows, and
//! writes it with a single statement that does nothing if the database has moved on meanwhile.

use crate::apply;
use crate::database::{Database, Failure, Purpose};
use crate::line::Line;
use crate::node::Node;
use crate::settle;
use crate::tail::Tail;
use crate::write::{Group, STATEMENT_BYTES};
use haneul_store::parts::{Queue, Request, refuse};
use haneul_store::{Result, StoreError, Writes};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// What a commit gets that was sent, or whose outcome is not known: others' locks may hold it up.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// A commit that cannot be sent is given up after this.
const UNSENT: Duration = Duration::from_secs(5);

/// And this at least is spent on finding out what became of one.
const SETTLING: Duration = Duration::from_secs(1);

/// How long the head is locked first, after another node was quicker.
const CAREFUL: Duration = Duration::from_millis(200);

/// After so many groups in a row with a conflict in them, another node is always quicker: the head
/// is held until who conflicted has read again.
const LOSSES: u32 = 6;

/// But not for longer than this.
const HOLD: Duration = Duration::from_millis(10);

pub struct Committer<D: Database> {
    node_id: u64,
    line: Line<D>,
    node: Arc<Node>,
    tail: Arc<Tail<D>>,
    queue: Arc<Queue>,
    careful_until: Option<Instant>,
    losses: u32,
    groups: u64,
}

/// Commits that were admitted together, and what came of the attempt to write them.
struct Attempt {
    /// The version they build on.
    base: u64,
    accepted: Vec<Request>,
    writes: Writes,
    /// Whether they are there; not, if somebody else was quicker.
    outcome: std::result::Result<bool, Failure>,
}

impl<D: Database> Committer<D> {
    pub fn new(database: Arc<D>, tail: Arc<Tail<D>>, queue: Arc<Queue>) -> Self {
        Self {
            node_id: database.node_id(),
            line: Line::new(database, Purpose::Commit),
            node: tail.node.clone(),
            tail,
            queue,
            careful_until: None,
            losses: 0,
            groups: 0,
        }
    }

    /// Until the queue is closed.
    pub async fn run(mut self) {
        while let Some(requests) = self.queue.next_group_async().await {
            self.process(requests).await;
        }
    }

    async fn process(&mut self, mut requests: Vec<Request>) {
        // Host time: what callers wait.
        let since = Instant::now();
        let id = self.next_id();
        while !requests.is_empty() {
            let Attempt {
                base,
                accepted,
                writes,
                outcome,
            } = self.attempt(requests, &id).await;
            if accepted.is_empty() {
                return;
            }
            match outcome {
                Ok(true) => return self.node.publish(base + 1, &id, writes, accepted),
                Ok(false) => {
                    if let Err(error) = self.outrun().await {
                        return refuse(accepted, &error);
                    }
                }
                Err(Failure::Refused(error)) => return refuse(accepted, &error),
                Err(Failure::NotSent(error)) if since.elapsed() > UNSENT => {
                    self.refuse_waiting(&error);
                    return refuse(accepted, &error);
                }
                Err(Failure::NotSent(_)) => {}
                Err(Failure::Lost(error)) => {
                    tracing::warn!(%error, "the connection was lost over a commit");
                    let patience = PATIENCE.saturating_sub(since.elapsed()).max(SETTLING);
                    match settle::is_there(&self.line, base, &id, patience).await {
                        Ok(true) => return self.node.publish(base + 1, &id, writes, accepted),
                        // What cannot be written in this time holds up whoever waits behind it.
                        Ok(false) if since.elapsed() > PATIENCE => {
                            return refuse(accepted, &error);
                        }
                        Ok(false) => {}
                        Err(error) => {
                            tracing::error!(%error, "the outcome of commits stays unknown");
                            if matches!(error, StoreError::Unreachable(_)) {
                                self.refuse_waiting(&error);
                            }
                            return refuse(accepted, &StoreError::MaybeCommitted);
                        }
                    }
                }
            }
            requests = accepted;
        }
    }

    /// Those that came meanwhile have waited as well, and would wait again for the same answer.
    fn refuse_waiting(&self, error: &StoreError) {
        refuse(self.queue.take_all(), error);
    }

    /// Different for each group of each process.
    fn next_id(&mut self) -> Vec<u8> {
        self.groups += 1;
        let node = self.node_id.to_be_bytes();
        [node, self.groups.to_be_bytes()].concat()
    }

    /// Another node was quicker: take in what it wrote, and lock the head for a while so that
    /// it is not quicker again.
    async fn outrun(&mut self) -> Result<()> {
        // Host time: a matter of fairness between processes.
        self.careful_until = Some(Instant::now() + CAREFUL);
        self.tail.refresh(Duration::ZERO).await
    }

    fn is_careful(&self) -> bool {
        // Host time, as above.
        let now = Instant::now();
        self.careful_until.is_some_and(|until| now < until)
    }

    async fn attempt(&mut self, requests: Vec<Request>, id: &[u8]) -> Attempt {
        let link = match self.line.link().await {
            Ok(link) => link,
            Err(error) => return self.not_sent(requests, error),
        };
        let large = requests
            .iter()
            .map(|request| request.commit.size())
            .sum::<usize>()
            > STATEMENT_BYTES;
        let attempt = match large || self.is_careful() {
            true => self.lock_and_write(&link, requests, id).await,
            false => self.swap(&link, requests, id).await,
        };
        if matches!(attempt.outcome, Err(Failure::NotSent(_) | Failure::Lost(_))) {
            self.line.discard(&link).await;
        }
        attempt
    }

    fn not_sent(&self, accepted: Vec<Request>, error: StoreError) -> Attempt {
        Attempt {
            base: self.node.version(),
            accepted,
            writes: Writes::new(),
            outcome: Err(match error {
                StoreError::Unreachable(_) => Failure::NotSent(error),
                error => Failure::Refused(error),
            }),
        }
    }

    fn admit(&self, base: u64, requests: Vec<Request>) -> (Vec<Request>, Writes) {
        let ledger = &self.node.ledger;
        ledger.admit(base + 1, requests, haneul_store::Group::copy)
    }

    /// Who was just refused and comes again while nobody else can commit, with whom else comes.
    async fn held_for(&self, refused: usize) -> Vec<Request> {
        // Host time: others wait for the head.
        let until = Instant::now() + HOLD;
        let mut came = Vec::new();
        while came.len() < refused {
            match tokio::time::timeout_at(until, self.queue.next_group_async()).await {
                Ok(Some(group)) => came.extend(group),
                Ok(None) | Err(_) => break,
            }
        }
        came
    }

    /// Everything in one statement, provided that nobody else commits meanwhile.
    async fn swap(&self, link: &D::Link, requests: Vec<Request>, id: &[u8]) -> Attempt {
        // The version first: the check may know of more, but not of less.
        let base = self.node.version();
        let (accepted, writes) = self.admit(base, requests);
        let outcome = match accepted.is_empty() {
            true => Ok(false),
            false => {
                let group = Group::new(&writes, &accepted);
                apply::swap(link, base, id, &group).await
            }
        };
        Attempt {
            base,
            accepted,
            writes,
            outcome,
        }
    }

    /// With the head locked nobody else commits; what others did before is taken in first.
    async fn lock_and_write(
        &mut self,
        link: &D::Link,
        mut requests: Vec<Request>,
        id: &[u8],
    ) -> Attempt {
        let known = self.node.version();
        let base = match apply::lock(link, &self.node, known).await {
            Ok(base) => base,
            Err(failure) => {
                return Attempt {
                    base: known,
                    accepted: requests,
                    writes: Writes::new(),
                    outcome: Err(failure),
                };
            }
        };
        if base != known {
            // Host time, as in `outrun`: the others are still busy.
            self.careful_until = Some(Instant::now() + CAREFUL);
        }
        // Those that came while others held the head come along.
        requests.extend(self.queue.take_group());
        let asked = requests.len();
        let (mut accepted, mut writes) = self.admit(base, requests);
        let refused = asked - accepted.len();
        self.losses = if refused > 0 { self.losses + 1 } else { 0 };
        if self.losses >= LOSSES {
            accepted.extend(self.held_for(refused).await);
            (accepted, writes) = self.admit(base, accepted);
        }
        let outcome = match accepted.is_empty() {
            true => apply::roll_back(link).await.map(|()| false),
            false => {
                let group = Group::new(&writes, &accepted);
                apply::write(link, base, id, &group).await
            }
        };
        Attempt {
            base,
            accepted,
            writes,
            outcome,
        }
    }
}
