//! Committing: one task takes all that wait as a group, checks it by what this node knows, and
//! writes it with a single statement that does nothing if the database has moved on meanwhile.

use crate::config::Settings;
use crate::explain;
use crate::fetch::headless;
use crate::line::Line;
use crate::node::Node;
use crate::session::{Parameter, Parameters, Session, silent};
use crate::settle;
use crate::tail::{self, Tail};
use crate::write::{Group, Statement};
use futures_util::future::try_join_all;
use haneul_store::parts::{Queue, Request, refuse};
use haneul_store::{Result, StoreError, Writes};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio_postgres::{Error, Row};

/// A commit is not given up before.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long the head is locked first, after another node was quicker.
const CAREFUL: Duration = Duration::from_millis(200);

/// More than this is written by several statements, to spare the server's memory.
const STATEMENT_BYTES: usize = 8 << 20;

pub struct Committer {
    pub settings: Arc<Settings>,
    pub line: Line,
    pub node: Arc<Node>,
    pub tail: Arc<Tail>,
    pub queue: Arc<Queue>,
    careful_until: Option<Instant>,
    groups: u64,
}

/// How an attempt to write failed.
pub enum Failure {
    /// Nothing was written, nor will be.
    Refused(StoreError),
    /// Nothing was sent: the database cannot be reached.
    NotSent(StoreError),
    /// The connection was lost over it.
    Lost(StoreError),
}

impl Failure {
    /// A statement failed that writes nothing by itself.
    fn before_writing(error: &Error) -> Self {
        match explain::is_broken(error) {
            true => Self::NotSent(explain::failing(error)),
            false => Self::Refused(explain::failing(error)),
        }
    }

    fn while_writing(error: &Error) -> Self {
        match explain::is_broken(error) {
            true => Self::Lost(explain::failing(error)),
            false => Self::Refused(explain::failing(error)),
        }
    }
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

impl Committer {
    pub fn new(
        settings: Arc<Settings>,
        line: Line,
        node: Arc<Node>,
        tail: Arc<Tail>,
        queue: Arc<Queue>,
    ) -> Self {
        Self {
            settings,
            line,
            node,
            tail,
            queue,
            careful_until: None,
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
                Err(Failure::NotSent(error)) if since.elapsed() > PATIENCE => {
                    return refuse(accepted, &error);
                }
                Err(Failure::NotSent(_)) => {}
                Err(Failure::Lost(error)) => {
                    tracing::warn!(%error, "the connection was lost over a commit");
                    match settle::is_there(&self.settings, &self.line, base, &id).await {
                        Ok(true) => return self.node.publish(base + 1, &id, writes, accepted),
                        Ok(false) => {}
                        Err(error) => {
                            tracing::error!(%error, "the outcome of commits stays unknown");
                            return refuse(accepted, &StoreError::MaybeCommitted);
                        }
                    }
                }
            }
            requests = accepted;
        }
    }

    /// Different for each group of each process.
    fn next_id(&mut self) -> Vec<u8> {
        self.groups += 1;
        let node = self.settings.node_id.to_be_bytes();
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
        self.careful_until
            .is_some_and(|until| Instant::now() < until)
    }

    async fn attempt(&mut self, requests: Vec<Request>, id: &[u8]) -> Attempt {
        let session = match self.line.session().await {
            Ok(session) => session,
            Err(error) => return self.not_sent(requests, error),
        };
        let large = requests
            .iter()
            .map(|request| request.commit.size())
            .sum::<usize>()
            > STATEMENT_BYTES;
        let attempt = match large || self.is_careful() {
            true => self.lock_and_write(&session, requests, id).await,
            false => self.swap(&session, requests, id).await,
        };
        if matches!(attempt.outcome, Err(Failure::NotSent(_) | Failure::Lost(_))) {
            self.line.discard(&session).await;
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

    /// Everything in one statement, provided that nobody else commits meanwhile.
    async fn swap(&self, session: &Session, requests: Vec<Request>, id: &[u8]) -> Attempt {
        // The version first: the check may know of more, but not of less.
        let base = self.node.version();
        let (accepted, writes) = self
            .node
            .ledger
            .admit(base + 1, requests, haneul_store::Group::copy);
        let outcome = match accepted.is_empty() {
            true => Ok(false),
            false => {
                let group = Group::new(&writes, &accepted);
                swap(session, &self.settings.node_name, base, id, &group).await
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
        session: &Session,
        requests: Vec<Request>,
        id: &[u8],
    ) -> Attempt {
        let known = self.node.version();
        let base = match lock(session, &self.node, known).await {
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
        let (accepted, writes) = self
            .node
            .ledger
            .admit(base + 1, requests, haneul_store::Group::copy);
        let outcome = match accepted.is_empty() {
            true => roll_back(session).await.map(|()| false),
            false => {
                let group = Group::new(&writes, &accepted);
                write(session, &self.settings.node_name, base, id, &group).await
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

/// The time a statement gets that others' locks may hold up.
async fn limited<T>(
    statement: impl Future<Output = std::result::Result<T, Error>>,
) -> Result<std::result::Result<T, Error>> {
    tokio::time::timeout(PATIENCE, statement)
        .await
        .map_err(|_| silent())
}

async fn swap(
    session: &Session,
    node: &str,
    base: u64,
    id: &[u8],
    group: &Group<'_>,
) -> std::result::Result<bool, Failure> {
    let (base, keys, deleted) = (base as i64, plain(&group.keys), plain(&group.deleted));
    let mut parameters: Vec<Parameter<'_>> = vec![&base, &node, &id, &group.log, &group.channels];
    if !keys.is_empty() {
        let puts: Parameters<3> = [&keys, &group.values, &group.long_keys];
        parameters.extend(puts);
    }
    if !deleted.is_empty() {
        parameters.push(&deleted);
    }
    let statement = &session.statements[group.swap()];
    match limited(session.client.execute(statement, &parameters)).await {
        Ok(Ok(logged)) => Ok(logged == 1),
        Ok(Err(error)) => Err(Failure::while_writing(&error)),
        Err(silence) => Err(Failure::Lost(silence)),
    }
}

/// Begins a transaction with the head locked, and takes in the log up to it.
async fn lock(session: &Session, node: &Node, known: u64) -> std::result::Result<u64, Failure> {
    let (client, known) = (&session.client, known as i64);
    let statements = async {
        let begin = client.batch_execute("BEGIN");
        let lock = client.query(&session.statements[Statement::Lock as usize], &[]);
        let parameters: Parameters<1> = [&known];
        let news = client.query(&session.statements[Statement::News as usize], &parameters);
        // Sent at once, run one after the other: the news are read with the lock held.
        let ((), _, rows): ((), Vec<Row>, Vec<Row>) = tokio::try_join!(begin, lock, news)?;
        Ok(rows)
    };
    let rows = match limited(statements).await {
        Ok(Ok(rows)) => rows,
        Ok(Err(error)) => {
            let failure = Failure::before_writing(&error);
            return roll_back(session).await.and(Err(failure));
        }
        Err(silence) => return Err(Failure::NotSent(silence)),
    };
    let head = tail::follow_all(node, &rows).map_err(Failure::Refused);
    match head {
        Ok(head) => Ok(head),
        Err(failure) => roll_back(session).await.and(Err(failure)),
    }
}

async fn roll_back(session: &Session) -> std::result::Result<(), Failure> {
    match limited(session.client.batch_execute("ROLLBACK")).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(Failure::NotSent(explain::failing(&error))),
        Err(silence) => Err(Failure::NotSent(silence)),
    }
}

/// Writes the group and commits. A statement that fails makes the commit at the end a rollback.
async fn write(
    session: &Session,
    node: &str,
    base: u64,
    id: &[u8],
    group: &Group<'_>,
) -> std::result::Result<bool, Failure> {
    let outcome = limited(async {
        let (client, statements) = (&session.client, &session.statements);
        for part in parts(group) {
            let keys = plain(&group.keys[part.clone()]);
            let (values, long) = (&group.values[part.clone()], &group.long_keys[part]);
            let put = &statements[Statement::Put as usize];
            client.execute(put, &[&keys, &values, &long]).await?;
        }
        let deletes = group
            .deleted
            .chunks(STATEMENT_KEYS)
            .map(|deleted| async move {
                let delete = &statements[Statement::Delete as usize];
                client.execute(delete, &[&plain(deleted)]).await
            });
        try_join_all(deletes).await?;
        let (base, none) = (base as i64, &statements[Statement::Swap as usize]);
        let parameters: Parameters<5> = [&base, &node, &id, &group.log, &group.channels];
        let logged = client.execute(none, &parameters);
        let (logged, ()) = tokio::try_join!(logged, client.batch_execute("COMMIT"))?;
        Ok(logged)
    })
    .await;
    match outcome {
        Ok(Ok(1)) => Ok(true),
        Ok(Ok(_)) => Err(Failure::Refused(headless())),
        Ok(Err(error)) => {
            let failure = Failure::while_writing(&error);
            match failure {
                Failure::Refused(_) => roll_back(session).await.and(Err(failure)),
                failure => Err(failure),
            }
        }
        Err(silence) => Err(Failure::Lost(silence)),
    }
}

/// Deleted keys in a statement.
const STATEMENT_KEYS: usize = 50_000;

/// The puts, divided among statements.
fn parts(group: &Group<'_>) -> Vec<std::ops::Range<usize>> {
    let mut parts = Vec::new();
    let (mut start, mut bytes) = (0, 0);
    for (at, (key, value)) in group.keys.iter().zip(&group.values).enumerate() {
        if bytes > STATEMENT_BYTES {
            parts.push(start..at);
            (start, bytes) = (at, 0);
        }
        bytes += key.len() + value.len();
    }
    if start < group.keys.len() {
        parts.push(start..group.keys.len());
    }
    parts
}

fn plain<'a>(keys: &'a [std::borrow::Cow<'_, [u8]>]) -> Vec<&'a [u8]> {
    keys.iter().map(AsRef::as_ref).collect()
}
